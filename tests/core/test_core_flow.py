"""A state machine as a table: legal moves give what they mean, others say which would be."""

import pytest

from mock_osigu.core.flow import Flow, IllegalMove

FLOW = Flow({("open", "closed"): "shut", ("open", "torn"): "break", ("closed", "open"): "unlock"})


def test_a_legal_move_gives_what_it_means() -> None:
    assert FLOW.move("open", "torn") == "break"
    assert FLOW.targets("open") == ("closed", "torn")


@pytest.mark.parametrize("to", ["open", "closed", "torn", "unheard of"])
def test_a_final_state_leads_nowhere(to: str) -> None:
    assert FLOW.is_final("torn")
    assert not FLOW.is_final("closed")
    with pytest.raises(IllegalMove) as caught:
        FLOW.move("torn", to)
    assert caught.value.message == f"torn cannot become {to}; torn is final"
    assert caught.value.legal == ()


def test_an_illegal_move_names_the_legal_ones() -> None:
    with pytest.raises(IllegalMove) as caught:
        FLOW.move("open", "open")
    assert (caught.value.status, caught.value.code) == (409, "ILLEGAL_MOVE")
    assert caught.value.message == "open cannot become open; legal from open: closed, torn"
    assert [fault.path for fault in caught.value.faults] == ["to"]


def test_the_shortest_way_is_found() -> None:
    flow = Flow({("a", "b"): 1, ("b", "d"): 1, ("a", "c"): 1, ("c", "d"): 1, ("d", "a"): 1, ("d", "e"): 1})
    assert flow.way("a", "e") == ("b", "d", "e")
    assert flow.way("c", "b") == ("d", "a", "b")
    assert flow.way("a", "a") == ()


def test_where_no_way_leads_is_refused() -> None:
    with pytest.raises(IllegalMove, match="torn cannot become open; torn is final"):
        FLOW.way("torn", "open")
