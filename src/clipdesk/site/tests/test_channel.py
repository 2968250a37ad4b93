"""The channel page and the feed: the newest first, without a query for each clip."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from email.utils import parsedate_to_datetime

import pytest

from clipdesk.config.testing_cast import Newsroom
from clipdesk.publishing.models import Publication
from clipdesk.site.tests.conftest import SAID, Outside

CHANNEL, FEED = "/watch/song-hong/", "/watch/song-hong/feed.xml"
MEDIA = "{http://search.yahoo.com/mrss/}"


@pytest.fixture
def two(published: Publication, outside: Outside) -> tuple[Publication, Publication]:
    """Two clips, the older one first."""
    return published, outside.publish_another(published.clip, "Cầu Bến Sen thông xe")


def items(outside: Outside) -> list[ET.Element]:
    root = ET.fromstring(outside.html(FEED))
    assert root.tag == "rss"
    return root.findall("./channel/item")


def test_the_newest_clip_comes_first(two: tuple[Publication, Publication], outside: Outside) -> None:
    html = outside.html(CHANNEL)
    assert 0 < html.index("Cầu Bến Sen thông xe") < html.index("Nước sông Hồng lên nhanh")
    assert [item.findtext("title") for item in items(outside)] == ["Cầu Bến Sen thông xe", "Nước sông Hồng lên nhanh"]


def test_an_empty_channel_says_so(newsroom: Newsroom, outside: Outside) -> None:
    assert "Chưa đăng clip nào" in outside.html(CHANNEL)
    assert items(outside) == []


def test_a_page_beyond_the_last_shows_the_last(two: tuple[Publication, Publication], outside: Outside) -> None:
    assert "Cầu Bến Sen thông xe" in outside.html(f"{CHANNEL}?page=99")
    assert "Cầu Bến Sen thông xe" in outside.html(f"{CHANNEL}?page=x")


@pytest.mark.parametrize("path", [CHANNEL, FEED])
def test_ten_clips_cost_no_more_queries_than_two(
    two: tuple[Publication, Publication],
    outside: Outside,
    path: str,
    django_assert_num_queries: Callable[..., object],
) -> None:
    for number in range(3):
        outside.publish_another(two[0].clip, f"Clip {number}")
    with django_assert_num_queries(3):  # type: ignore[attr-defined]  # station, and for the page the count and the rows
        outside.client.get(path)


def test_a_feed_item_carries_its_files(published: Publication, outside: Outside) -> None:
    (silent,) = items(outside)
    assert silent.find(f"{MEDIA}subTitle") is None
    published = outside.publish_another(published.clip, "Lời dặn", said=SAID)
    item = items(outside)[0]
    here = f"http://localhost:8080{outside.page(published)}"
    assert published.shown
    assert published.first_live_at
    files = f"http://localhost:8080/media/{published.remote_id}/{published.shown.sha256[:16]}"
    assert (item.findtext("link"), item.findtext("guid")) == (here, here)
    assert parsedate_to_datetime(item.findtext("pubDate") or "") == published.first_live_at.replace(microsecond=0)
    videos = [content.attrib for content in item.findall(f"{MEDIA}group/{MEDIA}content")]
    assert [(video["url"], video["width"], video["height"], video["isDefault"]) for video in videos] == [
        (f"{files}/clip-9x16.mp4", "1080", "1920", "true"),
        (f"{files}/clip-4x5.mp4", "1080", "1350", "false"),
        (f"{files}/clip-1x1.mp4", "1080", "1080", "false"),
        (f"{files}/clip-16x9.mp4", "1920", "1080", "false"),
    ]
    sealed = {sealed["name"]: sealed["size"] for sealed in published.shown.content["files"]}
    assert int(videos[0]["fileSize"]) == sealed["clip-9x16.mp4"]
    thumbnail, captions = item.find(f"{MEDIA}thumbnail"), item.find(f"{MEDIA}subTitle")
    assert thumbnail is not None
    assert thumbnail.attrib == {"url": f"{files}/thumbnail.jpg"}
    assert captions is not None
    assert captions.attrib == {"href": f"{files}/captions.vtt", "type": "text/vtt", "lang": "vi"}


def test_the_feed_knows_its_own_address_whatever_the_host_header_says(published: Publication, outside: Outside) -> None:
    root = ET.fromstring(outside.client.get(FEED, headers={"host": "evil.example"}).content)
    link = root.find("./channel/{http://www.w3.org/2005/Atom}link")
    assert link is not None
    assert link.attrib["href"] == f"http://localhost:8080{FEED}"
    assert "evil.example" not in ET.tostring(root, encoding="unicode")


def test_a_correction_stays_the_same_item(published: Publication, outside: Outside) -> None:
    before = items(outside)[0].findtext("guid")
    outside.correct(published, "Sửa tên cầu.", {"description": "Cầu Bến Sen"})
    (item,) = items(outside)
    assert item.findtext("guid") == before
    assert item.findtext("description") == "Cầu Bến Sen\n\nSửa tên cầu."


def test_what_was_withdrawn_leaves_the_feed(published: Publication, outside: Outside) -> None:
    outside.withdraw(published, "Sai tên nhân vật.")
    assert items(outside) == []
