"""The calendar for programs of a person's own: one private link each, read as iCalendar (RFC 5545)."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from icalendar import Calendar, vRecur
from icalendar import Event as Entry

from clipdesk.accounts.member import Member, member_of
from clipdesk.accounts.roles import SEE
from clipdesk.history.transition import record
from clipdesk.kernel.canonical import digest
from clipdesk.kernel.clock import now
from clipdesk.kernel.recurrence import joined, parts_of, until_of
from clipdesk.planning.access import assignments_for, events_for
from clipdesk.planning.models import Assignment, Event, Feed, Occurrence

#: What is over for longer is not in the feed.
BACK = timedelta(days=92)


def feed_of(member: Member) -> Feed | None:
    """Return the member's link at this station, if there is one."""
    return Feed.objects.filter(station=member.station, person=member.person).first()


def make(member: Member) -> str:
    """Make the member's link and return its address, which nobody can be told again; one made before ends.

    Raises:
        NotAllowed.
    """
    member.require(SEE)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        _end(member)
        made = {"station": member.station, "person": member.person}
        feed = Feed.objects.create(**made, token_sha256=digest(token.encode()))
        record(feed, "feed_made", by=member.actor)
    return settings.ORIGIN + reverse("planning:feed", kwargs={"token": token})


def end(member: Member) -> None:
    """End the member's link; twice is once."""
    with transaction.atomic():
        _end(member)


def reader_of(token: str) -> Member | None:
    """Return for whom a link reads, as they are at this moment; None: it opens nothing, or no longer."""
    feed = Feed.objects.select_related("person", "station").filter(token_sha256=digest(token.encode())).first()
    member = member_of(feed.person, feed.station) if feed else None
    return member if member is not None and member.may(SEE) else None


def calendar_of(member: Member) -> bytes:
    """Return what the member may see, as an iCalendar file: events of their desks, and their own open assignments."""
    calendar = Calendar()
    calendar.add("prodid", "-//Clipdesk//planning//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", member.station.name)
    since = now().date() - BACK
    events = events_for(member).exclude(state=Event.CANCELLED).exclude(last_on__lt=since)
    rows: dict[object, list[Occurrence]] = {}
    for row in Occurrence.objects.filter(event__in=events.order_by()).select_related("event"):
        rows.setdefault(row.event_id, []).append(row)
    for event in events.order_by("first_on", "pk"):
        for entry in _entries(event, rows.get(event.pk, [])):
            calendar.add_component(entry)
    mine = assignments_for(member).filter(person=member.person, state__in=Assignment.WAITING)
    for assignment in mine:
        calendar.add_component(_work(assignment))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _end(member: Member) -> None:
    feed = feed_of(member)
    if feed is not None:
        record(feed, "feed_ended", by=member.actor)
        feed.delete()


def _entries(event: Event, rows: list[Occurrence]) -> list[Entry]:
    """Return an event as it recurs, and one entry more for each day of it that was moved."""
    whole = _entry(event, event.first_on, event.first_at)
    if not event.recurs:
        return [whole]
    # RFC 5545, 3.8.5.3: where DTSTART is no day of the rule, what comes is not defined; so it begins on its first day.
    first = event.pattern.day_of(event.pattern.next(event.starts(event.first_on) - timedelta(days=1), 1)[0])
    whole = _entry(event, first, event.first_at)
    whole.add("rrule", vRecur.from_ical(_rule(event)))
    for row in rows:
        if row.state == Occurrence.CANCELLED:
            kind = {"VALUE": "DATE"} if event.is_all_day else None
            whole.add("exdate", _point(event, row.recurs_on, event.first_at), parameters=kind)
    moved = [row for row in rows if row.moved and row.state != Occurrence.CANCELLED]
    entries = [whole]
    for row in moved:
        entry = _entry(event, row.begins_on, row.begins_at)
        entry.add("recurrence-id", _point(event, row.recurs_on, event.first_at))
        entries.append(entry)
    return entries


def _entry(event: Event, on: date, at: time | None) -> Entry:
    entry = Entry()
    entry.add("uid", f"{event.pk}@{urlsplit(settings.ORIGIN).hostname}")
    entry.add("dtstamp", event.made_at.astimezone(UTC))
    entry.add("summary", event.title)
    entry.add("dtstart", _point(event, on, at))
    if event.is_all_day:
        entry.add("dtend", on + timedelta(days=event.days))
    else:
        entry.add("duration", timedelta(minutes=event.minutes))
    if event.place:
        entry.add("location", event.place)
    if event.about:
        entry.add("description", event.about)
    entry.add("status", "TENTATIVE" if event.state == Event.PROVISIONAL else "CONFIRMED")
    return entry


def _point(event: Event, on: date, at: time | None) -> date | datetime:
    """Return a day, or a moment on the event's own clock."""
    return on if event.is_all_day else datetime.combine(on, at or time(), ZoneInfo(event.zone))


def _rule(event: Event) -> str:
    """Return the rule; of whole days it ends with a day, as RFC 5545 asks (3.3.10)."""
    parts = parts_of(event.rule)
    until = until_of(event.rule, event.zone)
    if until is not None and event.is_all_day:
        parts["UNTIL"] = f"{until:%Y%m%d}"
    return joined(parts)


def _work(assignment: Assignment) -> Entry:
    entry = Entry()
    entry.add("uid", f"{assignment.pk}@{urlsplit(settings.ORIGIN).hostname}")
    entry.add("dtstamp", assignment.made_at.astimezone(UTC))
    entry.add("summary", f"{assignment}")
    entry.add("dtstart", assignment.deadline.astimezone(UTC))
    entry.add("dtend", assignment.deadline.astimezone(UTC))
    entry.add("description", assignment.story.title)
    return entry
