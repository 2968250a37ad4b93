"""The publication state machine as a pure function: (state, event) → (state, command).

```
             due                sent                published
prepared ──────────→ sending ─────────→ processing ──────────→ live ──┐ correct
   │ late                │  refused          │ lost                   ▼
   ▼                     ▼                   ▼ look up            sending …→ corrected
 missed ── send late   failed ── retry    unknown ── found live / absent
                                                                 live, corrected ── withdraw → withdrawn
```

`sending` may be repeated, `processing` is entered just before the one call that may not; whoever finds a publication in
`processing` without an answer must look it up, and never sends again blindly.
"""

from __future__ import annotations

from enum import StrEnum

from clipdesk.kernel.errors import ClipdeskError, gettext_noop


class State(StrEnum):
    """Where a publication stands."""

    PREPARED = "prepared"
    SENDING = "sending"
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
    SENT = "sent"  # all bytes are there; the publish call is next
    PUBLISHED = "published"
    REFUSED = "refused"
    LOST = "lost"  # no answer, or the worker died during the call
    FOUND_LIVE = "found_live"
    FOUND_ABSENT = "found_absent"
    STILL_PROCESSING = "still_processing"
    RETRY = "retry"  # a person says: try again
    CORRECT = "correct"  # a signed correction of what is public
    WITHDRAW = "withdraw"  # a signed withdrawal
    CANCEL = "cancel"  # it will not go out


class Command(StrEnum):
    """What the runner does next."""

    NOTHING = "nothing"
    SEND = "send"
    PUBLISH = "publish"
    LOOK_UP = "look_up"
    SHOW = "show"  # what was sent is what the public sees
    TELL_FAILED = "tell_failed"
    TELL_MISSED = "tell_missed"
    ASK_PERSON = "ask_person"
    TAKE_DOWN = "take_down"


class IllegalEvent(ClipdeskError):
    """The event cannot happen in this state."""

    message = gettext_noop("This publication is {state}; it cannot be: {event}. Reload the page and look again.")


_TABLE: dict[tuple[State, Event], tuple[State, Command]] = {
    (State.PREPARED, Event.DUE): (State.SENDING, Command.SEND),
    (State.PREPARED, Event.LATE): (State.MISSED, Command.TELL_MISSED),
    (State.PREPARED, Event.CANCEL): (State.CANCELLED, Command.NOTHING),
    (State.MISSED, Event.SEND_LATE): (State.SENDING, Command.SEND),
    (State.MISSED, Event.CANCEL): (State.CANCELLED, Command.NOTHING),
    (State.SENDING, Event.SENT): (State.PROCESSING, Command.PUBLISH),
    (State.SENDING, Event.REFUSED): (State.FAILED, Command.TELL_FAILED),
    (State.SENDING, Event.LATE): (State.MISSED, Command.TELL_MISSED),
    (State.SENDING, Event.LOST): (State.UNKNOWN, Command.LOOK_UP),
    (State.PROCESSING, Event.PUBLISHED): (State.LIVE, Command.SHOW),
    (State.PROCESSING, Event.REFUSED): (State.FAILED, Command.TELL_FAILED),
    (State.PROCESSING, Event.LOST): (State.UNKNOWN, Command.LOOK_UP),
    (State.UNKNOWN, Event.FOUND_LIVE): (State.LIVE, Command.SHOW),
    (State.UNKNOWN, Event.FOUND_ABSENT): (State.SENDING, Command.SEND),
    (State.UNKNOWN, Event.STILL_PROCESSING): (State.UNKNOWN, Command.ASK_PERSON),
    (State.UNKNOWN, Event.REFUSED): (State.FAILED, Command.TELL_FAILED),
    (State.FAILED, Event.RETRY): (State.SENDING, Command.SEND),
    (State.FAILED, Event.CANCEL): (State.CANCELLED, Command.NOTHING),
    (State.FAILED, Event.CORRECT): (State.SENDING, Command.SEND),
    (State.LIVE, Event.CORRECT): (State.SENDING, Command.SEND),
    (State.CORRECTED, Event.CORRECT): (State.SENDING, Command.SEND),
    (State.LIVE, Event.WITHDRAW): (State.WITHDRAWN, Command.TAKE_DOWN),
    (State.CORRECTED, Event.WITHDRAW): (State.WITHDRAWN, Command.TAKE_DOWN),
    (State.FAILED, Event.WITHDRAW): (State.WITHDRAWN, Command.TAKE_DOWN),
}


def step(state: State, event: Event, *, correction: bool = False) -> tuple[State, Command]:
    """Return where `event` leads from `state`, and what is to be done there.

    `correction` says that something was public before: what goes live then is `corrected`.

    Raises:
        IllegalEvent: the event cannot happen in this state.
    """
    try:
        to, command = _TABLE[state, event]
    except KeyError as error:
        raise IllegalEvent(state=state.value, event=event.value) from error
    return (State.CORRECTED if correction and to is State.LIVE else to), command
