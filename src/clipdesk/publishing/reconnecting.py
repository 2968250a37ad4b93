"""An account stops working, and works again: what failed for that alone goes on by itself, as long as it is in time."""

from __future__ import annotations

from django.db import transaction
from django.db.models import OuterRef, Subquery

from clipdesk.clips.models import Clip
from clipdesk.connectors.contract import AccountTrouble, ConnectorError, NotTaken
from clipdesk.connectors.telegram.errors import TokenRefused
from clipdesk.destinations.connecting import note_trouble
from clipdesk.destinations.models import Destination
from clipdesk.destinations.models.account import NotConnected
from clipdesk.destinations.vault import KeyMissing, TokenUnreadable
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import IllegalTransition
from clipdesk.jobs.announce import announce
from clipdesk.kernel.errors import gettext_noop
from clipdesk.publishing.machine import Event, State
from clipdesk.publishing.models import Attempt, Publication
from clipdesk.publishing.moves import NO_ACCOUNT, SETTLED, SignOffLapsed, apply, is_late
from clipdesk.publishing.preflight import forget_warnings

#: What was foreseen of the account itself when a clip was sealed.
_FORESEEN = [kind.message for kind in (NotConnected, TokenUnreadable, KeyMissing, TokenRefused)]
RECONNECTED = gettext_noop("the account can be used again")


def noted(publication: Publication, error: ConnectorError) -> ConnectorError:
    """Keep with its account what keeps not only this publication from going out; return what the error means here.

    That a token was refused which an operator has replaced meanwhile says nothing: it is tried again with the new one.
    """
    place = publication.destination
    if not isinstance(error, AccountTrouble) or place.is_own_site:
        return error
    return error if note_trouble(place, error, place.account.sealed) else NotTaken()


def go_on(place: Destination) -> None:
    """Send what failed only because the account could not be used. What is late by now waits for a person's word, and
    what is withdrawn and not gone yet is taken down. Safe to run twice."""
    forget_warnings(Publication.objects.filter(destination=place, trouble_message__in=_FORESEEN))
    newest = Attempt.objects.filter(publication=OuterRef("pk")).order_by("-run").values("outcome")[:1]
    failed = Publication.objects.filter(destination=place, state=State.FAILED)
    for publication in failed.alias(ended=Subquery(newest)).filter(ended=NO_ACCOUNT):
        _try_again(publication)
    Publication.objects.filter(destination=place, state=State.WITHDRAWN, taken_down_at=None).update(rest_until=None)


def _try_again(publication: Publication) -> None:
    try:
        with transaction.atomic():
            Clip.objects.select_for_update(of=("self",)).get(pk=publication.clip_id)
            publication = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
            if publication.state != State.FAILED or is_late(publication):
                return
            apply(publication, Event.RETRY, by=CLIPDESK, changes=SETTLED, because=RECONNECTED)
            announce(
                "publication.due", urgent=publication.is_urgent, lock=publication.lock, publication_id=publication.pk
            )
    except (SignOffLapsed, IllegalTransition):
        return  # nothing that may go out any more: a person decides
