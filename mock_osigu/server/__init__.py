"""One HTTP/1.1 server for command line, image and fixture: any WSGI app, run inline in an event loop.

It knows nothing of Osigu. Between itself and the app there are three agreements beyond PEP 3333, all in the
environ: `mock_osigu.body_too_large` (True: the body was over `Limits.max_body` and is not there; the app
says 413 in its own words), `mock_osigu.wait` (set by the app: seconds to hold the answer back), and
`REQUEST_URI` (the target as sent).
"""

from mock_osigu.server.lifecycle import Server
from mock_osigu.server.limits import Access, Limits

__all__ = ["Access", "Limits", "Server"]
