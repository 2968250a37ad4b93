"""Planned, made, late and missing, by content line and destination."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.clock import now
from clipdesk.planning import lines
from clipdesk.planning.counting import period_of, standing_of, targets_standing
from clipdesk.planning.models import Assignment, ContentLine, Made
from clipdesk.planning.views.calendar import today_of


@pytest.fixture
def line(newsroom: Newsroom) -> ContentLine:
    made = lines.make(newsroom.huong, "Người tốt việc tốt", "")
    said = {"count": 3, "per": "week", "destination": None, "shape": ""}
    lines.set_target(made, newsroom.huong, said)
    return made


def _figures(newsroom: Newsroom, line: ContentLine) -> list[tuple[int | None, int, int, int, int]]:
    (found,) = targets_standing(newsroom.station, [line], today_of(newsroom.lan))
    return [(row.wanted, row.planned, row.made, row.late, row.missing) for row in found.rows]


def test_a_week_is_from_monday_to_sunday_and_a_month_whole(newsroom: Newsroom) -> None:
    week = period_of("week", date(2026, 11, 29), newsroom.station)
    assert (week.first, week.last) == (date(2026, 11, 23), date(2026, 11, 29))
    assert week.since.isoformat() == "2026-11-23T00:00:00+07:00"
    month = period_of("month", date(2028, 2, 10), newsroom.station)
    assert (month.first, month.last) == (date(2028, 2, 1), date(2028, 2, 29))


def test_a_target_fills_by_itself_and_shows_its_gap(newsroom: Newsroom, line: ContentLine, cut: Assignment) -> None:
    assert _figures(newsroom, line) == [(3, 0, 0, 0, 3)]
    cut.story.line = line
    cut.story.save()
    Assignment.objects.update(deadline=now())
    assert _figures(newsroom, line) == [(3, 1, 0, 1, 2)]
    site = newsroom.station.destinations.get()
    publication = uuid4()
    for _again in range(2):
        lines.note_made(publication, uuid4(), "Clip", site, line=line, assignment_id=cut.pk)
    assert _figures(newsroom, line) == [(3, 0, 1, 0, 2)]
    cut.refresh_from_db()
    assert cut.state == "done"
    assert Made.objects.count() == 1
    lines.note_taken_down(publication, now())
    assert _figures(newsroom, line) == [(3, 0, 0, 0, 3)]


def test_one_clip_in_two_places_is_one_clip(newsroom: Newsroom, line: ContentLine) -> None:
    site = newsroom.station.destinations.get()
    other = newsroom.station.destinations.create(practice=True, real=False, kind="by_hand", name="Zalo")
    clip = uuid4()
    for place in (site, other):
        Made.objects.create(
            station=newsroom.station, publication=uuid4(), clip=clip, destination=place, shape="", line=line, at=now()
        )
    lines.set_target(line, newsroom.huong, {"count": 2, "per": "month", "destination": other, "shape": "9:16"})
    assert _figures(newsroom, line) == [(2, 0, 1, 0, 1), (3, 0, 1, 0, 2)]


def test_the_week_page_names_what_is_on_no_line(newsroom: Newsroom, line: ContentLine) -> None:
    site = newsroom.station.destinations.get()
    lines.note_made(uuid4(), uuid4(), "Clip", site, line=None, assignment_id=None)
    period = period_of("week", today_of(newsroom.lan), newsroom.station)
    ours, none = standing_of(newsroom.station, [line], period)
    assert (ours.line, [row.made for row in ours.rows]) == (line, [0])
    assert (none.line, [(row.destination, row.made, row.wanted) for row in none.rows]) == (None, [(site, 1, None)])


def test_last_week_counts_for_last_week(newsroom: Newsroom, line: ContentLine) -> None:
    site = newsroom.station.destinations.get()
    lines.note_made(uuid4(), uuid4(), "Clip", site, line=line, assignment_id=None)
    Made.objects.update(at=now() - timedelta(days=7))
    assert _figures(newsroom, line) == [(3, 0, 0, 0, 3)]


def test_an_ended_line_asks_for_nothing(newsroom: Newsroom, line: ContentLine) -> None:
    lines.end(line, newsroom.huong)
    assert _figures(newsroom, line) == []


def test_two_lines_have_two_names(newsroom: Newsroom, line: ContentLine) -> None:
    with pytest.raises(lines.NameTaken):
        lines.make(newsroom.huong, line.name, "")
