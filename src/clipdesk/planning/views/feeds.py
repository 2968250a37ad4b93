"""The calendar for other programs, and holidays from files."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clipdesk.accounts.doors import door, member_of_request, public_door
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import PLAN, SEE
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.kernel.text import sort_key
from clipdesk.planning import feeds, holiday_files, holidays
from clipdesk.planning.access import access_holiday_file, holiday_files_of
from clipdesk.planning.forms import HolidayForm
from clipdesk.planning.views.calendar import today_of
from clipdesk.ui.sentences import sentence


@door(SEE)
def subscriptions(request: HttpRequest, station: str) -> HttpResponse:
    """Show the person's link to the calendar, and the files of holidays."""
    return _page(request, member_of_request(request))


@door(SEE, methods=("POST",))
def make(request: HttpRequest, station: str) -> HttpResponse:
    """Make the person's link and show it, this once; one made before ends."""
    member = member_of_request(request)
    return _page(request, member, address=feeds.make(member))


@door(SEE, methods=("POST",))
def end(request: HttpRequest, station: str) -> HttpResponse:
    """End the person's link."""
    feeds.end(member_of_request(request))
    messages.success(request, _("The link has ended; it opens nothing any more."))
    return redirect("planning:subscriptions", station=station)


@door(PLAN, methods=("POST",))
def bring_holidays(request: HttpRequest, station: str) -> HttpResponse:
    """Take a file of holidays in."""
    member = member_of_request(request)
    form = HolidayForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            file = holidays.bring(
                member, form.cleaned_data["name"], form.cleaned_data["file"].read(holiday_files.MOST_BYTES + 1)
            )
        except ClipdeskError as error:
            form.add_error("file", sentence(error))
        else:
            count = file.holidays.count()
            said = ngettext("%(count)d holiday is in the calendar.", "%(count)d holidays are in the calendar.", count)
            messages.success(request, said % {"count": count})
            return redirect("planning:subscriptions", station=station)
    return _page(request, member, form=form, status=422)


@door(PLAN, methods=("POST",))
def drop_holidays(request: HttpRequest, station: str, file_id: UUID) -> HttpResponse:
    """Take the holidays of a file out."""
    member = member_of_request(request)
    holidays.drop(access_holiday_file(member, file_id), member)
    messages.success(request, _("These holidays are out of the calendar."))
    return redirect("planning:subscriptions", station=station)


@public_door()
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Hand the calendar of whoever a link was made for out; nothing where it does not work, or no longer."""
    member = feeds.reader_of(token)
    if member is None:
        raise Http404
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'inline; filename="clipdesk.ics"'}
    return HttpResponse(feeds.calendar_of(member), content_type="text/calendar; charset=utf-8", headers=headers)


def _page(
    request: HttpRequest, member: Member, *, address: str = "", form: HolidayForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "feed": feeds.feed_of(member),
        "address": address,
        "files": sorted(holiday_files_of(member), key=lambda file: sort_key(file.name)),
        "fixed": [(day, month, name) for (month, day), name in holidays.FIXED.items()],
        "lunar": _lunar(today_of(member).year),
        "is_vietnam": member.station.timezone == holidays.VIETNAM,
        "form": form or HolidayForm(),
        "may_plan": member.may(PLAN),
    }
    response = render(request, "planning/subscriptions.html", context, status=status)
    if address:
        response["Cache-Control"] = "no-store"
    return response


def _lunar(year: int) -> list[tuple[str, list[date]]]:
    """Return the holidays that follow the moon, with their first day in this year and the next two."""
    return [
        (str(name), [holidays.lunar_day(year + more, month, day) for more in range(3)])
        for (month, day, _count), name in holidays.LUNAR.items()
    ]
