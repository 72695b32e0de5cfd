"""Uses a generated Python client: the address comes as the one argument, the package lies on the path."""

import json
import sys
from datetime import date

import openapi_client as osigu
from openapi_client.exceptions import ConflictException, NotFoundException, UnauthorizedException

settings = osigu.Configuration(host=sys.argv[1], username="cossen-osigu-service", password="base64secretkey")
told: dict[str, object] = {}
with osigu.ApiClient(settings) as client:
    payments = osigu.PaymentsApi(client)
    settings.access_token = "stale"
    try:
        payments.invoices_list()
    except UnauthorizedException as error:
        told["stale"] = error.data.error
    token = osigu.OauthApi(client).token_issue(grant_type="client_credentials")
    settings.access_token = token.access_token
    told["token"] = token.token_type

    told["listed"] = len(payments.invoices_list(size="3").content)
    us = osigu.PayerBody(country_code="US", tax_id="123456789")
    body = osigu.InvoiceBody(
        invoice_number="G-1",
        issue_date=date(2026, 1, 2),
        payer=us,
        currency_code="USD",
        total_amount=123456789012.34,
    )
    batch = osigu.InvoiceBatch(invoices=[body])
    made = payments.invoices_register(batch)[0]
    told["registered"] = [made.invoice_number, made.payment_status]
    read = payments.invoices_read(made.id)
    told["amount"] = read.total_amount
    told["issued"] = read.issue_date.isoformat()
    try:
        payments.invoices_register(batch)
    except ConflictException as error:
        told["again"] = error.data.code
    told["file"] = payments.invoices_attach_file(made.id, ("a.pdf", b"%PDF-")).name
    payments.invoices_delete(made.id)
    try:
        payments.invoices_read(made.id)
    except NotFoundException as error:
        told["gone"] = error.data.code
    told["left"] = payments.invoices_list(size="1").page.total_elements
    told["frozen"] = osigu.ControlApi(client).control_clock_read().frozen
sys.stdout.write(json.dumps(told) + "\n")
