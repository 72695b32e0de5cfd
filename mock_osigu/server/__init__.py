"""One HTTP/1.1 server for command line, image and fixture: any WSGI app, run inline in an event loop, over TLS too.

It knows nothing of Osigu. Between itself and the app there are five agreements beyond PEP 3333, all in the
environ: `REQUEST_URI` (the target as sent), `mock_osigu.body_too_large` (True: the body was over
`Limits.max_body` and is not there; the app says 413 in its own words), `mock_osigu.headers` (the request's
headers by their WSGI names, to be kept but not changed: requests that are the same share it),
`mock_osigu.departs` (True: this server knows departures) and `mock_osigu.departure` (set by the app: how the
answer leaves if it does not just leave; see `server.departure`).
"""

from mock_osigu.server.lifecycle import Server
from mock_osigu.server.limits import Access, Limits
from mock_osigu.server.secure import Tls

__all__ = ["Access", "Limits", "Server", "Tls"]
