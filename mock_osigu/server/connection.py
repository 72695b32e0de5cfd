"""One client's connection: requests in, answers out, in order."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, cast

from mock_osigu.server.answer import Answer, DateStamp, WsgiApp, answer_refusal, answer_request
from mock_osigu.server.delivery import Delivery
from mock_osigu.server.environ import connection_environ, request_environ
from mock_osigu.server.intake import Intake, Phase
from mock_osigu.server.limits import Access, Limits
from mock_osigu.server.message import Refusal, Request

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


@dataclass(slots=True)
class Service:
    """What all connections of one server share."""

    app: WsgiApp
    limits: Limits
    access_log: Callable[[Access], None] | None
    loop: asyncio.AbstractEventLoop
    joined: Callable[["Connection"], None]
    left: Callable[["Connection"], None]
    stamp: DateStamp = field(default_factory=DateStamp)
    draining: bool = False


@dataclass(slots=True)
class Exchange:
    """The request being answered, its answer, and when it was complete."""

    message: Request | Refusal
    answer: Answer
    delivery: Delivery
    began: float


class Connection(asyncio.Protocol):
    """Runs the app inline: a request costs no task, no thread and no turn of the loop."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._intake = Intake(service.limits)
        self._transport: asyncio.Transport
        self._environ: dict[str, Any] = {}
        self._exchange: Exchange | None = None
        self._advancing = False
        self._writable = True
        self._half_closed = False
        self._leaving = False
        self._steps = 0
        self._since = self._leaving_until = 0.0
        self._unsent = 0

    # What the loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        info = transport.get_extra_info
        self._environ = connection_environ(info("sockname"), info("peername"))
        self._since = self._service.loop.time()
        self._service.joined(self)

    def data_received(self, data: bytes) -> None:
        if self._leaving:
            self._since = self._service.loop.time()
            return
        intake = self._intake
        intake.feed(data)
        if intake.steps != self._steps:
            self._steps = intake.steps
            self._since = self._service.loop.time()
        self._advance()

    def eof_received(self) -> bool:
        """Keep the connection while it owes an answer: a client may stop sending and still listen."""
        self._half_closed = True
        return not self._leaving and (self._exchange is not None or bool(self._intake.ready))

    def pause_writing(self) -> None:
        self._writable = False

    def resume_writing(self) -> None:
        self._writable = True
        self._advance()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the loop's signature
        exchange, self._exchange = self._exchange, None
        self._leaving = True
        if exchange is not None:
            exchange.delivery.cancel()
            self._tell(exchange)
        self._service.left(self)

    # What the server calls.

    def drain(self) -> None:
        """Go when nothing is owed."""
        if self._exchange is None and not self._intake.ready and self._intake.phase is Phase.IDLE:
            self._transport.close()

    def cut(self) -> None:
        """Go now; what has not left is lost."""
        self._transport.abort()

    def overdue(self, now: float) -> bool:
        """Whether the client let a limit pass; never while it is the server who makes it wait."""
        limits = self._service.limits
        if self._exchange is not None:
            return False
        if unsent := self._transport.get_write_buffer_size():
            if unsent != self._unsent:
                self._unsent, self._since = unsent, now
            return now - self._since > limits.idle_seconds
        if self._leaving:
            return now > self._leaving_until or now - self._since > limits.linger_seconds
        seconds = (limits.idle_seconds, limits.header_seconds, limits.body_seconds)
        return now - self._since > seconds[self._intake.phase]

    # From a request to its answer.

    def _advance(self) -> None:
        """Answer what can be answered now, then see to the flow of what comes next."""
        if self._advancing:
            return
        self._advancing = True
        ready = self._intake.ready
        while ready and self._exchange is None and self._writable and not self._leaving:
            self._serve(ready.popleft())
        self._advancing = False
        if self._leaving:
            return
        if not ready and self._exchange is None:
            self._after_answers()
        self._direct_flow()

    def _serve(self, message: Request | Refusal) -> None:
        service = self._service
        date = service.stamp.at(service.loop.time())
        began, wait = perf_counter(), 0.0
        if isinstance(message, Refusal):
            answer = answer_refusal(message, date)
        else:
            if service.draining and not self._intake.ready:
                message.close = True
            environ = request_environ(self._environ, message)
            answer = answer_request(service.app, environ, message, date)
            wait = environ.get("mock_osigu.wait", 0.0)
        delivery = Delivery(self._transport, answer, self._delivered)
        self._exchange = Exchange(message, answer, delivery, began)
        delivery.begin(service.loop, wait)

    def _delivered(self) -> None:
        exchange = cast("Exchange", self._exchange)
        self._exchange = None
        self._since = self._service.loop.time()
        if exchange.answer.close:
            self._leave()
        self._tell(exchange)
        self._advance()

    def _tell(self, exchange: Exchange) -> None:
        log, message = self._service.access_log, exchange.message
        if log is not None:
            seconds = perf_counter() - exchange.began
            log(Access(message.method, message.path, exchange.answer.status, exchange.delivery.sent, seconds))

    def _after_answers(self) -> None:
        """Nothing is owed: leave if the client does, else ask for the body that it holds back."""
        if self._half_closed or (self._service.draining and self._intake.phase is Phase.IDLE):
            self._leave()
        elif self._intake.continue_due and self._writable:
            self._intake.continue_due = False
            self._transport.write(_CONTINUE)

    def _direct_flow(self) -> None:
        """Read no further than one request beyond what can be answered."""
        if self._half_closed or self._transport.is_closing():
            return
        if self._intake.ready or not self._writable:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    def _leave(self) -> None:
        """Close; for a client that still sends only our half, since a reset would overtake the answer."""
        self._leaving = True
        self._intake.ready.clear()
        transport = self._transport
        if transport.is_closing():
            return
        if not self._intake.unread or self._half_closed:
            transport.close()
            return
        self._leaving_until = self._since + self._service.limits.body_seconds
        try:
            transport.write_eof()
            transport.resume_reading()
        except OSError:
            # The client has reset the connection meanwhile.
            transport.abort()
