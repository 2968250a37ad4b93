"""Send again what nobody signed in time: the same content, sealed anew with a time window that lies ahead."""

from __future__ import annotations

from django.db import transaction

from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.clips.models import Clip
from clipdesk.history.models import Actor
from clipdesk.history.transition import transition
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.publishing.machine import State
from clipdesk.publishing.sending import OVERDUE, ask_for_withdrawal, move_slot
from clipdesk.review.lateness import is_late, may_send_again
from clipdesk.review.models import Package
from clipdesk.review.signing import void


class NotLate(ClipdeskError):
    """The package can still be signed, or was decided."""

    message = gettext_noop(
        "This package still waits for a sign-off, or was decided meanwhile. Reload the page and look again."
    )


def send_again(package: Package, *, member: Member) -> None:
    """Void a package that nobody signed in time, and put the same content before the signers anew. A planned time that has
    passed becomes: as soon as it is signed. Whoever sends it again is its sender, and signs it not.

    Raises:
        NotLate: it is not over, or no longer waits; nothing was written.
        NotAllowed: the person sends nothing to review on that desk, or asks for no withdrawals.
    """
    if not may_send_again(package, member):
        raise NotAllowed
    if not is_late(package):
        raise NotLate
    if package.kind == Package.WITHDRAWAL:
        ask_for_withdrawal(package.clip, package.content["reason"], member=member)
        return
    with transaction.atomic():
        clip = Clip.objects.select_for_update(of=("self",)).get(pk=package.clip_id)
        package = Package.objects.select_for_update(of=("self",)).get(pk=package.pk)
        if not is_late(package) or clip.state != Clip.IN_REVIEW:
            raise NotLate
        void(package, OVERDUE, by=member.actor)
        transition(clip, Clip.TAKE_BACK, by=member.actor, because=OVERDUE)
        _drop_passed_slots(clip, member.actor)
        transition(clip, Clip.SEND, by=member.actor, changes={"sent_by": member.person})


def _drop_passed_slots(clip: Clip, by: Actor) -> None:
    """What was planned for a time that has passed goes out once it is signed; a later one stays planned."""
    rows = clip.publications.filter(state__in=[State.PREPARED, State.FAILED], slot__lte=now())
    for row in rows:
        if not row.is_public:
            move_slot(row, None, by)
