"""What is planned in the world behind the doors: one object of every kind."""

from __future__ import annotations

from datetime import date, timedelta

from clipdesk.accounts.member import Member
from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.clock import now
from clipdesk.planning import assigning, feeds, ideas, lines, scheduling, skills, stories
from clipdesk.planning.models import Event, Held, HolidayFile, Skill, Training


def plan_something(room: Newsroom, learner: Member) -> str:
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
    skills.put_on_list(room.minh, "Dựng clip", "Cutting")
    taught(learner)
    HolidayFile.objects.create(station=room.station, name="Tết", brought_by=room.huong.person)
    return feeds.make(room.binh).rsplit("/", 1)[1].removesuffix(".ics")


def taught(learner: Member) -> tuple[Held, Training]:
    """Somebody has the skill of the list, and a training."""
    held = skills.say(learner.person, learner, Skill.objects.get(), date(2024, 5, 1))
    said = {"title": "Nước sông Hồng", "on": date(2024, 5, 1), "hours": 2, "skill": None}
    return held, skills.note_training(learner.person, learner, said)
