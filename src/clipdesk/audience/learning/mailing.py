"""The weekly page by e-mail, to whoever chose it: on Monday from seven by the station's clock, in the person's language."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from clipdesk.accounts.mail_ways import way
from clipdesk.accounts.member import Member, member_of
from clipdesk.accounts.models import Station
from clipdesk.accounts.roles import SEE
from clipdesk.audience.learning.week import Week, last_week, told_of, week_of
from clipdesk.audience.learning.week_files import week_pdf
from clipdesk.audience.models import WeeklyReader
from clipdesk.jobs.announce import defer, is_waiting

_FROM = time(7)


def reads(member: Member) -> bool:
    """Tell whether somebody gets the weekly page by e-mail."""
    return WeeklyReader.objects.filter(station=member.station, person=member.person).exists()


def choose(member: Member, *, wanted: bool) -> None:
    """Let somebody get the weekly page from next Monday on, or no more."""
    if wanted:
        said = {"sent_for": last_week(member.station).monday}
        WeeklyReader.objects.get_or_create(station=member.station, person=member.person, defaults=said)
    else:
        WeeklyReader.objects.filter(station=member.station, person=member.person).delete()


def go_round(moment: datetime) -> None:
    """Defer a mail for everybody who has not got the page of the week that had ended at a moment."""
    for reader in WeeklyReader.objects.select_related("station"):
        week, clock = week_of(moment, reader.station).before, moment.astimezone(ZoneInfo(reader.station.timezone))
        early = clock.weekday() == 0 and clock.time() < _FROM
        lock = f"week:{reader.pk}"
        if not early and (reader.sent_for is None or reader.sent_for < week.monday) and not is_waiting(lock):
            with transaction.atomic():
                defer("audience.mail_week", lock=lock, reader_id=reader.pk)


def after_restore() -> None:
    """Take the page of the last week as sent: since the backup it may have been."""
    for station in Station.objects.all():
        WeeklyReader.objects.filter(station=station).update(sent_for=last_week(station).monday)


def mail_week(reader: WeeklyReader) -> None:
    """Send the page of the week that ended last, once. Who left the station, or sees no clips there any more, gets none.

    Raises:
        OSError: the mail server did not take it; the job tries again.
    """
    station, person = reader.station, reader.person
    week = last_week(station)
    member = member_of(person, station)
    if member is None or not member.may(SEE) or (reader.sent_for is not None and reader.sent_for >= week.monday):
        return
    with translation.override(person.language or station.language), timezone.override(ZoneInfo(station.timezone)):
        message = _message(member, week)
    message.connection = way(practice=station.is_practice)
    message.send()
    WeeklyReader.objects.filter(pk=reader.pk).update(sent_for=week.monday)


def _message(member: Member, week: Week) -> EmailMessage:
    told = told_of(member, week)
    link = reverse("audience:week", kwargs={"station": member.station.slug}) + f"?week={week.monday}"
    subject = " ".join(
        f"{told.station}: {told.title}, {told.span}".split()
    )  # a station's name may hold what no header may
    lines = [
        *told.said,
        "",
        settings.ORIGIN + link,
        "",
        _("You get this because you chose it. You can end it on the page."),
    ]
    message = EmailMessage(subject, "\n".join(lines), settings.DEFAULT_FROM_EMAIL, [member.person.email])
    message.attach(f"week-{week.monday}.pdf", week_pdf(told), "application/pdf")
    return message
