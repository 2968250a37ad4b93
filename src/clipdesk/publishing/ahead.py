"""Bring what is planned to its destination ahead of its time, where nobody can see it there.

The publication stays `prepared` meanwhile: it can be held, cancelled, taken back and signed anew as before. At its time only
the call that publishes is left to make. What was brought and will not go out is taken away again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from clipdesk.connectors.contract import AccountTrouble, ConnectorError, NotReady, NotTaken, Post, UsedUp
from clipdesk.connectors.quotas import Part
from clipdesk.connectors.registry import AHEAD
from clipdesk.jobs.announce import defer
from clipdesk.jobs.fence import Superseded
from clipdesk.kernel.clock import now
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Publication
from clipdesk.publishing.moves import SETTLED, SignOffLapsed, check_signed, is_held
from clipdesk.publishing.package import post_of
from clipdesk.publishing.reconnecting import noted
from clipdesk.publishing.room import cost_of, note_refusal, opens_at, pay, wait_for_room
from clipdesk.publishing.telling import tell_about
from clipdesk.publishing.wording import check_wording
from clipdesk.review.models.package import BrokenSeal

log = logging.getLogger("clipdesk.publishing")
_REST = timedelta(minutes=1)
#: How many lie under way at one time: the publisher is there first of all for what is due.
_AT_ONCE = 2


def to_bring() -> QuerySet[Publication]:
    """Return what should lie ready at its destination by now, does not, and may be tried now."""
    return Publication.objects.filter(
        Q(rest_until=None) | Q(rest_until__lte=now()),
        ~Q(brought=F("package__sha256")),
        state=State.PREPARED,
        sign_off__isnull=False,
        shown=None,
        slot__gt=now(),
        slot__lte=now() + _ahead(),
        destination__kind__in=AHEAD,
    )


def next_to_bring() -> list[Publication]:
    """Return those of them that come first and that no hold stops."""
    rows = to_bring().select_related("clip", "destination").order_by("slot", "pk")
    return list(islice((row for row in rows if not is_held(row)), _AT_ONCE))


def is_to_be_brought(publication: Publication) -> bool:
    """Tell whether it should lie ready at its destination by now, does not, and may be tried now."""
    return to_bring().filter(pk=publication.pk).exists()


def lies_ready(publication: Publication) -> bool:
    """Tell whether all that is to go out is at the destination already."""
    package = publication.package
    return package is not None and publication.brought == package.sha256


def bring(publication: Publication) -> None:
    """Bring the bytes of a publication whose run is claimed. What fails is tried again, at last when its time has come."""
    package, slot = publication.package, publication.slot
    if package is None or slot is None:
        return
    try:
        check_signed(publication)
        connector, post = publication.destination.connector(), post_of(package, publication)
        check_wording(package, publication, post)
        if not _has_room(publication, post):
            return
        reserved = connector.reserve(publication.remote_id, post)
        if reserved != publication.remote_id:
            publication.write(remote_id=reserved)
        connector.send(publication.remote_id, post, _progress(publication))
    except (SignOffLapsed, BrokenSeal) as error:
        log.info("not brought: %s", error, extra={"action": "bring", "job": str(publication.pk)})
        publication.write(rest_until=slot)  # what that means is decided when its time has come
    except ConnectorError as error:
        if error.remote_id:
            publication.write(remote_id=error.remote_id)
        _rest(publication, noted(publication, error))
    else:
        publication.write(brought=package.sha256, **SETTLED)


def _has_room(publication: Publication, post: Post) -> bool:
    """Write down what is spent for it; where its destination has no room yet, let it wait for that."""
    costs, slot = cost_of(publication, post, Part.BRING), publication.slot or now()
    with transaction.atomic():
        opens = opens_at(publication, costs, Part.BRING)
        if opens is None:
            pay(publication, costs, Part.BRING)
        elif opens > slot:
            wait_for_room(publication, opens)
        else:
            publication.write(rest_until=opens)
            defer("publishing.ring", at=opens, publication_id=publication.pk)
    return opens is None


def _progress(publication: Publication) -> Callable[[int], None]:
    """Return a callback that writes the bytes sent; once it was cancelled, or another run has taken over, it ends this."""
    rows = Publication.objects.filter(pk=publication.pk, run=publication.run, state=State.PREPARED)

    def write(sent: int) -> None:
        if not rows.filter(package=publication.package_id).update(sent_bytes=sent):
            raise Superseded

    return write


def _rest(publication: Publication, error: ConnectorError) -> None:
    """Say when it is tried again; what will not come right by itself is told while there is time to mend it."""
    slot = publication.slot or now()
    if isinstance(error, UsedUp):
        note_refusal(publication, error, Part.BRING)
    asked = timedelta(seconds=error.wait) if isinstance(error, NotTaken) else _REST
    wait = asked if isinstance(error, NotReady) else max(asked, _REST)
    is_for_people = error.permanent and not isinstance(error, AccountTrouble)
    moment = slot if is_for_people else min(slot, now() + wait)
    fields: dict[str, object] = {"rest_until": moment}
    if not isinstance(error, NotReady):
        fields |= error.as_trouble
    with transaction.atomic():
        publication.write(**fields)
        if is_for_people:
            tell_about(publication, "ahead_refused")
        elif moment < slot:
            defer("publishing.ring", at=moment, urgent=publication.is_urgent, publication_id=publication.pk)


def left_behind() -> QuerySet[Publication]:
    """Return what was cancelled and may have left something at its destination that nobody can see."""
    rested = Q(rest_until=None) | Q(rest_until__lte=now())
    rows = Publication.objects.filter(rested, state=State.CANCELLED, shown=None, destination__kind__in=AHEAD)
    return rows.exclude(remote_id="").select_related("destination__account", "station")


def give_up(publication: Publication) -> None:
    """Take away what a cancelled publication left behind. Safe to repeat."""
    if not left_behind().filter(pk=publication.pk).exists():
        return
    rows = Publication.objects.filter(pk=publication.pk, state=State.CANCELLED)
    try:
        publication.destination.connector().give_up(publication.remote_id)
    except ConnectorError as error:
        log.warning("not given up: %s", error, extra={"action": "give_up", "job": str(publication.pk)})
        rows.update(rest_until=now() + 10 * _REST)
        return
    rows.update(remote_id="", brought="")


def _ahead() -> timedelta:
    return timedelta(minutes=settings.UPLOAD_AHEAD_MINUTES)
