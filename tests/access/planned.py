"""What is planned in the world behind the doors: one object of every kind."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Model

from clipdesk.accounts.member import Member
from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.clock import now
from clipdesk.planning import assigning, feeds, ideas, lines, scheduling, skills, stories
from clipdesk.planning.campaigns import running
from clipdesk.planning.contacts import corresponding
from clipdesk.planning.contacts.enclosures import read_files
from clipdesk.planning.models import (
    Assignment,
    Campaign,
    Contact,
    ContentLine,
    Enclosure,
    Event,
    Held,
    HolidayFile,
    Idea,
    Letter,
    LineTarget,
    Made,
    Phase,
    Skill,
    Story,
    Training,
)


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
    _campaign(room)
    _contact(room)
    HolidayFile.objects.create(station=room.station, name="Tết", brought_by=room.huong.person)
    return feeds.make(room.binh).rsplit("/", 1)[1].removesuffix(".ics")


def taught(learner: Member) -> tuple[Held, Training]:
    """Somebody has the skill of the list, and a training."""
    held = skills.say(learner.person, learner, Skill.objects.get(), date(2024, 5, 1))
    said = {"title": "Nước sông Hồng", "on": date(2024, 5, 1), "hours": 2, "skill": None}
    return held, skills.note_training(learner.person, learner, said)


def of_plans(learner: Member) -> dict[str, object]:
    """What addresses of planning name; learner: whose skill and training."""
    kinds: dict[str, type[Model]] = {
        "event": Event,
        "story": Story,
        "assignment": Assignment,
        "line": ContentLine,
        "target": LineTarget,
        "idea": Idea,
        "skill": Skill,
        "file": HolidayFile,
        "campaign": Campaign,
        "phase": Phase,
        "contact": Contact,
        "letter": Letter,
        "enclosure": Enclosure,
        "made": Made,
    }
    found: dict[str, object] = {f"{name}_id": kind._default_manager.get().pk for name, kind in kinds.items()}
    held, training = (kind._default_manager.get(person=learner.person).pk for kind in (Held, Training))
    return found | {"held_id": held, "training_id": training}


def _campaign(room: Newsroom) -> None:
    """A campaign of the station with a phase."""
    span = {"first_on": date(2030, 2, 1), "last_on": date(2030, 2, 3)}
    said: dict[str, object] = {"name": "Lễ hội đền Hùng", **span, "about": "", "languages": [], "embargo": None}
    running.add_phase(running.make(room.huong, said), room.huong, {"name": "Khởi động", **span})


def _contact(room: Newsroom) -> None:
    """A request of the news desk with a letter and its file."""
    asked = {
        "subject": "Nước sông Hồng lên nhanh",
        "desk": room.news,
        "direction": Contact.OURS,
        "kind": Contact.AGENCY,
    }
    named = {"party": "Đài Khí tượng", "about": "", "due_on": None, "keeper": None}
    contact = corresponding.begin(room.huong, {**asked, **named})
    letter = {"direction": "sent", "on": date(2030, 1, 7), "reference": "", "text": ""}
    corresponding.add_letter(contact, room.huong, letter, read_files([("a.pdf", b"%PDF-1.7 %%EOF")]))
