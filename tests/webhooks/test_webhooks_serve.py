"""The program itself: a real cashout, told of by a real process, which ends when it is told to."""

from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import perf_counter

from cli.programs import serving
from mock_osigu import ControlClient
from mock_osigu.client import ControlUnreachable
from webhooks.receivers import WAIT_SECONDS, Receiver, silent


def request(control: ControlClient) -> str:
    """Make a cashout request; give its id."""
    invoice = control.invoices.all(payment_status="PENDING")[0]
    return control.cashouts.request([invoice.id]).id


def test_a_running_process_delivers_by_itself(tmp_path: Path, receiver: Receiver) -> None:
    with serving(tmp_path) as served, ControlClient(served.url) as control:
        control.webhooks.deliver_to(receiver.url, events=["cashout_request.*"])
        control.cashouts.auto_advance(REQUESTED=0.1)
        cashout = request(control)
        created, moved = receiver.next().body, receiver.next().body
        assert created.startswith(
            f'{{"event":"cashout_request.created","cashout_request_id":"{cashout}"'.encode()
        )
        assert b'"status":"UNDER_REVIEW"' in moved
        assert served.stop() == 0


def test_a_receiver_that_hangs_holds_up_no_end(tmp_path: Path) -> None:
    with serving(tmp_path) as served, ControlClient(served.url) as control, silent() as hanging:
        control.webhooks.deliver_to(hanging.url)
        request(control)
        hanging.next()
        began = perf_counter()
        assert served.stop() == 0
        assert perf_counter() - began < 2.5
        assert "Traceback" not in served.log()


def test_an_advance_that_awaits_a_delivery_ends_with_the_server(tmp_path: Path) -> None:
    with serving(tmp_path) as served, ControlClient(served.url) as control, silent() as hanging:
        control.webhooks.deliver_to(hanging.url)
        request(control)
        hanging.next()

        def advance() -> None:
            with suppress(ControlUnreachable):  # the server may be gone before it was asked
                control.clock.advance(hours=1)

        thread = Thread(target=advance)
        thread.start()
        assert control.health().status == "ok"
        assert served.stop() == 0
        thread.join(WAIT_SECONDS)
        assert not thread.is_alive()
        assert "Traceback" not in served.log()


def test_where_more_is_allowed(tmp_path: Path) -> None:
    with (
        serving(
            tmp_path, "--webhook-allow", "hooks.example", env={"MOCK_OSIGU_WEBHOOK_ALLOW": "no"}
        ) as served,
        ControlClient(served.url) as control,
    ):
        control.webhooks.deliver_to("http://hooks.example/osigu", mode="drop")
        request(control)
        assert {each.state for each in control.webhooks.deliveries()} == {"dropped"}
        assert served.stop() == 0
