"""The pages of scheduled recordings: planned by whoever looks after the channel, seen by all who see it."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.transition import entries_of
from clipdesk.kernel.clock import now
from clipdesk.library import planned
from clipdesk.library.models import Channel, PlannedRecording, Recording, Series
from clipdesk.library.models.live_cut import LiveCut
from clipdesk.library.tests.on_air import a_channel


@pytest.fixture
def channel(newsroom: Newsroom) -> Channel:
    newsroom.oanh.person.language = "en"
    newsroom.oanh.person.save()
    return a_channel(newsroom)


def _form(newsroom: Newsroom, **changes: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "title": "Bản tin 05:30",
        "first_on": "2030-01-07",
        "first_at": "05:30",
        "zone": "Asia/Ho_Chi_Minh",
    }
    said |= {"minutes": 15, "repeats": "on_days", "days": ["MO", "TU", "WE", "TH", "FR"], "until": ""}
    said |= {"pre_roll": 30, "post_roll": 60, "desk": newsroom.news.pk, "language": "vi", "tells": "on"}
    return {**said, **changes}


def _new(newsroom: Newsroom, channel: Channel) -> str:
    return newsroom.path(f"channels/{channel.pk}/planned/new/")


def _one(newsroom: Newsroom, series: Series, what: str) -> str:
    return newsroom.path(f"channels/planned/{series.pk}/{what}/")


def test_a_bulletin_is_planned_changed_and_ended(newsroom: Newsroom, channel: Channel) -> None:
    client = newsroom.client(newsroom.oanh)
    assert client.get(_new(newsroom, channel)).status_code == 200
    answer = client.post(_new(newsroom, channel), _form(newsroom), follow=True)
    assert answer.redirect_chain == [(newsroom.path(f"channels/{channel.pk}/"), 302)]
    series = Series.objects.get()
    assert (series.rule, series.first_on, series.first_at) == (
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        date(2030, 1, 7),
        time(5, 30),
    )
    assert (series.seconds, series.pre_roll, series.post_roll, series.desk) == (900, 30, 60, newsroom.news)
    assert "Bản tin 05:30" in answer.content.decode()
    page = client.get(_one(newsroom, series, "change")).content.decode()
    for words in ('value="2030-01-07"', 'value="05:30:00"', 'value="15"', "Monday, Tuesday, Wednesday"):
        assert words in page
    site = str(newsroom.station.destinations.get(kind="site").pk)
    template = {"look": "bulletin", "destinations": [site], "keep_days": 30}
    changed = _form(newsroom, repeats="daily", until="2030-01-31", minutes=10, **template)
    assert client.post(_one(newsroom, series, "change"), changed).status_code == 302
    series.refresh_from_db()
    assert (series.rule, series.seconds) == ("FREQ=DAILY;UNTIL=20300131T165959Z", 600)
    assert (series.look, series.destinations, series.keep_days) == ("bulletin", [site], 30)
    assert client.post(_one(newsroom, series, "skip"), {"day": "2030-01-08", "to": "skip"}).status_code == 302
    page = client.get(_one(newsroom, series, "change")).content.decode()
    assert "Left out" in page
    assert client.post(_one(newsroom, series, "skip"), {"day": "2030-01-08", "to": "back"}).status_code == 302
    assert client.post(_one(newsroom, series, "end")).status_code == 302
    verbs = ["series_made", "series_changed", "series_day_skipped", "series_day_taken_back", "series_ended"]
    assert [entry.verb for entry in entries_of(series)] == verbs
    assert client.post(_one(newsroom, series, "change"), changed).status_code == 422
    assert "This series has ended." in client.get(_one(newsroom, series, "change")).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": " "}, "id_title"),
        ({"minutes": 0}, "id_minutes"),
        ({"minutes": 211}, "id_minutes"),
        ({"pre_roll": 901}, "id_pre_roll"),
        ({"days": []}, "Choose at least one day of the week."),
        ({"days": ["XX"]}, "id_days"),
        ({"zone": "Mars/Base"}, "id_zone"),
        ({"until": "2030-01-06"}, "The last day lies before the first."),
        ({"first_on": "9999-12-31"}, "This is no day on which anything is recorded."),
        ({"first_on": "2020-01-06", "until": "2020-01-31"}, "No recording of this lies ahead."),
        ({"first_on": "2020-01-06", "repeats": "once"}, "No recording of this lies ahead."),
        ({"first_on": "2030-01-07", "until": "2030-01-08", "days": ["SU"]}, "No recording of this lies ahead."),
        ({"desk": "x"}, "id_desk"),
        ({"look": "none-such"}, "id_look"),
        ({"destinations": ["01a00000-0000-7000-8000-000000000000"]}, "id_destinations"),
        ({"keep_days": 0}, "id_keep_days"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_planned(
    newsroom: Newsroom, channel: Channel, changes: dict[str, Any], words: str
) -> None:
    answer = newsroom.client(newsroom.oanh).post(_new(newsroom, channel), _form(newsroom, **changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "field-error" in answer.content.decode() or "No recording" in answer.content.decode()
    assert not Series.objects.exists()


def test_a_day_that_is_none_or_not_ahead_is_refused(newsroom: Newsroom, channel: Channel) -> None:
    client = newsroom.client(newsroom.oanh)
    client.post(_new(newsroom, channel), _form(newsroom))
    series = Series.objects.get()
    assert client.post(_one(newsroom, series, "skip"), {"day": "soon"}).status_code == 404
    assert client.post(_one(newsroom, series, "skip"), {"day": "2030-01-06"}).status_code == 422  # a Sunday
    series.refresh_from_db()
    assert series.skipped == []


def test_what_comes_next_stands_on_the_page_of_the_channel(newsroom: Newsroom, channel: Channel) -> None:
    """Five of two series, in order; the change of each only for whoever may."""
    client = newsroom.client(newsroom.oanh)
    for title, at in (("Sớm", "05:30"), ("Trưa", "12:00")):
        daily = _form(newsroom, title=title, first_at=at, repeats="daily")
        assert client.post(_new(newsroom, channel), daily).status_code == 302
    address = newsroom.path(f"channels/{channel.pk}/planned/")
    page = client.get(address).content.decode()
    assert [page.count(f'<span class="strong">{title}</span>') for title in ("Sớm", "Trưa")] == [3 + 1, 2 + 1]
    assert page.count("/change/") == 2
    seen = newsroom.client(newsroom.lan).get(address).content.decode()
    assert "Trưa" in seen
    assert "/change/" not in seen
    assert newsroom.client(newsroom.binh).get(address).status_code == 404  # another desk's


def test_the_page_says_what_is_being_recorded_now_and_links_what_became_of_it(
    newsroom: Newsroom, channel: Channel, recording_row: Recording
) -> None:
    local = now().astimezone(ZoneInfo(newsroom.station.timezone)).replace(microsecond=0) - timedelta(minutes=1)
    today = {"first_on": local.date().isoformat(), "first_at": f"{local:%H:%M:%S}", "repeats": "once"}
    client = newsroom.client(newsroom.oanh)
    assert client.post(_new(newsroom, channel), _form(newsroom, **today)).status_code == 302
    planned.look()
    address = newsroom.path(f"channels/{channel.pk}/planned/")
    page = client.get(address).content.decode()
    until = local + timedelta(minutes=15)
    assert f"Recording now: from {local:%H:%M} until {until:%H:%M}" in page
    made = {"station": channel.station, "channel": channel, "made_by": newsroom.oanh.person}
    cut = LiveCut.objects.create(begins=0, ends=1, state=LiveCut.MADE, recording=recording_row, **made)
    PlannedRecording.objects.update(cut=cut, state=PlannedRecording.DONE)
    link = reverse("library:show", kwargs={"station": newsroom.station.slug, "recording_id": recording_row.pk})
    assert link in newsroom.client(newsroom.lan).get(address).content.decode()
    assert link not in client.get(address).content.decode()  # operators see nothing of it


def test_a_series_of_another_desk_is_not_there(newsroom: Newsroom, channel: Channel) -> None:
    client = newsroom.client(newsroom.oanh)
    client.post(_new(newsroom, channel), _form(newsroom))
    series = Series.objects.get()
    assert newsroom.client(newsroom.lan).get(_one(newsroom, series, "change")).status_code == 403
    assert newsroom.client(newsroom.stranger).get(_one(newsroom, series, "change")).status_code in (403, 404)
