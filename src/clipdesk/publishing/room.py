"""When a destination has room for what is due or planned: what was spent there, and who comes before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q

from clipdesk.connectors.contract import Post, UsedUp
from clipdesk.connectors.quotas import Part, Quota, Room, Spent, room_of
from clipdesk.connectors.registry import SPENDING
from clipdesk.destinations.models import Destination
from clipdesk.destinations.quotas import Cause, lock, note_used_up, owed, quotas_of, sharers_of, spend, spent_on
from clipdesk.jobs.announce import defer
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Publication
from clipdesk.publishing.moves import is_held
from clipdesk.publishing.sending import Plan
from clipdesk.publishing.telling import tell_about

#: Who waits no longer than this is told to nobody.
_A_WHILE = timedelta(minutes=1)


class NoRoom(ClipdeskError):
    """The platform takes no more for now."""

    message = gettext_noop(
        "{destination} takes no more for now: what the platform allows is used up. It goes out by itself after {time}."
    )


class NoRoomInTime(ClipdeskError):
    """There will be none before the sign-off ends."""

    message = gettext_noop(
        "{destination} takes no more until {time}: what the platform allows is used up. The sign-off ends before that: have "
        "it signed again then, or post it by hand."
    )


class NoRoomThen(ClipdeskError):
    """There will be none at the time that is planned."""

    message = gettext_noop(
        "What {destination} takes is used up or planned by {time}. It goes out when there is room again, or choose another "
        "time."
    )


def cost_of(publication: Publication, post: Post, part: Part) -> dict[str, int]:
    """Return how much a part of a post takes of each quota of its destination; empty where nothing is limited."""
    connector = SPENDING.get(publication.destination.kind)
    return connector.spends(post, part) if connector else {}


def opens_at(publication: Publication, costs: dict[str, int], part: Part = Part.ALL) -> datetime | None:
    """Return until when a publication that is due has to wait for room; None: there is some, or it asks for none. Call it in
    the transaction that lets it go: nobody else takes the last of it meanwhile.

    What is breaking never waits: the platform may know better than we do. All others wait for those that were due before.
    """
    place, moment = publication.destination, now()
    if not costs:
        return None
    lock(place)
    if publication.is_urgent:
        return None
    opens = moment
    for quota, need in owed(place, costs, _cause(publication, part)).items():
        spent = [*spent_on(place, quota, moment), *_before(publication, quota, moment)]
        opens = max(opens, room_of(quota, spent, moment, need).opens)
    return opens if opens > moment else None


def pay(publication: Publication, costs: dict[str, int], part: Part) -> None:
    """Write down what a publication takes that is let go. Call it in the transaction of `opens_at`."""
    spend(publication.destination, costs, _cause(publication, part))


def wait_for_room(publication: Publication, opens: datetime) -> None:
    """The destination takes no more for now: ring again when it does, and tell people, once, where that is not soon."""
    trouble = no_room(publication, opens)
    is_told = publication.trouble_message in {NoRoom.message, NoRoomInTime.message}
    fields: dict[str, object] = {"rest_until": opens, "room_from": opens}
    with transaction.atomic():
        if opens - now() > _A_WHILE:
            fields |= trouble.as_trouble
        publication.write(**fields)
        defer("publishing.ring", at=opens, urgent=publication.is_urgent, publication_id=publication.pk)
        if opens - now() > _A_WHILE and not is_told:
            tell_about(publication, "no_room")


def note_refusal(publication: Publication, error: UsedUp, part: Part = Part.ALL) -> None:
    """Keep for everybody who sends there that the platform takes no more until it says."""
    note_used_up(publication.destination, error, _cause(publication, part))


def room_at(place: Destination, moment: datetime) -> list[Room]:
    """Return what a destination takes at a moment, now or later, with all that is planned or waits."""
    found = []
    for quota in quotas_of(place):
        if not quota.is_pace:
            rows = [*spent_on(place, quota, moment), *_planned(place, quota, moment)]
            found.append(room_of(quota, rows, moment, quota.usual))
    return found


def no_room(publication: Publication, opens: datetime) -> ClipdeskError:
    """Return the sentence for a publication that waits."""
    said, sign_off = _said(publication.destination, opens), publication.sign_off
    ends_before = sign_off is not None and sign_off.valid_until < opens
    return NoRoomInTime(**said) if ends_before else NoRoom(**said)


def without_room(plans: Iterable[Plan]) -> Iterator[NoRoomThen]:
    """Yield a sentence for each plan whose destination will have no room at its time. Ask before the plans are written."""
    for plan in plans:
        moment = plan.slot or now()
        if any(room.opens > moment for room in room_at(plan.destination, moment)):
            yield NoRoomThen(**_said(plan.destination, moment))


def _said(destination: Destination, moment: datetime) -> dict[str, object]:
    """Return what fills the sentences."""
    there = moment.astimezone(ZoneInfo(destination.station.timezone))
    return {"destination": destination.name, "time": f"{there:%H:%M, %d.%m.%Y}"}


def _cause(publication: Publication, part: Part) -> Cause:
    package = publication.package
    return Cause(publication.pk, package.sha256 if package else "", part)


def _before(publication: Publication, quota: Quota, moment: datetime) -> list[Spent]:
    """Return what those take that wait for the same room, can go, and come before: breaking news, then what was due first."""
    corrects = Q(state__in=[State.LIVE, State.CORRECTED], rest_until__gt=moment) & ~Q(package=F("shown"))
    rows = Publication.objects.filter(
        Q(state=State.PREPARED) | corrects,
        destination__in=sharers_of(publication.destination, quota),
        room_from__isnull=False,
        sign_off__valid_until__gt=moment,
    )
    rows = rows.exclude(pk=publication.pk).select_related("clip", "sign_off", "destination")
    mine = _turn(publication)
    waiting = (row for row in rows if _turn(row) < mine and not is_held(row))
    return [Spent(quota.usual, max(row.room_from or moment, moment)) for row in waiting]


def _turn(publication: Publication) -> tuple[bool, datetime, str]:
    """Return by what those that wait are put in order."""
    signed = publication.sign_off.signed_at if publication.sign_off else publication.made_at
    return not publication.is_urgent, publication.slot or signed, str(publication.pk)


def _planned(place: Destination, quota: Quota, moment: datetime) -> list[Spent]:
    """Return what is planned, or waits, and has not been spent yet by that moment."""
    soonest = min(now(), moment)
    planned = Q(state=State.PREPARED, first_live_at=None)
    waits = planned & Q(sign_off__isnull=False) & (Q(slot=None) | Q(slot__lte=soonest))
    rows = Publication.objects.filter(
        waits | (planned & Q(slot__gt=soonest, slot__lte=moment)), destination__in=sharers_of(place, quota)
    )
    if quota.ahead:
        rows = rows.filter(brought="")
    found = rows.values_list("slot", "room_from")
    return [Spent(quota.usual, max(slot or soonest, waits or soonest, soonest)) for slot, waits in found]
