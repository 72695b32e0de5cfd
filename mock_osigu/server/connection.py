"""One client's connection: requests in, answers out, in order."""

import asyncio
from time import perf_counter
from typing import Any, cast

from mock_osigu.server.answer import Answer, answer_refusal, answer_request
from mock_osigu.server.delivery import Delivery
from mock_osigu.server.departure import KEY, Departure
from mock_osigu.server.environ import connection_environ, request_environ
from mock_osigu.server.intake import IDLE, Intake
from mock_osigu.server.limits import Access
from mock_osigu.server.message import Refusal, Request
from mock_osigu.server.service import Service
from mock_osigu.server.watch import Watch

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Connection(asyncio.Protocol):
    """Runs the app inline: a request costs no task, no thread and no turn of the loop."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._intake = Intake(service.limits, service.repeats)
        self._transport: asyncio.Transport
        self._environ: dict[str, Any] = {}
        self._delivery: Delivery | None = None
        self._serving: Request
        self._watch: Watch | None = None
        self._advancing = False
        self._writable = True
        self._half_closed = False
        self._leaving = self._retiring = False
        self._steps = 0
        self._since = self._began = self._leaving_until = 0.0
        self._unsent = 0

    # What the loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._environ = connection_environ(transport.get_extra_info)
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
        self._look_after_client()
        return not self._leaving and (self._delivery is not None or bool(self._intake.ready))

    def pause_writing(self) -> None:
        self._writable = False

    def resume_writing(self) -> None:
        self._writable = True
        if self._delivery is not None:
            self._delivery.flushed()
        self._advance()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the loop's signature
        delivery, self._delivery = self._delivery, None
        self._leaving = True
        self._intake.close()
        if delivery is not None:
            self._stop_watch()
            delivery.lost()
            self._tell_delivery(delivery)
        self._service.left(self)

    # What the server calls.

    def drain(self) -> None:
        """Go when nothing is owed."""
        if self._delivery is not None:
            self._delivery.drain()
        elif not self._intake.ready and self._intake.phase is IDLE:
            self._transport.close()

    def retire(self) -> None:
        """Serve no further request than what has begun to come: the next one is for a new connection."""
        self._retiring = True
        if self._advancing:
            # By the very request that is being answered: its answer says it.
            self._serving.close = self._serving.close or not self._intake.ready
        elif self._delivery is None:
            self.drain()

    def cut(self) -> None:
        """Go now; what has not left is lost."""
        if self._delivery is not None:
            self._delivery.cut()
        self._transport.abort()

    def overdue(self, now: float) -> bool:
        """Whether the client let a limit pass; never while it is the server who makes it wait."""
        limits = self._service.limits
        if unsent := self._transport.get_write_buffer_size():
            if unsent != self._unsent:
                self._unsent, self._since = unsent, now
            return now - self._since > limits.idle_seconds
        if self._delivery is not None:
            return False
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
        while ready and self._delivery is None and self._writable and not self._leaving:
            self._serve(ready.popleft())
        self._advancing = False
        if self._leaving:
            return
        if not ready and self._delivery is None:
            self._after_answers()
        self._direct_flow()

    def _serve(self, message: Request | Refusal) -> None:
        service = self._service
        date = service.stamp.at(service.loop.time())
        self._began = perf_counter()
        if isinstance(message, Refusal):
            self._send(message, answer_refusal(message, date))
            return
        if (service.draining or self._retiring) and not self._intake.ready:
            message.close = True
        self._serving = message
        environ = request_environ(self._environ, message)
        answer = answer_request(service.app, environ, message, date)
        departure = environ.get(KEY)
        if departure is None:
            self._send(message, answer)
        else:
            self._deliver(message, answer, departure)

    def _send(self, message: Request | Refusal, answer: Answer) -> None:
        """What nearly every answer does: just leave."""
        self._transport.write(answer.head + answer.body)
        self._answered(close=answer.close)
        service = self._service
        if service.access_log is not None:
            seconds = perf_counter() - self._began
            service.log(Access(message.method, message.path, answer.status, len(answer.body), seconds))

    def _deliver(self, request: Request, answer: Answer, departure: Departure) -> None:
        self._delivery = delivery = Delivery(
            self._service.loop, self._transport, request, answer, departure, self._delivered
        )
        delivery.begin()
        if self._service.draining:
            delivery.drain()

    def _delivered(self) -> None:
        delivery = cast("Delivery", self._delivery)
        self._stop_watch()
        self._delivery = None
        self._answered(close=delivery.close)
        self._tell_delivery(delivery)
        self._advance()

    def _answered(self, *, close: bool) -> None:
        self._since = self._service.loop.time()
        if close:
            self._leave()

    def _tell_delivery(self, delivery: Delivery) -> None:
        request, seconds = delivery.request, perf_counter() - self._began
        status, sent = delivery.status, delivery.sent
        self._service.log(Access(request.method, request.path, status, sent, seconds, delivery.outcome))

    def _after_answers(self) -> None:
        """Nothing is owed: leave if the client does, else ask for the body that it holds back."""
        if self._half_closed or (self._service.draining and self._intake.phase is IDLE):
            self._leave()
        elif self._intake.continue_due and self._writable:
            self._intake.continue_due = False
            self._transport.write(_CONTINUE)

    def _direct_flow(self) -> None:
        """Read no further than one request beyond what can be answered."""
        if self._half_closed or self._transport.is_closing():
            self._look_after_client()
            return
        if self._intake.ready or not self._writable:
            self._transport.pause_reading()
            self._look_after_client()
        else:
            self._transport.resume_reading()

    def _look_after_client(self) -> None:
        """Nothing is read from it while it waits: only a watch sees it go."""
        if self._delivery is None:
            return
        if self._watch is None:
            self._watch = Watch(self._service.loop, self._transport)
        self._watch.start(half_closed=self._half_closed)

    def _stop_watch(self) -> None:
        if self._watch is not None:
            self._watch.stop()

    def _leave(self) -> None:
        """Close; for a client that still sends only our half, since a reset would overtake the answer."""
        self._leaving = True
        unread = self._intake.unread or bool(self._intake.ready)
        self._intake.ready.clear()
        transport = self._transport
        if transport.is_closing():
            return
        if not unread or self._half_closed:
            transport.close()
            return
        self._leaving_until = self._since + self._service.limits.body_seconds
        try:
            transport.write_eof()
            transport.resume_reading()
        except OSError:
            # The client has reset the connection meanwhile.
            transport.abort()
