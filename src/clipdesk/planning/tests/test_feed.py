"""The calendar for other programs: two readers that others wrote see the same events as our pages."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rruleset, rrulestr
from icalendar import Calendar
from icalendar import Event as Entry

from clipdesk.config.testing_cast import Newsroom
from clipdesk.planning import cancelling, feeds, scheduling
from clipdesk.planning.expanding import happenings
from clipdesk.planning.models import Assignment, Event, Feed

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST, LAST = date(2030, 1, 1), date(2030, 4, 30)


@pytest.fixture
def full(newsroom: Newsroom, plan_event: Callable[..., Event], market: Event) -> None:
    """A market with one day moved and one cancelled; a festival of days; something in Berlin over the change of clocks."""
    scheduling.move_one(market, date(2030, 1, 21), date(2030, 1, 22), time(14), member=newsroom.huong)
    cancelling.cancel_one(market, date(2030, 1, 28), fate=cancelling.KEEP, because="", member=newsroom.huong)
    whole = {"first_at": None, "minutes": 0}
    plan_event(title="Lễ hội", **whole, days=3, first_on=date(2030, 2, 4), rule="")
    plan_event(title="Ngày đầu tháng", **whole, rule="FREQ=MONTHLY;BYMONTHDAY=1;UNTIL=20300331T165959Z")
    plan_event(title="Berlin", zone="Europe/Berlin", first_at=time(9), rule="FREQ=DAILY;INTERVAL=3;COUNT=40")
    plan_event(title="Một lần", rule="", state=Event.PROVISIONAL)
    gone = plan_event(title="Đã hủy", rule="")
    cancelling.cancel_one(gone, date(2030, 1, 7), fate=cancelling.KEEP, because="", member=newsroom.huong)


def _ours(newsroom: Newsroom) -> list[tuple[str, str]]:
    """What the pages show in these months: begin and title."""
    shown = happenings(Event.objects.all(), FIRST, LAST, HANOI)
    return sorted((_begin(one), one.event.title) for one in shown if not one.is_cancelled and one.begins_on >= FIRST)


def _begin(one: object) -> str:
    if one.event.is_all_day:  # type: ignore[attr-defined]
        return f"{one.begins_on}"  # type: ignore[attr-defined]
    return f"{one.starts.astimezone(HANOI):%Y-%m-%d %H:%M}"  # type: ignore[attr-defined]


def _as_shown(point: date) -> str:
    return f"{point.astimezone(HANOI):%Y-%m-%d %H:%M}" if isinstance(point, datetime) else f"{point}"


def _by_icalendar(content: bytes) -> list[tuple[str, str]]:
    """The same, as icalendar reads the file and dateutil expands its rules."""
    entries: list[Entry] = list(Calendar.from_ical(content).walk("VEVENT"))
    moved = {(str(one["uid"]), _as_shown(one["recurrence-id"].dt)) for one in entries if "recurrence-id" in one}
    found: list[tuple[str, str]] = []
    for one in entries:
        begins, title = one["dtstart"].dt, str(one["summary"])
        if "rrule" not in one:
            found.append((_as_shown(begins), title))
            continue
        is_day = not isinstance(begins, datetime)
        rule = one["rrule"].to_ical().decode()
        every = rruleset()
        every.rrule(rrulestr(rule, dtstart=datetime.combine(begins, time()) if is_day else begins))
        left_out = one.get("exdate") or []
        for line in left_out if isinstance(left_out, list) else [left_out]:
            for point in line.dts:
                every.exdate(datetime.combine(point.dt, time()) if is_day else point.dt)
        end = datetime.combine(LAST + timedelta(days=1), time())
        for point in every:
            if point >= (end if is_day else end.replace(tzinfo=HANOI)):
                break
            shown = _as_shown(point.date() if is_day else point)
            if (str(one["uid"]), shown) not in moved:
                found.append((shown, title))
    return sorted(found)


def test_icalendar_reads_the_same_events(newsroom: Newsroom, full: None) -> None:
    found = _by_icalendar(feeds.calendar_of(newsroom.lan))
    assert found == _ours(newsroom)
    assert len(found) > 50
    assert ("2030-01-22 14:00", "Chợ phiên") in found
    assert [title for begin, title in found if begin.startswith("2030-01-28") and title == "Chợ phiên"] == []


@pytest.mark.skipif(shutil.which("khal") is None, reason="khal is not installed: make system-planning")
def test_khal_reads_the_same_events(newsroom: Newsroom, full: None, tmp_path: Path) -> None:
    calendar = tmp_path / "clipdesk"
    calendar.mkdir()
    (tmp_path / "whole.ics").write_bytes(feeds.calendar_of(newsroom.lan))
    settings = tmp_path / "config"
    settings.write_text(
        f"[calendars]\n[[clipdesk]]\npath = {calendar}\n[sqlite]\npath = {tmp_path}/khal.db\n"
        "[locale]\nlocal_timezone = Asia/Ho_Chi_Minh\ndefault_timezone = Asia/Ho_Chi_Minh\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n",
        encoding="utf-8",
    )
    home = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}

    def khal(*words: str) -> str:
        done = subprocess.run(
            ["khal", "-c", str(settings), *words], env=home, check=True, capture_output=True, text=True, timeout=120
        )
        return done.stdout

    khal("import", "--batch", "-a", "clipdesk", str(tmp_path / "whole.ics"))
    days = f"{(LAST - FIRST).days + 1}d"
    told = khal("list", "--day-format", "", "--format", "{start-long}|{title}", f"{FIRST}", days)
    # what lasts for days is listed on each of them
    found = sorted({tuple(line.split("|", 1)) for line in told.splitlines() if "|" in line})
    assert found == _ours(newsroom)


def test_the_persons_own_open_work_is_in_it(newsroom: Newsroom, cut: Assignment) -> None:
    entries = Calendar.from_ical(feeds.calendar_of(newsroom.lan)).walk("VEVENT")
    (work,) = [one for one in entries if one["dtstart"].dt == cut.deadline]
    assert "gia-rau" in work["summary"]
    for_thao = Calendar.from_ical(feeds.calendar_of(newsroom.thao)).walk("VEVENT")
    assert [one for one in for_thao if one["dtstart"].dt == cut.deadline] == []


def test_who_sees_another_desk_reads_nothing_of_this_one(newsroom: Newsroom, full: None) -> None:
    assert Calendar.from_ical(feeds.calendar_of(newsroom.binh)).walk("VEVENT") == []


def test_a_link_opens_the_calendar_until_it_is_ended(newsroom: Newsroom, market: Event) -> None:
    address = feeds.make(newsroom.lan)
    token = address.rsplit("/", 1)[1].removesuffix(".ics")
    assert token not in Feed.objects.get().token_sha256
    client = newsroom.client(newsroom.binh)  # whoever holds it, signed in or not
    answer = client.get(f"/calendars/{token}.ics")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Chợ phiên".encode() in answer.content
    second = feeds.make(newsroom.lan)
    assert client.get(f"/calendars/{token}.ics").status_code == 404
    feeds.end(newsroom.lan)
    assert client.get(second.removeprefix("http://localhost:8080")).status_code == 404
    assert Feed.objects.count() == 0


def test_who_left_reads_nothing_any_more(newsroom: Newsroom, market: Event) -> None:
    token = feeds.make(newsroom.lan).rsplit("/", 1)[1].removesuffix(".ics")
    newsroom.lan.person.memberships.all().delete()
    assert feeds.reader_of(token) is None


def test_a_moment_of_the_feed_is_the_moment_of_the_event(newsroom: Newsroom, plan_event: Callable[..., Event]) -> None:
    plan_event(zone="Europe/Berlin", rule="", first_at=time(9))
    (entry,) = Calendar.from_ical(feeds.calendar_of(newsroom.lan)).walk("VEVENT")
    assert entry["dtstart"].dt.astimezone(UTC) == datetime(2030, 1, 7, 8, tzinfo=UTC)
