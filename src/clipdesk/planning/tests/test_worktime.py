"""Minutes from work: how marks become time, what is corrected by hand, who sees what, and how it leaves the desk."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from clipdesk.accounts import leaving
from clipdesk.accounts.models import Station
from clipdesk.clips import editing, planned
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, make_member
from clipdesk.history.transition import entries_of
from clipdesk.kernel.clock import now
from clipdesk.library.models import Recording
from clipdesk.planning import assigning, lines, stories
from clipdesk.planning.models import Assignment, HandTime
from clipdesk.planning.worktime import by_hand
from clipdesk.planning.worktime.counting import KEPT, month_of, practised, work_in
from clipdesk.planning.worktime.desk import time_of
from clipdesk.planning.worktime.marks import CUT, REVIEW, Mark, chained
from clipdesk.review.models import Looked, Package
from clipdesk.review.notes import Said, write
from clipdesk.ui import sheets

LAN, MINH, FIRST, SECOND = uuid4(), uuid4(), uuid4(), uuid4()
FORMULA = '=HYPERLINK("http://evil.example")'


def _at(minutes: float) -> datetime:
    return datetime(2030, 1, 7, 9, tzinfo=UTC) + timedelta(minutes=minutes)


def _minutes(*marks: Mark) -> dict[tuple[UUID, str], float]:
    found: dict[tuple[UUID, str], float] = {}
    for spell in chained(marks):
        key = (spell.clip, spell.kind)
        found[key] = found.get(key, 0) + spell.took / timedelta(minutes=1)
    return found


def test_time_runs_from_mark_to_mark_and_stops_in_a_pause() -> None:
    saves = [Mark(LAN, _at(0), CUT, FIRST, opens=True), *(Mark(LAN, _at(at), CUT, FIRST) for at in (3, 8, 40, 44))]
    assert _minutes(*saves) == {(FIRST, CUT): 3 + 5 + 1 + 4}  # the pause counts as the minute of a mark alone
    assert _minutes(*reversed(saves)) == _minutes(*saves)


def test_the_limit_itself_still_counts_and_review_has_a_longer_one() -> None:
    assert _minutes(Mark(LAN, _at(0), CUT, FIRST, opens=True), Mark(LAN, _at(10), CUT, FIRST)) == {(FIRST, CUT): 10}
    assert _minutes(Mark(LAN, _at(0), CUT, FIRST, opens=True), Mark(LAN, _at(10.1), CUT, FIRST)) == {(FIRST, CUT): 1}
    looked = Mark(MINH, _at(0), REVIEW, FIRST, opens=True)
    assert _minutes(looked, Mark(MINH, _at(25), REVIEW, FIRST)) == {(FIRST, REVIEW): 25}
    assert _minutes(looked) == {}  # opened, and nothing came of it


def test_nobody_works_longer_than_the_clock_runs() -> None:
    turns = [Mark(LAN, _at(at), CUT, clip) for at, clip in ((0, FIRST), (4, SECOND), (6, FIRST), (9, SECOND))]
    found = _minutes(*turns)
    assert found == {(FIRST, CUT): 1 + 2, (SECOND, CUT): 4 + 3}
    assert sum(found.values()) == 9 + 1
    assert _minutes(*turns, Mark(MINH, _at(5), REVIEW, FIRST)) == {**found, (FIRST, REVIEW): 1}


@pytest.fixture
def cut(newsroom: Newsroom) -> Assignment:
    """Lan is to cut within 40 minutes; the story's line is the formula that somebody typed."""
    line = lines.make(newsroom.huong, FORMULA, "")
    said = {"title": "Giá rau", "slug": "gia-rau", "desk": newsroom.news, "line": line, "about": ""}
    story = stories.make(newsroom.huong, said)
    work = {"kind": "cut", "what": "", "deadline": now(), "destination": None, "minutes": 40}
    return assigning.make(story, newsroom.huong, work, newsroom.lan.person)


@pytest.fixture
def clip(newsroom: Newsroom, cut: Assignment, recording: Recording) -> Clip:
    """Lan begins it and saves once."""
    begun = planned.begin(cut, recording, member=newsroom.lan)
    short = {"title": FORMULA, "recipe": {"ranges": [{"start": "0/1", "end": "12/25"}]}}
    editing.save(begun, editing.content_with(begun.content, short), base=begun.head_number, member=newsroom.lan)
    return begun


def _today(newsroom: Newsroom) -> str:
    return work_in(month_of(now().date(), newsroom.station), newsroom.lan.person)[0].on.isoformat()


def test_what_was_measured_stays_beside_what_was_corrected(newsroom: Newsroom, cut: Assignment, clip: Clip) -> None:
    (work,) = work_in(month_of(now().date(), newsroom.station), newsroom.lan.person)
    assert (work.clip, work.kind, work.assignment, work.line) == (clip.pk, CUT, cut, cut.story.line_id)
    measured = work.measured
    assert 0 <= measured <= 60
    lan, room = newsroom.client(newsroom.lan), newsroom.path("planning/time/")
    address = f"{room}clips/{clip.pk}/?on={work.on}&kind=cut"
    assert lan.post(address, {"minutes": "45", "because": ""}).status_code == 422
    assert lan.post(address, {"minutes": "1441", "because": "Lâu"}).status_code == 422
    for day in (work.on + timedelta(days=2), work.on - KEPT - timedelta(days=40)):
        elsewhen = f"{room}clips/{clip.pk}/?on={day}&kind=cut"
        assert lan.post(elsewhen, {"minutes": "45", "because": "Lâu"}).status_code == 404
    assert HandTime.objects.count() == 0
    assert lan.post(address, {"minutes": "45", "because": "Xem cả bản tin trước"}).status_code == 302
    (work,) = work_in(month_of(work.on, newsroom.station), newsroom.lan.person)
    assert (work.minutes, work.measured, work.is_by_hand) == (45, measured, True)
    assert "Xem cả bản tin trước" in lan.get(room).content.decode()
    (entry,) = entries_of(HandTime.objects.get())
    assert "45" not in str(entry.after)  # the history cannot forget; it does not keep the minutes
    lan.post(address, {"say": "measured"})
    (work,) = work_in(month_of(work.on, newsroom.station), newsroom.lan.person)
    assert (work.measured, work.is_by_hand) == (measured, False)
    assert HandTime.objects.count() == 2


def test_only_the_person_corrects_and_only_the_person_sees(newsroom: Newsroom, clip: Clip) -> None:
    day, room = _today(newsroom), newsroom.path("planning/time/")
    newsroom.client(newsroom.huong).post(f"{room}clips/{clip.pk}/?on={day}", {"minutes": "5", "because": "Giúp Lan"})
    assert HandTime.objects.get().person == newsroom.huong.person
    minh = newsroom.client(newsroom.minh)
    assert str(clip.pk) not in minh.get(room).content.decode()
    shown = minh.get(f"{room}desk/?desk={newsroom.news.pk}").content.decode()
    assert str(clip.pk) in shown
    assert all(f">{name}<" not in shown for name in ("Lan", "Hương"))
    assert newsroom.client(newsroom.lan).get(f"{room}desk/").status_code == 403
    assert newsroom.client(newsroom.binh).get(f"{room}clips/{clip.pk}/?on={day}").status_code == 404
    head = make_member(newsroom.station, "Sơn", "editor_in_chief", newsroom.sport)
    assert newsroom.client(head).get(f"{room}desk/?desk={newsroom.news.pk}").status_code == 404


def test_a_clip_of_another_station_is_not_there(newsroom: Newsroom, clip: Clip) -> None:
    stranger = newsroom.client(newsroom.stranger)
    assert stranger.get(f"/s/cuu-long/planning/time/clips/{clip.pk}/?on={_today(newsroom)}").status_code == 404


def test_work_that_leaves_no_clip_is_said_by_day(newsroom: Newsroom, cut: Assignment) -> None:
    film = {"kind": "film", "what": "", "deadline": now(), "destination": None, "minutes": 60}
    assignment = assigning.make(cut.story, newsroom.huong, film, newsroom.lan.person)
    assigning.accept(assignment, member=newsroom.lan)
    lan, room = newsroom.client(newsroom.lan), newsroom.path("planning/")
    assert str(assignment.pk) in lan.get(f"{room}time/").content.decode()
    address, today = f"{room}assignments/{assignment.pk}/time/", now().astimezone().date()
    for day in (today + timedelta(days=2), today - KEPT - timedelta(days=40)):
        assert lan.post(address, {"on": day, "minutes": "30", "because": "Quay"}).status_code == 422
    for minutes in ("90", "75"):
        assert lan.post(address, {"on": today, "minutes": minutes, "because": "Quay ở chợ"}).status_code == 302
    (work,) = work_in(month_of(today, newsroom.station), newsroom.lan.person)
    assert (work.kind, work.minutes, work.assignment) == ("film", 75, assignment)
    time = time_of(newsroom.news, month_of(today, newsroom.station))
    assert (time.total.planned, time.total.other) == (100, 75)
    assert [(one.name, one.planned, one.real) for one in time.lines] == [(FORMULA, 100, 75)]
    lan.post(address, {"on": today, "minutes": "0", "because": "Nhầm ngày"})
    assert work_in(month_of(today, newsroom.station), newsroom.lan.person) == []


def test_review_and_waiting_are_measured(
    newsroom: Newsroom, cut: Assignment, clip: Clip, send: Callable[[Clip], Package]
) -> None:
    package = send(clip)
    write(package, Said(shape="9:16", frame=1, words="Sai tên chợ."), member=newsroom.huong)
    note = package.picture_notes.get()
    Looked.objects.create(package=package, person=newsroom.huong.person, at=note.at - timedelta(minutes=12))
    Package.objects.filter(pk=package.pk).update(made_at=note.at - timedelta(minutes=30))
    time = time_of(newsroom.news, month_of(now().date(), newsroom.station))
    (one,) = time.clips
    assert (one.review, time.still, time.waiting) == (12, 1, None)
    assert one.waited_minutes >= 30
    (story,) = time.stories
    assert (story.key, story.planned, story.review) == (cut.story_id, 40, 12)


def test_files_carry_no_formula(newsroom: Newsroom, clip: Clip) -> None:
    lan, minh = newsroom.client(newsroom.lan), newsroom.client(newsroom.minh)
    room = newsroom.path("planning/time/")
    for client, name in ((lan, "mine"), (minh, "desk/desk")):
        asked = {"desk": str(newsroom.news.pk)}
        rows = list(csv.reader(io.StringIO(client.get(f"{room}{name}.csv", asked).content.decode("utf-8-sig"))))
        assert "'" + FORMULA in rows[1]
        answer = client.get(f"{room}{name}.xlsx", asked)
        assert answer["Content-Type"] == sheets.XLSX_TYPE
        cells = [cell for row in load_workbook(io.BytesIO(answer.content)).active.rows for cell in row]
        assert [cell.data_type for cell in cells if cell.value == FORMULA] != []
        assert {cell.data_type for cell in cells if cell.value == FORMULA} == {"s"}


def test_what_is_older_is_shown_no_more_and_deleted(newsroom: Newsroom, cut: Assignment) -> None:
    old, today = (now() - KEPT - timedelta(days=40)).date(), now().date()
    for day in (old, today):
        by_hand.add(cut, newsroom.lan, on=day, minutes=10, because="Viết")
    assert [row.on for row in work_in(month_of(old, newsroom.station), newsroom.lan.person)] == []
    assert by_hand.forget_old() == 1
    assert HandTime.objects.get().on == today
    leaving.leave(newsroom.minh, newsroom.lan.person, newsroom.huong.person)
    assert HandTime.objects.count() == 0


def test_hours_on_a_practice_station_count(newsroom: Newsroom, clip: Clip) -> None:
    assert newsroom.station.is_practice
    hours = practised(newsroom.lan.person)
    assert hours[CUT] > 0
    assert practised(newsroom.huong.person) == {CUT: 0, REVIEW: 0}
    real = Station.objects.create(slug="song-ma", name="Đài Sông Mã")
    Clip.objects.filter(pk=clip.pk).update(station=real)
    assert practised(newsroom.lan.person) == {CUT: 0, REVIEW: 0}


def test_the_database_keeps_what_was_set_whole(newsroom: Newsroom, cut: Assignment) -> None:
    row = by_hand.add(cut, newsroom.lan, on=now().date(), minutes=10, because="Viết")
    for broken in ({"because": ""}, {"minutes": 1441}, {"clip": uuid4()}, {"assignment": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            HandTime.objects.filter(pk=row.pk).update(**broken)
