"""mock-osigu on asyncio's own loop: `python without_uvloop.py PORT`."""

import sys

from mock_osigu import Server, create_app

Server(create_app(), port=int(sys.argv[1]), uvloop=False).run()
