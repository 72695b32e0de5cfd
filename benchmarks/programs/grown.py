"""A server with much in it: `python grown.py PORT INVOICES TOKENS`."""

import sys

from mock_osigu import Sandboxes, Server, Settings, create_app

port, invoices, tokens = (int(argument) for argument in sys.argv[1:])
sandboxes = Sandboxes(Settings(invoices=invoices))
client = sandboxes.default.own_client
assert client is not None
for _ in range(tokens):
    sandboxes.default.grant_token(client, client.scopes)
Server(create_app(sandboxes), port=port).run()
