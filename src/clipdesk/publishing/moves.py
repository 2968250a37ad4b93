"""Write one step of the machine: the pure table says where it leads, `history.transition` writes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings

from clipdesk.history.models import Actor
from clipdesk.history.transition import Move, transition
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.publishing.machine import Command, Event, State, step
from clipdesk.publishing.models import Hold, Publication
from clipdesk.review.models import SignOff


class SignOffLapsed(ClipdeskError):
    """No valid sign-off covers what is to be sent."""

    message = gettext_noop("The sign-off no longer holds. Send the clip to review again and have it signed.")


def apply(
    publication: Publication,
    event: Event,
    *,
    by: Actor,
    changes: Mapping[str, object] | None = None,
    because: str = "",
    fenced: bool = False,
) -> Command:
    """Write what `event` does to a publication and return what is to be done next.

    Raises:
        IllegalEvent: it cannot happen in this state.
        SignOffLapsed: it leads to sending, and no valid sign-off covers that.
        IllegalTransition, Superseded: somebody else was faster.
    """
    to, command = step(State(publication.state), event, correction=publication.first_live_at is not None)
    if to is State.SENDING:
        check_sign_off(publication)
    arrow = Move(verb=f"publication_{event}", start=frozenset({publication.state}), to=to)
    transition(publication, arrow, by=by, changes=changes, because=because, fenced=fenced)
    return command


def check_sign_off(publication: Publication) -> None:
    """Raise SignOffLapsed unless a sign-off in force covers exactly the package that is to go out."""
    package = publication.package
    if package is None or publication.sign_off_id is None:
        raise SignOffLapsed
    sign_off = SignOff.objects.filter(pk=publication.sign_off_id, package=package, void=None).first()
    if sign_off is None or sign_off.valid_until <= now():
        raise SignOffLapsed
    content = package.content
    if package.revision.number != publication.clip.head_number or sign_off.package_sha256 != package.sha256:
        raise SignOffLapsed
    if str(publication.pk) not in {post["publication"] for post in content["posts"]}:
        raise SignOffLapsed


def due_at(publication: Publication) -> datetime | None:
    """Return when it is to go out: its slot, or the moment it was signed; None while it is not signed."""
    if publication.sign_off is None:
        return None
    return publication.slot or publication.sign_off.signed_at


def is_late(publication: Publication) -> bool:
    """Tell whether its time has passed by more than the grace. What corrects something public is never too late."""
    moment = due_at(publication)
    if moment is None or publication.first_live_at is not None:
        return False
    return now() > moment + timedelta(minutes=settings.SLOT_GRACE_MINUTES)


def is_held(publication: Publication) -> bool:
    """Tell whether a hold is in force over it."""
    return Hold.over(publication.station_id, publication.clip.desk_id, publication.destination_id).exists()
