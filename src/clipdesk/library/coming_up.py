"""What a channel's page shows of planned recordings: what runs, what comes, what has become of the last ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import INGEST, OPERATE, SEE
from clipdesk.kernel.clock import now
from clipdesk.kernel.recurrence import DAILY, ON_DAYS, ONCE, WEEKLY
from clipdesk.library.access import recordings_for
from clipdesk.library.models import Channel, PlannedRecording, Series
from clipdesk.planning.words import DAY_NAMES
from clipdesk.ui.formats import day as day_text

_NEXT = 5
_LAST = 3
_MOST_SERIES = 50
_TONES = {
    PlannedRecording.RECORDING: ("live", "live"),
    PlannedRecording.MAKING: ("info", "work"),
    PlannedRecording.DONE: ("live", "check"),
    PlannedRecording.PARTLY: ("held", "alert"),
    PlannedRecording.FAILED: ("failed", "failed"),
}


@dataclass(frozen=True, order=True)
class Coming:
    """A recording that will begin. key: tells those apart that begin together."""

    starts_at: datetime
    key: str
    series: Series = field(compare=False)

    @property
    def ends_at(self) -> datetime:
        """When the programme is over."""
        return self.series.over(self.starts_at)


def coming_up(channel: Channel, member: Member) -> dict[str, Any]:
    """Return what the card shows; recordings are linked for those alone who may see them."""
    rows = channel.planned.exclude(state=PlannedRecording.PLANNED)
    rows = rows.select_related("series", "cut__recording").order_by("-starts_at")
    running = (PlannedRecording.RECORDING, PlannedRecording.MAKING)
    visible = set()
    if member.may(SEE, channel.desk_id):
        of_channel = Q(live_cuts__planned__channel=channel)
        visible = set(recordings_for(member).filter(of_channel).values_list("pk", flat=True))
    begun = [*rows.filter(state__in=running), *rows.exclude(state__in=running)[:_LAST]]
    series = list(channel.series.filter(state=Series.ACTIVE).order_by("first_at", "title")[:_MOST_SERIES])
    return {
        "channel": channel,
        "begun": [_shown(planned, visible) for planned in begun],
        "coming": _next(series, begun),
        "series": [(one, in_words(one)) for one in series],
        "may_operate": member.may(OPERATE, channel.desk_id),
        "may_mark": member.may(INGEST, channel.desk_id),
    }


def in_words(series: Series) -> str:
    """Return how often it is recorded, as people say it."""
    repeat = series.repeat
    words = {
        ONCE: lambda: _("once, on {day}").format(day=day_text(series.first_on)),
        DAILY: lambda: _("every day"),
        ON_DAYS: lambda: ", ".join(str(DAY_NAMES[day]) for day in repeat.days),
        WEEKLY: lambda: _("every week, {day}").format(day=list(DAY_NAMES.values())[series.first_on.weekday()]),
    }[repeat.kind]()
    if repeat.until is not None:
        words = _("{often}, until {day}").format(often=words, day=day_text(repeat.until))
    return f"{words}, {series.first_at:%H:%M} ({series.zone})"


def _shown(planned: PlannedRecording, visible: set[Any]) -> dict[str, Any]:
    tone, icon = _TONES[planned.state]
    recording = planned.cut.recording if planned.cut else None
    seen = recording if recording is not None and recording.pk in visible else None
    return {"planned": planned, "tone": tone, "icon": icon, "recording": seen}


def _next(series: Iterable[Series], begun: Iterable[PlannedRecording]) -> list[Coming]:
    """Return what begins next, whatever series it belongs to, but for what has begun before its time."""
    moment = now()
    known = {(planned.series_id, planned.starts_at) for planned in begun}
    each = (
        [Coming(starts_at, str(one.pk), one) for starts_at in one.pattern.next(moment, _NEXT + 1)] for one in series
    )
    coming = (one for one in merge(*each) if (one.series.pk, one.starts_at) not in known)
    return list(islice(coming, _NEXT))
