"""Cashout requests over real HTTP: read by clients, made and moved by control."""

from typing import Any

import pytest

from payments.conftest import Caller
from payments.samples import batch, sample

FIELDS = [
    "id",
    "requested_amount",
    "requested_invoice_count",
    "paid_invoice_count",
    "paid_amount",
    "request_date",
    "payment_date",
    "payment_reference",
    "status",
    "requested_by",
    "cashout_request_details",
    "currency_code",
]


def register(call: Caller, *numbers: str) -> list[str]:
    invoices = [sample(invoice_number=number) for number in numbers]
    answer = call("POST", "/invoices", json=batch(*invoices))
    assert answer.status_code == 201, answer.text
    return [each["id"] for each in answer.json()]


def request(call: Caller, *numbers: str, **more: Any) -> dict[str, Any]:
    body = {"invoice_ids": register(call, *numbers), **more}
    answer = call.admin("POST", "/cashout-requests", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def move(call: Caller, cashout: dict[str, Any], *way: str, **last: Any) -> dict[str, Any]:
    moved = cashout
    for place, status in enumerate(way, 1):
        more = last if place == len(way) else {}
        answer = call.admin("POST", f"/cashout-requests/{cashout['id']}/move", json={"to": status, **more})
        assert answer.status_code == 200, answer.text
        moved = answer.json()
    return moved


def frozen(call: Caller, now: str) -> Caller:
    """The same caller at another time, with a token of then."""
    call.admin("PATCH", "/clock", json={"now": now, "frozen": True}).raise_for_status()
    token = call.admin("POST", "/tokens").json()["access_token"]
    return Caller(call.url, token, call.session)


def test_the_whole_answer_before_and_after_the_payment(call: Caller) -> None:
    call = frozen(call, "2023-06-10T10:15:30.9Z")
    cashout = request(call, "INV-1001", requested_by="ana@clinic.example")
    path = f"/cashout-requests/{cashout['id']}"
    (line,) = cashout["cashout_request_details"]["invoices"]

    def whole(paid_count: int, paid: str, status: str, state: str) -> str:
        return (
            f'{{"id":"{cashout["id"]}","requested_amount":1200.00,"requested_invoice_count":1,'
            f'"paid_invoice_count":{paid_count},{paid},"status":"{status}",'
            '"requested_by":"ana@clinic.example","cashout_request_details":{"invoices":[{'
            f'"invoice_id":"{line["invoice_id"]}","invoice_number":"INV-1001","total_amount":1500.00,'
            f'"advance_percentage":80.00,"requested_amount":1200.00,"state":"{state}"}}]}},'
            '"currency_code":"USD"}'
        )

    unpaid = '"paid_amount":null,"request_date":"2023-06-10T10:15:30Z","payment_date":null,"payment_reference":null'
    assert call("GET", path).text == whole(0, unpaid, "REQUESTED", "REQUESTED")

    call = frozen(call, "2023-11-12T14:22:00Z")
    move(call, cashout, "APPROVED", "PENDING_PAYMENT", "PAID", payment_reference="pay-7890-xyz123")
    paid = (
        '"paid_amount":1200.00,"request_date":"2023-06-10T10:15:30Z","payment_date":"2023-11-12T14:22:00Z",'
        '"payment_reference":"pay-7890-xyz123"'
    )
    assert call("GET", path).text == whole(1, paid, "PAID", "PAID")


def test_control_sees_whose_it_is_too(call: Caller) -> None:
    cashout = request(call, "A")

    assert list(cashout) == ["id", "provider", *FIELDS[1:]]
    assert cashout["provider"] == "cossen-osigu-service"
    assert cashout["requested_by"] == "web user"
    assert call.admin("GET", f"/cashout-requests/{cashout['id']}").json() == cashout
    assert call.admin("GET", "/cashout-requests").json() == {"items": [cashout], "meta": {"total": 1}}
    del cashout["provider"]
    assert call("GET", f"/cashout-requests/{cashout['id']}").json() == cashout


def test_a_list_is_paged_as_invoices_are_newest_first(call: Caller) -> None:
    made = [request(call, f"N{k}")["id"] for k in range(5)]

    answer = call("GET", "/cashout-requests?page=1&size=2&status=PAID")

    page = answer.json()
    assert list(page) == ["content", "page", "links"]
    assert [each["id"] for each in page["content"]] == [made[2], made[1]]
    assert list(page["content"][0]) == FIELDS
    assert page["page"] == {"size": 2, "total_elements": 5, "total_pages": 3, "number": 1}
    assert page["links"] == [
        {"rel": "self", "href": "/cashout-requests?page=1&size=2"},
        {"rel": "next", "href": "/cashout-requests?page=2&size=2"},
        {"rel": "prev", "href": "/cashout-requests?page=0&size=2"},
    ]
    assert call("GET", "/cashout-requests?page=x&size=0").json()["page"]["size"] == 15


def test_nobody_sees_another_provider_s(call: Caller) -> None:
    other = call.provider("other-clinic")
    cashout = request(call, "A")

    assert other("GET", "/cashout-requests").json()["content"] == []
    answer = other("GET", f"/cashout-requests/{cashout['id']}")
    assert (answer.status_code, answer.json()["code"]) == (404, "CASHOUT_REQUEST_NOT_FOUND")
    assert answer.json() == {
        "code": "CASHOUT_REQUEST_NOT_FOUND",
        "message": f"Cashout request not found: {cashout['id']}",
    }


def test_a_named_client_s_provider_asks_for_its_own_alone(call: Caller) -> None:
    other = call.provider("other-clinic")
    mine, theirs = register(call, "A"), register(other, "A")

    def order(**body: Any) -> Any:
        return call.admin("POST", "/cashout-requests", json=body)

    assert order(client_id="other-clinic", invoice_ids=theirs).json()["provider"] == "other-clinic"
    refused = order(client_id="other-clinic", invoice_ids=mine)
    assert (refused.status_code, [each["path"] for each in refused.json()["errors"]]) == (
        422,
        ["invoice_ids[0]"],
    )
    unknown = order(client_id="nobody", invoice_ids=mine)
    assert (unknown.status_code, [each["path"] for each in unknown.json()["errors"]]) == (422, ["client_id"])
    both = order(client_id="nobody", invoice_ids=[*mine, "none"])
    assert [each["path"] for each in both.json()["errors"]] == ["client_id", f"invoice_ids[{len(mine)}]"]


@pytest.mark.parametrize("path", ["/cashout-requests", "/cashout-requests/x"])
def test_clients_only_read(call: Caller, path: str) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = call(method, path, json={})
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert call("GET", "/account-receivables/cashout-requests").status_code == 404


def test_an_illegal_move_names_the_legal_ones(call: Caller) -> None:
    cashout = request(call, "A")

    answer = call.admin("POST", f"/cashout-requests/{cashout['id']}/move", json={"to": "PAID"})

    assert answer.status_code == 409
    text = "REQUESTED cannot become PAID; legal from REQUESTED: UNDER_REVIEW, APPROVED, CANCELLED"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "code": "ILLEGAL_MOVE",
        "detail": text,
        "errors": [{"path": "to", "message": text}],
    }


@pytest.mark.parametrize(
    "body,paths",
    [
        ({}, {"invoice_ids"}),
        ({"invoice_ids": []}, {"invoice_ids"}),
        ({"invoice_ids": "x"}, {"invoice_ids"}),
        (
            {"invoice_ids": [1, "x", None], "requested_by": ""},
            {"invoice_ids[0]", "invoice_ids[2]", "requested_by"},
        ),
        ({"invoice_ids": ["x"] * 1001}, {"invoice_ids"}),
        ({"invoice_ids": ["x"], "status": "PAID"}, {"status"}),
    ],
)
def test_a_bad_order(call: Caller, body: Any, paths: set[str]) -> None:
    answer = call.admin("POST", "/cashout-requests", json=body)

    assert answer.status_code == 422
    assert {each["path"] for each in answer.json()["errors"]} == paths


@pytest.mark.parametrize(
    "body,path",
    [
        ({}, "to"),
        ({"to": "LOST"}, "to"),
        ({"to": None}, "to"),
        ({"to": "APPROVED", "exclude": "x"}, "exclude"),
        ({"to": "APPROVED", "exclude": ["x"]}, "exclude[0]"),
        ({"to": "APPROVED", "payment_reference": ""}, "payment_reference"),
        ({"to": "APPROVED", "when": "now"}, "when"),
    ],
)
def test_a_bad_move_changes_nothing(call: Caller, body: Any, path: str) -> None:
    cashout = request(call, "A")

    answer = call.admin("POST", f"/cashout-requests/{cashout['id']}/move", json=body)

    assert (answer.status_code, [each["path"] for each in answer.json()["errors"]]) == (422, [path])
    assert call.admin("GET", f"/cashout-requests/{cashout['id']}").json() == cashout


@pytest.mark.parametrize("method,path", [("GET", ""), ("POST", "/move")])
def test_an_unknown_request_is_named(call: Caller, method: str, path: str) -> None:
    answer = call.admin(method, f"/cashout-requests/nothing-like-it{path}")

    assert answer.status_code == 404
    assert "nothing-like-it" in answer.json()["detail"]


def test_ids_repeat_after_a_reset_and_snapshots_carry_requests(call: Caller) -> None:
    first = request(call, "A")
    call.admin("PUT", "/snapshots/requested").raise_for_status()
    move(call, first, "CANCELLED")
    call.admin("POST", "/snapshots/requested/restore").raise_for_status()
    assert call.admin("GET", f"/cashout-requests/{first['id']}").json() == first

    call.admin("POST", "/reset", json={"only": ["data"]}).raise_for_status()
    assert call("GET", "/cashout-requests").json()["content"] == []
    assert request(call, "A")["id"] == first["id"]


def test_a_request_of_many_invoices_and_one_of_the_synthetic(call: Caller) -> None:
    numbers = [f"N{k}" for k in range(100)]

    assert request(call, *numbers)["requested_amount"] == 120_000
    pending = call.admin("GET", "/invoices?payment_status=PENDING&limit=1").json()["items"]
    made = call.admin("POST", "/cashout-requests", json={"invoice_ids": [pending[0]["id"]]}).json()
    assert made["currency_code"] == "COP"
