"""From a reply to what WSGI sends: bytes, damage, the app's own headers, the journal, the way out."""

from email.utils import format_datetime
from threading import Event
from typing import Final

from mock_osigu.web.departure import KEY, Departure
from mock_osigu.web.exchange import Exchange
from mock_osigu.web.operation import PendingReply, Reply
from mock_osigu.web.record import complete_entry
from mock_osigu.web.reply import Answer, encode
from mock_osigu.web.strike import damaged

REQUEST_ID: Final = "X-Mock-Osigu-Request-Id"
FAULT: Final = "X-Mock-Osigu-Fault"
DEPARTS: Final = "mock_osigu.departs"
_NO_BODY: Final = (204, 304)
# Smaller bodies are the operating system's at once; a client may leave in the midst of a larger one.
_LARGE: Final = 64 * 1024


class DateHeader:
    """The `Date` of a sandbox's clock; made once for all answers of a second."""

    def __init__(self) -> None:
        self._last = (-1, "")

    def of(self, exchange: Exchange) -> str:
        now = exchange.now
        second = int(now.timestamp())
        last = self._last  # read once: another thread may serve another sandbox, with another time
        if last[0] != second:
            last = self._last = second, format_datetime(now, usegmt=True)
        return last[1]


def finish(exchange: Exchange, reply: Reply, date: DateHeader) -> Answer:
    """The whole answer, entered in the journal; its departure is in the environ if it is not a plain one."""
    if reply.pending is not None:
        return _later(exchange, reply.pending, date)
    answer = encode(reply)
    if exchange.damage is not None and exchange.departure is not None:
        answer = damaged(answer, exchange.damage, exchange.departure)
    _add_headers(exchange, answer, date)
    departure = exchange.departure
    if departure is None and len(answer.body) > _LARGE and _is_told(exchange):
        departure = exchange.departure = Departure(is_watched=True)
    if departure is not None and not departure.is_plain and not exchange.environ.get(DEPARTS):
        answer = _without_socket(exchange, answer, departure)
    complete_entry(exchange, answer)
    if departure is not None and not departure.is_plain:
        exchange.environ[KEY] = departure
    return answer


def _is_told(exchange: Exchange) -> bool:
    """Whether what becomes of the answer is entered, and the server can tell."""
    return exchange.entry is not None and bool(exchange.environ.get(DEPARTS))


def _add_headers(exchange: Exchange, answer: Answer, date: DateHeader) -> None:
    headers = answer.headers
    if answer.status not in _NO_BODY:
        headers.append(("Content-Length", str(len(answer.body))))
    headers += (("Date", date.of(exchange)), (REQUEST_ID, exchange.request_id))
    if exchange.fault:
        headers.append((FAULT, ",".join(exchange.fault)))


class _Later:
    """A pending reply as the server sees it: a departure whose answer is made in the end."""

    def __init__(self, exchange: Exchange, pending: PendingReply, date: DateHeader) -> None:
        self.timeout_seconds = pending.timeout_seconds
        self.begin = pending.begin
        self.abandon = pending.abandon
        self._exchange, self._pending, self._date = exchange, pending, date

    def answer(self) -> tuple[str, list[tuple[str, str]], bytes]:
        answer = encode(self._pending.reply())
        _add_headers(self._exchange, answer, self._date)
        return answer.line, answer.headers, answer.body


def _later(exchange: Exchange, pending: PendingReply, date: DateHeader) -> Answer:
    later = _Later(exchange, pending, date)
    if exchange.environ.get(DEPARTS):
        exchange.environ[KEY] = Departure(later=later)
        return Answer(202, "202 Accepted", [], b"")  # held back: the server asks for the real one
    there = Event()
    later.begin(there.set)
    there.wait(later.timeout_seconds)
    line, headers, body = later.answer()
    return Answer(int(line[:3]), line, headers, body)


def _without_socket(exchange: Exchange, answer: Answer, departure: Departure) -> Answer:
    """What can be done where the socket is out of reach: wait in the thread, answer 503 for a broken connection.

    A body that should have been cut ends early by a true Content-Length, one that should have dripped comes at
    once. The fault header says what was not done.
    """
    if departure.wait_seconds:
        Event().wait(departure.wait_seconds)
    if departure.body_bytes is not None:
        answer = answer._replace(body=answer.body[: departure.body_bytes])
        at = next(i for i, (name, _) in enumerate(answer.headers) if name == "Content-Length")
        answer.headers[at] = ("Content-Length", str(len(answer.body)))
    if (
        departure.ending != "sent"
        or departure.body_bytes is not None
        or departure.bytes_per_second is not None
    ):
        name, ids = answer.headers[-1]
        answer.headers[-1] = (name, f"{ids}; only in part: this server hides its connections from the app")
    exchange.departure = None
    return answer
