"""A person leaves: roles end, the account closes, unfinished work goes to somebody else, all in one step.

Rooms above own the work. Each adds a function to `receivers` from its `AppConfig.ready`; it runs in the same
transaction and returns how many things it handed over:

    leaving.receivers.append(hand_over_drafts)
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.urls import reverse

from clipdesk.accounts.granting import check_other, check_reach, check_somebody_is_left, lock
from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Chat, Membership, Person
from clipdesk.accounts.notices import tell
from clipdesk.accounts.recovering import drop_of
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

    Without a role at any station left, the account is closed: whoever holds it is signed out with the next request.

    Raises:
        NotAllowed, NotYourself, NoTaker, LastOne: nothing was written.
    """
    check_other(member, person)
    roles = Membership.objects.filter(person=person, station=member.station)
    for row in roles.select_related("desk"):
        check_reach(member, row.desk)
    if taker.pk == person.pk or not Membership.objects.filter(person=taker, station=member.station).exists():
        raise NoTaker
    with transaction.atomic():
        lock(member.station)
        count = sum(hand_over(member.station.pk, person, taker, member.actor) for hand_over in receivers)
        roles.delete()
        Chat.objects.filter(person=person, bot__station=member.station).delete()
        check_somebody_is_left(member.station)
        closed = not Membership.objects.filter(person=person).exists()
        if closed:
            _close_account(person)
        drop_of(person, None if closed else member.station, by=member.actor)
        after = {"handed_over": count, "to": taker.name, "account_closed": closed}
        record(member.station, "person_left", by=member.actor, before={"person": person.name}, after=after)
        if count:
            link = reverse("web:home", kwargs={"station": member.station.slug})
            cause = str(new_id())
            tell([taker], station=member.station, desk=None, kind="drafts_handed_over", cause=cause, link=link)
    return count


def _close_account(person: Person) -> None:
    """Close an account; who comes back by a new invitation sets password and second factor anew."""
    Person.objects.filter(pk=person.pk).update(is_active=False)
    Authenticator.objects.filter(user=person).delete()
