"""Embargoes of campaigns, where clips are sent: what is made for a campaign goes public no earlier than its embargo says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from clipdesk.clips.models import Clip
from clipdesk.clips.planned import plan_of
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.planning.models import Campaign
from clipdesk.publishing.models import Publication
from clipdesk.ui.formats import date_time_zone


class UnderEmbargo(ClipdeskError):
    """A clip is to go public before the embargo of its campaign is over."""

    message = gettext_noop("The campaign “{name}” is under embargo until {moment}. Choose that time or a later one.")

    @classmethod
    def of(cls, campaign: Campaign) -> UnderEmbargo:
        """Return it for a campaign whose embargo is in force; the time is the station's."""
        assert campaign.embargo is not None
        moment = date_time_zone(campaign.embargo, ZoneInfo(campaign.station.timezone))
        return cls(name=campaign.name, moment=moment)


def embargo_over(clip: Clip) -> Campaign | None:
    """Return the campaign whose embargo is in force over a clip, if any."""
    plan = plan_of(clip)
    campaign = plan.assignment.story.campaign if plan and plan.assignment else None
    return campaign if campaign is not None and campaign.is_under_embargo else None


def check_embargo(clip: Clip, slots: Iterable[datetime | None]) -> None:
    """Raise UnderEmbargo where one of these times (None: as soon as it is signed) comes before the clip's embargo is over."""
    campaign = embargo_over(clip)
    if campaign is None or campaign.embargo is None:
        return
    if any(slot is None or slot < campaign.embargo for slot in slots):
        raise UnderEmbargo.of(campaign)


def waits_for_embargo(publication: Publication) -> Campaign | None:
    """Return the campaign whose embargo keeps a publication in, also where it was set after the clip was signed. What is
    public already does not wait, and what has a later time of its own waits for that."""
    if publication.is_public:
        return None
    campaign = embargo_over(publication.clip)
    if campaign is None or campaign.embargo is None:
        return None
    return campaign if publication.slot is None or publication.slot < campaign.embargo else None
