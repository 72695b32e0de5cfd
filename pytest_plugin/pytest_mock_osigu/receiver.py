"""A receiver of webhooks for one test: what `osigu_webhooks` gives."""

from __future__ import annotations

import socket
from collections import deque
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import TYPE_CHECKING, Any, Final

from mock_osigu.client import ControlError, ControlUnreachable, in_thread, refuse_in_loop
from pytest_mock_osigu.received import ReceivedEvent, fits, in_words, judged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from mock_osigu.client import Webhooks

OK: Final = 200
BAD_SIGNATURE: Final = 401
STOP_SECONDS: Final = 5.0


class WebhookReceiver:
    """A local program that is told what happens, and checks who says so.

    - `url` and `secret` are those of its subscription, whose deliveries are signed
    - `received`: the events so far, in order, each a mapping of its fields, with `event`, `headers`, `verified`
    - `wait(event="cashout_request.created")` gives the next one that fits, and each of them once
    - `respond_with(500, times=2)`: what it answers next; without, 200, or 401 to a wrong signature
    """

    def __init__(self, webhooks: Webhooks, now: Callable[[], datetime]) -> None:
        self._webhooks = webhooks
        self._now = now
        self._answers: deque[int] = deque()
        self._default = OK
        self._given: set[int] = set()
        self._changed = Condition()
        self._is_stopped = False
        self.id = ""
        self.received: list[ReceivedEvent] = []
        self._server = _Server(self._receive)
        self._thread = Thread(target=self._serve, name="mock-osigu-receiver", daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhooks"
        try:
            made = webhooks.deliver_to(self.url, signature="timestamped")
        except BaseException:
            self.stop()
            raise
        self.id = made.id
        self.secret = made.secret or ""

    def respond_with(self, status: int, *, times: int | None = None) -> None:
        """Answer so the next `times`, or from now on; 200 again after that.

        Raises ValueError for a status that no answer can have: there are 200 to 599 (RFC 9110, 15).
        """
        if status not in range(200, 600):
            raise ValueError(f"status is {status!r}; valid is a whole number from 200 to 599")
        with self._changed:
            if times is None:
                self._default = status
                self._answers.clear()
            else:
                self._answers.extend([status] * times)

    def wait(
        self, event: str = "*", *, timeout: float = 5, check_signature: bool = True, **fields: Any
    ) -> ReceivedEvent:
        """The first event that fits and was not given before, arrived already or within `timeout` real seconds.

        `event` may have `*`; `fields` are fields of the payload, as `status="PAID"`. Raises AssertionError if none
        came, or its signature is wrong (unless `check_signature` is False); ValueError at once where no event has such
        a name; RuntimeError inside a running event loop, where `await osigu_webhooks.wait_async(…)` does the same.
        """
        __tracebackhide__ = True
        refuse_in_loop("osigu_webhooks.wait", instead="osigu_webhooks.wait_async")
        return self._wait(event, timeout, fields, check_signature=check_signature)

    async def wait_async(
        self,
        event: str = "*",
        *,
        timeout: float = 5,  # noqa: ASYNC109 - kept in the thread, as for the synchronous one
        check_signature: bool = True,
        **fields: Any,
    ) -> ReceivedEvent:
        """`wait`, to be awaited."""
        __tracebackhide__ = True
        return await in_thread(self._wait, event, timeout, fields, check_signature=check_signature)

    def stop(self) -> None:
        """Take no more; free the port."""
        if self.id:
            with suppress(ControlError, ControlUnreachable):  # a test may have removed or reset it itself
                self._webhooks.remove(self.id)
        self._is_stopped = True
        # The server sleeps until somebody comes.
        with (
            suppress(OSError),
            socket.create_connection(("127.0.0.1", self._server.server_port), STOP_SECONDS),
        ):
            pass
        self._thread.join(STOP_SECONDS)
        self._server.server_close()

    def _wait(
        self, event: str, timeout: float, fields: dict[str, Any], *, check_signature: bool
    ) -> ReceivedEvent:
        __tracebackhide__ = True
        if event != "*" and self._find(event, fields) is None:
            self._check_name(event)
        with self._changed:
            found = self._changed.wait_for(lambda: self._find(event, fields), timeout)
            if found is not None:
                self._given.add(found.number)
        if found is None:
            raise AssertionError(self._nothing(event, timeout, fields))
        if check_signature and not found.verified:
            raise AssertionError(f"{found.event} came with a wrong signature: {found.problem}")
        return found

    def _check_name(self, event: str) -> None:
        """Raises ValueError for a name that the server has no event for, which it knows best."""
        __tracebackhide__ = True
        try:
            self._webhooks.deliveries(event=event)
        except ControlUnreachable:
            return  # the wait says so, if nothing comes
        except ControlError as error:
            why = next((each.message for each in error.errors if each.path == "event"), None)
            if why is not None:
                raise ValueError(why) from None

    def _find(self, event: str, fields: dict[str, Any]) -> ReceivedEvent | None:
        return next(
            (each for each in self.received if each.number not in self._given and fits(each, event, fields)),
            None,
        )

    def _nothing(self, event: str, timeout: float, fields: dict[str, Any]) -> str:
        """What an assertion says: what was wanted, what came, and what the server has to say about it."""
        head = f"waited {timeout:g} s for a webhook: {in_words(event, fields)}"
        came = [
            f"  {each.line}{' (given before)' if each.number in self._given else ''}"
            for each in self.received
        ]
        lines = [head, "what came:" if came else "none came", *came, *self._sent()]
        return "\n".join(lines)

    def _sent(self) -> Iterable[str]:
        try:
            deliveries = [each for each in self._webhooks.deliveries() if each.webhook_id == self.id]
            is_subscribed = any(each.id == self.id for each in self._webhooks.all())
        except (ControlError, ControlUnreachable) as error:
            return [f"the server does not say what it sent: {error}"]
        if not is_subscribed:
            return [
                "its subscription is gone: a reset takes it, as does a removal; reset before, or only parts"
            ]
        if not deliveries:
            return ["the server had nothing to deliver here"]
        return ["what the server has for it, the latest first:", *(f"  {each.line}" for each in deliveries)]

    # The server's threads.

    def _serve(self) -> None:
        while not self._is_stopped:
            self._server.handle_request()

    def _receive(self, headers: dict[str, str], body: bytes) -> int:
        try:
            verdict = judged(self.secret, headers, body, self._now)
        except (ControlError, ControlUnreachable) as error:
            verdict = f"the time is not known: {error}"
        with self._changed:
            planned = self._answers.popleft() if self._answers else self._default
            status = BAD_SIGNATURE if planned == OK and verdict else planned
            self.received.append(ReceivedEvent(len(self.received), body, headers, verdict, status))
            self._changed.notify_all()
        return status


class _Server(ThreadingHTTPServer):
    """On a free port of the loopback; a thread for each delivery, so that a slow one holds up no other."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, receive: Callable[[dict[str, str], bytes], int]) -> None:
        self.receive = receive
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that went away is no error of the test."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 10

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status = self.server.receive(dict(self.headers.items()), body)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the library's own name
        """A test's output is the test's."""
