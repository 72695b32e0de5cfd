"""The server as its users hold it: bound when made, then in a thread or in the foreground."""

import asyncio
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Self

from mock_osigu.server.answer import WsgiApp
from mock_osigu.server.limits import Access, Limits
from mock_osigu.server.listener import bind, url_of
from mock_osigu.server.secure import Tls
from mock_osigu.server.signals import alarmed, handled
from mock_osigu.server.site import Site

_PATIENCE_SECONDS = 0.1  # for the loop to do what it was told


class Server:
    """Serves a WSGI app over HTTP/1.1, either by `start` and `stop` (or `with`) or by `run`; once, not twice.

    The port is taken when the server is made: raises OSError when it is not free or the host not known.
    `host`, `port` and `url` are those really bound. `access_log` gets one `Access` a request, in the loop's
    thread, and must be quick. `uvloop`: None takes it in `run` if it is installed, True always (ImportError
    if not), False never. `tls` gives each new connection its context; without it the server speaks http.
    """

    def __init__(
        self,
        app: WsgiApp,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        limits: Limits = Limits(),  # noqa: B008 - frozen, and its text is the documentation
        access_log: Callable[[Access], None] | None = None,
        uvloop: bool | None = None,
        tls: Tls | None = None,
    ) -> None:
        self._app = app
        self._limits = limits
        self._access_log = access_log
        self._uvloop = uvloop
        self._tls = tls
        self._listener = bind(host, port)
        self.host, self.port = self._listener.getsockname()[:2]
        self.url = url_of(self.host, self.port, secure=tls is not None)
        self._lock = threading.Lock()
        self._stopped = False
        self._site: Site | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> Self:
        """Serve in a thread; returns when clients are accepted."""
        site = self._make_site(uvloop=self._uvloop is True)
        opened: Future[None] = Future()
        name = f"mock-osigu:{self.port}"
        self._thread = threading.Thread(target=_serve, args=(site, opened), name=name, daemon=True)
        self._thread.start()
        opened.result()
        return self

    def stop(self) -> None:
        """Free the port, cut every connection and wait for the thread; from any thread, also twice.

        The app runs inline, so no request is cut while it runs, but an answer that waits is.
        """
        with self._lock:
            first, self._stopped, site, thread = not self._stopped, True, self._site, self._thread
        if site is None:
            self._listener.close()
        elif first:
            # A RuntimeError says that the loop is closed: the signal was faster.
            with suppress(RuntimeError):
                site.loop.call_soon_threadsafe(site.cut)
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def run(
        self,
        *,
        ready: Callable[[], None] | None = None,
        grace_seconds: float = 1.8,
        stuck: Callable[[], None] | None = None,
    ) -> None:
        """Serve in this, the main, thread until SIGTERM or SIGINT; calls `ready` when clients are accepted.

        The first signal frees the port at once, lets running exchanges finish and returns within
        `grace_seconds`, when what still runs is cut. A SIGINT after it cuts at once. The signals' handlers
        are put back. An app that computes meanwhile, so that nothing can be cut, is the caller's to end: `stuck` is
        called then, in the midst of it, and is not to return.
        """
        site = self._make_site(uvloop=self._uvloop is not False)

        def interrupt() -> None:
            if site.draining:
                site.cut()
            site.drain(grace_seconds)

        handlers = {signal.SIGTERM: lambda: site.drain(grace_seconds), signal.SIGINT: interrupt}
        try:
            with handled(site.loop, handlers), ExitStack() as watched:
                if stuck is not None:
                    seconds = grace_seconds + _PATIENCE_SECONDS
                    watched.enter_context(alarmed(tuple(handlers), seconds, _PATIENCE_SECONDS, stuck))
                site.serve(ready or (lambda: None))
        finally:
            site.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _make_site(self, *, uvloop: bool) -> Site:
        with self._lock:
            if self._site is not None or self._stopped:
                raise RuntimeError("this server has served; make another")
            loop = _new_loop(wanted=uvloop, required=self._uvloop is True)
            self._site = Site(loop, self._listener, self._app, self._limits, self._access_log, self._tls)
            return self._site


def _serve(site: Site, opened: "Future[None]") -> None:
    try:
        site.serve(lambda: opened.set_result(None))
    except BaseException as error:
        if opened.done():
            raise
        opened.set_exception(error)
    finally:
        site.close()


def _new_loop(*, wanted: bool, required: bool) -> asyncio.AbstractEventLoop:
    if wanted:
        try:
            import uvloop  # noqa: PLC0415 - an extra, and worth its import only in the foreground
        except ImportError:
            if required:
                raise
        else:
            return uvloop.new_event_loop()
    # The default loop of Windows cannot watch a listening socket.
    return asyncio.SelectorEventLoop()
