"""What is planned in the world behind the doors: one object of every kind."""

from __future__ import annotations

from datetime import date, timedelta

from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.clock import now
from clipdesk.planning import assigning, feeds, ideas, lines, scheduling, stories
from clipdesk.planning.models import Event, HolidayFile


def plan_something(room: Newsroom) -> str:
    """Plan an event of the news desk with a story and work that nobody has, and more; return the token of a feed."""
    said = {"title": "Nước sông Hồng lên nhanh", "desk": room.news, "place": "", "about": "", "state": Event.PLANNED}
    times = {"first_on": date(2030, 1, 7), "first_at": None, "zone": "Asia/Ho_Chi_Minh", "minutes": 0, "days": 1}
    event = scheduling.make(room.huong, {**said, **times, "rule": "FREQ=WEEKLY"})
    line = lines.make(room.huong, "Dịch vụ công", "")
    lines.set_target(line, room.huong, {"count": 2, "per": "week", "destination": None, "shape": ""})
    told = {"title": "Nước sông Hồng lên nhanh", "slug": "nuoc", "desk": room.news, "line": line, "about": ""}
    story = stories.make(room.huong, told, event=event, day=date(2030, 1, 7))
    work = {"kind": "cut", "what": "", "destination": None, "minutes": 30, "deadline": now() + timedelta(days=1)}
    assigning.make(story, room.huong, work, None)
    ideas.write(room.lan, room.news, "Nước sông Hồng lên nhanh")
    HolidayFile.objects.create(station=room.station, name="Tết", brought_by=room.huong.person)
    return feeds.make(room.binh).rsplit("/", 1)[1].removesuffix(".ics")
