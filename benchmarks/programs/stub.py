"""The least that a test could talk to: ready bytes from the standard library's HTTP server, in a thread."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

TOKEN = b'{"access_token":"20c53bc6-641e-4965-9473-bde902befac4","token_type":"bearer","expires_in":86399}'


def start(page_file: str) -> ThreadingHTTPServer:
    page = Path(page_file).read_bytes()

    class Stub(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(page)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._answer(TOKEN)

        def _answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()  # its default stops after 0.5 s
    return server
