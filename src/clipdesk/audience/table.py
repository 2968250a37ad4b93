"""Every sample of a clip as CSV, each with what it means, in which version, and when it was taken."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from django.utils.translation import gettext as _

from clipdesk.audience.figures import samples_of
from clipdesk.audience.models import Sample
from clipdesk.publishing.models import Publication

#: A spreadsheet would take a text that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(publications: Iterable[Publication]) -> bytes:
    """Return them for a spreadsheet: UTF-8 with its mark, every moment in ISO 8601 with its zone.

    There is a line for each figure that was told, and none for what was not: missing is not zero.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            _("Destination"),
            _("Platform"),
            _("Metric"),
            _("Called there"),
            _("Version"),
            _("Value"),
            _("Unit"),
            _("Age in hours"),
            _("Taken"),
            _("Fell"),
            _("What is counted"),
            _("Source"),
        ]
    )
    for publication in publications:
        for sample in samples_of(publication):
            writer.writerow([harmless(cell) for cell in _cells(publication, sample)])
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _cells(publication: Publication, sample: Sample) -> list[str]:
    means = sample.definition
    return [
        publication.destination.name,
        means.platform,
        means.label,
        means.name,
        str(means.version),
        str(sample.value),
        means.unit,
        f"{sample.age.total_seconds() / 3600:.2f}",
        sample.taken_at.isoformat(),
        _("yes") if sample.fell else "",
        means.wording,
        means.source,
    ]
