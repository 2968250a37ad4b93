"""Draw up the rota: plan shifts, cancel or end them, hand them over; say who is away. Nobody's silence ever signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from clipdesk.accounts.member import Member, NotAllowed, member_of
from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.accounts.notices import tell
from clipdesk.accounts.roles import CHIEF, SIGN
from clipdesk.history.models import Actor
from clipdesk.history.transition import record, transition
from clipdesk.jobs.announce import defer
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.review.models import Absence, Shift


class CannotSignThere(ClipdeskError):
    """Somebody who may not sign is to be on duty."""

    message = gettext_noop("{name} may not sign for this desk. Give them the role of a deputy first, under People.")


class ShiftOver(ClipdeskError):
    """A shift that is over or cancelled is to be changed."""

    message = gettext_noop("This shift is over or was cancelled. Nothing was changed.")


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Who is on duty, where and when: one shift for each (start, end)."""

    person: Person
    desk: Desk | None
    is_stand_in: bool
    classes: tuple[str, ...] | None = None  # the risk classes it is for; None stands for all
    spans: Sequence[tuple[datetime, datetime]]


def plan(duty: Duty, *, member: Member) -> list[Shift]:
    """Put shifts on the rota; what stands there already is not put there twice.

    Raises:
        NotAllowed: the member does not draw up the rota of this desk.
        CannotSignThere: the person may not sign there.
    """
    _check_reach(member, duty.desk)
    _check_signs(duty.person, member.station, duty.desk)
    made = []
    classes = None if duty.classes is None else list(duty.classes)
    with transaction.atomic():
        _lock(member.station)
        for starts, ends in duty.spans:
            same = {"station": member.station, "person": duty.person, "desk": duty.desk, "starts": starts, "ends": ends}
            known = Shift.objects.filter(**same, is_stand_in=duty.is_stand_in, state=Shift.PLANNED)
            if any(shift.classes == classes for shift in known):
                continue
            shift = Shift.objects.create(**same, is_stand_in=duty.is_stand_in, classes=classes, made_by=member.person)
            record(shift, "shift_planned", by=member.actor, after=_said(shift))
            _ring_at_its_start(shift)
            made.append(shift)
        if made and duty.person.pk != member.person.pk:
            _tell(duty.person, made[0])
    return made


def cancel(shift: Shift, *, member: Member) -> None:
    """Take a shift off the rota: one that has begun ends now.

    Raises:
        NotAllowed, ShiftOver: nothing was written.
    """
    _check_reach(member, shift.desk)
    with transaction.atomic():
        shift = _locked(shift)
        _stop(shift, by=member.actor)
        _tell_off(shift, member)


def hand_over(shift: Shift, taker: Person, *, member: Member) -> Shift:
    """Let somebody else be on duty for what is left of a shift. Whoever is on duty may do that, and who draws up the rota.

    Raises:
        NotAllowed, ShiftOver, CannotSignThere: nothing was written.
    """
    check_hand_over(shift, member)
    _check_signs(taker, shift.station, shift.desk)
    with transaction.atomic():
        shift = _locked(shift)
        starts, ends = max(shift.starts, now()), shift.ends
        _stop(shift, by=member.actor)
        taken = Shift.objects.create(
            station=shift.station,
            desk=shift.desk,
            person=taker,
            is_stand_in=shift.is_stand_in,
            classes=shift.classes,
            starts=starts,
            ends=ends,
            made_by=member.person,
        )
        record(taken, "shift_taken_over", by=member.actor, before={"person": shift.person.name}, after=_said(taken))
        _ring_at_its_start(taken)
        _tell_off(shift, member)
        if taker.pk != member.person.pk:
            _tell(taker, taken)
    return taken


def check_hand_over(shift: Shift, member: Member) -> None:
    """Raise NotAllowed unless it is the member's own shift, or they draw up the rota of its desk."""
    if shift.person_id != member.person.pk:
        _check_reach(member, shift.desk)


def be_away(member: Member, starts: datetime, ends: datetime) -> Absence:
    """Note that the member is away; their own shifts in that time no longer count."""
    with transaction.atomic():
        absence = Absence.objects.create(station=member.station, person=member.person, starts=starts, ends=ends)
        after = {"starts": starts.isoformat(), "ends": ends.isoformat()}
        record(absence, "absence_noted", by=member.actor, after=after)
        for shift in _shifts_of(member).filter(starts__lt=ends, ends__gt=ends):
            defer("review.begin_shift", at=ends, shift_id=shift.pk)
    return absence


def come_back(absence: Absence, *, member: Member) -> None:
    """End an absence now, or take it back where it has not begun."""
    with transaction.atomic():
        if absence.starts > now():
            transition(absence, Absence.CANCEL, by=member.actor)
        else:
            transition(absence, Absence.END, by=member.actor, changes={"ends": max(absence.starts, now())})
        for shift in _shifts_of(member).filter(starts__lte=now()):
            _ring_at_its_start(shift)


def drop_shifts(station_id: UUID, leaver: Person, taker: Person, by: Actor) -> int:
    """Take the shifts of somebody who leaves off the rota. Nobody is put on duty unasked, so none is handed over."""
    for shift in Shift.objects.filter(station=station_id, person=leaver, state=Shift.PLANNED, ends__gt=now()):
        _stop(shift, by=by)
    return 0


def _shifts_of(member: Member) -> QuerySet[Shift]:
    """The member's own shifts that go on or lie ahead."""
    return Shift.objects.filter(station=member.station, person=member.person, state=Shift.PLANNED, ends__gt=now())


def _ring_at_its_start(shift: Shift) -> None:
    """Whoever comes on duty is told then what waits already."""
    defer("review.begin_shift", at=shift.starts if shift.starts > now() else None, shift_id=shift.pk)


def _stop(shift: Shift, *, by: Actor) -> None:
    if shift.starts > now():
        transition(shift, Shift.CANCEL, by=by)
    else:
        transition(shift, Shift.END, by=by, changes={"ends": now()})


def _locked(shift: Shift) -> Shift:
    """Return the shift as it is now, locked.

    Raises:
        ShiftOver: it is over or cancelled.
    """
    rows = Shift.objects.select_for_update(of=("self",)).select_related("person", "desk", "station")
    found = rows.get(pk=shift.pk)
    if found.state != Shift.PLANNED or found.ends <= now():
        raise ShiftOver
    return found


def _lock(station: Station) -> None:
    """Let no two people put the same shift on the rota at the same moment."""
    Station.objects.select_for_update(no_key=True).get(pk=station.pk)


def _check_reach(member: Member, desk: Desk | None) -> None:
    member.require_reach(CHIEF, desk.pk if desk else None)


def _check_signs(person: Person, station: Station, desk: Desk | None) -> None:
    found = member_of(person, station)
    try:
        if found is None:
            raise NotAllowed
        found.require_reach(SIGN, desk.pk if desk else None)
    except NotAllowed as error:
        raise CannotSignThere(name=person.name) from error


def _tell(person: Person, shift: Shift, kind: str = "on_rota") -> None:
    link = f"/s/{shift.station.slug}/review/rota/"
    tell([person], station=shift.station, desk=shift.desk, kind=kind, cause=f"shift:{shift.pk}", link=link)


def _tell_off(shift: Shift, member: Member) -> None:
    """Tell whoever loses a shift by somebody else's hand: else they believe that they are on duty."""
    if shift.person_id != member.person.pk:
        _tell(shift.person, shift, "off_rota")


def _said(shift: Shift) -> dict[str, object]:
    return {
        "person": shift.person.name,
        "desk": shift.desk.name if shift.desk else "",
        "starts": shift.starts.isoformat(),
        "ends": shift.ends.isoformat(),
        "stand_in": shift.is_stand_in,
        "classes": shift.classes,
    }
