"""Cashout requests that move by themselves, on the sandbox's clock alone."""

from collections.abc import Iterator
from typing import Any

import pytest

from mock_osigu.api.payments.documented import SAMPLE
from support import Running, bearer, running

HALF_A_DAY = 43_200
WAY = ["UNDER_REVIEW", "APPROVED", "PENDING_PAYMENT", "PAID"]


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running() as live:
        yield live


@pytest.fixture
def live(server: Running) -> Running:
    server.renew()
    return server


def enable(live: Running, **delays: float) -> Any:
    body = {"enabled": True, **({"delay_seconds": delays} if delays else {})}
    return live.control("PUT", "/cashout-requests/auto-advance", body)


def request(live: Running, number: str = "INV-1001", sandbox: str | None = None) -> dict[str, Any]:
    invoice = live.control(
        "POST", "/invoices", {**SAMPLE, "invoice_number": number}, sandbox=sandbox, expect=201
    )
    body = {"invoice_ids": [invoice["id"]]}
    made: dict[str, Any] = live.control("POST", "/cashout-requests", body, sandbox=sandbox, expect=201)
    return made


def status(live: Running, cashout: dict[str, Any]) -> str:
    """What the client sees, with a token of the moment: the clock moves by more than one lives."""
    answer = live.send("GET", f"/v1/cashout-requests/{cashout['id']}", bearer(live.token()))
    seen: str = answer.json()["status"]
    return seen


def advance(live: Running, seconds: float) -> list[tuple[str, str]]:
    """What happened on the way: when, and what it led to."""
    happened = live.control("POST", "/clock/advance", {"seconds": seconds})["happened"]
    return [(each["at"], each["status"]) for each in happened if each["what"] == "cashout.advance"]


def test_it_is_off_at_start(live: Running) -> None:
    settings = live.control("GET", "/cashout-requests/auto-advance")
    delays = dict.fromkeys(["REQUESTED", "UNDER_REVIEW", "APPROVED", "PENDING_PAYMENT"], HALF_A_DAY)
    assert settings == {"enabled": False, "delay_seconds": delays}

    cashout = request(live)

    assert advance(live, 10 * HALF_A_DAY) == []
    assert status(live, cashout) == "REQUESTED"


def test_two_days_take_it_to_its_payment_each_step_at_its_own_time(live: Running) -> None:
    enable(live)
    cashout = request(live)

    happened = live.control("POST", "/clock/advance", {"seconds": 4 * HALF_A_DAY})["happened"]

    assert happened == [
        {"at": f"2026-01-{day}Z", "what": "cashout.advance", "id": cashout["id"], "status": to}
        for day, to in zip(["01T12:00:00", "02T00:00:00", "02T12:00:00", "03T00:00:00"], WAY, strict=True)
    ]
    paid = live.control("GET", f"/cashout-requests/{cashout['id']}")
    assert (paid["status"], paid["payment_date"]) == ("PAID", "2026-01-03T00:00:00Z")
    (line,) = paid["cashout_request_details"]["invoices"]
    assert live.control("GET", f"/invoices/{line['invoice_id']}")["payment_status"] == "PAID"
    assert live.control("GET", "/clock")["offset_seconds"] == 4 * HALF_A_DAY


@pytest.mark.parametrize("frozen", [True, False])
def test_the_last_second_counts(live: Running, frozen: bool) -> None:  # noqa: FBT001
    live.control("PATCH", "/clock", {"frozen": frozen})
    enable(live)
    cashout = request(live)

    assert advance(live, HALF_A_DAY - 1) == []
    assert status(live, cashout) == "REQUESTED"
    assert advance(live, 1) == [("2026-01-01T12:00:00Z", "UNDER_REVIEW")]
    assert live.control("GET", "/clock")["frozen"] is frozen


def test_each_status_has_its_own_delay(live: Running) -> None:
    shown = enable(live, REQUESTED=1, UNDER_REVIEW=2.5, APPROVED=0)
    assert shown["delay_seconds"] == {
        "REQUESTED": 1,
        "UNDER_REVIEW": 2.5,
        "APPROVED": 0,
        "PENDING_PAYMENT": HALF_A_DAY,
    }
    cashout = request(live)

    assert advance(live, 4) == [
        ("2026-01-01T00:00:01Z", "UNDER_REVIEW"),
        ("2026-01-01T00:00:03.500000Z", "APPROVED"),
        ("2026-01-01T00:00:03.500000Z", "PENDING_PAYMENT"),
    ]
    assert status(live, cashout) == "PENDING_PAYMENT"


def test_a_running_clock_does_it_by_itself_and_a_late_look_sees_the_right_times(live: Running) -> None:
    enable(live)
    cashout = request(live)
    live.time.pass_(hours=12)
    assert status(live, cashout) == "UNDER_REVIEW"

    live.time.pass_(hours=100)

    paid = live.control("GET", f"/cashout-requests/{cashout['id']}")
    assert (paid["status"], paid["payment_date"]) == ("PAID", "2026-01-03T00:00:00Z")


def test_a_look_at_a_sandbox_from_outside_sees_what_is_due(live: Running) -> None:
    sandbox = live.new_sandbox()["id"]
    live.control("PUT", "/cashout-requests/auto-advance", {"enabled": True}, sandbox=sandbox)
    cashout = request(live, sandbox=sandbox)
    live.control("PATCH", "/clock", {"now": "2026-02-01T00:00:00Z"}, sandbox=sandbox)

    seen = live.control("GET", f"/cashout-requests/{cashout['id']}", sandbox=sandbox)

    assert seen["status"] == "PAID"
    assert live.control("GET", "/cashout-requests")["items"] == []


def test_a_move_by_hand_starts_the_stay_anew(live: Running) -> None:
    enable(live)
    cashout = request(live)
    advance(live, HALF_A_DAY / 2)

    live.control("POST", f"/cashout-requests/{cashout['id']}/move", {"to": "APPROVED"})

    assert advance(live, HALF_A_DAY - 1) == []
    assert advance(live, 1) == [("2026-01-01T18:00:00Z", "PENDING_PAYMENT")]


@pytest.mark.parametrize("way", [["CANCELLED"], ["APPROVED", "PENDING_PAYMENT", "PAYMENT_PROCESSOR_ERROR"]])
def test_off_the_way_nothing_happens_by_itself(live: Running, way: list[str]) -> None:
    enable(live)
    cashout = request(live)
    for to in way:
        live.control("POST", f"/cashout-requests/{cashout['id']}/move", {"to": to})

    assert advance(live, 10 * HALF_A_DAY) == []
    assert status(live, cashout) == way[-1]


def test_switched_on_later_the_stay_counts_from_then_and_off_it_is_over(live: Running) -> None:
    first, second = request(live, "A"), request(live, "B")
    live.control("POST", f"/cashout-requests/{second['id']}/move", {"to": "CANCELLED"})
    advance(live, 5 * HALF_A_DAY)

    enable(live)
    enable(live)
    assert advance(live, HALF_A_DAY) == [("2026-01-04T00:00:00Z", "UNDER_REVIEW")]
    live.control("PUT", "/cashout-requests/auto-advance", {"enabled": False})
    assert advance(live, 10 * HALF_A_DAY) == []
    assert status(live, first) == "UNDER_REVIEW"


def test_two_requests_take_their_steps_in_the_order_of_time(live: Running) -> None:
    enable(live)
    first = request(live, "A")
    advance(live, 60)
    second = request(live, "B")

    happened = live.control("POST", "/clock/advance", {"seconds": 2 * HALF_A_DAY})["happened"]

    assert [each["id"] for each in happened] == [first["id"], second["id"], first["id"], second["id"]]


def test_a_restore_and_a_fork_carry_what_is_to_come(live: Running) -> None:
    enable(live)
    cashout = request(live)
    live.control("PUT", "/snapshots/waiting", expect=201)
    advance(live, 4 * HALF_A_DAY)
    live.control("POST", "/snapshots/waiting/restore")
    assert status(live, cashout) == "REQUESTED"
    assert len(advance(live, 4 * HALF_A_DAY)) == 4

    fork = live.new_sandbox(from_snapshot="waiting")["id"]
    happened = live.control("POST", "/clock/advance", {"seconds": 4 * HALF_A_DAY}, sandbox=fork)["happened"]
    assert [each["status"] for each in happened] == WAY
    live.control("POST", "/reset", {"only": ["data"]})
    assert advance(live, 10 * HALF_A_DAY) == []


def test_the_webhooks_of_the_way_are_told_in_order(live: Running) -> None:
    emitted: list[tuple[str, str]] = []
    default = live.sandboxes.default
    monkey = pytest.MonkeyPatch()
    with monkey.context() as patch:
        patch.setattr(default, "_services", {})
        patch.setattr(
            default.webhooks,
            "emit",
            lambda event, body: emitted.append((event, getattr(body, "status", "") or body.payment_status)),
        )
        enable(live)
        request(live)
        advance(live, 4 * HALF_A_DAY)
    default._services.clear()

    assert emitted == [
        ("cashout_request.created", "REQUESTED"),
        ("invoice.status_update", "REQUESTED"),
        *(("cashout_request.status_update", to) for to in WAY),
        ("invoice.status_update", "PAID"),
    ]


@pytest.mark.parametrize(
    "body,path",
    [
        ({}, "enabled"),
        ({"enabled": "yes"}, "enabled"),
        ({"enabled": True, "delay_seconds": 5}, "delay_seconds"),
        ({"enabled": True, "delay_seconds": {"REQUESTED": -1}}, "delay_seconds.REQUESTED"),
        ({"enabled": True, "delay_seconds": {"APPROVED": 1e12}}, "delay_seconds.APPROVED"),
        ({"enabled": True, "delay_seconds": {"PAID": 1}}, "delay_seconds.PAID"),
        ({"enabled": True, "every": 1}, "every"),
    ],
)
def test_bad_settings(live: Running, body: Any, path: str) -> None:
    problem = live.control("PUT", "/cashout-requests/auto-advance", body, expect=422)

    assert [each["path"] for each in problem["errors"]] == [path]
    assert live.control("GET", "/cashout-requests/auto-advance")["enabled"] is False
