"""Writes the shipped name pools anew: `python -m mock_osigu.api.payments.make_pools` (needs Faker)."""

import sys

import msgspec

from mock_osigu.api.payments import faker_pool
from mock_osigu.api.payments.pools import FOLDER, SHIPPED


def main() -> None:
    """Make one JSON file for each shipped locale; a golden test sees when a newer Faker gives other names."""
    FOLDER.mkdir(exist_ok=True)
    for locale in SHIPPED:
        text = msgspec.json.format(msgspec.json.encode(faker_pool.build(locale)), indent=1)
        (FOLDER / f"{locale}.json").write_bytes(text + b"\n")
        sys.stdout.write(f"{locale}\n")


if __name__ == "__main__":
    main()
