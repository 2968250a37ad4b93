"""Planned recordings: the card on a channel's page, and the form of a series."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import INGEST, OPERATE
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.library import planned as running
from clipdesk.library import series as planning
from clipdesk.library.access import access_channel, access_planned, access_series
from clipdesk.library.coming_up import coming_up, in_words
from clipdesk.library.models import Series
from clipdesk.library.series_form import SeriesForm
from clipdesk.ui.sentences import sentence


@door()
def planned(request: HttpRequest, station: str, channel_id: UUID) -> HttpResponse:
    """Answer the part of the channel's page that shows what is planned."""
    member = member_of_request(request)
    channel = access_channel(member, channel_id)
    return render(request, "library/planned.html", coming_up(channel, member))


@door(OPERATE, methods=("GET", "POST"))
def new(request: HttpRequest, station: str, channel_id: UUID) -> HttpResponse:
    """Plan a series of recordings of a channel."""
    member = member_of_request(request)
    channel = access_channel(member, channel_id, OPERATE)
    form = SeriesForm(request.POST or None, member=member, channel=channel)
    if form.is_bound and form.is_valid():
        try:
            planning.make(channel, member, form.said())
        except ClipdeskError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("“{title}” is planned.").format(title=form.cleaned_data["title"]))
            return redirect("library:channel", station=station, channel_id=channel_id)
    context = {"form": form, "channel": channel, "series": None}
    return render(request, "library/series_form.html", context, status=422 if form.is_bound else 200)


@door(OPERATE, methods=("GET", "POST"))
def change(request: HttpRequest, station: str, series_id: UUID) -> HttpResponse:
    """Change a series; below the form its next days, each of which can be left out."""
    member = member_of_request(request)
    series = access_series(member, series_id, OPERATE)
    form = SeriesForm(request.POST or None, member=member, channel=series.channel, series=series)
    if form.is_bound and form.is_valid():
        try:
            planning.change(series, member, form.said())
        except ClipdeskError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("library:channel", station=station, channel_id=series.channel_id)
    context = {"form": form, "channel": series.channel, "series": series, **_days(series)}
    return render(request, "library/series_form.html", context, status=422 if form.is_bound else 200)


@door(OPERATE, methods=("POST",))
def skip(request: HttpRequest, station: str, series_id: UUID) -> HttpResponse:
    """Leave one day out, or take it back."""
    member = member_of_request(request)
    series = access_series(member, series_id, OPERATE)
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError as error:
        raise Http404 from error
    if request.POST.get("to") == "back":
        planning.take_back(series, member, day)
    else:
        planning.skip(series, member, day)
    return redirect("library:change_series", station=station, series_id=series_id)


@door(OPERATE, methods=("POST",))
def end(request: HttpRequest, station: str, series_id: UUID) -> HttpResponse:
    """End a series."""
    member = member_of_request(request)
    series = access_series(member, series_id, OPERATE)
    planning.end(series, member)
    messages.success(request, _("“{title}” has ended; nothing of it begins any more.").format(title=series.title))
    return redirect("library:channel", station=station, channel_id=series.channel_id)


@door(INGEST, methods=("POST",))
def cut_so_far(request: HttpRequest, station: str, planned_id: UUID) -> HttpResponse:
    """Have a recording made of what there is by now of one that still runs."""
    member = member_of_request(request)
    row = access_planned(member, planned_id, INGEST)
    running.cut_so_far(row, member)
    said = _("A recording of what there is by now is being made. It stands among the cuts; the scheduled one goes on.")
    messages.success(request, said)
    return redirect("library:channel", station=station, channel_id=row.channel_id)


def _days(series: Series) -> dict[str, Any]:
    """Return the next days of a series, and those ahead that are left out."""
    pattern, moment = series.pattern, now()
    today = pattern.day_of(moment)
    skipped = sorted(day for day in pattern.skipped if day >= today)
    coming = [(begins, pattern.day_of(begins)) for begins in pattern.next(moment, planning.MOST_AHEAD)]
    active = series.state == Series.ACTIVE
    return {"coming": coming if active else [], "skipped": skipped if active else [], "words": in_words(series)}
