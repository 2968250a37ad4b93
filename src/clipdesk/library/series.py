"""Planning the recordings of a channel: made, changed, one day left out, ended. What is recorded already is finished."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import OPERATE
from clipdesk.history.transition import IllegalTransition, put, record, transition
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.library.models import Channel, PlannedRecording, Series
from clipdesk.library.planned import lay_out

#: So many of the next days of a series are shown, and can be left out.
MOST_AHEAD = 10
#: What says when is recorded: where it is changed, what has not begun is laid out anew.
_TIMES = ("first_on", "first_at", "zone", "rule", "seconds", "pre_roll", "post_roll")


class NothingAhead(ClipdeskError):
    """It would never be recorded."""

    message = gettext_noop("No recording of this lies ahead. Choose a later day, or another rule.")


class NotThatDay(ClipdeskError):
    """Nothing of the series begins on the day, or it has begun."""

    message = gettext_noop("Nothing that could be left out begins on that day. Reload the page and look again.")


def make(channel: Channel, member: Member, said: Mapping[str, Any]) -> Series:
    """Plan a series of recordings.

    Raises:
        NotAllowed, NothingAhead.
    """
    member.require(OPERATE, channel.desk_id)
    member.require(OPERATE, said["desk"].pk)
    with transaction.atomic():
        made = {"station": channel.station, "channel": channel, "made_by": member.person}
        series = Series.objects.create(**made, **said)
        _check_ahead(series)
        record(series, "series_made", by=member.actor, after={"channel": channel.name, **_told(said)})
        lay_out(series)
    return series


def change(series: Series, member: Member, said: Mapping[str, Any]) -> None:
    """Change a series; what is being recorded goes on as it was planned, and what has not begun is planned anew.

    Raises:
        NotAllowed, NothingAhead, IllegalTransition: it has ended.
    """
    member.require(OPERATE, series.channel.desk_id)
    member.require(OPERATE, said["desk"].pk)
    with transaction.atomic():
        held = _held(series)
        old, changed = put(held, said)
        if not changed:
            return
        moved = any(name in changed for name in _TIMES)
        held.since = now() if moved else held.since
        held.save(update_fields=[*changed, "since"])
        record(held, "series_changed", by=member.actor, before=_told(old), after=_told(changed))
        if moved:
            _check_ahead(held)
            _plan_anew(held)


def skip(series: Series, member: Member, day: date) -> None:
    """Leave out the recording that begins on a day.

    Raises:
        NotAllowed, IllegalTransition; NotThatDay: none does, or it has begun.
    """
    member.require(OPERATE, series.channel.desk_id)
    with transaction.atomic():
        held = _held(series)
        begun = held.recordings.exclude(state=PlannedRecording.PLANNED)
        known = {held.pattern.day_of(moment) for moment in begun.values_list("starts_at", flat=True)}
        if day in known or day not in _days_ahead(held):
            raise NotThatDay
        _write_skipped(held, [*held.skipped, day.isoformat()])
        record(held, "series_day_skipped", by=member.actor, after={"day": day.isoformat()})


def take_back(series: Series, member: Member, day: date) -> None:
    """Record on a day after all that was left out; twice is once.

    Raises:
        NotAllowed, IllegalTransition.
    """
    member.require(OPERATE, series.channel.desk_id)
    with transaction.atomic():
        held = _held(series)
        if day.isoformat() not in held.skipped:
            return
        _write_skipped(held, [known for known in held.skipped if known != day.isoformat()])
        record(held, "series_day_taken_back", by=member.actor, after={"day": day.isoformat()})


def end(series: Series, member: Member) -> None:
    """End a series: nothing begins any more.

    Raises:
        NotAllowed, IllegalTransition.
    """
    member.require(OPERATE, series.channel.desk_id)
    with transaction.atomic():
        held = _held(series)
        transition(held, Series.END, by=member.actor)
        _forget_unbegun(held)


def _held(series: Series) -> Series:
    """Return the row as it is now, kept from others until the transaction is over."""
    held = Series.objects.select_for_update(of=("self",)).get(pk=series.pk)
    if held.state != Series.ACTIVE:
        raise IllegalTransition(state=held.state)
    return held


def _days_ahead(series: Series) -> set[date]:
    """Return the next days on which it begins."""
    return {series.pattern.day_of(moment) for moment in series.pattern.next(now(), MOST_AHEAD)}


def _check_ahead(series: Series) -> None:
    """What has begun and is not over counts."""
    length = timedelta(seconds=series.seconds + series.post_roll)
    if not series.pattern.next(series.since - length, 1):
        raise NothingAhead


def _write_skipped(series: Series, days: list[str]) -> None:
    series.skipped = sorted(set(days))
    series.save(update_fields=["skipped"])
    _plan_anew(series)


def _plan_anew(series: Series) -> None:
    _forget_unbegun(series)
    lay_out(series)


def _forget_unbegun(series: Series) -> None:
    series.recordings.filter(state=PlannedRecording.PLANNED).delete()


def _told(said: Mapping[str, Any]) -> dict[str, object]:
    """Return what the history keeps of it."""
    return {name: value if isinstance(value, (int, bool, list)) else str(value or "") for name, value in said.items()}
