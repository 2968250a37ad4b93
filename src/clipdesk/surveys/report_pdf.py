"""The report of a survey as a tagged PDF (PDF/UA-1): what the page shows, nothing more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from clipdesk.surveys.telling import Line, Table, Told
from clipdesk.ui.formats import number
from clipdesk.ui.printing import printed

_PAGE = Path(__file__).parent / "templates" / "surveys" / "report.typ"
HIDDEN = "–"


def report_pdf(told: Told) -> bytes:
    """Return it in the language that is active."""
    return printed(_PAGE, laid_out(told))


def laid_out(told: Told) -> dict[str, Any]:
    """Return what a document says, in its order and in the language that is active: the same for PDF and word processors."""
    return {
        "language": translation.get_language() or "en",
        "title": str(told.survey),
        "station": told.survey.station.name,
        "precision": told.precision,
        "doubtful": told.doubtful,
        "head": [_("Answer"), _("Answers"), _("Share in %"), _("95% interval"), _("Without doubtful")],
        "tables": [_table(one) for one in told.tables],
        "methods": [[name, text] for name, text in told.methods],
        "words": {"methods": _("Methods")},
    }


def _table(table: Table) -> dict[str, Any]:
    base = _("Base: %(base)s answers.") % {"base": number(table.base)} if table.base is not None else ""
    notes = [text for text in (table.mean, " ".join(filter(None, (base, table.note))), table.source) if text]
    return {"label": table.label, "rows": [_row(line) for line in table.lines], "notes": notes}


def _row(line: Line) -> list[str]:
    between = HIDDEN if line.low is None or line.high is None else f"{_percent(line.low)} – {_percent(line.high)}"
    count = HIDDEN if line.count is None else number(line.count)
    return [line.label, count, _percent(line.share), between, _percent(line.sound)]


def _percent(share: float | None) -> str:
    return HIDDEN if share is None else number(round(share, 1), 1)
