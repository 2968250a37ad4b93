"""The tables of planning."""

from clipdesk.planning.models.assignment import Assignment
from clipdesk.planning.models.content_line import ContentLine, LineTarget, Made
from clipdesk.planning.models.event import Event, Occurrence
from clipdesk.planning.models.feed import Feed
from clipdesk.planning.models.hand_time import HandTime
from clipdesk.planning.models.holiday import Holiday, HolidayFile
from clipdesk.planning.models.idea import Idea
from clipdesk.planning.models.skill import Held, Skill, Training
from clipdesk.planning.models.story import Story

__all__ = [
    "Assignment",
    "ContentLine",
    "Event",
    "Feed",
    "HandTime",
    "Held",
    "Holiday",
    "HolidayFile",
    "Idea",
    "LineTarget",
    "Made",
    "Occurrence",
    "Skill",
    "Story",
    "Training",
]
