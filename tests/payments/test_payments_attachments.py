"""Files and comments of invoices over real HTTP: the bytes that go in come out."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from mock_osigu.app import create_app
from mock_osigu.server import Server
from mock_osigu.settings import Settings
from payments.conftest import Caller
from payments.samples import batch, sample

PATHS = ("/invoices", "/account-receivables")
EVERY_BYTE = bytes(range(256)) * 300 + b"\r\n--boundary\r\n--" + b"\0" * 10
MAX_BODY = 4096


def register(call: Caller, number: str = "INV-1001") -> str:
    answer = call("POST", "/invoices", json=batch(sample(invoice_number=number)))
    return str(answer.json()[0]["id"])


def attach(call: Caller, path: str, name: str, content: bytes, content_type: str | None) -> requests.Response:
    file = (name, content) if content_type is None else (name, content, content_type)
    return call("POST", f"{path}/files", files={"file": file})


def errors(answer: requests.Response, status: int = 422) -> list[tuple[str, str]]:
    assert answer.status_code == status, answer.text
    return [(each["path"], each["message"]) for each in answer.json()["errors"]]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("content", [EVERY_BYTE, b"", b"\r\n", b"--"])
def test_a_download_gives_the_same_bytes_and_type(call: Caller, path: str, content: bytes) -> None:
    invoice = f"{path}/{register(call)}"

    made = attach(call, invoice, "scan 1.pdf", content, "application/pdf")

    assert made.status_code == 201
    file_id = made.json()["id"]
    assert made.text == (
        f'{{"id":"{file_id}","name":"scan 1.pdf","content_type":"application/pdf","size":{len(content)}}}'
    )
    got = call("GET", f"{invoice}/files/{file_id}")
    assert (got.status_code, got.content) == (200, content)
    assert got.headers["Content-Type"] == "application/pdf"
    assert got.headers["Content-Disposition"] == "attachment; filename*=UTF-8''scan%201.pdf"
    assert got.headers["Content-Length"] == str(len(content))


def test_files_are_listed_as_they_came_under_both_paths(call: Caller) -> None:
    invoice_id = register(call)
    made = [
        attach(call, f"{path}/{invoice_id}", f"{path[1]}.txt", b"a", "text/plain; charset=utf-8").json()
        for path in (*PATHS, PATHS[0])
    ]

    for path in PATHS:
        assert call("GET", f"{path}/{invoice_id}/files").json() == made
    assert [each["name"] for each in made] == ["i.txt", "a.txt", "i.txt"]
    assert made[0]["content_type"] == "text/plain; charset=utf-8"
    assert len({each["id"] for each in made}) == 3
    assert call("GET", f"/invoices/{register(call, 'other')}/files").json() == []


@pytest.mark.parametrize("name", ["factura_ñandú.pdf", "日本.txt", 'a"b.txt', "../../etc/passwd", "x" * 255])
def test_a_name_is_only_a_name(call: Caller, name: str) -> None:
    invoice = f"/invoices/{register(call)}"

    made = attach(call, invoice, name, b"a", "text/plain").json()

    assert made["name"] == name
    got = call("GET", f"{invoice}/files/{made['id']}")
    assert got.headers["Content-Disposition"].isascii()
    assert got.content == b"a"


def test_without_a_type_it_is_just_bytes(call: Caller) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n\x00\r\n--b--\r\n'

    answer = call(
        "POST",
        f"/invoices/{register(call)}/files",
        data=body,
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )

    assert (answer.json()["content_type"], answer.json()["size"]) == ("application/octet-stream", 1)


def test_other_parts_are_ignored(call: Caller) -> None:
    answer = call(
        "POST",
        f"/invoices/{register(call)}/files",
        data={"note": "for you"},
        files=[("file", ("a.txt", b"a")), ("other", ("b.txt", b"b"))],
    )

    assert (answer.status_code, answer.json()["name"]) == (201, "a.txt")


def test_what_is_no_file_is_refused_with_every_reason(call: Caller) -> None:
    path = f"/invoices/{register(call)}/files"
    two = [("file", ("\x01", b"a")), ("file", ("x" * 256, b"b", "no type"))]

    assert errors(call("POST", path, files={"scan": ("a.txt", b"a")})) == [("file", "is required")]
    assert errors(call("POST", path, files={"file": (None, "a text")})) == [
        ("file", "must be a file, not a text")
    ]
    assert errors(call("POST", path, files=two)) == [
        ("file", "must be one file"),
        ("file", "must have a name of 1 to 255 printable characters"),
        ("file", "must have a content type like application/pdf, or none"),
    ]
    assert call("GET", path).json() == []


@pytest.mark.parametrize(
    "content_type,body",
    [
        ("multipart/form-data", b"--b\r\n"),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", b"--b\r\nno head"),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\nno disposition\r\n--b--"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\ncut',
        ),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: \xff\r\n\r\n\r\n--b--"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 101 + b"--b--",
        ),
    ],
)
def test_a_form_that_cannot_be_read(call: Caller, content_type: str, body: bytes) -> None:
    path = f"/invoices/{register(call)}/files"

    answer = call("POST", path, data=body, headers={"Content-Type": content_type})

    assert (answer.status_code, answer.json()["code"]) == (400, "MALFORMED_FORM")
    assert call("GET", path).json() == []


@pytest.mark.parametrize(
    "content_type", ["", "application/json", "application/x-www-form-urlencoded", "multipart/mixed"]
)
def test_another_type_of_body_is_not_supported(call: Caller, content_type: str) -> None:
    answer = call(
        "POST", f"/invoices/{register(call)}/files", data=b"{}", headers={"Content-Type": content_type}
    )

    assert (answer.status_code, answer.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.fixture(scope="module")
def small() -> Iterator[Caller]:
    with Server(create_app(Settings(max_body=MAX_BODY))) as server:
        caller = Caller(server.url)
        with caller.session:
            yield caller


def test_a_file_over_the_limit(small: Caller) -> None:
    invoice = f"/invoices/{register(small)}"

    answer = attach(small, invoice, "big.bin", b"x" * (MAX_BODY + 1), None)

    assert (answer.status_code, answer.json()["code"]) == (413, "PAYLOAD_TOO_LARGE")
    assert small("GET", f"{invoice}/files").json() == []
    assert attach(small, invoice, "fits.bin", b"x" * (MAX_BODY // 2), None).status_code == 201


def test_comments_are_kept_with_their_time(call: Caller) -> None:
    path = f"/invoices/{register(call)}/comments"

    made = [call("POST", path, json={"comment": text, "author": "me"}) for text in ("first", "ñ\n2")]

    assert [each.status_code for each in made] == [201, 201]
    first = made[0].json()
    assert list(first) == ["id", "comment", "created_at"]
    assert len(first["created_at"]) == len("2026-01-01T00:00:00Z")
    assert call("GET", path).json() == [each.json() for each in made]
    assert call("GET", path.replace("invoices", "account-receivables")).json()[1]["comment"] == "ñ\n2"


@pytest.mark.parametrize(
    "body,path",
    [
        ({}, "comment"),
        ({"comment": ""}, "comment"),
        ({"comment": "x" * 2001}, "comment"),
        ({"comment": 1}, "comment"),
    ],
)
def test_a_bad_comment(call: Caller, body: Any, path: str) -> None:
    answer = call("POST", f"/invoices/{register(call)}/comments", json=body)

    assert [name for name, _ in errors(answer)] == [path]


def test_a_comment_is_an_object(call: Caller) -> None:
    answer = call("POST", f"/invoices/{register(call)}/comments", json=["x"])

    assert (answer.status_code, answer.json()["code"]) == (400, "MALFORMED_JSON")


@pytest.mark.parametrize("kind", ["files", "comments"])
def test_another_provider_s_invoice_is_not_there(call: Caller, kind: str) -> None:
    other = call.provider("other-clinic")
    path = f"/invoices/{register(call)}/{kind}"
    form: dict[str, Any] = {"files": {"file": ("a", b"a")}} if kind == "files" else {"json": {"comment": "x"}}

    for caller, there in ((other, path), (call, f"/invoices/nothing/{kind}")):
        for answer in (caller("GET", there), caller("POST", there, **form)):
            assert (answer.status_code, answer.json()["code"]) == (404, "INVOICE_NOT_FOUND")
    assert call("GET", path).json() == []


def test_a_file_belongs_to_its_invoice(call: Caller) -> None:
    one, two = (f"/invoices/{register(call, number)}" for number in ("A", "B"))
    file_id = attach(call, one, "a", b"a", None).json()["id"]

    for path in (f"{two}/files/{file_id}", f"{one}/files/nothing", f"{one}/files/{file_id.upper()}"):
        answer = call("GET", path)
        assert (answer.status_code, answer.json()["code"]) == (404, "FILE_NOT_FOUND")


@pytest.mark.parametrize("by_control", [True, False])
def test_with_the_invoice_all_of_it_is_gone(call: Caller, by_control: bool) -> None:  # noqa: FBT001
    invoice_id = register(call)
    attach(call, f"/invoices/{invoice_id}", "a", b"a", None)
    call("POST", f"/invoices/{invoice_id}/comments", json={"comment": "x"})
    sandbox = call.admin("PUT", "/snapshots/with-files")
    assert sandbox.status_code in (200, 201)

    delete = call.admin if by_control else call
    assert delete("DELETE", f"/invoices/{invoice_id}").status_code == 204
    assert call("GET", f"/invoices/{invoice_id}/files").status_code == 404

    call.admin("POST", "/snapshots/with-files/restore").raise_for_status()
    assert len(call("GET", f"/invoices/{invoice_id}/files").json()) == 1
    assert len(call("GET", f"/invoices/{invoice_id}/comments").json()) == 1


def test_files_can_be_attached_in_any_state_and_ids_repeat_after_a_reset(call: Caller) -> None:
    ids = []
    for _ in range(2):
        invoice_id = register(call)
        call.admin("PATCH", f"/invoices/{invoice_id}", json={"payment_status": "PAID"})
        ids.append(attach(call, f"/invoices/{invoice_id}", "a", b"a", None).json()["id"])
        call.admin("POST", "/reset").raise_for_status()

    assert ids[0] == ids[1]
