"""The agenda and the week on paper: tagged PDFs (PDF/UA-1) in the active language, of what their pages show."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from clipdesk.accounts.models import Station
from clipdesk.kernel.clock import now
from clipdesk.planning.agenda import Agenda, Part
from clipdesk.planning.counting import LineStanding, Standing
from clipdesk.planning.expanding import Happening
from clipdesk.planning.models import Assignment
from clipdesk.planning.week_page import Week
from clipdesk.planning.words import long_day
from clipdesk.ui.formats import date_time, day, number, time_of_day
from clipdesk.ui.printing import printed

_PAGE = Path(__file__).parent / "templates" / "planning" / "paper.typ"
_NONE = "–"


def agenda_pdf(agenda: Agenda, station: Station) -> bytes:
    """Return the agenda of a day."""
    return printed(_PAGE, agenda_said(agenda, station))


def week_pdf(week: Week, station: Station) -> bytes:
    """Return the week page."""
    return printed(_PAGE, week_said(week, station))


def agenda_said(agenda: Agenda, station: Station) -> dict[str, Any]:
    """Return what the paper says, as its template reads it: a title, a lead, and parts of a heading, a table and notes."""
    gone = ", ".join(person.name for person in agenda.away)
    off = ", ".join(one.name for one in agenda.holidays)
    lead = [off, _("Away: {names}").format(names=gone) if gone else ""]
    parts = [
        _part(
            _("What takes place"),
            [_("When"), _("Event"), _("Where")],
            [_event(one) for one in agenda.events],
            agenda.more_events,
        ),
        _work(_("To be done on this day"), agenda.due),
        _work(_("What is late"), agenda.late),
        _work(_("Nobody has these yet"), agenda.free),
        _work(_("Asked, and not answered yet"), agenda.unanswered),
        _standing(_("What the week still misses"), agenda.gaps, missing_only=True),
        _part(
            _("New ideas"),
            [_("Idea"), _("Whose idea")],
            [[one.words, one.made_by.name if one.made_by else one.source_name] for one in agenda.ideas],
        ),
    ]
    return _page(_("Agenda: {day}").format(day=long_day(agenda.day)), station, lead, parts)


def week_said(week: Week, station: Station) -> dict[str, Any]:
    """Return what the week's paper says, in the same shape."""
    names = {
        "planned": _("Still planned"),
        "made": pgettext("clips of a line", "Made"),
        "late": _("Late"),
        "missing": _("Missing"),
    }
    lead = [" · ".join(f"{name}: {number(week.totals[key])}" for key, name in names.items())]
    more = week.totals["late"] - len(week.late)
    parts = [
        _standing(_("By content line and destination"), week.standing),
        _part(_("What is late"), _work_head(), [_assignment(one) for one in week.late], more),
    ]
    span = f"{day(week.period.first)} – {day(week.period.last)}"
    return _page(_("The week: {span}").format(span=span), station, lead, parts)


def _page(title: str, station: Station, lead: Iterable[str], parts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {
        "language": translation.get_language() or "en",
        "title": title,
        "station": station.name,
        "lead": [line for line in lead if line],
        "parts": [part for part in parts if part["rows"]],
        "nothing": _("Nothing is planned"),
        "made": _("As of {moment}").format(moment=date_time(now())),
    }


def _part(heading: str, head: list[str], rows: list[list[str]], more: int = 0) -> dict[str, Any]:
    note = ngettext("{count} more", "{count} more", more).format(count=number(more)) if more else ""
    return {"heading": heading, "head": head, "rows": rows, "note": note}


def _event(one: Happening) -> list[str]:
    when = _("All day") if one.event.is_all_day else f"{time_of_day(one.starts)} – {time_of_day(one.ends)}"
    state = str(one.event.STATES[one.state]) if one.state != one.event.PLANNED else ""
    return [when, f"{one.event.title} ({state})" if state else one.event.title, one.event.place]


def _work_head() -> list[str]:
    return [_("Until when"), _("What"), _("Who"), _("How it stands")]


def _work(heading: str, part: Part) -> dict[str, Any]:
    return _part(heading, _work_head(), [_assignment(one) for one in part.rows], part.more)


def _assignment(one: Assignment) -> list[str]:
    what = f"{one.get_kind_display()}: {one.story.title}" + (f" ({one.what})" if one.what else "")
    return [date_time(one.deadline), what, one.person.name if one.person else _NONE, one.get_state_display()]


def _standing(heading: str, standing: Iterable[LineStanding], *, missing_only: bool = False) -> dict[str, Any]:
    head = [_("Content line"), _("Destination"), _("Wanted"), _("Still planned")]
    head += [pgettext("clips of a line", "Made"), _("Late"), _("Missing")]
    rows = [
        [one.line.name if one.line else _("On no line"), _place(row), *_figures(row)]
        for one in standing
        for row in one.rows
        if row.missing or not missing_only
    ]
    return _part(heading, head, rows)


def _place(row: Standing) -> str:
    place = row.destination.name if row.destination else _("Anywhere")
    return f"{place}, {row.shape_name}" if row.shape_name else place


def _figures(row: Standing) -> list[str]:
    wanted, missing = (number(row.wanted), number(row.missing)) if row.wanted else (_NONE, _NONE)
    return [wanted, number(row.planned), number(row.made), number(row.late), missing]
