"""What is watched on the station's own pages is counted by the hour; who watched is asked by nobody and kept nowhere."""

from __future__ import annotations

import time
from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import connection

from clipdesk.audience.models import SiteCount
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Publication
from clipdesk.site import counting
from clipdesk.site.tests.conftest import Outside
from clipdesk.ui.testing import Outline

BROWSER = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36 TRACE-CANARY"
ADDRESS = "203.0.113.77"
FROM_US = {"user-agent": BROWSER, "origin": "http://localhost:8080", "sec-fetch-site": "same-origin"}


def tell(outside: Outside, publication: Publication, *, headers: dict[str, str] | None = None, **told: str) -> int:
    """Tell something as the script of the watch page does, of a page that was opened a minute ago."""
    told.setdefault("ticket", counting.ticket_for(publication.remote_id, now() - timedelta(minutes=1)))
    path = f"{outside.page(publication)}count/"
    answer = outside.client.post(path, told, headers={**FROM_US, **(headers or {})}, REMOTE_ADDR=ADDRESS)
    assert not answer.cookies
    return answer.status_code


def counted() -> dict[str, int]:
    return dict(SiteCount.objects.values_list("step", "value"))


def test_the_page_tells_where_and_what_unless_its_reader_asks_not_to_be_counted(
    published: Publication, outside: Outside
) -> None:
    answer = outside.client.get(outside.page(published))
    video = Outline(answer.content.decode()).all("video")[0]
    assert video["data-count"] == f"{outside.page(published)}count/"
    assert counting.seconds_since(published.remote_id, str(video["data-ticket"]), now()) is not None
    assert {"DNT", "Sec-GPC"} <= {one.strip() for one in answer["Vary"].split(",")}
    for name in ("dnt", "sec-gpc"):
        html = outside.client.get(outside.page(published), headers={name: "1"}).content.decode()
        assert "data-count" not in html
        assert "count.js" not in html


def test_what_is_told_is_added_up_by_the_hour(published: Publication, outside: Outside) -> None:
    for _viewing in range(2):
        assert tell(outside, published, start="1") == 204
    assert tell(outside, published, played_25="1", played_50="1", engaged="21") == 204
    assert counted() == {"start": 2, "played_25": 1, "played_50": 1, "engaged_time": 21_000}
    hour = now().replace(minute=0, second=0, microsecond=0)
    SiteCount.objects.update(hour=hour - timedelta(hours=1))
    tell(outside, published, start="1")
    found = SiteCount.objects.filter(step="start").order_by("hour").values_list("hour", "value")
    assert list(found) == [(hour - timedelta(hours=1), 2), (hour, 1)]


@pytest.mark.parametrize(
    "headers",
    [
        {"dnt": "1"},
        {"sec-gpc": "1"},
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"user-agent": "facebookexternalhit/1.1"},
        {"user-agent": "python-httpx/0.28"},
        {"user-agent": ""},
        {"origin": "https://elsewhere.example"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_some_are_left_out(published: Publication, outside: Outside, headers: dict[str, str]) -> None:
    assert tell(outside, published, headers=headers, start="1") == 204
    assert counted() == {}


def test_only_a_page_of_ours_can_tell_something_and_only_for_a_day(published: Publication, outside: Outside) -> None:
    old = counting.ticket_for(published.remote_id, now() - timedelta(hours=25))
    for ticket in ("", "1764000000:forged", counting.ticket_for("another", now()), old):
        tell(outside, published, ticket=ticket, start="1")
    assert counted() == {}


def test_a_withdrawn_clip_is_not_counted(published: Publication, outside: Outside) -> None:
    outside.withdraw(published, "Gia đình nhân vật đề nghị gỡ.")
    assert tell(outside, published, start="1") == 404
    assert counted() == {}


def test_one_connection_has_its_share(published: Publication, outside: Outside) -> None:
    for _ in range(counting.MOST_STARTS + 5):
        tell(outside, published, start="1")
    assert counted() == {"start": counting.MOST_STARTS}
    another = f"{outside.page(published)}count/"
    ticket = counting.ticket_for(published.remote_id, now())
    outside.client.post(another, {"start": "1", "ticket": ticket}, headers=FROM_US, REMOTE_ADDR="198.51.100.9")
    assert counted() == {"start": counting.MOST_STARTS + 1}


def test_a_share_is_forgotten_with_its_window_and_every_process_has_a_key_of_its_own() -> None:
    tries, other = counting.Tries(), counting.Tries()
    for _ in range(counting.MOST_TOLD):
        assert tries.has_room("net", "clip", starts=False)
    assert not tries.has_room("net", "clip", starts=False)
    assert tries.has_room("net", "another", starts=False)
    assert other.has_room("net", "clip", starts=False)
    assert not set(tries._seen) & set(other._seen)
    brief = counting.Tries(window=0.01)
    for _ in range(counting.MOST_TOLD):
        brief.has_room("net", "clip", starts=False)
    time.sleep(0.02)
    assert brief.has_room("net", "clip", starts=False)
    assert len(brief._seen) == 1


def test_nobody_watches_more_than_time_has_passed() -> None:
    minute = Fraction(60)
    whole = {"start": "1", "played_25": "1", "played_50": "1", "played_75": "1", "played_100": "1", "engaged": "50"}
    assert counting.believed(whole, 61, minute) == {
        **dict.fromkeys(("start", "played_25", "played_50", "played_75", "played_100"), 1),
        "engaged_time": 50_000,
    }
    early = counting.believed(whole, 10, minute)
    assert early == {
        "start": 1,
        "played_25": 1,
        "played_50": 0,
        "played_75": 0,
        "played_100": 0,
        "engaged_time": 12_000,
    }
    assert counting.believed({"engaged": "9999"}, 5000, minute)["engaged_time"] == 60_000
    for text in ("-5", "1e9", "٣", "99999", ""):
        assert counting.believed({"engaged": text, "start": "7"}, 5000, minute)["engaged_time"] == 0


def test_no_table_has_a_trace_of_who_watched(published: Publication, outside: Outside) -> None:
    outside.html(outside.page(published))
    tell(outside, published, start="1", played_25="1", engaged="12")
    names = {field.name for field in SiteCount._meta.get_fields()}
    assert names == {"id", "publication", "hour", "step", "value"}
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            for word in (ADDRESS, "TRACE-CANARY"):
                cursor.execute(
                    f"select count(*) from {connection.ops.quote_name(table)} as t where t::text like %s", [f"%{word}%"]
                )
                assert cursor.fetchone() == (0,), table
    assert len(tables) > 50
