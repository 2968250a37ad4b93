"""Campaigns and their phases: made, changed, ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import PLAN
from clipdesk.history.transition import plain, put, record, transition
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.planning.models import Campaign, Phase


class CampaignNameTaken(ClipdeskError):
    """A second campaign of the same name."""

    message = gettext_noop("There is a campaign “{name}” already. Add the year, or choose another name.")


def make(member: Member, said: Mapping[str, Any]) -> Campaign:
    """Make a campaign of what the form said.

    Raises:
        NotAllowed, CampaignNameTaken.
    """
    member.require(PLAN)
    with transaction.atomic():
        _check_free(member, said["name"], None)
        made = Campaign.objects.create(station=member.station, made_by=member.person, **said)
        record(made, "campaign_made", by=member.actor, after=_told(said))
    return made


def change(campaign: Campaign, member: Member, said: Mapping[str, Any]) -> None:
    """Change what a campaign is called, what it leads to, and until when its clips wait.

    Raises:
        NotAllowed, CampaignNameTaken.
    """
    member.require(PLAN)
    with transaction.atomic():
        _check_free(member, said["name"], campaign)
        held = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
        old, new = put(held, said)
        if new:
            held.save()
            record(held, "campaign_changed", by=member.actor, before=_told(old), after=_told(new))


def add_phase(campaign: Campaign, member: Member, said: Mapping[str, Any]) -> Phase:
    """Add a phase.

    Raises:
        NotAllowed.
    """
    member.require(PLAN)
    with transaction.atomic():
        phase = Phase.objects.create(campaign=campaign, **said)
        record(campaign, "phase_added", by=member.actor, after=_told(said))
    return phase


def drop_phase(campaign: Campaign, phase_id: int, member: Member) -> None:
    """Take a phase away; twice is once.

    Raises:
        NotAllowed.
    """
    member.require(PLAN)
    with transaction.atomic():
        phase = campaign.phases.select_for_update(of=("self",)).filter(pk=phase_id).first()
        if phase is not None:
            said = {"name": phase.name, "first_on": phase.first_on, "last_on": phase.last_on}
            record(campaign, "phase_dropped", by=member.actor, before=_told(said))
            phase.delete()


def end(campaign: Campaign, member: Member) -> None:
    """End a campaign: no story is put into it any more. Its work and its embargo stay as they are.

    Raises:
        NotAllowed, IllegalTransition.
    """
    member.require(PLAN)
    transition(campaign, Campaign.END, by=member.actor)


def revive(campaign: Campaign, member: Member) -> None:
    """Go on with an ended campaign.

    Raises:
        NotAllowed, IllegalTransition.
    """
    member.require(PLAN)
    transition(campaign, Campaign.REVIVE, by=member.actor)


def _check_free(member: Member, name: str, campaign: Campaign | None) -> None:
    taken = Campaign.objects.filter(station=member.station, name=name)
    if (taken.exclude(pk=campaign.pk) if campaign else taken).exists():
        raise CampaignNameTaken(name=name)


def _told(said: Mapping[str, Any]) -> dict[str, object]:
    """Return what was said as the ledger holds it; days as text."""
    return {name: str(value) if name.endswith("_on") else plain(value) for name, value in said.items()}
