"""What may differ between a block as it is printed and as it is run: host, port, and a container's network.

Commands of `make` other than `serve` are shown instead of run, since `make test` is what runs this.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from container.running import free_port

DOCUMENTED_PORT = 6744

_ADDRESS = re.compile(r"\b(?:127\.0\.0\.1|localhost):(?P<port>\d{4,5})\b")
_PUBLISH = re.compile(r"-p (?:127\.0\.0\.1:)?(?P<port>\d+):6744\b")
_SERVE = re.compile(r"^(?P<before>(?:\w+=\S+ )*)mock-osigu serve\b(?!.*--port)", re.MULTILINE)
_MAKE_SERVE = re.compile(r"^make serve\b", re.MULTILINE)
_MAKE = re.compile(r"^make (?P<target>(?!serve\b|-)[\w-]+)", re.MULTILINE)


@dataclass
class Replacing:
    """`ports` goes from a port in the page to the real one; `done` says in words what was replaced."""

    ports: dict[int, int]
    done: set[str] = field(default_factory=set)

    def command(self, text: str) -> str:
        """A shell block, ready to run."""
        text = self._each(_PUBLISH, text, self._published)
        text = self._each(_SERVE, text, lambda found: f"{found['before']}mock-osigu serve --port 0")
        text = self._each(_MAKE_SERVE, text, lambda _: "MOCK_OSIGU_PORT=0 make serve")
        text = self._each(_MAKE, text, lambda found: f"make -n {found['target']}")
        return self.addresses(text)

    def addresses(self, text: str) -> str:
        return self._each(_ADDRESS, text, self._address)

    def _address(self, found: re.Match[str]) -> str:
        port = self.ports.get(int(found["port"]))
        return found[0] if port is None else f"127.0.0.1:{port}"

    def _published(self, found: re.Match[str]) -> str:
        port = self.ports[int(found["port"])] = free_port()
        return f"--network host -e MOCK_OSIGU_HOST=127.0.0.1 -e MOCK_OSIGU_PORT={port}"

    def _each(self, pattern: re.Pattern[str], text: str, by: Callable[[re.Match[str]], str]) -> str:
        def replace(found: re.Match[str]) -> str:
            new = by(found)
            if new != found[0]:
                self.done.add(f"{found[0].strip()} → {self._without_ports(new)}")
            return new

        return pattern.sub(replace, text)

    def _without_ports(self, text: str) -> str:
        for port in self.ports.values():
            text = text.replace(str(port), "PORT")
        return text
