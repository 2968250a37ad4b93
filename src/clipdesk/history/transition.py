"""`transition()`: guarded update, ledger row, deferred job, one transaction. No other way changes a state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db import models, transaction

from clipdesk.history.models import Actor, LedgerEntry
from clipdesk.jobs.announce import announce
from clipdesk.jobs.fence import Fenced, Superseded
from clipdesk.kernel.errors import ClipdeskError, gettext_noop


class IllegalTransition(ClipdeskError):
    """The thing is no longer in a state from which this can be done."""

    message = gettext_noop("This was changed meanwhile (it is now: {state}). Reload the page and look again.")


@dataclass(frozen=True, kw_only=True)
class Move:
    """One arrow of a state machine: what it is called, where it may start, where it ends, what is announced.

    `announces` is a word of `config/schedule.py`; its tasks get `<noun>_id`, the noun being the word's first part. They are
    urgent if the row has an `is_urgent` that says so.
    """

    verb: str
    start: frozenset[str]
    to: str
    announces: str | None = None


def move(verb: str, start: str, to: str, announces: str | None = None) -> Move:
    """Write a `Move` on one line: `start` is state names separated by spaces."""
    return Move(verb=verb, start=frozenset(start.split()), to=to, announces=announces)


def transition(
    subject: models.Model,
    step: Move,
    *,
    by: Actor,
    changes: Mapping[str, object] | None = None,
    because: str = "",
    fenced: bool = False,
) -> None:
    """Carry out one move of `subject`, whose `state` field is written together with `changes`.

    Args:
        subject: a row with `state` and `station_id`; updated in memory too.
        step: the move.
        by: who does it.
        changes: further fields to write in the same UPDATE.
        because: the person's reason, kept in the ledger.
        fenced: also require that the row's run number is this run's.

    Raises:
        IllegalTransition: the row is not (or no longer) in a state of `step.start`; nothing was written.
        Superseded: `fenced`, and another run has taken over; nothing was written.
    """
    fields = {**(changes or {}), "state": step.to}
    manager = type(subject)._default_manager
    with transaction.atomic():
        current = manager.select_for_update(of=("self",)).filter(pk=subject.pk).first()
        if current is None or current.state not in step.start:  # type: ignore[attr-defined]
            raise IllegalTransition(state=getattr(current, "state", "?"))
        if fenced and isinstance(subject, Fenced) and current.run != subject.run:  # type: ignore[attr-defined]
            raise Superseded
        before = {name: plain(getattr(current, name)) for name in fields}
        manager.filter(pk=subject.pk).update(**fields)
        record(
            subject,
            step.verb,
            by=by,
            before=before,
            after={name: plain(value) for name, value in fields.items()},
            because=because,
        )
        if step.announces:
            noun = step.announces.split(".", 1)[0]
            announce(step.announces, urgent=getattr(subject, "is_urgent", False), **{f"{noun}_id": subject.pk})
    for name, value in fields.items():
        setattr(subject, name, value)


def record(
    subject: models.Model,
    verb: str,
    *,
    by: Actor,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    because: str = "",
) -> LedgerEntry:
    """Write a ledger row for something that is no state change: made, renamed, invited. Call it inside the transaction
    that makes the change."""
    station_id = getattr(subject, "station_id", None)
    return LedgerEntry.objects.create(
        station_id=subject.pk if station_id is None and subject._meta.model_name == "station" else station_id,
        actor_id=by.id,
        actor_name=by.name,
        actor_role=by.role,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        before=dict(before or {}),
        after=dict(after or {}),
        because=because,
    )


def put(row: models.Model, said: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set those fields of a row that `said` would change, without saving; return them as they were and as they are now."""
    new = {name: value for name, value in said.items() if value != getattr(row, name)}
    old = {name: getattr(row, name) for name in new}
    for name, value in new.items():
        setattr(row, name, value)
    return old, new


def entries_of(subject: models.Model) -> models.QuerySet[LedgerEntry]:
    """Return the ledger of one thing, oldest first."""
    return LedgerEntry.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk)).order_by(
        "seq"
    )


def plain(value: Any) -> object:
    """Return `value` as JSON can hold it: ids and times as text, rows as their keys."""
    if isinstance(value, models.Model):
        return plain(value.pk)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (UUID, Fraction)):
        return str(value)
    return value
