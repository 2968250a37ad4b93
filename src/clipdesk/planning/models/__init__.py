"""The tables of planning."""

from clipdesk.planning.models.assignment import Assignment
from clipdesk.planning.models.capacity import Capacity, UsualMinutes
from clipdesk.planning.models.content_line import ContentLine, LineTarget, Made
from clipdesk.planning.models.event import Event, Occurrence
from clipdesk.planning.models.feed import Feed
from clipdesk.planning.models.holiday import Holiday, HolidayFile
from clipdesk.planning.models.idea import Idea
from clipdesk.planning.models.kept import KeptView
from clipdesk.planning.models.story import Story

__all__ = [
    "Assignment",
    "Capacity",
    "ContentLine",
    "Event",
    "Feed",
    "Holiday",
    "HolidayFile",
    "Idea",
    "KeptView",
    "LineTarget",
    "Made",
    "Occurrence",
    "Story",
    "UsualMinutes",
]
