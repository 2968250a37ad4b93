"""Call the signers of a package one rank after the other: who is on duty, their stand-ins, the editors-in-chief.

Silence calls the next one; it never signs. A breaking clip waits three minutes for somebody to look, any other half an
hour, and one with a time of its own until half an hour before it. Where several must sign, each signature begins a new
round: whoever may give the next one is called anew, by the same rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from clipdesk.accounts.models import Notice, Person
from clipdesk.accounts.notices import mark_as_read, write
from clipdesk.clips.models import Clip
from clipdesk.jobs.announce import defer
from clipdesk.kernel.clock import now
from clipdesk.review.demands import demands_of
from clipdesk.review.duty import chiefs_there, heads_there, ranks, shifts_at
from clipdesk.review.in_force import standing
from clipdesk.review.models import Package, Shift
from clipdesk.review.models.package import BrokenSeal
from clipdesk.review.models.risk import lifted_from
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
        if package.state != Package.OPEN or package.valid_until <= now():
            return
        told = set(_rung(package).values_list("person", flat=True))
        waiting = [rank for rank in _ranks(package) if not {person.pk for person in rank} <= told]
        if not waiting:
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
            over = not _may_be_called(package)(shift.person) or package.valid_until <= now()
        except BrokenSeal:
            continue  # nobody can sign that one; its page says so
        demands, clip = demands_of(package), package.clip
        on_duty = shifts_at(shift.station, clip.desk_id, now(), demands.classes)
        if demands.chiefs_only and shift.person not in chiefs_there(shift.station, clip.desk, now()):
            continue  # they never sign it; whoever does was called
        if over or shift.pk not in {one.pk for one in on_duty}:
            continue
        with transaction.atomic():
            if not shift.is_stand_in:
                _tell(package, [shift.person])
            defer("review.call", package_id=package.pk)


def told_of(package: Package) -> QuerySet[Notice]:
    """Return who was told of a package, when, and whether they have looked; for every signature that was waited for."""
    causes = [cause for round_ in range(len(_signed(package)) + 1) for cause in _causes(package, round_)]
    rows = Notice.objects.filter(station=package.station, cause__in=causes)
    return rows.select_related("person").order_by("made_at", "person__name_sort")


def looked_at(package: Package, person: Person) -> None:
    """Note that somebody who was told has opened the page."""
    mark_as_read(told_of(package).filter(person=person))
    mark_as_read(_reminders(package).filter(person=person))


def settled(package: Package) -> None:
    """Let nobody's bell ring any more for what was decided."""
    mark_as_read(told_of(package))
    mark_as_read(_reminders(package))


def page_of(package: Package) -> str:
    """Return the path that leads to the page on which a package is signed: on a phone to the light one."""
    return f"/s/{package.station.slug}/review/{package.pk}/open/"


def _signed(package: Package) -> set[UUID]:
    """Who has signed it: they are not called again, and their number says which signature is waited for."""
    return set(package.sign_offs.values_list("signer", flat=True))


def _cause(package: Package, round_: int) -> str:
    """Name what people are told of: a package, and after each signature the package anew."""
    return f"package:{package.pk}:{round_}" if round_ else f"package:{package.pk}"


def _causes(package: Package, round_: int) -> list[str]:
    return [f"{kind}:{_cause(package, round_)}" for kind in (KIND, URGENT)]


def _rung(package: Package) -> QuerySet[Notice]:
    """Who was told of the signature that is waited for, as urgently as the clip is now: what becomes breaking news rings
    again for everybody."""
    rows = Notice.objects.filter(station=package.station, cause__in=_causes(package, len(_signed(package))))
    return rows.filter(kind=URGENT) if package.clip.breaking else rows


def _tell(package: Package, people: list[Person]) -> None:
    """Tell people that a package waits; it is urgent for whoever is on duty, and when it is breaking for everybody."""
    clip, cause = package.clip, _cause(package, len(_signed(package)))
    on_duty = {shift.person_id for shift in shifts_at(clip.station, clip.desk_id, now(), demands_of(package).classes)}
    alone = _all_at_once(package) or _asks_chief(package) or _asks_desk(package)  # silence calls nobody after them
    for person in people:
        kind = URGENT if clip.breaking or alone or person.pk in on_duty else KIND
        write([person], notice_about(package, kind, cause))


def notice_about(package: Package, kind: str, cause: str) -> Notice:
    """Return the notice that a package waits: it names the desk and the risk classes."""
    clip, classes = package.clip, [dict(name) for name in demands_of(package).names]
    said = {"station": clip.station, "desk": clip.desk, "kind": kind, "cause": cause, "link": page_of(package)}
    return Notice(**said, classes=classes)


def _ranks(package: Package) -> list[list[Person]]:
    """Whom to call one after the other, as far as they may be called. While several must sign all of them are called at
    once; where the last must be an editor-in-chief, or of the clip's own desk, those first."""
    clip, demands = package.clip, demands_of(package)
    may_be_called = _may_be_called(package)
    found = [
        [person for person in rank if may_be_called(person)]
        for rank in ranks(clip.station, clip.desk, now(), demands.classes)
    ]
    if _all_at_once(package) and not demands.chiefs_only:
        found = [list({person.pk: person for rank in found for person in rank}.values())]
    elif _asks_chief(package):
        found = _these_first(filter(may_be_called, chiefs_there(clip.station, clip.desk, now())), clip, found)
    elif _asks_desk(package):
        heads = heads_there(clip.station, clip.desk, now(), demands.classes)
        found = _these_first(filter(may_be_called, heads), clip, found)
    return [rank for rank in found if rank]


def _these_first(wanted: Iterable[Person], clip: Clip, others: list[list[Person]]) -> list[list[Person]]:
    """Put those without whom it cannot go out before everybody. Breaking news goes on to the others when they are silent, and
    so does what waits while none of them is there: whoever is on duty may release it in an emergency, or reach somebody."""
    these = list(wanted)
    if these and not clip.breaking:
        return [these]
    return [these, *([person for person in rank if person not in these] for rank in others)]


def _may_be_called(package: Package) -> Callable[[Person], bool]:
    """Return what tells of a person whether to call them: nobody is called to sign their own work, or twice, or what they
    took a class off."""
    never = _signed(package) | set(lifted_from(package.clip).values_list("lifted__by", flat=True))
    return lambda person: person.pk not in never and not is_own_work(package, person)


def _all_at_once(package: Package) -> bool:
    """Tell whether more than one signature is still waited for."""
    return demands_of(package).signers - len(standing(package)) > 1


def _asks_chief(package: Package) -> bool:
    """Tell whether an editor-in-chief must sign personally, and none has."""
    demands = demands_of(package)
    return demands.chiefs_only or (demands.is_personal and not any(one.is_chief for one in standing(package)))


def _asks_desk(package: Package) -> bool:
    """Tell whether somebody of the clip's own desk must sign, and nobody has."""
    return demands_of(package).of_desk and not any(one.is_of_desk for one in standing(package))


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


#: The kind of notice that reminds of what is due soon; `review/due.py` says when.
REMINDER = "sign_off_due"


def still_called(package: Package) -> list[Person]:
    """Return whom to remind of the signature that is waited for: those who were called for it and may still give it; where
    none of them may, whoever would be called first."""
    told = set(_rung(package).values_list("person", flat=True))
    found = _ranks(package)
    called = [person for rank in found for person in rank if person.pk in told]
    return called or next(iter(found), [])


def _reminders(package: Package) -> QuerySet[Notice]:
    return Notice.objects.filter(station=package.station, cause__startswith=f"{REMINDER}:package:{package.pk}:")
