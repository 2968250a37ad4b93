"""The only way to people, desks and notices for a person."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404

from clipdesk.accounts.inviting import waiting
from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Bot, Call, Desk, Invitation, Keeper, Membership, Notice, Person, Recovery, Webhook
from clipdesk.accounts.roles import OPERATE, PEOPLE
from clipdesk.kernel.text import sort_key

_Row = TypeVar("_Row", bound=Model)


def people_of(member: Member) -> QuerySet[Person]:
    """Return the people of the member's station, in Vietnamese order of their names."""
    return Person.objects.filter(memberships__station=member.station).distinct().order_by("name_sort")


def access_person(member: Member, person_id: UUID) -> Person:
    """Return a person of the member's station, or answer 404."""
    return _or_404(people_of(member).filter(pk=person_id).first())


def access_membership(member: Member, membership_id: UUID) -> Membership:
    """Return one role of a person at the member's station, or answer 404."""
    rows = Membership.objects.select_related("person", "desk")
    return _or_404(rows.filter(station=member.station, pk=membership_id).first())


def invitations_of(member: Member) -> QuerySet[Invitation]:
    """Return the invitations to the member's station that may still be taken up, the newest first."""
    rows = Invitation.objects.filter(station=member.station).select_related("desk", "invited_by")
    return waiting(rows).order_by("-made_at")


def access_invitation(member: Member, invitation_id: UUID) -> Invitation:
    """Return an invitation to the member's station, open or not, or answer 404."""
    rows = Invitation.objects.select_related("desk")
    return _or_404(rows.filter(station=member.station, pk=invitation_id).first())


def desks_of(member: Member) -> list[Desk]:
    """Return the desks of the member's station, in Vietnamese order."""
    return sorted(Desk.objects.filter(station=member.station), key=lambda desk: sort_key(desk.name))


def managed_desks(member: Member) -> tuple[list[Desk], bool]:
    """Return the desks whose people the member manages, and whether that is the whole station."""
    managed = member.desks_for(PEOPLE)
    return [desk for desk in desks_of(member) if managed is None or desk.pk in managed], managed is None


def access_desk(member: Member, desk_id: UUID) -> Desk:
    """Return a desk of the member's station, or answer 404."""
    rows = Desk.objects.select_related("station")
    return _or_404(rows.filter(station=member.station, pk=desk_id).first())


def notices_for(member: Member) -> QuerySet[Notice]:
    """Return the member's own notices at this station, the newest first."""
    rows = Notice.objects.filter(station=member.station, person=member.person)
    return rows.select_related("desk").order_by("-made_at")


def access_notice(member: Member, notice_id: UUID) -> Notice:
    """Return one of the member's own notices at this station, or answer 404."""
    return _or_404(notices_for(member).filter(pk=notice_id).first())


def bots_for(person: Person) -> QuerySet[Bot]:
    """Return the bots of the person's stations that still speak, in no order."""
    return Bot.objects.select_related("station").filter(station__memberships__person=person, died_at=None).distinct()


def bot_of(member: Member) -> Bot | None:
    """Return the bot of the station that the member operates."""
    member.require_reach(OPERATE, None)
    return Bot.objects.filter(station=member.station).first()


def access_bot(member: Member) -> Bot:
    """Return the bot of the station that the member operates, or answer 404."""
    return _or_404(bot_of(member))


def webhook_of(member: Member) -> Webhook | None:
    """Return the webhook of the station that the member operates."""
    member.require_reach(OPERATE, None)
    return Webhook.objects.select_related("station").filter(station=member.station).first()


def access_webhook(member: Member) -> Webhook:
    """Return the webhook of the station that the member operates, or answer 404."""
    return _or_404(webhook_of(member))


def keepers_of(member: Member) -> QuerySet[Keeper]:
    """Return the mailboxes outside that keep the checkpoints for the station that the member operates."""
    member.require_reach(OPERATE, None)
    return Keeper.objects.select_related("station").filter(station=member.station).order_by("named_at")


def access_keeper(member: Member, keeper_id: UUID) -> Keeper:
    """Return one of these mailboxes, or answer 404."""
    return _or_404(keepers_of(member).filter(pk=keeper_id).first())


def access_recovery(member: Member, recovery_id: UUID) -> Recovery:
    """Return one way back in for a person of the member's station, wherever it was begun, or answer 404."""
    rows = Recovery.objects.select_related("person", "station")
    return _or_404(rows.filter(person__in=people_of(member), pk=recovery_id).first())


def last_calls_of(hook: Webhook) -> QuerySet[Call]:
    """Return the ten newest calls of a webhook."""
    return hook.calls.order_by("-made_at")[:10]


def _or_404(found: _Row | None) -> _Row:
    if found is None:
        raise Http404
    return found
