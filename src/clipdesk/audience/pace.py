"""How often a post is measured, by its age: the younger, the more often. Slots are counted from the moment it went public,
so that figures of different posts are of the same age."""

from __future__ import annotations

from datetime import datetime, timedelta

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
#: Until which age: every so often.
PACE = (
    (48 * _HOUR, _HOUR),
    (7 * _DAY, 6 * _HOUR),
    (30 * _DAY, _DAY),
    (180 * _DAY, 7 * _DAY),
    (730 * _DAY, 30 * _DAY),
)
#: After that it is measured no more.
LONGEST = PACE[-1][0]


def step_at(age: timedelta, least: timedelta = _HOUR) -> timedelta | None:
    """Return how often a post of this age is measured; None: no more. least: the platform counts anew no more often."""
    return next((max(step, least) for until, step in PACE if age < until), None)


def slot_at(since: datetime, moment: datetime, least: timedelta = _HOUR) -> datetime | None:
    """Return the slot that a figure of this moment fills, of a post that is public since then; None: it is too old."""
    age = moment - since
    step = step_at(age, least)
    return None if step is None else since + age // step * step


def next_slot(since: datetime, slot: datetime, least: timedelta = _HOUR) -> datetime | None:
    """Return the slot after one of these; None: it was the last. A wider rhythm begins as soon as its age is reached."""
    step = step_at(slot - since, least)
    if step is None:
        return None
    age = slot - since + step
    wider = step_at(age, least)
    if wider is None or wider == step:
        return None if wider is None else since + age
    begins = max(until for until, _step in PACE if until <= age)
    return since - (-begins // wider) * wider


def slot_after(since: datetime, moment: datetime, least: timedelta = _HOUR) -> datetime | None:
    """Return the first slot of a post after a moment; None: there is none. Where the rhythm has just become wider, the slot
    of the moment itself may lie before others that are over."""
    slot = slot_at(since, moment, least)
    while slot is not None and slot <= moment:
        slot = next_slot(since, slot, least)
    return slot


def slots_between(since: datetime, begin: datetime, end: datetime, least: timedelta = _HOUR) -> int:
    """Return how many slots of a post begin from one moment on and before another."""
    first, last, count, since_age = begin - since, end - since, 0, timedelta(0)
    for until, usual in PACE:
        step = max(usual, least)
        low, high = max(first, since_age), min(last, until)
        if low < high:
            count += -(-high // step) - -(-low // step)  # multiples of the step from low on and before high
        since_age = until
    return count
