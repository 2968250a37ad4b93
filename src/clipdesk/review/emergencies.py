"""Release in an emergency: one person, with a reason; others are told at once, and somebody else looks at it afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Person
from clipdesk.accounts.notices import people_who_may, write
from clipdesk.accounts.roles import CHIEF, SEND_BACK, SIGN
from clipdesk.clips.access import require
from clipdesk.clips.editing import NoteMissing
from clipdesk.history.transition import record
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.text import clean_words
from clipdesk.review.calling import notice_about
from clipdesk.review.demands import demands_of
from clipdesk.review.models import Emergency, EmergencySeen, Package, SignOff
from clipdesk.review.own_work import is_own_work


class OwnEmergency(ClipdeskError):
    """Whoever released it wants to look at it themselves."""

    message = gettext_noop("You released this, or the clip is your own work. Somebody else looks at it afterwards.")


def declare(sign_off: SignOff, reason: str, missing: Sequence[str], *, member: Member) -> Emergency:
    """Write down that a sign-off stands alone, and why; everybody else who signs is told at once. Call inside the transaction
    of the sign-off."""
    until = now() + timedelta(hours=demands_of(sign_off.package).look_hours)
    made = Emergency.objects.create(
        station=sign_off.station, sign_off=sign_off, reason=reason, missing=list(missing), look_until=until
    )
    after = {"sign_off": str(sign_off.pk), "missing": list(missing), "look_until": until.isoformat()}
    record(sign_off.package, "emergency_release", by=member.actor, after=after, because=reason)
    _tell(made, "emergency")
    return made


def look(emergency: Emergency, words: str, *, member: Member) -> None:
    """Write down what somebody else says who has looked at it. The first who looks is enough; it is no error to be second.

    Raises:
        NotAllowed: the person may send nothing back on that desk.
        OwnEmergency, NoteMissing: nothing was written.
    """
    package = emergency.sign_off.package
    require(member, SEND_BACK, package.clip)
    words = clean_words(words)
    if emergency.sign_off.signer_id == member.person.pk or is_own_work(package, member.person):
        raise OwnEmergency
    if not words:
        raise NoteMissing
    with transaction.atomic():
        held = Emergency.objects.select_for_update(of=("self",)).get(pk=emergency.pk)
        if not EmergencySeen.objects.filter(emergency=held).exists():
            EmergencySeen.objects.create(emergency=held, by=member.person, words=words)
            record(package, "emergency_looked_at", by=member.actor, because=words)


def may_look(package: Package, member: Member) -> bool:
    """Tell whether somebody may look at an emergency release of a package: no clip of their own, and not as whoever released
    it."""
    released = package.sign_offs.filter(emergency__isnull=False, signer=member.person).exists()
    return member.may(SEND_BACK, package.clip.desk_id) and not released and not is_own_work(package, member.person)


def lookers(package: Package, releasing: Person) -> list[Person]:
    """Return who could look at it afterwards if this person released it."""
    people = people_who_may(SEND_BACK, package.station, package.clip.desk)
    return [one for one in people if one.pk != releasing.pk and not is_own_work(package, one)]


def unseen(member: Member) -> QuerySet[Emergency]:
    """Return what nobody has looked at yet, on the desks on which the member may, and which they did not release."""
    desks = member.desks_for(SEND_BACK)
    rows = Emergency.objects.filter(station=member.station, seen=None).exclude(sign_off__signer=member.person)
    if desks is not None:
        rows = rows.filter(sign_off__package__clip__desk__in=desks)
    return rows.select_related("sign_off__package__revision", "sign_off__package__clip__desk").order_by("look_until")


def remind(moment: datetime) -> None:
    """Tell everybody who may look of what nobody has looked at in time; once each."""
    rows = Emergency.objects.filter(seen=None, look_until__lte=moment)
    for emergency in rows.select_related("sign_off__package__clip__desk", "sign_off__package__station"):
        with transaction.atomic():
            _tell(emergency, "emergency_unseen")


def _tell(emergency: Emergency, kind: str) -> None:
    package = emergency.sign_off.package
    station, desk = package.station, package.clip.desk
    told: dict[UUID, Person] = {
        person.pk: person
        for ability in (CHIEF, SIGN, SEND_BACK)
        for person in people_who_may(ability, station, desk)
        if person.pk != emergency.sign_off.signer_id
    }
    write(told.values(), notice_about(package, kind, f"emergency:{emergency.pk}"))
