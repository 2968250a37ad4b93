"""What a page of figures shows, before it is a page, a PDF, a workbook or a CSV: all four are made of this, so that a figure
is the same in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from clipdesk.audience.learning.charts import Chart
from clipdesk.ui.formats import number

Value = str | int | float | None


@dataclass(frozen=True)
class Cell:
    """One cell. text: as people read it; value: as a program reads it, rounded alike (None: there is nothing)."""

    text: str
    value: Value
    link: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it stands to the right."""
        return not isinstance(self.value, str) and self.value is not None


@dataclass(frozen=True)
class Table:
    """One table. columns: their names, and whether each holds numbers; empty: what is said where it has no row; notes: below
    it; chart: beside it."""

    title: str
    columns: Sequence[tuple[str, bool]]
    rows: Sequence[Sequence[Cell]]
    empty: str
    notes: Sequence[str] = ()
    chart: Chart | None = None


@dataclass(frozen=True)
class Told:
    """title, station, span: of what it is; said: the takeaways in sentences; tables: everything else."""

    title: str
    station: str
    span: str
    said: Sequence[str]
    tables: Sequence[Table] = field(default_factory=list)


def words(text: str, link: str = "") -> Cell:
    """Return a cell of text."""
    return Cell(text, text, link)


def figure(value: float | None, digits: int = 0) -> Cell:
    """Return a cell of a number, rounded once for every form; None: there is none."""
    if value is None:
        return Cell("–", None)
    shown = round(value, digits) if digits else round(value)
    return Cell(number(shown, digits), shown)


def between(low: float, high: float) -> Cell:
    """Return the ends of an interval in one cell."""
    return words(_("from {low} to {high}").format(low=number(round(low)), high=number(round(high))))
