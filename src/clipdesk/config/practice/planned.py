"""What the practice station plans: events around today, stories with their work, content lines, ideas."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Station
from clipdesk.clips import planned
from clipdesk.clips.models import Clip
from clipdesk.kernel.clock import now
from clipdesk.planning import assigning, ideas, lines, scheduling, stories
from clipdesk.planning.forms import slug_of
from clipdesk.planning.models import Assignment, ContentLine, Event, Story

#: name, what for, clips per week
LINES = (
    ("Dịch vụ công", "Giải thích từng thủ tục: cần giấy tờ gì, làm ở đâu, mất bao lâu.", 2),
    ("Tin địa phương", "Những gì vừa xảy ra ở các xã dọc sông Xanh.", 5),
    ("Người tốt việc tốt", "Mỗi tuần kể về một người làm việc tốt.", 1),
    ("Cải chính tin sai", "Tin sai đang lan truyền, kèm nguồn chính thức.", 1),
)
#: Of these lines the clips count that went public already, one after the other.
_PUBLIC_ON = ("Tin địa phương", "Dịch vụ công", "Tin địa phương")
IDEAS = (
    "Bác lái đò chở học sinh mùa nước nổi",
    "Bến Sen trồng lại rừng ngập mặn: trước và sau",
    "Hỏi nhanh: làm căn cước mất mấy ngày?",
)


def fill_plan(station: Station, producer: Member, editor: Member) -> None:
    """Plan some weeks around today, by the product's own actions, inside the running transaction."""
    made = {name: _line(editor, name, what_for, count) for name, what_for, count in LINES}
    for clip, name in zip(Clip.objects.filter(station=station, state=Clip.PUBLISHED), _PUBLIC_ON, strict=False):
        planned.set_line(clip, made[name], member=producer)
    zone = ZoneInfo(station.timezone)
    today = now().astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    news = station.desks.get(name="Thời sự")
    briefing = _event(
        editor,
        title="Giao ban báo chí",
        desk=news,
        place="Ủy ban tỉnh",
        first_on=monday - timedelta(days=14),
        first_at=time(8),
        minutes=60,
        rule="FREQ=WEEKLY",
    )
    festival = _event(editor, title="Hội làng Bến Sen", desk=news, place="Bến Sen", first_on=today, days=3)
    _event(
        editor,
        title="Diễn tập phòng chống bão",
        desk=station.desks.get(name="Thời tiết"),
        first_on=today + timedelta(days=4),
        first_at=time(14, 30),
        minutes=120,
        state=Event.PROVISIONAL,
    )
    next_week = monday + timedelta(days=7)
    scheduling.move_one(briefing, next_week, next_week + timedelta(days=1), time(9), member=editor)
    at = datetime.combine(today, time(17), zone)
    story = _story(editor, "Tục rước nước ở hội làng Bến Sen", made["Tin địa phương"], festival, today)
    _work(editor, story, Assignment.FILM, at, producer, minutes=120, what="Cảnh rước nước, phỏng vấn bác trưởng hội")
    cut = _work(editor, story, Assignment.CUT, at + timedelta(hours=3), producer, minutes=45)
    assigning.accept(cut, member=producer)
    story = _story(editor, "Đăng ký tạm trú qua mạng", made["Dịch vụ công"], briefing, next_week)
    _work(editor, story, Assignment.CUT, at + timedelta(days=2), producer, minutes=40)
    _work(editor, story, Assignment.TEXT, at + timedelta(days=1), None, what="Ba câu hỏi người dân hay hỏi")
    story = _story(editor, "Cô giáo chèo thuyền đến lớp", made["Người tốt việc tốt"], None, today)
    _work(editor, story, Assignment.CUT, at - timedelta(days=1), None, minutes=60)
    for words in IDEAS:
        ideas.write(producer, news, words)


def _line(editor: Member, name: str, what_for: str, count: int) -> ContentLine:
    line = lines.make(editor, name, what_for)
    lines.set_target(line, editor, {"count": count, "per": "week", "destination": None, "shape": ""})
    return line


def _event(editor: Member, **said: Any) -> Event:
    usual: Mapping[str, Any] = {
        "place": "",
        "about": "",
        "state": Event.PLANNED,
        "zone": editor.station.timezone,
        "first_at": None,
        "minutes": 0,
        "days": 1,
        "rule": "",
    }
    return scheduling.make(editor, {**usual, **said})


def _story(editor: Member, title: str, line: ContentLine, event: Event | None, day: date) -> Story:
    slug = slug_of(title)
    desk = editor.station.desks.get(name="Thời sự")
    said = {"title": title, "slug": slug, "desk": desk, "line": line, "about": ""}
    return stories.make(editor, said, event=event, day=day if event else None)


def _work(editor: Member, story: Story, kind: str, deadline: datetime, who: Member | None, **more: Any) -> Assignment:
    said = {"kind": kind, "what": "", "deadline": deadline, "destination": None, "minutes": None, **more}
    return assigning.make(story, editor, said, who.person if who else None)
