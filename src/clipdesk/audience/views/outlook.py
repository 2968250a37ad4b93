"""What to make next."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import SEE
from clipdesk.audience.learning.outlook import Outlook, outlook_of
from clipdesk.audience.learning.week import chart_of, counted_with, nothing_found
from clipdesk.kernel.clock import now
from clipdesk.planning import ideas
from clipdesk.planning.access import seen_desks
from clipdesk.ui.formats import day

SOURCE = "audience"


@door(SEE)
def outlook(request: HttpRequest, station: str) -> HttpResponse:
    """Show what the posts of half a year say about shapes and hours, with reasons and intervals."""
    member = member_of_request(request)
    found = outlook_of(member)
    remaining = [*found.proposals, *found.less]
    context = {
        "outlook": found,
        "since": day(found.since),
        "found": remaining,
        "chart": chart_of(remaining),
        "counted": counted_with(found),
        "nothing": nothing_found(found),
        "desks": seen_desks(member),
    }
    return render(request, "audience/next.html", context)


@door(SEE, methods=("POST",))
def propose(request: HttpRequest, station: str) -> HttpResponse:
    """Put one proposal on a desk's board of ideas, with its evidence."""
    member = member_of_request(request)
    desk = next((one for one in seen_desks(member) if str(one.pk) == request.POST.get("desk")), None)
    found = outlook_of(member)
    slot = next((one for one in found.proposals if one.key == request.POST.get("slot")), None)
    if slot is None or desk is None:
        messages.error(request, _("The figures have changed, and this is no longer proposed. Look at the page again."))
        return redirect("audience:next", station=station)
    text = _("Make more of this: {slot}").format(slot=slot.label)
    month = now().strftime("%Y-%m")  # what is still so in another month is a new finding
    way = reverse("audience:next", kwargs={"station": station}) + f"?month={month}#{slot.anchor}"
    ideas.propose(desk, text, _evidence(found, slot.reason), way, SOURCE, by=member.person)
    messages.success(request, _("It is on the board of ideas, with its evidence."))
    return redirect("audience:next", station=station)


def _evidence(found: Outlook, reason: str) -> str:
    test = _("To know whether it is the hour: for two weeks, let lots decide which of two like clips goes out then.")
    return "\n".join((reason, counted_with(found), test))
