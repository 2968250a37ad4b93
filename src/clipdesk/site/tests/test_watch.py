"""The watch page: the signed words and files, for people, for search engines, for other sites."""

import json
import re
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from clipdesk.config.testing_cast import Newsroom
from clipdesk.publishing.models import Publication
from clipdesk.site.tests.conftest import SAID, Outside
from clipdesk.site.views.pages import iso_duration
from clipdesk.ui.testing import Outline


def files(publication: Publication) -> str:
    assert publication.shown
    return f"/media/{publication.remote_id}/{publication.shown.sha256[:16]}"


def test_it_plays_without_its_script_and_sets_no_cookie(published: Publication, outside: Outside) -> None:
    response = outside.client.get(outside.page(published))
    assert response.status_code == 200
    assert not response.cookies
    seen = Outline(response.content.decode())
    data, counts = seen.all("script")  # a data block, which no browser runs, and one file of the desk's own
    assert data["type"] == "application/ld+json"
    assert (counts["type"], counts["src"]) == ("module", "/static/site/count.js")
    assert not any(name.startswith("on") or name == "style" for _, attrs in seen.tags for name in attrs)
    assert seen.all("source")[0]["src"] == f"{files(published)}/clip-9x16.mp4#t=0.001"
    assert seen.all("track") == []  # nobody speaks in it
    assert "poster" not in seen.all("video")[0]  # the still is wide, this picture is upright
    assert (seen.all("video")[0]["width"], seen.all("video")[0]["height"]) == ("1080", "1920")


def test_what_is_said_can_be_read(published: Publication, outside: Outside) -> None:
    spoken = outside.publish_another(published.clip, "Lời dặn", said=SAID)
    html = outside.html(outside.page(spoken))
    (track,) = Outline(html).all("track")
    assert (track["kind"], track["srclang"], track["src"]) == ("captions", "vi", f"{files(spoken)}/captions.vtt")
    assert "Bản chép lời" in html
    assert "trong nhà" in html
    assert "Bản chép lời" not in outside.html(outside.page(published))


def test_it_tells_other_sites_what_it_is(published: Publication, outside: Outside) -> None:
    seen = Outline(outside.html(outside.page(published)))
    here = f"http://localhost:8080{outside.page(published)}"
    assert seen.property("og:type") == "video.other"
    assert seen.property("og:title") == "Nước sông Hồng lên nhanh"
    assert seen.property("og:site_name") == "Đài Sông Hồng"
    assert seen.property("og:url") == here
    assert seen.property("og:image") == f"http://localhost:8080{files(published)}/thumbnail.jpg"
    assert seen.property("og:video") == f"http://localhost:8080{files(published)}/clip-9x16.mp4"
    assert [link["href"] for link in seen.all("link") if link.get("rel") == "canonical"] == [here]


def test_it_tells_search_engines_what_it_is(published: Publication, outside: Outside) -> None:
    html = outside.html(outside.page(published))
    block = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert block
    data = json.loads(block[1])
    assert (data["@context"], data["@type"]) == ("https://schema.org", "VideoObject")
    assert (data["name"], data["publisher"]["name"]) == ("Nước sông Hồng lên nhanh", "Đài Sông Hồng")
    assert data["contentUrl"] == f"http://localhost:8080{files(published)}/clip-9x16.mp4"
    assert data["thumbnailUrl"] == [f"http://localhost:8080{files(published)}/thumbnail.jpg"]
    assert data["duration"] == "PT1S"  # twelve frames are less, but nothing lasts no time
    assert datetime.fromisoformat(data["uploadDate"]) == published.first_live_at
    assert (data["inLanguage"], data["width"], data["height"]) == ("vi", 1080, 1920)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (Fraction(12, 25), "PT1S"),
        (Fraction(30), "PT30S"),
        (Fraction(376, 5), "PT1M15S"),
        (Fraction(60), "PT1M"),
        (Fraction(5405), "PT1H30M5S"),
    ],
)
def test_a_length_is_written_as_iso_8601_says(seconds: Fraction, written: str) -> None:
    assert iso_duration(seconds) == written


def test_a_title_cannot_leave_its_place(published: Publication, outside: Outside) -> None:
    title = "</script><script>alert(1)</script> & <b>"
    html = outside.html(outside.page(outside.publish_another(published.clip, title)))
    assert "<script>alert" not in html
    block = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert block
    assert json.loads(block[1])["name"] == title


def test_each_shape_has_a_page_that_plays_it(published: Publication, outside: Outside) -> None:
    path = outside.page(published)
    seen = Outline(outside.html(f"{path}?shape=16:9&lang=en"))
    assert seen.all("source")[0]["src"] == f"{files(published)}/clip-16x9.mp4#t=0.001"
    assert seen.all("video")[0]["poster"] == f"{files(published)}/thumbnail.jpg"
    links = [str(link["href"]) for link in seen.all("a") if link.get("class") == "segment"]
    assert links == ["?shape=9%3A16&lang=en", "?shape=4%3A5&lang=en", "?shape=1%3A1&lang=en", "?shape=16%3A9&lang=en"]
    (upright,) = Outline(outside.html(f"{path}?shape=4:3")).all("source")
    assert upright["src"] == f"{files(published)}/clip-9x16.mp4#t=0.001"


def test_the_language_switch_keeps_the_page_and_goes_along(published: Publication, outside: Outside) -> None:
    path = outside.page(published)
    other = outside.publish_another(published.clip, "Cầu Bến Sen thông xe")
    response = outside.client.get(f"{path}?shape=1:1&lang=en")
    html = response.content.decode()
    assert '<html lang="en"' in html
    assert response["Content-Language"] == "en"
    assert 'href="?shape=1%3A1&amp;lang=vi"' in html
    assert f'href="{outside.page(other)}?lang=en"' in html
    assert 'href="/watch/song-hong/?lang=en"' in html
    plain = outside.client.get(path, headers={"accept-language": "en"})
    assert '<html lang="vi"' in plain.content.decode()  # the station's own language, for everybody the same
    assert plain["Content-Language"] == "vi"


def test_times_are_those_of_the_station(published: Publication, outside: Outside) -> None:
    late = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)  # half past three the next morning in Hà Nội
    Publication.objects.filter(pk=published.pk).update(first_live_at=late)
    assert "24/11/2026 03:30" in outside.html(outside.page(published))
    assert "24/11/2026" in outside.html("/watch/song-hong/")


def test_a_correction_is_shown_with_its_note(published: Publication, outside: Outside) -> None:
    before = files(published)
    outside.correct(published, "Sửa mực nước từ 4,81 thành 4,18 mét.", {"description": "Đỉnh lũ 4,18 mét"})
    published.refresh_from_db()
    html = outside.html(outside.page(published))
    assert "Sửa mực nước từ 4,81 thành 4,18 mét." in html
    assert "Đã đính chính" in html
    assert "Đỉnh lũ 4,18 mét" in html
    assert files(published) in html
    assert before not in html
    assert "đã đính chính" in outside.html("/watch/song-hong/")


def test_what_was_withdrawn_says_so_and_why(published: Publication, outside: Outside) -> None:
    path = outside.page(published)
    outside.withdraw(published, "Gia đình nhân vật đề nghị gỡ.")
    html = outside.html(path, status=410)
    assert "Clip này đã được gỡ" in html
    assert "Gia đình nhân vật đề nghị gỡ." in html
    assert "Nước sông Hồng" not in html
    assert "<video" not in html
    assert "Nước sông Hồng" not in outside.html("/watch/song-hong/")


def test_before_anything_is_live_there_is_no_page(published: Publication, outside: Outside) -> None:
    Publication.objects.filter(pk=published.pk).update(first_live_at=None)
    outside.html(outside.page(published), status=404)
    outside.html("/watch/song-hong/nothing-here/", status=404)
    outside.html(f"/watch/cuu-long/{published.remote_id}/", status=404)  # another station's
    outside.html("/watch/nowhere/", status=404)


def test_heads_are_answered_and_nothing_else(published: Publication, outside: Outside) -> None:
    head = outside.client.head(outside.page(published))
    assert (head.status_code, head.content) == (200, b"")
    assert outside.client.post(outside.page(published)).status_code == 405


def test_practice_is_kept_from_search_engines(published: Publication, outside: Outside) -> None:
    for path in (outside.page(published), "/watch/song-hong/", "/watch/song-hong/feed.xml"):
        assert outside.client.get(path)["X-Robots-Tag"] == "noindex"
    assert "THỰC HÀNH / PRACTICE" in outside.html(outside.page(published))


def test_a_real_station_wants_to_be_found(real_newsroom: Newsroom) -> None:
    for path in ("/watch/song-hong/", "/watch/song-hong/feed.xml"):
        response = Client(headers={"host": "localhost:8080"}).get(path)
        assert response.status_code == 200
        assert "X-Robots-Tag" not in response


def test_further_languages_can_be_chosen_and_read(published: Publication, outside: Outside) -> None:
    spoken = outside.publish_another(published.clip, "Lời dặn", said=SAID, also={"en": ["Stay in <i>your</i> homes"]})
    html = outside.html(outside.page(spoken))
    own, english = Outline(html).all("track")
    assert (own["kind"], own["srclang"]) == ("captions", "vi")
    assert (english["kind"], english["srclang"], english["label"]) == ("subtitles", "en", "English")
    assert english["src"] == f"{files(spoken)}/captions-en.vtt"
    assert "Stay in &lt;i&gt;your&lt;/i&gt; homes" in html
    sidecar = next(Path(settings.PUBLIC).rglob("captions-en.vtt"))
    sidecar.chmod(0o600)
    sidecar.write_bytes(b"\x00 no captions")  # a feed of fifty clips opens none of their files
    feed = outside.client.get("/watch/song-hong/feed.xml").content.decode()
    assert f'{files(spoken)}/captions-en.vtt" lang="en" type="text/vtt"' in feed
