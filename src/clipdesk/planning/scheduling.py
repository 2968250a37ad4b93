"""Making events, changing and moving them. What is attached to a day goes wherever the day goes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

from django.db import transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import PLAN
from clipdesk.history.models import Actor
from clipdesk.history.transition import IllegalTransition, plain, put, record, transition
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.recurrence import OWN, joined, parts_of, with_until
from clipdesk.planning.expanding import Happening, happening_on
from clipdesk.planning.models import Assignment, Event, Occurrence, Story
from clipdesk.planning.telling import tell_of_change

#: A day is looked for so near to where the old one was.
_NEAR = timedelta(days=31)


class NothingAhead(ClipdeskError):
    """A rule that never comes."""

    message = gettext_noop("By this rule the event never takes place. Choose a later last day, or another rule.")


class DayOfOwnRule(ClipdeskError):
    """The days of a rule that somebody wrote cannot be guessed."""

    message = gettext_noop(
        "The days of this event are written in a rule of its own. Move this one day alone, or only the time of the "
        "following ones; or end the event and make it anew."
    )


def make(member: Member, said: Mapping[str, Any]) -> Event:
    """Make an event of what the form said.

    Raises:
        NotAllowed, NothingAhead.
    """
    member.require(PLAN, said["desk"].pk)
    with transaction.atomic():
        event = Event(station=member.station, made_by=member.person, **said)
        _keep(event)
        record(event, "event_made", by=member.actor, after=_told(said))
    return event


def change(event: Event, member: Member, said: Mapping[str, Any]) -> None:
    """Change what an event is called, where it is, what it is about, whose it is; its times are moved instead.

    Stories and assignments of it follow to another desk.

    Raises:
        NotAllowed.
    """
    member.require(PLAN, event.desk_id)
    member.require(PLAN, said["desk"].pk)
    with transaction.atomic():
        held = locked(event)
        old, changed = put(held, said)
        if not changed:
            return
        held.save(update_fields=list(changed))
        if "desk" in changed:
            Story.objects.filter(occurrence__event=held).update(desk=held.desk)
            Assignment.objects.filter(story__occurrence__event=held).update(desk=held.desk)
        record(held, "event_changed", by=member.actor, before=_told(old), after=_told(changed))


def say_whether_sure(event: Event, member: Member, *, provisional: bool) -> None:
    """Say that an event is provisional, or that it is sure now; twice is once.

    Raises:
        NotAllowed, IllegalTransition: it is cancelled.
    """
    member.require(PLAN, event.desk_id)
    with transaction.atomic():
        held = locked(event)
        if held.state == (Event.PROVISIONAL if provisional else Event.PLANNED):
            return
        transition(held, Event.DOUBT if provisional else Event.CONFIRM, by=member.actor)


def attach(event: Event, day: date, by: Actor) -> Occurrence:
    """Return the row of one of an event's days, making it where none is needed so far. Call it inside a transaction.

    Raises:
        Http404: it does not begin on that day.
    """
    found = happening_on(locked(event), day)
    return found.row or _row(found)


def move_one(event: Event, day: date, on: date, at: time | None, *, member: Member) -> Occurrence | None:
    """Move one day of an event, with everything attached to it; None: it comes once, so the event itself was moved.

    Raises:
        NotAllowed; IllegalTransition: it is cancelled; Http404: it does not begin on `day`.
    """
    member.require(PLAN, event.desk_id)
    with transaction.atomic():
        held = _standing(event)
        found = happening_on(held, day)
        if found.is_cancelled:
            raise IllegalTransition(state=found.state)
        if not held.recurs:
            _move_whole(held, day, on, at, by=member.actor)
            tell_of_change(held.occurrences.all(), held, member)
            return None
        row = found.row or _row(found)
        before = _when(row.begins_on, row.begins_at)
        at = at if held.first_at else None
        row.begins_on, row.begins_at = on, at
        row.moved = (on, at) != (row.recurs_on, held.first_at)
        row.save(update_fields=["begins_on", "begins_at", "moved"])
        record(held, "event_day_moved", by=member.actor, before=before, after=_when(on, at))
        tell_of_change([row], held, member)
    return row


def move_following(event: Event, day: date, on: date, at: time | None, *, member: Member) -> Event:
    """Move one day of an event and all that follow it, with everything attached; return the event that they are of now.

    What was moved by itself before stays where it was put.

    Raises:
        NotAllowed; IllegalTransition; Http404; DayOfOwnRule; NothingAhead.
    """
    member.require(PLAN, event.desk_id)
    with transaction.atomic():
        held = _standing(event)
        happening_on(held, day)
        if is_first(held, day):
            _move_whole(held, day, on, at, by=member.actor)
            rest = held
        else:
            rest = split(held, day, on, at, by=member.actor)
            moved = _when(on, at if held.first_at else None)
            record(held, "event_rest_moved", by=member.actor, before=_when(day, held.first_at), after=moved)
        tell_of_change(list(rest.occurrences.filter(recurs_on__gte=on)), rest, member)
    return rest


def split(held: Event, day: date, on: date, at: time | None, *, by: Actor) -> Event:
    """End an event before `day` and return the rest as an event of its own that begins on `on`, with what is attached.

    Call it inside the transaction that holds the event.
    """
    before = _rule_ends(held, day)
    rest = Event(
        **{field: getattr(held, field) for field in ("station", "desk", "title", "place", "about", "state", "zone")},
        **{field: getattr(held, field) for field in ("minutes", "days", "made_by")},
        first_on=on,
        first_at=(at or held.first_at) if held.first_at else None,
        rule=_rule_for_rest(held, day, on),
        continues=held,
    )
    _keep(rest)
    _replace_days(held, day, on, rest)
    held.rule = before
    held.note_end()
    held.save(update_fields=["rule", "last_on"])
    record(rest, "event_made", by=by, after={"title": rest.title, "continues": str(held.pk), "first_on": f"{on}"})
    return rest


def locked(event: Event) -> Event:
    """Return the event as it is now, kept from others until the transaction is over."""
    return Event.objects.select_for_update(of=("self",)).select_related("desk", "station").get(pk=event.pk)


def is_first(event: Event, day: date) -> bool:
    """Tell whether an event begins on `day` for the first time."""
    first = event.pattern.next(event.starts(event.first_on) - timedelta(days=1), 1)
    return [event.pattern.day_of(moment) for moment in first] == [day]


def _standing(event: Event) -> Event:
    held = locked(event)
    if held.state == Event.CANCELLED:
        raise IllegalTransition(state=held.state)
    return held


def _keep(event: Event) -> None:
    """Write a new event, unless its rule never comes."""
    if event.recurs and not event.pattern.next(event.starts(event.first_on) - timedelta(days=1), 1):
        raise NothingAhead
    event.note_end()
    event.save()


def _row(found: Happening) -> Occurrence:
    return Occurrence.objects.create(
        station=found.event.station,
        event=found.event,
        recurs_on=found.recurs_on,
        begins_on=found.begins_on,
        begins_at=found.begins_at,
    )


def _move_whole(held: Event, day: date, on: date, at: time | None, *, by: Actor) -> None:
    """Move an event by its first day: the rule moves along, and each of its days to the one that comes in its place."""
    before = _when(day, held.first_at)
    old = _with_its_times(held)
    rule = _shifted(held, day, on)
    held.first_on = held.first_on + (on - day) if rule and held.repeat.kind == OWN else on
    held.first_at = (at or held.first_at) if held.first_at else None
    held.rule = rule
    held.note_end()
    held.save(update_fields=["first_on", "first_at", "rule", "last_on"])
    _replace_days(old, day, on, held)
    record(held, "event_moved", by=by, before=before, after=_when(on, held.first_at))


def _with_its_times(event: Event) -> Event:
    """Return a copy of an event that keeps its times while the event itself gets others; it is never written."""
    names = ("station_id", "desk_id", "title", "first_on", "first_at", "zone", "minutes", "days", "rule")
    return Event(pk=event.pk, **{name: getattr(event, name) for name in names})


def _shifted(event: Event, day: date, on: date) -> str:
    """Return the rule for days that begin on `on` instead of `day`."""
    if not event.recurs:
        return ""
    repeat = event.repeat
    if repeat.kind == OWN and on != day:
        raise DayOfOwnRule
    return repeat.shifted(day, on).rule(event.zone)


def _rule_ends(event: Event, day: date) -> str:
    """Return the rule without `day` and what follows it."""
    return with_until(event.rule, day - timedelta(days=1), event.zone)


def _rule_for_rest(event: Event, day: date, on: date) -> str:
    """Return the rule from `day` on, which begins on `on` now; of a rule that counts, what is left to count."""
    rule = _shifted(event, day, on)
    parts = parts_of(rule)
    if "COUNT" in parts:
        gone = len(event.days_from(event.first_on, day - timedelta(days=1)))
        parts["COUNT"] = str(int(parts["COUNT"]) - gone)
    return joined(parts)


def _replace_days(old: Event, day: date, on: date, new: Event) -> None:
    """Give each row of `old` from `day` on to `new`, at the day that comes in its place where `day` becomes `on`.

    What has no such day becomes an event of its own, so that nothing attached is lost. What was moved by itself stays where
    it was put, but for `day`, which is what somebody moves now.
    """
    rows = list(Occurrence.objects.filter(event_id=old.pk, recurs_on__gte=day).order_by("recurs_on"))
    moving = rows[0].pk if rows and rows[0].recurs_on == day else None
    places = _places([row.recurs_on for row in rows], on - day, new)
    for row, place in zip(rows, places, strict=True):
        row.event = new if place else _alone(new, row)
        row.recurs_on = place or row.begins_on
        if not row.moved or row.pk == moving:
            row.begins_on, row.begins_at, row.moved = row.recurs_on, row.event.first_at, False
        row.save(update_fields=["event", "recurs_on", "begins_on", "begins_at", "moved"])


def _places(days: list[date], shift: timedelta, new: Event) -> list[date | None]:
    """Return, for each of these days in their order, the day of `new` that is nearest to it once it is shifted; None: there
    is none within a month. No two get the same."""
    if not days:
        return []
    offered = new.days_from(new.first_on, days[-1] + shift + _NEAR)
    places: list[date | None] = []
    for day in days:
        goal = day + shift
        near = [one for one in offered if abs(one - goal) <= _NEAR]
        place = min(near, key=lambda one: abs(one - goal)) if near else None  # called at once
        offered = [one for one in offered if place is None or one > place]
        places.append(place)
    return places


def _alone(event: Event, row: Occurrence) -> Event:
    """Return an event that takes place once, where a day of `event` stood."""
    alone = Event(
        **{field: getattr(event, field) for field in ("station", "desk", "title", "place", "about", "state", "zone")},
        **{field: getattr(event, field) for field in ("minutes", "days", "made_by")},
        first_on=row.begins_on,
        first_at=row.begins_at,
        continues=event,
    )
    alone.note_end()
    alone.save()
    return alone


def _when(on: date, at: time | None) -> dict[str, object]:
    return {"on": on.isoformat(), "at": at.isoformat("minutes") if at else ""}


def _told(said: Mapping[str, Any]) -> dict[str, object]:
    """Return what the history keeps of it."""
    return {name: value if isinstance(value, (int, str)) else str(plain(value) or "") for name, value in said.items()}
