"""The OpenAPI 3.1 document, built from the tables of operations and from nothing else.

Imported when someone asks for the document: no request and no start of a server needs it.
"""

from mock_osigu.web.openapi.document import document

__all__ = ["document"]
