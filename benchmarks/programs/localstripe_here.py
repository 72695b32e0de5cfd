"""localstripe, which would listen on every address, on loopback alone: `python localstripe_here.py PORT`."""

import sys

from aiohttp import web
from localstripe.server import app

web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]))
