"""The result of a campaign shows what its posts did, as the audience has it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from clipdesk.audience.tests.conftest import Told
from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.clock import now
from clipdesk.planning import assigning, stories
from clipdesk.planning.campaigns import running
from clipdesk.planning.models import Made
from clipdesk.publishing.models import Publication


@pytest.fixture
def result(newsroom: Newsroom, published: Publication) -> str:
    """Where the result stands of a campaign for whose assignment the public clip was made."""
    span = {"first_on": date(2030, 2, 1), "last_on": date(2030, 2, 3)}
    campaign = running.make(newsroom.huong, {"name": "Đền Hùng", **span, "about": "", "languages": [], "embargo": None})
    said = {"title": "Rước kiệu", "slug": "ruoc-kieu", "desk": newsroom.news, "line": None, "about": ""}
    story = stories.make(newsroom.huong, {**said, "campaign": campaign})
    work = {"kind": "cut", "what": "", "deadline": now(), "destination": None, "minutes": None}
    Made.objects.update(assignment=assigning.make(story, newsroom.huong, work, None))
    return newsroom.path(f"planning/campaigns/{campaign.pk}/result/")


def _page(newsroom: Newsroom, address: str) -> str:
    answer = newsroom.client(newsroom.lan).get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_newest_figures_stand_in_the_result(newsroom: Newsroom, result: str, told: Told) -> None:
    for hours, count in ((0, 100), (1, 1000), (2, 1200)):
        told(timedelta(hours=hours), {"viewCount": count})
    assert "Lượt xem: 1.200" in _page(newsroom, result)


def test_where_nothing_was_counted_the_result_says_why(newsroom: Newsroom, published: Publication, result: str) -> None:
    Publication.objects.update(first_live_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert "trước khi hệ thống bắt đầu đếm trên trang của đài" in _page(newsroom, result)
