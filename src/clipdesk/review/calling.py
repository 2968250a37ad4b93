"""Call the signers of a package one rank after the other: who is on duty, their stand-ins, the editors-in-chief.

Silence calls the next one; it never signs. A breaking clip waits three minutes for somebody to look, any other half an
hour, and one with a time of its own until half an hour before it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from clipdesk.accounts.models import Notice, Person
from clipdesk.accounts.notices import mark_as_read, tell
from clipdesk.jobs.announce import defer
from clipdesk.kernel.clock import now
from clipdesk.review.demands import demands_of
from clipdesk.review.duty import chiefs_there, ranks, shifts_at
from clipdesk.review.models import Package, Shift
from clipdesk.review.models.package import BrokenSeal
from clipdesk.review.own_work import is_own_work

KIND, URGENT = "sign_off_waiting", "sign_off_urgent"
SILENCE_BREAKING = timedelta(minutes=3)
SILENCE = timedelta(minutes=30)
#: How long somebody who has looked at a breaking clip keeps the next from being called.
LOOKING = timedelta(minutes=10)


def call(package: Package) -> None:
    """Tell the next rank of signers that a package waits, and see to it that silence calls the one after.

    Call it when the package is opened, and whenever its bell rings: what is decided calls nobody, and nobody is called
    before their time.
    """
    with transaction.atomic():
        package = (
            Package.objects.select_for_update(of=("self",))
            .select_related("clip__station", "clip__desk")
            .get(pk=package.pk)
        )
        told = set(_rung(package).values_list("person", flat=True))
        waiting = [rank for rank in _ranks(package) if not {person.pk for person in rank} <= told]
        if package.state != Package.OPEN or not waiting:
            return
        at = _time_to_call(package)
        if at > now():
            defer("review.call", at=at, package_id=package.pk)
            return
        _tell(package, waiting[0])
        if waiting[1:]:
            defer("review.call", at=_time_to_call(package), package_id=package.pk)


def begin(shift: Shift) -> None:
    """Tell whoever comes on duty what waits already, and call on from there; a stand-in is called by silence alone."""
    waiting = Package.objects.filter(station=shift.station, state=Package.OPEN).order_by("made_at")
    for package in waiting.select_related("clip__station", "clip__desk"):
        try:
            own = is_own_work(package, shift.person)
        except BrokenSeal:
            continue  # nobody can sign that one; its page says so
        on_duty = shifts_at(shift.station, package.clip.desk_id, now(), demands_of(package).classes)
        if own or shift.pk not in {one.pk for one in on_duty}:
            continue
        with transaction.atomic():
            if not shift.is_stand_in:
                _tell(package, [shift.person])
            defer("review.call", package_id=package.pk)


def told_of(package: Package) -> QuerySet[Notice]:
    """Return who was told of a package, when, and whether they have looked."""
    causes = [f"{kind}:package:{package.pk}" for kind in (KIND, URGENT)]
    rows = Notice.objects.filter(station=package.station, cause__in=causes)
    return rows.select_related("person").order_by("made_at", "person__name_sort")


def looked_at(package: Package, person: Person) -> None:
    """Note that somebody who was told has opened the page."""
    mark_as_read(told_of(package).filter(person=person))


def settled(package: Package) -> None:
    """Let nobody's bell ring any more for what was decided."""
    mark_as_read(told_of(package))


def page_of(package: Package) -> str:
    """Return the path of the page on which a package is signed."""
    return f"/s/{package.station.slug}/review/{package.pk}/"


def _rung(package: Package) -> QuerySet[Notice]:
    """Who was told as urgently as the clip is now: what becomes breaking news rings again for everybody."""
    rows = told_of(package)
    return rows.filter(kind=URGENT) if package.clip.breaking else rows


def _tell(package: Package, people: list[Person]) -> None:
    """Tell people that a package waits; it is urgent for whoever is on duty, and when it is breaking for everybody."""
    clip, cause = package.clip, f"package:{package.pk}"
    demands = demands_of(package)
    on_duty = {shift.person_id for shift in shifts_at(clip.station, clip.desk_id, now(), demands.classes)}
    alone = demands.is_personal or demands.signers > 1  # silence calls nobody after them
    for person in people:
        kind = URGENT if clip.breaking or alone or person.pk in on_duty else KIND
        tell([person], station=clip.station, desk=clip.desk, kind=kind, cause=cause, link=page_of(package))


def _ranks(package: Package) -> list[list[Person]]:
    """Whom to call one after the other; nobody is called to sign their own work, or twice. Where several must sign all of
    them are called at once, and where an editor-in-chief must sign personally the editors-in-chief."""
    clip, demands = package.clip, demands_of(package)
    signed = set(package.sign_offs.values_list("signer", flat=True))
    found = ranks(clip.station, clip.desk, now(), demands.classes)
    if demands.signers > 1:
        found = [[person for rank in found for person in rank]]
    elif demands.is_personal:
        found = [chiefs_there(clip.station, clip.desk, now())]
    found = [
        [person for person in rank if person.pk not in signed and not is_own_work(package, person)] for rank in found
    ]
    return [rank for rank in found if rank]


def _time_to_call(package: Package) -> datetime:
    """When the next rank is due: at once where nobody was told yet."""
    notices = list(_rung(package))
    if not notices:
        return now()
    last = max(notice.made_at for notice in notices)
    if package.clip.breaking:
        looks = [notice.read_at + LOOKING for notice in notices if notice.read_at]
        return max([last + SILENCE_BREAKING, *looks])
    times = [post["not_before"] for post in package.content["posts"] if post["not_before"]]
    ahead = [datetime.fromisoformat(time) - SILENCE for time in times]
    return max(last + SILENCE, min(ahead)) if ahead else last + SILENCE
