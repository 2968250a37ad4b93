"""Packages that nobody signed in time: they are signed no more, it is said once, and whoever may sends them again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Notice
from clipdesk.accounts.notices import people_who_may, tell
from clipdesk.accounts.roles import CORRECT, SEND, SEND_BACK
from clipdesk.clips.access import may
from clipdesk.clips.models import Clip
from clipdesk.kernel.clock import now
from clipdesk.review.calling import page_of, settled
from clipdesk.review.models import Package
from clipdesk.review.models.package import BrokenSeal

KIND = "not_signed_in_time"


def is_late(package: Package) -> bool:
    """Tell whether a package waits for a sign-off that can no longer be given."""
    return package.state == Package.OPEN and package.valid_until <= now()


def may_send_again(package: Package, member: Member) -> bool:
    """Tell whether this person may have the same content sealed anew: whoever sends clips to review, and a withdrawal whoever
    asks for those."""
    if package.kind == Package.WITHDRAWAL:
        return may(member, CORRECT, package.clip)
    return may(member, SEND, package.clip) and package.clip.state == Clip.IN_REVIEW


def lateness(package: Package, member: Member) -> dict[str, Any]:
    """Return what the pages show of a package that nobody signed in time; `slots_passed`: it had times that have passed.
    One whose seal is broken is not late: nobody could sign it at any time, and its own page says so."""
    if package.state != Package.OPEN or not _is_over(package, now()):
        return {"late": False, "sends_again": False}
    times = [datetime.fromisoformat(post["not_before"]) for post in package.content["posts"] if post["not_before"]]
    passed = any(time <= now() for time in times)
    return {"late": True, "sends_again": may_send_again(package, member), "slots_passed": passed}


def say_so(moment: datetime) -> None:
    """Tell the sender and the desk's editors what nobody has signed in time, once; the signers are called for it no more."""
    for package in Package.objects.filter(state=Package.OPEN).select_related("station", "clip__desk", "sent_by"):
        if _is_over(package, moment) and not _was_told(package):
            with transaction.atomic():
                held = Package.objects.select_for_update(of=("self",)).get(pk=package.pk)
                if held.state == Package.OPEN:
                    _tell(package)
                    settled(package)


def _is_over(package: Package, moment: datetime) -> bool:
    try:
        return package.valid_until <= moment
    except BrokenSeal:
        return False


def _was_told(package: Package) -> bool:
    return Notice.objects.filter(station=package.station, cause=f"{KIND}:package:{package.pk}").exists()


def _tell(package: Package) -> None:
    station, desk = package.station, package.clip.desk
    people = {package.sent_by, *people_who_may(SEND_BACK, station, desk)}
    tell(people, station=station, desk=desk, kind=KIND, cause=f"package:{package.pk}", link=page_of(package))
