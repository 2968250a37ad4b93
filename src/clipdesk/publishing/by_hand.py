"""Posting by hand: a link for a phone, taking the clip, and saying what became of it.

1. Somebody who may send the clip makes a link. It works once, for minutes, and only while everything that a worker would
   have to keep is kept: the sign-off, the time, no hold.
2. Whoever opens it and begins has the clip in hand: that is committed before the page shows the file, like the publish
   call of a worker. Nobody else can begin.
3. They say where it stands, or that they did not post it (`hand_saying`). Who says nothing leaves it unknown, and somebody
   must look.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse

from clipdesk.accounts.member import Member, NotAllowed, member_of
from clipdesk.clips.models import Clip
from clipdesk.connectors.by_hand.connector import Ended
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.kernel.canonical import digest
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.publishing.embargoes import UnderEmbargo, waits_for_embargo
from clipdesk.publishing.hands import is_in_hands, may_post, newest_attempt
from clipdesk.publishing.machine import Event, State
from clipdesk.publishing.models import Attempt, HandLink, HandLinkUsed, Hold, Publication
from clipdesk.publishing.moves import apply, check_sign_off, is_held, is_late
from clipdesk.review.models import Package

LINK_LIVES = timedelta(minutes=15)
SAYS_UNTIL = timedelta(hours=24)
"""How long after beginning the page still takes the address of the post; the file it shows only while it is in hand."""
ON_A_PHONE = "by a one-time link"


class LinkDead(ClipdeskError):
    """The link opens nothing, or no longer."""

    message = gettext_noop("This link does not work, or no longer. Make a new one on the page of the publication.")


class LinkUsed(LinkDead):
    """Somebody began with it."""

    message = gettext_noop(
        "This link was used already. It works once; whoever opened it has the clip in hand. If that was you and the page is "
        "lost, open the page of the publication and say there what became of it."
    )


class NotNow(LinkDead):
    """The publication does not wait for anybody's hands."""

    message = gettext_noop(
        "This clip does not wait to be posted any more: it was posted, changed or stopped meanwhile. Post nothing."
    )


class NoMore(ClipdeskError):
    """Whoever began may not post any more."""

    message = gettext_noop("You may not post for this station any more. Post nothing.")


class OnHold(ClipdeskError):
    """A hold is in force over it."""

    message = gettext_noop("Publishing is on hold. Post nothing until somebody lets it go on.")


class WithdrawalAsked(ClipdeskError):
    """Somebody asked for the clip's withdrawal: what is posted now could only be taken down again."""

    message = gettext_noop("The withdrawal of this clip was asked for. Post nothing unless it is refused.")


class TooLate(ClipdeskError):
    """Its time has passed."""

    message = gettext_noop("Its time has passed. Somebody must decide at the desk whether it is still posted.")


@dataclass(frozen=True)
class InHand:
    """What somebody began with a link: the publication as it is, and whose hands it is in. at_desk: they say so themselves,
    signed in, and not on the page of the phone."""

    used: HandLinkUsed
    publication: Publication
    member: Member
    at_desk: bool = False

    @property
    def actor(self) -> Actor:
        """Whoever made the link, as the ledger names them: nobody has signed in on the phone."""
        return self.member.actor if self.at_desk else _actor(self.member)

    @property
    def is_at_work(self) -> bool:
        """Whether this very attempt is still in hand."""
        return is_in_hands(self.publication) and self.is_the_last

    @property
    def is_the_last(self) -> bool:
        """Whether nobody has begun anew since."""
        attempt = newest_attempt(self.publication)
        return attempt is not None and attempt.pk == self.used.attempt_id

    @property
    def asks(self) -> bool:
        """Whether it is still to be said what became of it."""
        return self.is_the_last and self.publication.state in {State.PROCESSING, State.UNKNOWN}

    @property
    def asks_after_withdrawal(self) -> bool:
        """Whether it was withdrawn while it was in hand, and nobody knows yet whether anything new was posted."""
        attempt = newest_attempt(self.publication)
        is_open = attempt is not None and attempt.pk == self.used.attempt_id and attempt.ended_at is None
        return is_open and self.publication.state == State.WITHDRAWN

    def locked(self) -> InHand:
        """Return the same with its publication locked, as it is now. Call it in a transaction."""
        return replace(self, publication=_locked(self.publication))


def make_link(publication: Publication, *, member: Member) -> tuple[str, datetime]:
    """Make a link for a phone; return its address, which is shown this once, and until when it works. Earlier ones end.

    Raises:
        NotAllowed, NotNow, OnHold, WithdrawalAsked, TooLate, SignOffLapsed, Ended: nothing was written.
    """
    if not may_post(member, publication):
        raise NotAllowed
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        publication = _locked(publication)
        _check_gate(publication)
        until = now() + LINK_LIVES
        HandLink.objects.create(
            publication=publication,
            package=_package(publication),
            token_sha256=digest(token.encode()),
            made_by=member.person,
            expires_at=until,
        )
        record(publication, "by_hand_link_made", by=member.actor, after={"until": until.isoformat()})
    return settings.ORIGIN + reverse("publishing:hand_link", kwargs={"token": token}), until


def opened_by(token: str) -> tuple[HandLink, Member]:
    """Return the link behind a token while something can be begun with it, and whose it is.

    Raises:
        LinkDead, LinkUsed, NotNow: nothing can.
    """
    link = _links().filter(token_sha256=digest(token.encode())).first()
    if link is None:
        raise LinkDead
    if hasattr(link, "used"):
        raise LinkUsed
    newest = link.publication.hand_links.order_by("-made_at", "-pk").first()
    if link.expires_at <= now() or newest is None or newest.pk != link.pk:
        raise LinkDead
    publication = link.publication
    if publication.state != State.BY_HAND or publication.package_id != link.package_id:
        raise NotNow
    return link, _member(link)


def begin(token: str) -> str:
    """Take the clip in hand; return the secret of the page that shows it. Nobody else can begin from now on.

    Raises:
        LinkDead, LinkUsed, NotNow, OnHold, WithdrawalAsked, TooLate, SignOffLapsed, Ended: nothing was written.
    """
    link, member = opened_by(token)
    secret = secrets.token_urlsafe(24)
    with transaction.atomic():
        publication = _locked(link.publication)
        link, member = opened_by(token)  # as it is now that nobody else can begin
        _check_gate(publication)
        Publication.objects.filter(pk=publication.pk).update(run=F("run") + 1)
        publication.refresh_from_db(fields=["run"])
        attempt = _attempt(publication)
        apply(publication, Event.TAKEN, by=_actor(member))
        HandLinkUsed.objects.create(link=link, attempt=attempt, token_sha256=digest(secret.encode()))
    return secret


def in_hand(secret: str) -> InHand:
    """Return what a page's secret stands for. Whoever lost their role gets no file any more, and still says what is up.

    Raises:
        LinkDead: nothing, or no longer.
    """
    used = HandLinkUsed.objects.filter(token_sha256=digest(secret.encode()), at__gt=now() - SAYS_UNTIL).first()
    if used is None:
        raise LinkDead
    link = _links().get(pk=used.link_id)
    publication = link.publication
    return InHand(used, publication, member_of(link.made_by, publication.station) or _nobody(link))


def in_hand_of(publication: Publication, member: Member) -> InHand:
    """Return what a member has begun by a link of their own and not said yet; for whoever lost the page on the phone.

    Raises:
        NotNow: it is in nobody's hands, or in somebody else's.
    """
    attempt = newest_attempt(publication)
    used = HandLinkUsed.objects.filter(attempt=attempt, link__made_by=member.person).last() if attempt else None
    if used is None:
        raise NotNow
    return InHand(used, publication, member, at_desk=True)


def check_may_post_now(held: InHand) -> None:
    """Make sure that the file may still be shown to whoever has it in hand.

    Raises:
        NoMore, NotNow, OnHold, WithdrawalAsked, SignOffLapsed, Ended: it may not.
    """
    if not may_post(held.member, held.publication):
        raise NoMore
    if not held.is_at_work:
        raise NotNow
    _check_nothing_against_it(held.publication)


def _locked(publication: Publication) -> Publication:
    """Hold a publication, its clip first as everywhere; and let no hold be placed meanwhile."""
    Clip.objects.select_for_update(of=("self",)).get(pk=publication.clip_id)
    Hold.keep_out(publication.station_id)
    rows = Publication.objects.select_related("clip", "package", "shown", "sign_off", "station", "destination")
    return rows.select_for_update(of=("self",)).get(pk=publication.pk)


def _check_gate(publication: Publication) -> None:
    """Keep what a worker keeps before its publish call."""
    if publication.state != State.BY_HAND:
        raise NotNow
    _check_nothing_against_it(publication)
    if is_late(publication):
        raise TooLate


def _check_nothing_against_it(publication: Publication) -> None:
    """Raise what speaks against posting it at this moment."""
    campaign = waits_for_embargo(publication)
    if campaign is not None:
        raise UnderEmbargo.of(campaign)
    if is_held(publication):
        raise OnHold
    asked = Package.objects.filter(clip=publication.clip_id, kind=Package.WITHDRAWAL)
    if asked.filter(state__in=[Package.OPEN, Package.SIGNED]).exists():
        raise WithdrawalAsked
    check_sign_off(publication)
    if not publication.destination.is_connected:
        raise Ended


def _attempt(publication: Publication) -> Attempt:
    """Return the attempt that was prepared when it was handed to people; after it was given back, a new one."""
    package = _package(publication)
    attempt = newest_attempt(publication)
    if attempt is None or attempt.ended_at is not None or attempt.package_sha256 != package.sha256:
        attempt = Attempt.objects.create(publication=publication, run=publication.run, package_sha256=package.sha256)
    Attempt.objects.filter(pk=attempt.pk).update(publish_called_at=now())
    return attempt


def _package(publication: Publication) -> Package:
    if publication.package is None:
        raise NotNow
    return publication.package


def _links() -> QuerySet[HandLink]:
    return HandLink.objects.select_related(
        "used",
        "made_by",
        "publication__station",
        "publication__clip__desk",
        "publication__destination__account__official",
        "publication__package__revision",
        "publication__shown",
        "publication__sign_off",
    )


def _member(link: HandLink) -> Member:
    """Return whoever made a link, while they may still post.

    Raises:
        LinkDead: they may not any more.
    """
    member = member_of(link.made_by, link.publication.station)
    if member is None or not may_post(member, link.publication):
        raise LinkDead
    return member


def _nobody(link: HandLink) -> Member:
    """Return whoever made a link and has no role at the station any more."""
    return Member(link.made_by, link.publication.station, (), frozenset())


def _actor(member: Member) -> Actor:
    return Actor(id=member.person.pk, name=member.person.name, role=", ".join([*member.roles, ON_A_PHONE]))
