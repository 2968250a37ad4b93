"""Somebody decides about a publication that asks."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import CORRECT
from clipdesk.connectors.by_hand.posts import NoPostThere
from clipdesk.history.transition import IllegalTransition
from clipdesk.publishing import sending
from clipdesk.publishing.access import access_publication
from clipdesk.publishing.found import LinkElsewhere, LinkMissing, LinkTaken
from clipdesk.publishing.machine import IllegalEvent
from clipdesk.publishing.moves import SignOffLapsed
from clipdesk.publishing.views.meaning import EVENTS
from clipdesk.ui.sentences import sentence


@door(CORRECT, methods=("POST",))
def settle(request: HttpRequest, station: str, publication_id: UUID) -> HttpResponse:
    """Send it late, try again, cancel it, or say what was found at the destination."""
    member = member_of_request(request)
    publication = access_publication(member, publication_id)
    event = EVENTS.get(request.POST.get("decision", ""))
    if event is None:
        raise Http404
    try:
        sending.settle(publication, event, member=member, link=request.POST.get("link", ""))
    except (IllegalEvent, IllegalTransition):
        messages.error(
            request, _("This was not done: the publication has changed meanwhile. Look where it stands now.")
        )
    except (SignOffLapsed, LinkMissing, LinkElsewhere, LinkTaken, NoPostThere) as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("Done. It stands in the history under your name."))
    return redirect("publishing:show", station=station, publication_id=publication_id)
