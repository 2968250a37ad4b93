"""The machine as a pure function: its table against the promises it has to keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.publishing.machine import Command, Event, IllegalEvent, State, step

ENDS = {State.WITHDRAWN, State.CANCELLED}
PUBLIC = {State.LIVE, State.CORRECTED}


@given(st.lists(st.sampled_from(list(Event)), max_size=60))
def test_no_sequence_of_events_breaks_a_promise(events: list[Event]) -> None:
    state, public = State.PREPARED, None
    for event in events:
        try:
            to, command = step(state, event, public=public)
        except IllegalEvent:
            continue
        assert state not in ENDS, "what was withdrawn or cancelled stays so"
        if command is Command.PUBLISH:
            assert (state, event) == (State.SENDING, Event.SENT), "published only what was sent in this very run"
        if to is State.PROCESSING:
            assert (state, event) in {(State.SENDING, Event.SENT), (State.BY_HAND, Event.TAKEN)}
        if to is State.BY_HAND:
            assert (state, event) in {(State.SENDING, Event.HANDED), (State.PROCESSING, Event.GIVEN_BACK)}
        if state is State.UNKNOWN and to is State.SENDING:
            assert event is Event.FOUND_ABSENT, "a lost answer is never sent again blindly"
        if state is State.PROCESSING:
            assert to is not State.SENDING, "the one call is never repeated without asking"
        if to in PUBLIC and event is not Event.LAPSED:
            assert state in {State.PROCESSING, State.UNKNOWN}
            public = to
        if to is State.WITHDRAWN:
            assert public is not None, "only what is public can be withdrawn"
            public = None
        state = to


def test_what_was_public_before_goes_live_as_corrected() -> None:
    assert step(State.PROCESSING, Event.PUBLISHED) == (State.LIVE, Command.NOTHING)
    assert step(State.PROCESSING, Event.PUBLISHED, public=State.LIVE) == (State.CORRECTED, Command.NOTHING)


@pytest.mark.parametrize("public", [State.LIVE, State.CORRECTED])
def test_a_lapsed_correction_leaves_what_the_public_sees(public: State) -> None:
    assert step(State.SENDING, Event.LAPSED, public=public) == (public, Command.NOTHING)
    assert step(State.SENDING, Event.LAPSED) == (State.PREPARED, Command.NOTHING)


def test_nothing_that_was_never_public_can_be_withdrawn() -> None:
    with pytest.raises(IllegalEvent):
        step(State.SENDING, Event.WITHDRAW)


@pytest.mark.parametrize("public", [None, State.LIVE, State.CORRECTED])
def test_what_waits_for_hands_lapses_to_what_the_public_sees(public: State | None) -> None:
    assert step(State.BY_HAND, Event.LAPSED, public=public) == (public or State.PREPARED, Command.NOTHING)
    with pytest.raises(IllegalEvent):
        step(State.BY_HAND, Event.PUBLISHED, public=public)
