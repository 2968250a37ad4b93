"""A person leaves: roles end, the account closes, unfinished work goes to somebody else, all in one step.

Rooms above own the work. Each adds a function to `receivers` from its `AppConfig.ready`; it runs in the same
transaction and returns how many things it handed over:

    leaving.receivers.append(hand_over_drafts)
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from clipdesk.accounts.granting import check_other, check_somebody_is_left, lock
from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Membership, Person
from clipdesk.accounts.notices import tell
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.ids import new_id

#: Called with station id, giver, taker, and who asked for it.
HandOver = Callable[[UUID, Person, Person, Actor], int]
receivers: list[HandOver] = []


class NoTaker(ClipdeskError):
    """Nobody fit was named to take the unfinished work over."""

    message = gettext_noop("Choose somebody else of this station to take the drafts over.")


def leave(member: Member, person: Person, taker: Person) -> int:
    """End a person's roles at the station and hand their unfinished work to `taker`; return how many things went.

    Somebody without a role at any station is disabled, which signs them out with their next request.

    Raises:
        NotAllowed, NotYourself, NoTaker, LastOne: nothing was written.
    """
    check_other(member, person)
    if taker.pk == person.pk or not Membership.objects.filter(person=taker, station=member.station).exists():
        raise NoTaker
    with transaction.atomic():
        lock(member.station)
        count = sum(hand_over(member.station.pk, person, taker, member.actor) for hand_over in receivers)
        Membership.objects.filter(person=person, station=member.station).delete()
        check_somebody_is_left(member.station)
        closed = not Membership.objects.filter(person=person).exists()
        if closed:
            Person.objects.filter(pk=person.pk).update(is_active=False)
        after = {"handed_over": count, "to": taker.name, "account_closed": closed}
        record(member.station, "person_left", by=member.actor, before={"person": person.name}, after=after)
        if count:
            link = reverse("web:home", kwargs={"station": member.station.slug})
            cause = str(new_id())
            tell([taker], station=member.station, desk=None, kind="drafts_handed_over", cause=cause, link=link)
    return count
