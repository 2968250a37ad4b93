"""The only way to packages and the rota for a person."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Person
from clipdesk.accounts.notices import people_who_may
from clipdesk.accounts.roles import SEE, SIGN
from clipdesk.kernel.clock import now
from clipdesk.review.models import Absence, Emergency, GuestLink, Package, PictureNote, Shift


def packages_for(member: Member) -> QuerySet[Package]:
    """Return the packages of the desks whose clips the member may see, the newest first."""
    packages = Package.objects.filter(station=member.station).select_related("clip__desk", "clip__author", "sent_by")
    desks = member.desks_for(SEE)
    return (packages if desks is None else packages.filter(clip__desk__in=desks)).order_by("-made_at")


def access_package(member: Member, package_id: UUID) -> Package:
    """Return one package, or answer 404."""
    package = packages_for(member).select_related("revision").filter(pk=package_id).first()
    if package is None:
        raise Http404
    return package


def access_note(member: Member, note_id: UUID) -> PictureNote:
    """Return one note on a clip that the member may see, or answer 404."""
    rows = PictureNote.objects.select_related("clip__station", "package")
    found = rows.filter(pk=note_id, package__in=packages_for(member).order_by()).first()
    if found is None:
        raise Http404
    return found


def access_guest_link(member: Member, link_id: UUID) -> GuestLink:
    """Return one guests' link to a package that the member may see, or answer 404."""
    rows = GuestLink.objects.select_related("package__clip__station")
    found = rows.filter(pk=link_id, package__in=packages_for(member).order_by()).first()
    if found is None:
        raise Http404
    return found


def access_emergency(member: Member, emergency_id: UUID) -> Emergency:
    """Return one emergency release on a desk whose clips the member may see, or answer 404."""
    rows = Emergency.objects.select_related("sign_off__package__clip__desk", "sign_off__package__station")
    found = rows.filter(pk=emergency_id, sign_off__package__in=packages_for(member).order_by()).first()
    if found is None:
        raise Http404
    return found


def shifts_for(member: Member) -> QuerySet[Shift]:
    """Return the shifts of the member's station that go on or lie ahead, the earliest first."""
    rows = Shift.objects.filter(station=member.station, state=Shift.PLANNED, ends__gt=now())
    return rows.select_related("person", "desk", "station").order_by("starts", "is_stand_in", "person__name_sort")


def access_shift(member: Member, shift_id: UUID) -> Shift:
    """Return one shift of the member's station, over or not, or answer 404."""
    rows = Shift.objects.select_related("person", "desk", "station")
    found = rows.filter(station=member.station, pk=shift_id).first()
    if found is None:
        raise Http404
    return found


def absences_for(member: Member) -> QuerySet[Absence]:
    """Return the absences at the member's station that go on or lie ahead, the earliest first."""
    rows = Absence.objects.filter(station=member.station, state=Absence.PLANNED, ends__gt=now())
    return rows.select_related("person").order_by("starts")


def access_absence(member: Member, absence_id: UUID) -> Absence:
    """Return one of the member's own absences, or answer 404."""
    found = absences_for(member).filter(person=member.person, pk=absence_id).first()
    if found is None:
        raise Http404
    return found


def signers_of(member: Member) -> list[Person]:
    """Return the people of the member's station who may sign anywhere in it, in Vietnamese order of their names."""
    return sorted(people_who_may(SIGN, member.station), key=lambda person: person.name_sort)
