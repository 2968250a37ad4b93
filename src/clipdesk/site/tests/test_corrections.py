"""Corrections and withdrawals in public: all of them, in the words that were signed, and never more than is public."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import UTC
from email.utils import parsedate_to_datetime

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.publishing.models import Attempt, Publication
from clipdesk.publishing.sending import ask_for_withdrawal
from clipdesk.review.models import Package
from clipdesk.site.tests.conftest import Outside

PAGE, FEED = "/watch/song-hong/corrections/", "/watch/song-hong/corrections.xml"
FIRST_NOTE, SECOND_NOTE = "Tên cầu <b>đã</b> được sửa.", "Số liệu đã được sửa."


def items(outside: Outside) -> list[ET.Element]:
    root = ET.fromstring(outside.html(FEED))
    assert (root.tag, root.attrib["version"]) == ("rss", "2.0")
    return root.findall("./channel/item")


def test_an_empty_list_says_so(newsroom: Newsroom, outside: Outside) -> None:
    assert "Chưa có đính chính" in outside.html(PAGE)
    assert items(outside) == []


def test_every_correction_stands_there_the_newest_first(published: Publication, outside: Outside) -> None:
    assert "Nước sông Hồng" not in outside.html(PAGE)
    outside.correct(published, FIRST_NOTE, {"title": "Nước sông Hồng lên"})
    outside.correct(published, SECOND_NOTE, {"title": "Nước sông Hồng lên 8 mét"})
    html = outside.html(f"{PAGE}?lang=en")
    first, second = "Tên cầu &lt;b&gt;đã&lt;/b&gt; được sửa.", SECOND_NOTE
    assert 0 < html.index(second) < html.index(first)
    assert f'<a href="{outside.page(published)}?lang=en" lang="vi">Nước sông Hồng lên 8 mét</a>' in html
    assert "Nước sông Hồng lên nhanh" not in html  # the title as it is now, not the one put right
    assert "<script" not in html


def test_what_nobody_signed_is_not_there(published: Publication, outside: Outside) -> None:
    lan, clip = outside.newsroom.lan, published.clip
    editing.begin_correction(clip, "Chưa ai ký lời này.", member=lan)
    clip.refresh_from_db()
    editing.save(clip, editing.content_with(clip.content, {"title": "Khác"}), base=clip.head_number, member=lan)
    outside.send(clip)
    assert "Chưa ai ký" not in outside.html(PAGE)
    assert items(outside) == []


def test_a_withdrawal_that_waits_is_not_there(published: Publication, outside: Outside) -> None:
    ask_for_withdrawal(Clip.objects.get(), "Chưa ký.", member=outside.newsroom.huong)
    assert "Chưa ký" not in outside.html(PAGE)


def test_a_withdrawal_takes_title_and_notes_away_but_not_the_fact(published: Publication, outside: Outside) -> None:
    outside.correct(published, SECOND_NOTE, {"description": "Khác"})
    outside.withdraw(published, "Một người chưa đồng ý.")
    html = outside.html(f"{PAGE}?lang=en")
    assert html.index("Withdrawn · ") < html.index("Corrected, later withdrawn · ")
    assert "Một người chưa đồng ý." in html
    assert SECOND_NOTE not in html
    assert "Nước sông Hồng" not in html
    assert html.count(f'href="{outside.page(published)}?lang=en"') == 2
    feed = outside.html(FEED)
    assert SECOND_NOTE not in feed
    assert "Nước sông Hồng" not in feed
    assert [item.findtext("description") or "" for item in items(outside)] == ["Một người chưa đồng ý.", ""]


def test_the_feed_tells_each_once_and_for_ever_by_the_same_name(published: Publication, outside: Outside) -> None:
    outside.correct(published, FIRST_NOTE, {"title": "Nước sông Hồng lên"})
    (item,) = items(outside)
    package = Package.objects.get(kind=Package.CORRECTION)
    moment = Attempt.objects.get(package_sha256=package.sha256).ended_at
    assert moment is not None
    guid = item.find("guid")
    assert guid is not None
    assert (guid.text, guid.attrib) == (f"urn:uuid:{package.pk}", {"isPermaLink": "false"})
    assert item.findtext("title") == "Đính chính: Nước sông Hồng lên"
    assert item.findtext("link") == f"http://localhost:8080{outside.page(published)}"
    assert item.findtext("description") == FIRST_NOTE
    assert parsedate_to_datetime(item.findtext("pubDate") or "") == moment.astimezone(UTC).replace(microsecond=0)
    outside.correct(published, SECOND_NOTE, {"title": "Nước sông Hồng lên 8 mét"})
    newer, older = items(outside)
    assert older.findtext("guid") == f"urn:uuid:{package.pk}"
    assert newer.findtext("guid") != older.findtext("guid")


def test_the_feed_says_whose_it_is_and_when_it_last_changed(published: Publication, outside: Outside) -> None:
    outside.correct(published, FIRST_NOTE, {"description": "Khác"})
    root = ET.fromstring(outside.client.get(FEED, headers={"host": "evil.example"}).content)
    channel = root.find("channel")
    assert channel is not None
    assert channel.findtext("title") == "Đính chính của Đài Sông Hồng"
    assert channel.findtext("description")
    assert channel.findtext("link") == f"http://localhost:8080{PAGE}"
    assert channel.findtext("lastBuildDate") == channel.findtext("item/pubDate")
    assert "evil.example" not in ET.tostring(root, encoding="unicode")


def test_the_pages_lead_there(published: Publication, outside: Outside) -> None:
    assert f'href="{FEED}"' in outside.html("/watch/song-hong/")
    assert "Tất cả đính chính" not in outside.html(outside.page(published))
    outside.correct(published, FIRST_NOTE, {"description": "Khác"})
    assert f'<a href="{PAGE}">Tất cả đính chính</a>' in outside.html(outside.page(published))
    outside.withdraw(published, "Sai.")
    assert f'<a href="{PAGE}">Tất cả đính chính</a>' in outside.html(outside.page(published), 410)


def test_another_stations_corrections_stand_elsewhere(published: Publication, outside: Outside) -> None:
    outside.correct(published, FIRST_NOTE, {"description": "Khác"})
    assert "Tên cầu" not in outside.html("/watch/cuu-long/corrections/")


def test_three_cost_no_more_queries_than_one(
    published: Publication, outside: Outside, django_assert_num_queries: Callable[..., object]
) -> None:
    for number in range(3):
        outside.correct(published, f"Lần {number}", {"description": f"Bản {number}"})
    with django_assert_num_queries(4):  # type: ignore[attr-defined]  # station, count, rows, what they are of
        assert "Lần 2" in outside.html(PAGE)
