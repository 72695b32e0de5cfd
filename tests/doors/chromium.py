"""A real browser, and a page of somebody else's for it to open."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

SECONDS = 20
ATTACKER = "attacker.example"
PAGE = b"<!doctype html><meta charset=utf-8><title>page</title><link rel=icon href='data:,'><body></body>"
OPTIONS = (
    "--headless=new",
    "--no-sandbox",  # a root user, as in CI, has no other choice
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--no-proxy-server",
    f"--host-resolver-rules=MAP {ATTACKER} 127.0.0.1",
)


@contextmanager
def browser() -> Iterator[Any]:
    """A Chromium that takes attacker.example for this machine. Skips where one of its parts is missing."""
    webdriver = pytest.importorskip(
        "selenium.webdriver", reason="selenium, of the group dev, is not installed"
    )
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        pytest.skip("chromium and chromium-driver are not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for option in OPTIONS:
        options.add_argument(option)
    service = webdriver.ChromeService(executable_path=driver)
    running = webdriver.Chrome(options=options, service=service)
    try:
        running.set_page_load_timeout(SECONDS)
        running.set_script_timeout(SECONDS)
        yield running
    finally:
        running.quit()


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def foreign_site() -> Iterator[int]:
    """The port of a server of pages that are not ours."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join(SECONDS)
