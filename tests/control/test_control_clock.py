"""`/__admin/clock`: travel, freeze, resume, advance; the offset is the sandbox's time minus the machine's."""

from typing import Any

import pytest

from mock_osigu.app import create_app
from support import Running


def clock(live: Running) -> Any:
    return live.control("GET", "/clock")


def change(live: Running, expect: int = 200, **fields: Any) -> Any:
    return live.control("PATCH", "/clock", fields, expect=expect)


def advance(live: Running, seconds: Any, expect: int = 200) -> Any:
    return live.control("POST", "/clock/advance", {"seconds": seconds}, expect=expect)


def test_the_whole_answer(live: Running) -> None:
    answer = live.try_control("GET", "/clock")
    assert answer.text == '{"now":"2026-01-01T00:00:00Z","frozen":false,"offset_seconds":0.0}'
    answer = live.try_control("POST", "/clock/advance", {"seconds": 90000})
    assert answer.text == (
        '{"now":"2026-01-02T01:00:00Z","frozen":false,"offset_seconds":90000.0,"happened":[]}'
    )


def test_a_running_clock_follows_the_machines(live: Running) -> None:
    change(live, now="2030-01-01T00:00:00Z")
    live.time.pass_(seconds=1, microseconds=5)
    assert clock(live)["now"] == "2030-01-01T00:00:01.000005Z"
    assert clock(live)["frozen"] is False


def test_a_frozen_clock_stands_still_and_falls_behind(live: Running) -> None:
    change(live, frozen=True)
    live.time.pass_(seconds=10)
    assert clock(live) == {"now": "2026-01-01T00:00:00Z", "frozen": True, "offset_seconds": -10.0}


def test_it_goes_on_from_where_it_stood(live: Running) -> None:
    change(live, frozen=True)
    live.time.pass_(seconds=10)
    assert change(live, frozen=False) == {
        "now": "2026-01-01T00:00:00Z",
        "frozen": False,
        "offset_seconds": -10.0,
    }
    live.time.pass_(seconds=1)
    assert clock(live)["now"] == "2026-01-01T00:00:01Z"


def test_travel_frozen_and_both_at_once(live: Running) -> None:
    change(live, now="2030-01-01T00:00:00Z", frozen=True)
    live.time.pass_(seconds=5)
    assert change(live, now="2020-02-29T12:00:00-05:00") == {
        "now": "2020-02-29T17:00:00Z",
        "frozen": True,
        "offset_seconds": clock(live)["offset_seconds"],
    }
    assert change(live, now="2031-01-01T00:00:00+00:00", frozen=False)["frozen"] is False
    live.time.pass_(seconds=1)
    assert clock(live)["now"] == "2031-01-01T00:00:01Z"


def test_an_empty_change_changes_nothing(live: Running) -> None:
    change(live, now="2030-01-01T00:00:00Z", frozen=True)
    before = clock(live)
    assert change(live) == before
    assert live.control("PATCH", "/clock") == before


def test_advance_adds_up_frozen_or_not(live: Running) -> None:
    for seconds in (1, 0, 0.000001, 86400, 1e-7):
        advance(live, seconds)
    assert clock(live)["offset_seconds"] == 86401.000001
    change(live, frozen=True)
    assert advance(live, 1.5)["now"] == "2026-01-02T00:00:02.500001Z"
    assert clock(live)["frozen"] is True


def test_a_real_clock_is_set_exactly() -> None:
    """The machine's time passes between any two looks at it."""
    admin = create_app().test_client()
    assert (
        admin.post("/__admin/clock/advance", json={"seconds": 90000.5}).get_json()["offset_seconds"]
        == 90000.5
    )
    assert admin.patch("/__admin/clock", json={"frozen": False}).get_json()["offset_seconds"] == 90000.5
    moment = "2026-01-01T00:00:00Z"
    assert admin.patch("/__admin/clock", json={"now": moment, "frozen": True}).get_json()["now"] == moment


@pytest.mark.parametrize(
    "now, allowed",
    [
        ("1970-01-01T00:00:00Z", True),
        ("1969-12-31T23:59:59.999999Z", False),
        ("1970-01-01T00:00:00+00:01", False),
        ("9000-01-01T00:00:00Z", True),
        ("9000-01-01T00:00:00.000001Z", False),
        ("0001-01-01T00:00:00+14:00", False),
        ("9999-12-31T23:59:59.999999-14:00", False),
    ],
)
@pytest.mark.parametrize("frozen", [True, False])
def test_the_range_of_time(live: Running, now: str, allowed: bool, frozen: bool) -> None:  # noqa: FBT001
    before = clock(live)
    answer = change(live, 200 if allowed else 422, now=now, frozen=frozen)
    if not allowed:
        assert answer["errors"] == [
            {"path": "now", "message": "the time must be between 1970-01-01 and 9000-01-01, with a time zone"}
        ]
        assert clock(live) == before


@pytest.mark.parametrize("seconds", [1e12, 3e11])
def test_advancing_past_the_end_of_time(live: Running, seconds: float) -> None:
    before = clock(live)
    assert advance(live, seconds, 422)["errors"][0]["path"] == "seconds"
    assert clock(live) == before


@pytest.mark.parametrize(
    "body, path",
    [
        ({"now": "2026-01-01T00:00:00"}, "now"),
        ({"now": "tomorrow"}, "now"),
        ({"now": 1767225600}, "now"),
        ({"now": None}, "now"),
        ({"now": ""}, "now"),
        ({"frozen": "yes"}, "frozen"),
        ({"frozen": 1}, "frozen"),
        ({"frozen": None}, "frozen"),
        ({"offset_seconds": 1}, "offset_seconds"),
    ],
)
def test_a_bad_change(live: Running, body: dict[str, Any], path: str) -> None:
    problem = live.control("PATCH", "/clock", body, expect=422)
    assert [error["path"] for error in problem["errors"]] == [path]


@pytest.mark.parametrize("seconds", [-1, -0.001, 1e12 + 1, 1e300, "1", None, True, []])
def test_a_bad_advance(live: Running, seconds: Any) -> None:
    assert [error["path"] for error in advance(live, seconds, 422)["errors"]] == ["seconds"]
    assert live.control("POST", "/clock/advance", {}, expect=422)["errors"] == [
        {"path": "seconds", "message": "is required"}
    ]
