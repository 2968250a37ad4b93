"""What takes place from a day to a day, against dateutil's own reckoning over five years in three zones."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr

from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.recurrence import DAYS, with_until
from clipdesk.planning.expanding import happenings
from clipdesk.planning.models import Event

ZONES = ("Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York")
SEED = 20301
FIRST, LAST = date(2026, 1, 1), date(2030, 12, 31)


def random_rule(draw: random.Random) -> str:
    """A rule of days, weeks, months or years, without an end of its own."""
    frequency = draw.choice(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))
    parts = [f"FREQ={frequency}"]
    if draw.random() < 0.5:
        parts.append(f"INTERVAL={draw.randint(2, 5)}")
    if frequency == "WEEKLY" and draw.random() < 0.8:
        parts.append(f"BYDAY={','.join(draw.sample(DAYS, draw.randint(1, 5)))}")
        parts.append(f"WKST={draw.choice(('MO', 'SU'))}")
    if frequency == "DAILY" and draw.random() < 0.3:
        parts.append(f"BYMONTH={','.join(str(month) for month in sorted(draw.sample(range(1, 13), 4)))}")
    if frequency == "MONTHLY":
        nth = f"BYDAY={draw.choice((1, 2, 3, 4, -1))}{draw.choice(DAYS)}"
        last = f"BYDAY=MO,TU,WE,TH,FR;BYSETPOS={draw.choice((1, -1))}"
        days = f"BYMONTHDAY={draw.randint(1, 31)},{draw.choice((-1, 15))}"
        parts += draw.choice(([nth], [last], [days], []))
    if frequency == "YEARLY" and draw.random() < 0.5:
        parts.append(f"BYMONTH={draw.randint(1, 12)};BYDAY={draw.choice((1, 2, -1))}{draw.choice(DAYS)}")
    return ";".join(parts)


def _ended(rule: str, begins: datetime, zone: str, draw: random.Random) -> tuple[str, str]:
    """The rule with an end, as an event keeps it and as dateutil reads it without zones."""
    how = draw.random()
    if how < 0.25:
        counted = f"{rule};COUNT={draw.randint(1, 60)}"
        return counted, counted
    if how < 0.5:
        until = begins.date() + timedelta(days=draw.randint(30, 1500))
        return with_until(rule, until, zone), f"{rule};UNTIL={until:%Y%m%d}T235959"
    return rule, rule


def _by_dateutil(rule: str, begins: datetime, zone: str) -> list[datetime]:
    """Every moment of five years: reckoned on a clock without a zone, then read on the zone's clock by the standard library."""
    shown = rrulestr(rule, dtstart=begins).between(
        datetime.combine(FIRST, time()), datetime.combine(LAST, time(23, 59)), inc=True
    )
    return [one.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC) for one in shown]


def test_dateutil_and_ours_agree_on_random_rules(
    newsroom: Newsroom, plan_event: Callable[..., Event], record_property: Callable[[str, object], None]
) -> None:
    count, draw, moments, springs = int(os.environ.get("CLIPDESK_RULES", "60")), random.Random(SEED), 0, 0
    for number in range(count):
        zone = ZONES[number % 3]
        at = draw.choice((time(2, 30), time(5, 30), time(0), time(23, 45)))  # 02:30: skipped and shown twice by clocks
        begins = datetime.combine(date(2025, 6, 1) + timedelta(days=draw.randint(0, 900)), at)
        rule, plain = _ended(random_rule(draw), begins, zone, draw)
        expected = _by_dateutil(plain, begins, zone)
        if not rrulestr(plain, dtstart=begins).after(begins, inc=True):
            continue
        event = plan_event(title=f"{number}", rule=rule, first_on=begins.date(), first_at=at, zone=zone, minutes=10)
        rows, found = Event.objects.filter(pk=event.pk), []
        day = FIRST
        while day <= LAST:  # in windows, as pages ask for it
            end = min(day + timedelta(days=draw.randint(1, 200)), LAST)
            found += happenings(rows, day, end, ZoneInfo(zone))
            day = end + timedelta(days=1)
        starts = [one.starts for one in found]
        once = list(dict.fromkeys(starts))  # what goes on over midnight is in two windows
        assert once == expected, f"{rule} from {begins} in {zone}"
        moments += len(expected)
        springs += sum(
            one.begins_at == time(2, 30) and one.starts.astimezone(ZoneInfo(zone)).hour == 3 for one in found
        )
    assert moments > count
    record_property(
        "figure", f"{count} rules in 3 zones over 5 years: {moments} times alike, {springs} that clocks skip"
    )


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2030, 1, 7), date(2030, 1, 7), [7]),
        (date(2030, 1, 8), date(2030, 1, 13), []),
        (date(2030, 1, 1), date(2030, 1, 31), [7, 14, 21, 28]),
    ],
)
def test_a_window_holds_what_lies_in_it(market: Event, first: date, last: date, days: list[int]) -> None:
    found = happenings(Event.objects.all(), first, last, ZoneInfo("Asia/Ho_Chi_Minh"))
    assert [one.begins_on.day for one in found] == days


def test_what_takes_days_is_seen_on_each_of_them(plan_event: Callable[..., Event]) -> None:
    plan_event(title="Lễ hội", first_on=date(2030, 2, 1), first_at=None, days=4, minutes=0, rule="")
    for day in (date(2030, 2, 1), date(2030, 2, 3), date(2030, 2, 4)):
        (found,) = happenings(Event.objects.all(), day, day, ZoneInfo("America/New_York"))
        assert found.days(ZoneInfo("America/New_York")) == (date(2030, 2, 1), date(2030, 2, 4))
    assert happenings(Event.objects.all(), date(2030, 2, 5), date(2030, 2, 5), ZoneInfo("UTC")) == []


def test_a_reader_in_another_zone_sees_it_on_their_day(plan_event: Callable[..., Event]) -> None:
    plan_event(rule="", first_at=time(2), minutes=60)  # 02:00 in Hanoi on the 7th is 14:00 in New York on the 6th
    day = date(2030, 1, 6)
    (found,) = happenings(Event.objects.all(), day, day, ZoneInfo("America/New_York"))
    assert found.starts == datetime(2030, 1, 6, 19, tzinfo=UTC)
