"""Remind whoever looks after a contact of the day on which an answer is due: the day before, and when it has passed."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse

from clipdesk.accounts.member import member_of
from clipdesk.accounts.models import Person, Station
from clipdesk.accounts.notices import people_who_may, tell
from clipdesk.accounts.roles import PLAN
from clipdesk.kernel.clock import now
from clipdesk.planning.models import Contact


def remind() -> None:
    """Tell of all that is due by tomorrow on its station's clock; each day is told of once before and once after."""
    for station in Station.objects.all():
        today = now().astimezone(ZoneInfo(station.timezone)).date()
        rows = Contact.objects.filter(station=station, state=Contact.OPEN, due_on__lte=today + timedelta(days=1))
        for contact in rows.select_related("desk", "keeper", "made_by"):
            _tell(contact, station, today)


def _tell(contact: Contact, station: Station, today: date) -> None:
    kind = "contact_overdue" if contact.is_overdue(today) else "contact_due"
    link = reverse("planning:contact", kwargs={"station": station.slug, "contact_id": contact.pk})
    cause = f"contact:{contact.pk}:{contact.due_on}"
    tell(_whom(contact, station), station=station, desk=contact.desk, kind=kind, cause=cause, link=link)


def _whom(contact: Contact, station: Station) -> list[Person]:
    """Return who looks after it, or began it; all planners of its desk where that one may not see it any more."""
    person = contact.keeper or contact.made_by
    member = member_of(person, station)
    if member is not None and member.may(PLAN, contact.desk_id):
        return [person]
    return people_who_may(PLAN, station, contact.desk)
