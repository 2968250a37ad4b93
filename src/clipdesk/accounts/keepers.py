"""Who outside keeps the history's checkpoints, by e-mail: named by an operator, confirmed by whoever reads the mailbox.

One ledger holds the history of all stations of a desk; the mailboxes belong to a station all the same, because operators do:
each station has its own witnesses, and none can take another's away. A checkpoint says nothing of what the rows hold.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Keeper, Station
from clipdesk.accounts.roles import OPERATE
from clipdesk.history.models import Actor, LedgerCheckpoint
from clipdesk.history.transition import record
from clipdesk.jobs.announce import defer
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop

MOST = 5
VALID_DAYS = 7
OUTSIDE = "outside"
"""The role under which the ledger names whoever reads such a mailbox: nobody of the desk."""
_SALT = "clipdesk.accounts.keeper"


class PracticeMailsNobody(ClipdeskError):
    """Somebody at a practice station wants it to mail other people."""

    message = gettext_noop(
        "A practice station mails no checkpoints: everybody operates it, so it writes to nobody outside."
    )


class NamedAlready(ClipdeskError):
    """The mailbox is on the list."""

    message = gettext_noop("{email} is on the list already.")


class EnoughKeepers(ClipdeskError):
    """More mailboxes than anybody needs."""

    message = gettext_noop("There are {count} addresses already, and that is the most. Remove one first.")


class NotConfirmed(ClipdeskError):
    """Nobody has said yes at the mailbox yet."""

    message = gettext_noop("{email} was not confirmed yet. Until then no checkpoint is sent there.")


class NothingToKeep(ClipdeskError):
    """The history has no checkpoint yet."""

    message = gettext_noop("There is no checkpoint yet. The first one is made within a minute.")


class LinkUnknown(ClipdeskError):
    """The link names no mailbox that is still on the list, or was not used in time."""

    message = gettext_noop(
        "This link does not work, or no longer: the address was removed, or the link is older than {days} days. Ask the "
        "operator of the station."
    )


def name_keeper(member: Member, email: str) -> Keeper:
    """Put a mailbox on the list, and ask there whether somebody will keep checkpoints.

    Raises:
        NotAllowed, PracticeMailsNobody, NamedAlready, EnoughKeepers: nothing was written.
    """
    member.require_reach(OPERATE, None)
    if member.station.is_practice:
        raise PracticeMailsNobody
    email = email.strip().lower()
    with transaction.atomic():
        station = Station.objects.select_for_update(no_key=True).get(pk=member.station.pk)
        if station.keepers.filter(email=email).exists():
            raise NamedAlready(email=email)
        if station.keepers.count() >= MOST:
            raise EnoughKeepers(count=MOST)
        keeper = Keeper.objects.create(station=station, email=email)
        record(keeper, "keeper_named", by=member.actor, after={"email": email})
        defer("accounts.ask_keeper", keeper_id=keeper.pk)
    return keeper


def remove_keeper(keeper: Keeper, *, by: Actor) -> None:
    """Send nothing there any more, and forget the address outside the history."""
    with transaction.atomic():
        record(keeper, "keeper_removed", by=by, before={"email": keeper.email})
        keeper.delete()


def link_for(keeper: Keeper) -> str:
    """Return the address of the page on which whoever reads the mailbox says yes, and later that it is enough."""
    token = signing.dumps(str(keeper.pk), salt=_SALT)
    return settings.ORIGIN + reverse("accounts:keep", kwargs={"token": token})


def keeper_behind(token: str) -> Keeper:
    """Return the mailbox to which a link was sent. To say yes there is a week's time; to end it there is no limit.

    Raises:
        LinkUnknown: it is on the list no more, or the time to say yes is over.
    """
    try:
        found = Keeper.objects.select_related("station").filter(pk=signing.loads(token, salt=_SALT)).first()
        if found is not None and found.confirmed_at is None:
            signing.loads(token, salt=_SALT, max_age=timedelta(days=VALID_DAYS))
    except signing.BadSignature as error:
        raise LinkUnknown(days=VALID_DAYS) from error
    if found is None:
        raise LinkUnknown(days=VALID_DAYS)
    return found


def confirm(keeper: Keeper) -> None:
    """Note that whoever reads the mailbox keeps the checkpoints; the first one is sent at once."""
    with transaction.atomic():
        if Keeper.objects.filter(pk=keeper.pk, confirmed_at=None).update(confirmed_at=now()):
            record(keeper, "keeper_confirmed", by=reader_of(keeper), after={"email": keeper.email})
            defer("accounts.mail_checkpoint", keeper_id=keeper.pk)


def reader_of(keeper: Keeper) -> Actor:
    """Return whoever reads a mailbox, as the ledger keeps them: the address is all that is known."""
    return Actor(id=None, name=keeper.email, role=OUTSIDE)


def send_now(keeper: Keeper) -> None:
    """Send the newest checkpoint, also where it was sent before.

    Raises:
        NotConfirmed, NothingToKeep: nothing is sent.
    """
    if keeper.confirmed_at is None:
        raise NotConfirmed(email=keeper.email)
    if newest() is None:
        raise NothingToKeep
    Keeper.objects.filter(pk=keeper.pk).update(sent_size=0)
    defer("accounts.mail_checkpoint", keeper_id=keeper.pk)


def send_to_all() -> None:
    """Have the newest checkpoint sent to every mailbox that has not got it yet: a day without activity sends nothing.

    No row of the history is written about that: it would be the activity of the next day.
    """
    head = newest()
    if head is None:
        return
    for keeper in Keeper.objects.filter(confirmed_at__isnull=False, sent_size__lt=head.size):
        defer("accounts.mail_checkpoint", keeper_id=keeper.pk)


def note_sent(keeper: Keeper, head: LedgerCheckpoint) -> None:
    """Note what was sent, so that it is not sent again by itself."""
    Keeper.objects.filter(pk=keeper.pk).update(sent_size=head.size, sent_at=now())


def newest() -> LedgerCheckpoint | None:
    """Return the newest signed checkpoint of the history."""
    return LedgerCheckpoint.objects.order_by("-size").first()
