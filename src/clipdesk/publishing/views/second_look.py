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
from clipdesk.publishing import second_look
from clipdesk.publishing.access import access_publication
from clipdesk.publishing.models import HandWord, Publication
from clipdesk.ui.sentences import sentence

_SAYS: dict[str, Callable[..., None]] = {
    HandWord.SAME: second_look.confirm,
    HandWord.TAKEN_DOWN: second_look.say_taken_down,
    HandWord.GONE: second_look.confirm_gone,
    HandWord.STILL_UP: second_look.say_still_up,
}


@door(SEE, methods=("POST",))
def say(request: HttpRequest, station: str, publication_id: UUID) -> HttpResponse:
    """Write what somebody saw or did."""
    member = member_of_request(request)
    publication = access_publication(member, publication_id)
    try:
        _say(request, publication, member)
    except (second_look.NothingToLookAt, second_look.OwnWork, NoteMissing) as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("Done. It stands in the history under your name."))
    return redirect("publishing:show", station=station, publication_id=publication_id)


def _say(request: HttpRequest, publication: Publication, member: Member) -> None:
    said = request.POST.get("said", "")
    if said == HandWord.OTHER:
        second_look.doubt(publication, request.POST.get("words", ""), member=member)
    elif said == HandWord.SAME and (sealed := request.POST.get("compared", "")):
        compared = second_look.read_comparison(sealed, publication, member)
        second_look.confirm(publication, member=member, compared=compared)
    elif said in _SAYS:
        _SAYS[said](publication, member=member)
    else:
        raise Http404
