"""The publication state machine as a pure function: (state, event) → (state, command).

```
             due                sent                published
prepared ──────────→ sending ─────────→ processing ──────────→ live ──┐ correct
   │ late                │  refused          │ lost                   ▼
   ▼                     ▼                   ▼ look up            sending …→ corrected
 missed ── send late   failed ── retry    unknown ── found live / absent
                                                     whatever is public ── withdraw → withdrawn
```

Where people post by hand, `sending` leads to `by_hand` (handed) instead: it waits for a person, and nothing of it is out.
Whoever takes it leads it to `processing`, says that it is posted (published) or that it was not (given back); who says
nothing leaves it `unknown`.

`sending` may be repeated, `processing` is entered just before the one call that may not; whoever finds a publication in
`processing` without an answer must look it up, and never sends again blindly. When the sign-off lapses while bytes are
being sent, the publication goes back to where it stood before. So does what is not public where its destination says
that it takes no more for now: it waits in `prepared` for its turn.
"""

from __future__ import annotations

from enum import StrEnum

from clipdesk.kernel.errors import ClipdeskError, gettext_noop


class State(StrEnum):
    """Where a publication stands."""

    PREPARED = "prepared"
    SENDING = "sending"
    BY_HAND = "by_hand"
    PROCESSING = "processing"
    LIVE = "live"
    FAILED = "failed"
    UNKNOWN = "unknown"
    MISSED = "missed"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class Event(StrEnum):
    """What happened to it."""

    DUE = "due"  # its time has come, it is signed and nothing holds it
    LATE = "late"  # its time has passed by more than the grace
    SEND_LATE = "send_late"  # a person says: send it all the same
    WAIT = "wait"  # a person says: send it; its time lies ahead
    SENT = "sent"  # all bytes are there; the publish call is next
    HANDED = "handed"  # everything is ready; a person must post it
    TAKEN = "taken"  # a person posts it now
    GIVEN_BACK = "given_back"  # the person says that it was not posted
    PUBLISHED = "published"
    REFUSED = "refused"
    FULL = "full"  # the destination takes no more for now
    LAPSED = "lapsed"  # while it was being sent, the sign-off ceased to hold
    LOST = "lost"  # no answer, or the worker died during the call
    FOUND_LIVE = "found_live"
    FOUND_ABSENT = "found_absent"
    RETRY = "retry"  # a person says: try again
    CORRECT = "correct"  # a signed correction of what is public
    WITHDRAW = "withdraw"  # a signed withdrawal
    CANCEL = "cancel"  # it will not go out


class Command(StrEnum):
    """What the runner does next."""

    NOTHING = "nothing"
    BRING = "bring"  # ahead of its time, where nobody sees it
    SEND = "send"
    PUBLISH = "publish"
    LOOK_UP = "look_up"
    TELL_FAILED = "tell_failed"
    TELL_MISSED = "tell_missed"
    TELL_BY_HAND = "tell_by_hand"
    ASK_PERSON = "ask_person"
    TAKE_DOWN = "take_down"


class IllegalEvent(ClipdeskError):
    """The event cannot happen in this state."""

    message = gettext_noop("This cannot be done now: the publication is “{state}”. Reload the page and look again.")


_TABLE: dict[tuple[State, Event], tuple[State, Command]] = {
    (State.PREPARED, Event.DUE): (State.SENDING, Command.SEND),
    (State.PREPARED, Event.LATE): (State.MISSED, Command.TELL_MISSED),
    (State.PREPARED, Event.CANCEL): (State.CANCELLED, Command.NOTHING),
    (State.MISSED, Event.SEND_LATE): (State.SENDING, Command.SEND),
    (State.MISSED, Event.WAIT): (State.PREPARED, Command.NOTHING),
    (State.MISSED, Event.CANCEL): (State.CANCELLED, Command.NOTHING),
    (State.SENDING, Event.SENT): (State.PROCESSING, Command.PUBLISH),
    (State.SENDING, Event.REFUSED): (State.FAILED, Command.TELL_FAILED),
    (State.SENDING, Event.LATE): (State.MISSED, Command.TELL_MISSED),
    (State.SENDING, Event.FULL): (State.PREPARED, Command.NOTHING),
    (State.SENDING, Event.LAPSED): (State.PREPARED, Command.NOTHING),
    (State.SENDING, Event.LOST): (State.UNKNOWN, Command.LOOK_UP),
    (State.SENDING, Event.HANDED): (State.BY_HAND, Command.TELL_BY_HAND),
    (State.BY_HAND, Event.TAKEN): (State.PROCESSING, Command.NOTHING),
    (State.BY_HAND, Event.LATE): (State.MISSED, Command.TELL_MISSED),
    (State.BY_HAND, Event.LAPSED): (State.PREPARED, Command.NOTHING),
    (State.BY_HAND, Event.REFUSED): (State.FAILED, Command.TELL_FAILED),
    (State.BY_HAND, Event.LOST): (State.UNKNOWN, Command.LOOK_UP),
    (State.BY_HAND, Event.CANCEL): (State.CANCELLED, Command.NOTHING),
    (State.PROCESSING, Event.GIVEN_BACK): (State.BY_HAND, Command.TELL_BY_HAND),
    (State.PROCESSING, Event.PUBLISHED): (State.LIVE, Command.NOTHING),
    (State.PROCESSING, Event.REFUSED): (State.FAILED, Command.TELL_FAILED),
    (State.PROCESSING, Event.LOST): (State.UNKNOWN, Command.LOOK_UP),
    (State.UNKNOWN, Event.FOUND_LIVE): (State.LIVE, Command.NOTHING),
    (State.UNKNOWN, Event.FOUND_ABSENT): (State.SENDING, Command.SEND),
    (State.UNKNOWN, Event.REFUSED): (State.FAILED, Command.TELL_FAILED),
    (State.FAILED, Event.RETRY): (State.SENDING, Command.SEND),
    (State.FAILED, Event.LAPSED): (State.FAILED, Command.NOTHING),
    (State.FAILED, Event.CANCEL): (State.CANCELLED, Command.NOTHING),
    (State.FAILED, Event.CORRECT): (State.SENDING, Command.SEND),
    (State.LIVE, Event.CORRECT): (State.SENDING, Command.SEND),
    (State.CORRECTED, Event.CORRECT): (State.SENDING, Command.SEND),
    # Something may be public while its correction is under way; what is withdrawn then is both.
    **{
        (state, Event.WITHDRAW): (State.WITHDRAWN, Command.TAKE_DOWN)
        for state in (
            State.LIVE,
            State.CORRECTED,
            State.FAILED,
            State.SENDING,
            State.BY_HAND,
            State.PROCESSING,
            State.UNKNOWN,
        )
    },
}


def step(state: State, event: Event, *, public: State | None = None) -> tuple[State, Command]:
    """Return where `event` leads from `state`, and what is to be done there.

    `public` is how the public sees the publication now: `live`, `corrected`, or None for not at all.

    Raises:
        IllegalEvent: the event cannot happen in this state.
    """
    try:
        to, command = _TABLE[state, event]
    except KeyError as error:
        raise IllegalEvent(state=state.value, event=event.value) from error
    if event is Event.WITHDRAW and public is None:
        raise IllegalEvent(state=state.value, event=event.value)
    if event in {Event.CANCEL, Event.FULL} and public is not None:
        raise IllegalEvent(state=state.value, event=event.value)
    if event is Event.LAPSED and public is not None:
        return public, command
    return (State.CORRECTED if public and to is State.LIVE else to), command
