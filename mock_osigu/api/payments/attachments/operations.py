"""What clients may attach to their invoices, under both of the documented paths."""

from functools import partial
from typing import Final

from mock_osigu.api.payments.attachments import wire
from mock_osigu.api.payments.attachments.errors import FileNotFound
from mock_osigu.api.payments.attachments.service import Attachments, build
from mock_osigu.api.payments.documented import BODY_ERRORS
from mock_osigu.api.payments.errors import InvoiceNotFound
from mock_osigu.api.payments.model import Invoice
from mock_osigu.core.errors import PayloadTooLarge, Unprocessable
from mock_osigu.web import multipart
from mock_osigu.web.multipart import MalformedForm, NotMultipart
from mock_osigu.web.operation import Access, Call, Fidelity, Operation, Reply

SOURCE: Final = "https://developers.osigu.com/reference/invoices"


def attach_file(call: Call) -> Reply:
    invoice = _invoice(call)
    part = wire.upload(multipart.read_parts(call.body, call.content_type))
    attached = _service(call).attach(invoice, part.file_name or "", part.content_type, part.content)
    return Reply(201, wire.file(attached))


def list_files(call: Call) -> Reply:
    return Reply(200, [wire.file(each) for each in _service(call).files(_invoice(call))])


def read_file(call: Call) -> Reply:
    attached = _service(call).file(_invoice(call), call.path["file_id"])
    saved = (("Content-Disposition", wire.disposition(attached)), ("X-Content-Type-Options", "nosniff"))
    return Reply(200, attached.content, saved, attached.content_type)


def comment(call: Call) -> Reply:
    invoice = _invoice(call)
    return Reply(201, wire.commented(_service(call).comment(invoice, wire.comment(call.json()))))


def list_comments(call: Call) -> Reply:
    return Reply(200, [wire.commented(each) for each in _service(call).comments(_invoice(call))])


def _invoice(call: Call) -> Invoice:
    invoice: Invoice = call.service.get(call.provider, call.path["id"])
    return invoice


def _service(call: Call) -> Attachments:
    return call.sandbox.service(build)


_attaching = partial(Operation, access=Access.BEARER, fidelity=Fidelity.INFERRED, source=SOURCE)

_FIRST_PATH: Final = (
    _attaching(
        id="invoices.attach_file",
        summary="Attach a file to an invoice",
        method="POST",
        path="/v1/invoices/{id}/files",
        handler=attach_file,
        status=201,
        body=wire.FileForm,
        media_type=multipart.MEDIA_TYPE,
        returns=wire.AttachedFile,
        errors=(InvoiceNotFound, MalformedForm, PayloadTooLarge, NotMultipart, Unprocessable),
        notes=(
            "The page says that files can be attached, and no more. INFERRED: the path and 201. INVENTED: "
            "multipart with one part `file`, the answer's fields, 413 over the largest body."
        ),
    ),
    _attaching(
        id="invoices.list_files",
        summary="List the files of an invoice, oldest first",
        method="GET",
        path="/v1/invoices/{id}/files",
        handler=list_files,
        returns=list[wire.AttachedFile],
        errors=(InvoiceNotFound,),
        notes="The page does not name it. INVENTED: the path and the bare array.",
    ),
    _attaching(
        id="invoices.read_file",
        summary="Download a file of an invoice, byte for byte, with its own content type",
        method="GET",
        path="/v1/invoices/{id}/files/{file_id}",
        handler=read_file,
        returns=bytes,
        errors=(InvoiceNotFound, FileNotFound),
        notes="The page does not name it. INVENTED: the path and the Content-Disposition.",
    ),
    _attaching(
        id="invoices.comment",
        summary="Comment on an invoice",
        method="POST",
        path="/v1/invoices/{id}/comments",
        handler=comment,
        status=201,
        body=wire.CommentBody,
        returns=wire.AttachedComment,
        errors=(InvoiceNotFound, *BODY_ERRORS),
        notes=(
            "The page says that comments can be attached, and no more. INFERRED: the path and 201. INVENTED: "
            "the body, its longest text, the answer's fields."
        ),
        request_examples={"a comment": {"comment": "The payer has confirmed the amount."}},
    ),
    _attaching(
        id="invoices.list_comments",
        summary="List the comments on an invoice, oldest first",
        method="GET",
        path="/v1/invoices/{id}/comments",
        handler=list_comments,
        returns=list[wire.AttachedComment],
        errors=(InvoiceNotFound,),
        notes="The page does not name it. INVENTED: the path and the bare array.",
    ),
)

OPERATIONS: Final = _FIRST_PATH + tuple(
    operation.at(operation.path.replace("/v1/invoices", "/v1/account-receivables"), "_ar")
    for operation in _FIRST_PATH
)
