"""What is usual, what goes with more views, and how long clips take to the public."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import SEE
from clipdesk.audience.channels import channels_of
from clipdesk.audience.table import harmless
from clipdesk.audience.time_to_air import journeys, table_of
from clipdesk.audience.working import AT, BY, DAYS, Comparison, compared
from clipdesk.kernel.clock import now

SPANS = (7, 28)


@door(SEE)
def works(request: HttpRequest, station: str) -> HttpResponse:
    """Lay posts beside each other, as a page or as CSV."""
    by = request.GET.get("by") if request.GET.get("by") in BY else "shape"
    hours = _chosen(request.GET.get("age"), tuple(AT))
    days = _chosen(request.GET.get("days"), DAYS)
    found = compared(member_of_request(request), str(by), hours, days)
    if request.GET.get("as") == "csv":
        headers = {"Content-Disposition": f'attachment; filename="works-{by}.csv"', "Cache-Control": "no-store"}
        return HttpResponse(_as_csv(found, hours), content_type="text/csv; charset=utf-8", headers=headers)
    context = {
        "found": found,
        "bys": BY.items(),
        "by": by,
        "by_name": BY[str(by)],
        "ages": AT.items(),
        "age": hours,
        "age_name": AT[hours],
        "spans": DAYS,
        "days": days,
        "any_off": any(one.off for one in found.columns),
    }
    return render(request, "audience/works.html", context)


@door(SEE)
def time_to_air(request: HttpRequest, station: str) -> HttpResponse:
    """Say how long clips of the last days took, by stage, desk and destination."""
    days = _chosen(request.GET.get("days"), SPANS)
    moment = now()
    found = journeys(member_of_request(request), moment - timedelta(days=days), moment)
    by_desk, by_destination = table_of(found)
    old = sum(one.cutting is None for one in found)
    context = {"by_desk": by_desk, "by_destination": by_destination, "old": old, "spans": SPANS, "days": days}
    return render(request, "audience/time_to_air.html", context)


@door(SEE)
def channels(request: HttpRequest, station: str) -> HttpResponse:
    """Say what is usual on each destination, in each shape."""
    rows, off = channels_of(member_of_request(request))
    return render(request, "audience/channels.html", {"rows": rows, "off": off, "ages": AT.values()})


def _chosen(said: str | None, known: tuple[int, ...]) -> int:
    """Return what was chosen of some numbers; the first where nothing of them was."""
    return int(said) if said and said.isdecimal() and int(said) in known else known[0]


def _as_csv(found: Comparison, hours: int) -> bytes:
    """Return the table with a line for each cell, each with what is counted and how many posts it is of."""
    out = io.StringIO()
    writer = csv.writer(out)
    words = (_("Destination"), _("Platform"), _("Metric"), _("Version"), _("Age in hours"), _("Group"), _("Posts"))
    writer.writerow([*words, _("Median"), _("Interval from"), _("Interval to"), _("Share of wins"), "p", _("Finding")])
    for group, cells in found.rows:
        for column, cell in zip(found.columns, cells, strict=True):
            if cell is None or column.definition is None:
                continue
            means, interval = column.definition, cell.usual.interval if cell.usual else None
            figures = [
                f"{cell.usual.median:.1f}" if cell.usual else "",
                f"{interval.low:.1f}" if interval else "",
                f"{interval.high:.1f}" if interval else "",
                f"{cell.against.higher:.4f}" if cell.against else "",
                f"{cell.against.p:.6f}" if cell.against else "",
            ]
            place = [column.destination.name, means.platform, means.name, str(means.version), str(hours), group.name]
            writer.writerow([harmless(one) for one in (*place, str(cell.size), *figures, cell.verdict)])
    return out.getvalue().encode("utf-8-sig")
