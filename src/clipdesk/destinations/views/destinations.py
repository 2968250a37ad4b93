"""The station's connected accounts."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import CHIEF, OPERATE
from clipdesk.destinations.access import destinations_for
from clipdesk.destinations.models import Destination, ProposedAccount
from clipdesk.destinations.quotas import rooms_of
from clipdesk.ui.loudness_names import LOUDNESS_NAMES

KIND_NAMES = {
    "site": _("Our own public site"),
    "telegram": _("Telegram channel"),
    "youtube": _("YouTube channel"),
    "facebook": _("Facebook Page"),
    "zalo": _("Zalo Official Account"),
    "receiver": _("Another system (website, app, OTT)"),
    "by_hand": _("By hand: a person posts there"),
}


@door()
def destinations(request: HttpRequest, station: str) -> HttpResponse:
    """List the accounts that the station owns, with what each takes, what is left of that and where the public finds it."""
    member = member_of_request(request)
    rows = [
        (one, KIND_NAMES[one.kind], _public_address(one), rooms_of(one), LOUDNESS_NAMES[one.loudness])
        for one in destinations_for(member)
    ]
    is_chief = member.desks_for(CHIEF) is None
    context = {
        "destinations": rows,
        "may_connect": member.desks_for(OPERATE) is None,
        "proposed": ProposedAccount.objects.filter(station=member.station).order_by("made_at") if is_chief else [],
    }
    return render(request, "destinations/destinations.html", context)


def _public_address(place: Destination) -> str:
    """Return where the public finds the account."""
    if place.is_by_hand:
        return place.account.statement.url
    if place.is_receiver:
        pattern = urlsplit(place.account.username)  # of a single clip; the page above it is the public's
        return f"{pattern.scheme}://{pattern.netloc}" if pattern.netloc else ""
    if not place.is_own_site:
        return next(iter(place.account.pages), "")
    return settings.ORIGIN + reverse("site:channel", kwargs={"station": place.station.slug})
