"""The list of publications, one publication, and what there is of one clip."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import CORRECT, HOLD, SEE, SEND
from clipdesk.clips.access import access_clip
from clipdesk.clips.models import Clip
from clipdesk.connectors.registry import bytes_of
from clipdesk.destinations.quotas import rooms_of
from clipdesk.history.transition import entries_of
from clipdesk.publishing.access import access_publication, holds_for, may_drop_correction, may_hold, publications_for
from clipdesk.publishing.embargoes import waits_for_embargo
from clipdesk.publishing.forms import HoldForm
from clipdesk.publishing.found import asks_for_link
from clipdesk.publishing.hands import address_of, waiting_for_people
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Publication
from clipdesk.publishing.package import post_of
from clipdesk.publishing.views.hand_part import hand_in
from clipdesk.publishing.views.meaning import covers, decisions_for, is_moving, is_stopped, meaning_of
from clipdesk.publishing.wording import wording_of
from clipdesk.review.models import Package
from clipdesk.review.wording import FIELD_NAMES

#: The views of the list, by what matters most: key → name, states, order.
TABS: dict[str, tuple[Any, list[State], Any]] = {
    "decision": (_("Needs a decision"), [State.FAILED, State.UNKNOWN, State.MISSED], F("made_at").asc()),
    "scheduled": (_("Scheduled"), [State.PREPARED], F("slot").asc(nulls_first=True)),
    "by_hand": (_("By hand"), [], F("made_at").asc()),  # not by state: `hands.waiting_for_people`
    "under_way": (_("Under way"), [State.SENDING, State.PROCESSING], F("made_at").asc()),
    "live": (_("Public now"), [State.LIVE, State.CORRECTED], F("shown_at").desc(nulls_last=True)),
    "ended": (_("Withdrawn or cancelled"), [State.WITHDRAWN, State.CANCELLED], F("made_at").desc()),
}


@door(SEE)
def publications(request: HttpRequest, station: str) -> HttpResponse:
    """List publications by what they ask for, below the holds in force."""
    member = member_of_request(request)
    holds, rows = list(holds_for(member)), publications_for(member)
    counts = dict(rows.values_list("state").annotate(Count("pk")))
    totals = {name: sum(counts.get(state, 0) for state in states) for name, (_label, states, _order) in TABS.items()}
    totals["by_hand"] = waiting_for_people(rows).count()
    asked = request.GET.get("show", "")
    shown = asked if asked in TABS else next((name for name in TABS if totals[name]), "scheduled")
    page = Paginator(_tab(rows, shown), 30).get_page(request.GET.get("page"))
    tabs = [
        {"url": f"?show={name}", "label": label, "current": name == shown, "count": totals[name]}
        for name, (label, *_rest) in TABS.items()
        if name != "by_hand" or totals[name] or shown == name  # most stations have a connector for every account
    ]
    context = {
        "holds": [(hold, may_hold(member, hold.desk_id)) for hold in holds],
        "hold_form": HoldForm(member=member) if member.may(HOLD) else None,
        "page_obj": page,
        "rows": [(row, is_stopped(row, covers(holds, row))) for row in page],
        "tabs": tabs,
        "shown": shown,
    }
    return render(request, "publishing/publications.html", context)


@door(SEE)
def show(request: HttpRequest, station: str, publication_id: UUID) -> HttpResponse:
    """Show one publication: what its state means, what can be done, what the public sees, what happened."""
    member = member_of_request(request)
    publication = access_publication(member, publication_id)
    clip = publication.clip
    context = {
        **_state(member, publication),
        "clip": clip,
        "public": publication.shown.content if publication.shown else None,
        "told": _told(publication),
        "public_url": _public_url(publication),
        "attempts": publication.attempts.order_by("begun_at"),
        "ledger": entries_of(publication),
        "rooms": rooms_of(publication.destination),
        **hand_in(member, publication),
        "decisions": decisions_for(publication) if member.may(CORRECT, clip.desk_id) else [],
        "asks_for_link": asks_for_link(publication),
        "may_hold": member.may(HOLD),
        "may_withdraw": publication.is_public and member.may(CORRECT, clip.desk_id),
        "may_drop": may_drop_correction(member, clip),
        "may_take_back": publication.state in {State.PREPARED, State.BY_HAND}
        and clip.state in Clip.TAKE_BACK.start
        and member.may(SEND, clip.desk_id),
        "embargo": waits_for_embargo(publication),
        "open_package": clip.packages.filter(state=Package.OPEN).first(),
    }
    return render(request, "publishing/publication.html", context)


@door(SEE)
def state(request: HttpRequest, station: str, publication_id: UUID) -> HttpResponse:
    """Answer the part of the page that shows how far it has come; once it stands still, the whole page."""
    member = member_of_request(request)
    context = _state(member, access_publication(member, publication_id))
    response = render(request, "publishing/publication_state.html", context)
    if not context["moving"]:
        response.headers["HX-Refresh"] = "true"
    return response


@door(SEE)
def of_clip(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Answer what publishing has to say about a clip, for the clip's own page."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id)
    rows = [(row, _where(row)) for row in publications_for(member).filter(clip=clip).order_by("made_at")]
    return render(request, "publishing/of_clip.html", {"clip": clip, "rows": rows})


def _tab(rows: QuerySet[Publication], name: str) -> QuerySet[Publication]:
    """Return the rows of one view of the list, in its order."""
    _label, states, order = TABS[name]
    found = waiting_for_people(rows) if name == "by_hand" else rows.filter(state__in=states)
    return found.order_by(order, "pk")


def _told(publication: Publication) -> list[tuple[str | Promise, str]]:
    """Return the words that the public sees there now, by the names of their fields."""
    if publication.shown is None:
        return []
    said = wording_of(publication.shown, publication, post_of(publication.shown, publication))
    return [(FIELD_NAMES[text.field], text.words) for text in said.texts]


def _state(member: Member, publication: Publication) -> dict[str, Any]:
    """Return what the part of the page says that changes by itself."""
    held = covers(holds_for(member), publication)
    return {
        "publication": publication,
        "stopped": is_stopped(publication, held),
        "meaning": meaning_of(publication, held),
        "moving": is_moving(publication, held),
        "total_bytes": _total_bytes(publication),
    }


def _where(publication: Publication) -> str:
    """Return where people say that they posted it, as an address is read; empty elsewhere."""
    return address_of(publication).removeprefix("https://") if publication.destination.is_by_hand else ""


def _total_bytes(publication: Publication) -> int:
    """Return how many bytes go out while it is being sent."""
    if publication.package is None or publication.state != State.SENDING:
        return 0
    return bytes_of(publication.destination.kind, post_of(publication.package, publication))


def _public_url(publication: Publication) -> str:
    """Return the address at which the public sees it, once it was public. After a withdrawal the own site says there what
    was; elsewhere nothing is there any more as soon as the post is seen to be gone."""
    if publication.first_live_at is None:
        return ""
    if publication.destination.is_own_site:
        return reverse("site:watch", kwargs={"station": publication.station.slug, "remote_id": publication.remote_id})
    if publication.taken_down_at:
        return ""
    if publication.destination.is_by_hand:
        return address_of(publication)
    return publication.destination.account.link(publication.remote_id)
