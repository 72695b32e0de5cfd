"""One server process for all clients, with credentials that are awkward to send."""

from collections.abc import Iterator

import pytest

from cli.programs import serving
from clients.wire import CLIENTS


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the server answers, without a slash at its end."""
    options = [word for pair in CLIENTS for word in ("--client", f"{pair[0]}:{pair[1]}")]
    with serving(tmp_path_factory.mktemp("server"), *options) as served:
        yield served.url
