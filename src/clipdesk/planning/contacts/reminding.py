"""Remind whoever looks after a contact of the day on which an answer is due: the day before, and when it has passed."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse

from clipdesk.accounts.models import Station
from clipdesk.accounts.notices import tell
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
    person = contact.keeper or contact.made_by
    tell([person], station=station, desk=contact.desk, kind=kind, cause=cause, link=link)
