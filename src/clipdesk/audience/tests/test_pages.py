"""No figure without its definition, version and time; none where there is none; nobody elsewhere sees it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from clipdesk.audience.figures import outlets_of
from clipdesk.audience.models import MetricDefinition, Sample
from clipdesk.audience.quality import accounts_of
from clipdesk.audience.table import harmless
from clipdesk.audience.tests.conftest import Told, asked_again
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.youtube.practice.emulator import Film, YouTube
from clipdesk.destinations.models import Destination
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Publication

HOUR = timedelta(hours=1)


def page(newsroom: Newsroom, rest: str) -> str:
    """Return a page as Lan sees it."""
    answer = newsroom.client(newsroom.lan).get(newsroom.path(rest))
    assert answer.status_code == 200
    return str(answer.content.decode())


def of_clip(rest: str = "") -> str:
    return f"clips/{Publication.objects.get().clip_id}/audience/{rest}"


def test_a_clip_shows_its_figures_with_what_they_mean(newsroom: Newsroom, told: Told) -> None:
    for age, count in ((0, 100), (1, 1000), (2, 1200)):
        told(age * HOUR, {"viewCount": count})
    found = page(newsroom, of_clip())
    assert "1.200" in found
    assert "mỗi lần bắt đầu đều tính từ khung hình đầu tiên" in found
    assert "phiên bản 2" in found
    assert "chưa có số liệu" in found  # likes and comments
    assert 'role="img" aria-label="Lượt xem: 1.200 sau 2 giờ. Đạt một nửa sau 1 giờ. Số mẫu: 3."' in found
    assert found.count("<polyline") == 1
    assert "style=" not in found.partition('<svg viewBox="0 0 600')[2].partition("</svg>")[0]


def test_a_changed_definition_breaks_the_curve(newsroom: Newsroom, told: Told) -> None:
    Publication.objects.update(first_live_at=datetime(2026, 8, 26, 22, tzinfo=UTC))
    for age, count in ((0, 10), (1, 100), (3, 70), (4, 80)):
        told(age * HOUR, {"viewCount": count})
    found = page(newsroom, of_clip())
    assert found.count("<polyline") == 2
    assert "không so sánh được" in found


def test_where_nothing_is_counted_the_page_says_why(newsroom: Newsroom, published: Publication) -> None:
    Destination.objects.update(kind="telegram")
    found = page(newsroom, of_clip())
    assert "Telegram không cho bot biết" in found
    assert '<svg viewBox="0 0 600' not in found
    assert "Telegram không cho bot biết" in page(newsroom, of_clip("newest/"))


@pytest.mark.parametrize(
    ("change", "said"),
    [({}, "Chưa đo"), ({"shown": None}, "đã bị gỡ")],
)
def test_what_is_not_measured_says_why(newsroom: Newsroom, film: Film, change: dict[str, None], said: str) -> None:
    Publication.objects.update(**change)
    assert said in page(newsroom, of_clip())


def test_a_post_that_is_gone_says_so(newsroom: Newsroom, film: Film, youtube: YouTube) -> None:
    youtube.films.clear()
    asked_again()
    assert "hiện không biết bài đăng này" in page(newsroom, of_clip())


def test_now_lists_what_is_young_and_how_good_the_figures_are(newsroom: Newsroom, film: Film) -> None:
    film.counts = {"viewCount": "1200"}
    asked_again()
    found = page(newsroom, "audience/")
    assert "Nước sông Hồng lên nhanh" in found
    assert "1.200" in found
    assert "YouTube Data API v3" in found
    assert "2 trên 2" in found  # it was public for two slots before anybody asked
    Publication.objects.update(first_live_at=now() - timedelta(days=3))
    assert "Không có gì được đăng" in page(newsroom, "audience/")


def test_missing_samples_and_a_late_account_are_counted(told: Told) -> None:
    Publication.objects.update(first_live_at=now() - timedelta(hours=10, minutes=30))
    for age in (0, 1, 2, 5):
        told(age * HOUR, {"viewCount": age, "likeCount": age})
    account = accounts_of(Publication.objects.select_related("destination"))[0]
    assert (account.expected, account.missed) == (10, 6)
    assert account.late_since is not None


def test_nobody_of_another_desk_or_station_sees_it(newsroom: Newsroom, told: Told) -> None:
    told(HOUR, {"viewCount": 4321})
    for member in (newsroom.binh, newsroom.stranger):
        client = newsroom.client(member)
        for rest in (of_clip(), of_clip("figures.csv"), of_clip("newest/")):
            assert client.get(newsroom.path(rest)).status_code in {403, 404}
    assert "4.321" not in newsroom.client(newsroom.binh).get(newsroom.path("audience/")).content.decode()


def test_the_table_says_what_each_figure_means_and_is_no_formula(newsroom: Newsroom, told: Told) -> None:
    Destination.objects.filter(kind="youtube").update(name="=HYPERLINK(1)")
    told(HOUR, {"viewCount": 0})
    told(2 * HOUR, {"viewCount": 1200})
    answer = newsroom.client(newsroom.lan).get(newsroom.path(of_clip("figures.csv")))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert rows[1][:8] == ["'=HYPERLINK(1)", "youtube", "Lượt xem", "viewCount", "2", "0", "count", "1.00"]
    assert rows[2][5] == "1200"
    assert "khung hình đầu tiên" in rows[2][10]
    assert [harmless(cell) for cell in ("=1", "+1", "-1", "@a", "1")] == ["'=1", "'+1", "'-1", "'@a", "1"]


def test_each_figure_of_each_destination_stands_alone(told: Told) -> None:
    told(HOUR, {"viewCount": 5})
    (outlet,) = outlets_of(Publication.objects.select_related("destination", "clip"))
    assert [(one.definition.name, one.sample and one.sample.value) for one in outlet.figures] == [
        ("viewCount", 5),
        ("likeCount", None),
        ("commentCount", None),
    ]


def test_no_column_could_tell_of_one_viewer() -> None:
    names = {field.name for model in (Sample, MetricDefinition) for field in model._meta.get_fields()}
    assert names == {
        *("id", "publication", "definition", "slot", "taken_at", "value", "fell"),
        *("platform", "name", "version", "valid_from", "valid_until", "place", "unit", "grows"),
        *("label_en", "label_vi", "wording_en", "wording_vi", "source"),
    }
