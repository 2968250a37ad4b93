"""Embargoes of campaigns: said where a clip is sent, and kept by the worker, also where they came later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from clipdesk.clips.models import Clip, ClipPlan
from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.clock import now
from clipdesk.planning import assigning, stories
from clipdesk.planning.campaigns import running
from clipdesk.planning.models import Campaign
from clipdesk.publishing import sweeping
from clipdesk.publishing.embargoes import UnderEmbargo
from clipdesk.publishing.models import Publication
from clipdesk.publishing.moves import due_at, is_held, is_late
from clipdesk.publishing.sending import Plan, send_to_review
from clipdesk.review.models import Package, SignOff

LATER = datetime(2030, 1, 20, 6, tzinfo=UTC)


@pytest.fixture
def campaign(newsroom: Newsroom, draft: Clip) -> Campaign:
    """The draft was begun for it; it is under no embargo yet."""
    span = {"first_on": date(2030, 2, 1), "last_on": date(2030, 2, 3)}
    made = running.make(newsroom.huong, {"name": "Đền Hùng", **span, "about": "", "languages": [], "embargo": None})
    said = {"title": "Rước kiệu", "slug": "ruoc-kieu", "desk": newsroom.news, "line": None, "about": ""}
    story = stories.make(newsroom.huong, {**said, "campaign": made})
    work = {"kind": "cut", "what": "", "deadline": now(), "destination": None, "minutes": None}
    ClipPlan.objects.create(clip=draft, assignment=assigning.make(story, newsroom.huong, work, None))
    return made


def _set(newsroom: Newsroom, campaign: Campaign, moment: datetime | None) -> None:
    running.change(campaign, newsroom.huong, {"name": campaign.name, "embargo": moment})


@pytest.mark.parametrize("slot", [None, LATER - timedelta(minutes=1)])
def test_nothing_is_sent_for_an_earlier_time(
    newsroom: Newsroom, draft: Clip, campaign: Campaign, slot: datetime | None
) -> None:
    _set(newsroom, campaign, LATER)
    site = newsroom.station.destinations.get()
    with pytest.raises(UnderEmbargo, match="Đền Hùng.*20/01/2030 13:00"):
        send_to_review(draft, [Plan(site, slot)], base=draft.head_number, member=newsroom.lan)
    assert Publication.objects.count() == 0
    send_to_review(draft, [Plan(site, LATER)], base=draft.head_number, member=newsroom.lan)
    assert Publication.objects.get().slot == LATER


def test_the_page_where_it_is_sent_says_so(newsroom: Newsroom, draft: Clip, campaign: Campaign) -> None:
    newsroom.lan.person.language = "en"
    newsroom.lan.person.save()
    address = newsroom.path(f"clips/{draft.pk}/send/")
    lan = newsroom.client(newsroom.lan)
    assert "Under embargo" not in lan.get(address).content.decode()
    _set(newsroom, campaign, LATER)
    page = lan.get(address)
    assert "Under embargo" in page.content.decode()
    assert page.context["form"].initial["slot"] == "2030-01-20T13:00"
    site = newsroom.station.destinations.get()
    refused = lan.post(address, {"base": draft.head_number, "destinations": [site.pk], "slot": ""})
    assert refused.status_code == 422
    assert "under embargo until 20 Jan 2030, 13:00" in refused.content.decode()


@pytest.mark.usefixtures("as_owner")
def test_an_embargo_that_comes_later_keeps_in_what_was_signed(
    newsroom: Newsroom,
    draft: Clip,
    campaign: Campaign,
    send: Callable[[Clip], Package],
    minh_signs: Callable[[Package], SignOff],
    settled: Callable[[Publication], Publication],
) -> None:
    package = send(draft)
    _set(newsroom, campaign, LATER)
    minh_signs(package)
    publication = settled(Publication.objects.get())
    assert publication.state == "prepared"
    assert due_at(publication) == LATER
    assert is_held(publication)
    sweeping.sweep()
    publication = settled(publication)
    assert (publication.state, is_late(publication)) == ("prepared", False)
    page = newsroom.client(newsroom.minh).get(newsroom.path(f"publishing/{publication.pk}/")).content.decode()
    assert "Đền Hùng" in page
    _set(newsroom, campaign, now() - timedelta(seconds=1))
    sweeping.sweep()
    assert settled(publication).state == "live"


def test_what_is_public_does_not_wait(newsroom: Newsroom, campaign: Campaign, published: Publication) -> None:
    _set(newsroom, campaign, LATER)
    assert not is_held(published)


def test_a_later_time_of_its_own_is_no_hold(newsroom: Newsroom, draft: Clip, campaign: Campaign) -> None:
    _set(newsroom, campaign, LATER)
    plan = Plan(newsroom.station.destinations.get(), LATER)
    send_to_review(draft, [plan], base=draft.head_number, member=newsroom.lan)
    publication = Publication.objects.get()
    assert not is_held(publication)  # it may be brought ahead of its time
    _set(newsroom, campaign, LATER + timedelta(minutes=1))
    assert is_held(publication)
