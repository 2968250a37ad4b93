"""Somebody else looks at what was done by hand, or says what they have done."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import SEE
from clipdesk.clips.editing import NoteMissing
from clipdesk.connectors.by_hand.posts import NoPostThere
from clipdesk.publishing import second_look
from clipdesk.publishing.access import access_publication
from clipdesk.publishing.by_hand import NotNow, in_hand_of
from clipdesk.publishing.found import LinkMissing, LinkTaken
from clipdesk.publishing.hand_saying import say_not_posted, say_posted
from clipdesk.publishing.models import HandWord, Publication
from clipdesk.ui.sentences import sentence

_SAYS: dict[str, Callable[..., None]] = {
    HandWord.SAME: second_look.confirm,
    HandWord.TAKEN_DOWN: second_look.say_taken_down,
    HandWord.GONE: second_look.confirm_gone,
    HandWord.STILL_UP: second_look.say_still_up,
}
_REFUSALS = (
    second_look.NothingToLookAt,
    second_look.OwnWork,
    NoteMissing,
    NotNow,
    LinkMissing,
    LinkTaken,
    NoPostThere,
)


@door(SEE, methods=("POST",))
def say(request: HttpRequest, station: str, publication_id: UUID) -> HttpResponse:
    """Write what somebody saw or did."""
    member = member_of_request(request)
    publication = access_publication(member, publication_id)
    try:
        _say(request, publication, member)
    except _REFUSALS as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("Done. It stands in the history under your name."))
    return redirect("publishing:show", station=station, publication_id=publication_id)


def _say(request: HttpRequest, publication: Publication, member: Member) -> None:
    said, link = request.POST.get("said", ""), request.POST.get("link", "")
    if said == HandWord.POSTED:
        say_posted(in_hand_of(publication, member), link)
    elif said in {"not_posted", "deleted"}:
        say_not_posted(in_hand_of(publication, member), deleted=said == "deleted")
    else:
        _say_what_was_seen(request, said, publication, member)


def _say_what_was_seen(request: HttpRequest, said: str, publication: Publication, member: Member) -> None:
    """Write it, of what stood on the page that was looked at."""
    number = request.POST.get("seen", "")
    seen = int(number) if number.isascii() and number.isdecimal() else 0
    if said == HandWord.OTHER:
        second_look.doubt(publication, seen, request.POST.get("words", ""), member=member)
    elif said == "elsewhere":
        second_look.say_elsewhere(publication, seen, request.POST.get("link", ""), member=member)
    elif said == HandWord.SAME and (sealed := request.POST.get("compared", "")):
        compared = second_look.read_comparison(sealed, publication, member)
        second_look.confirm(publication, seen, member=member, compared=compared)
    elif said in _SAYS:
        _SAYS[said](publication, seen, member=member)
    else:
        raise Http404
