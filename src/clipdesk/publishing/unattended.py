"""What is planned while nobody is there to sign it: looked for all day, for the next day from 18:00 on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from clipdesk.accounts.models import Station
from clipdesk.accounts.notices import people_who_may, tell
from clipdesk.accounts.roles import CHIEF
from clipdesk.clips.models import Clip
from clipdesk.history.models import LedgerEntry
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Publication
from clipdesk.review.calling import SILENCE
from clipdesk.review.duty import chiefs_there, heads_there, keeps_rota, shifts_at
from clipdesk.review.models.policy import policy_of
from clipdesk.review.models.risk import classes_of
from clipdesk.review.own_work import makers_of

EVENING = time(18)
_LOSSES = ("shift_cancelled", "shift_ended", "absence_noted")


def warn(moment: datetime) -> None:
    """Tell the editors-in-chief of every station what is planned unattended; each once."""
    for station in Station.objects.all():
        for publication in unattended(planned_until(station, next_evening(station, moment)), moment):
            with transaction.atomic():
                desk = publication.clip.desk
                tell(
                    chiefs_there(station, desk, moment) or people_who_may(CHIEF, station, desk),
                    station=station,
                    desk=desk,
                    kind="nobody_on_duty",
                    cause=f"publication:{publication.pk}:{publication.slot:%Y%m%dT%H%M}:{_last_loss(station)}",
                    link=f"/s/{station.slug}/review/rota/",
                )


def next_evening(station: Station, moment: datetime) -> datetime:
    """Return the evening up to which the station is looked after: today's, and from then on tomorrow's."""
    local = moment.astimezone(ZoneInfo(station.timezone))
    day = local.date() + timedelta(days=1 if local.time() >= EVENING else 0)
    return datetime.combine(day, EVENING, local.tzinfo)


def planned_until(station: Station, end: datetime) -> QuerySet[Publication]:
    """Return what waits for its time until `end` and was not signed, the earliest first."""
    rows = Publication.objects.filter(station=station, state=State.PREPARED, sign_off=None, slot__lte=end)
    return rows.select_related("clip__desk", "station", "destination").order_by("slot")


def unattended(rows: QuerySet[Publication], moment: datetime) -> list[Publication]:
    """Return those of `rows` before whose time too few are there to sign them as they ask for."""
    found = []
    for publication in rows:
        slot = publication.slot
        if slot is None or slot <= moment:
            continue
        clip = publication.clip
        demands = policy_of(publication.station).rules.demands_on(classes_of(clip))
        there = max(moment, slot - SILENCE)
        people = _who_signs(clip, there, demands.classes) - makers_of(clip)
        chiefs = {person.pk for person in people_who_may(CHIEF, publication.station, clip.desk)}
        if demands.chiefs_only:
            people &= chiefs
        no_chief = demands.is_personal and not people & chiefs
        no_head = demands.of_desk and not people & _heads(clip, there, demands.classes)
        if len(people) < demands.signers or no_chief or no_head:
            found.append(publication)
    return found


def _who_signs(clip: Clip, moment: datetime, classes: Iterable[str]) -> set[UUID]:
    """Return who is on duty; where the station keeps no rota, its editors-in-chief who are not away."""
    if keeps_rota(clip.station):
        return {shift.person_id for shift in shifts_at(clip.station, clip.desk_id, moment, classes)}
    return {person.pk for person in chiefs_there(clip.station, clip.desk, moment)}


def _heads(clip: Clip, moment: datetime, classes: Iterable[str]) -> set[UUID]:
    """Return who signs there by a role for this desk alone."""
    return {person.pk for person in heads_there(clip.station, clip.desk, moment, classes)}


def _last_loss(station: Station) -> int:
    """Return which row of the history last took somebody off the rota: a gap that opens anew is told anew."""
    rows = LedgerEntry.objects.filter(station_id=station.pk, verb__in=_LOSSES).order_by("-seq")
    return rows.values_list("seq", flat=True).first() or 0
