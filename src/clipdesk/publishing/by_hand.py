"""Posting by hand: a link for a phone, taking the clip, and saying what became of it.

1. Somebody who may send the clip makes a link. It works once, for minutes, and only while everything that a worker would
   have to keep is kept: the sign-off, the time, no hold.
2. Whoever opens it and begins has the clip in hand: that is committed before the page shows the file, like the publish
   call of a worker. Nobody else can begin.
3. They say where it stands, or that they did not post it. Who says nothing leaves it unknown, and somebody must look.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
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
from clipdesk.jobs.announce import announce
from clipdesk.kernel.canonical import digest
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.publishing.found import found_post
from clipdesk.publishing.hands import is_in_hands, may_post, newest_attempt, note_posted
from clipdesk.publishing.machine import Event, State
from clipdesk.publishing.models import Attempt, HandLink, HandLinkUsed, Hold, Publication
from clipdesk.publishing.moves import (
    SignOffLapsed,
    apply,
    check_sign_off,
    end_with_clip,
    go_public,
    is_held,
    is_late,
)
from clipdesk.publishing.telling import tell_about
from clipdesk.review.models import Package

LINK_LIVES = timedelta(minutes=15)
SAYS_UNTIL = timedelta(hours=24)
"""How long after beginning the page still takes the address of the post; the file it shows only while it is in hand."""
ON_A_PHONE = "by a one-time link"
GIVEN_BACK = "given_back"


class LinkDead(ClipdeskError):
    """The link opens nothing, or no longer."""

    message = gettext_noop("This link does not work, or no longer. Make a new one on the page of the publication.")


class LinkUsed(LinkDead):
    """Somebody began with it."""

    message = gettext_noop(
        "This link was used already. It works once; whoever opened it has the clip in hand. Look at the page of the "
        "publication."
    )


class NotNow(LinkDead):
    """The publication does not wait for anybody's hands."""

    message = gettext_noop(
        "This clip does not wait to be posted any more: it was posted, changed or stopped meanwhile. Post nothing."
    )


class OnHold(ClipdeskError):
    """A hold is in force over it."""

    message = gettext_noop("Publishing is on hold. Post nothing until somebody lets it go on.")


class TooLate(ClipdeskError):
    """Its time has passed."""

    message = gettext_noop("Its time has passed. Somebody must decide at the desk whether it is still posted.")


@dataclass(frozen=True)
class InHand:
    """What a link that was used gives: the publication as it is, by whom, and until when the file is shown."""

    used: HandLinkUsed
    publication: Publication
    member: Member

    @property
    def actor(self) -> Actor:
        """Whoever made the link, as the ledger names them: nobody has signed in on the phone."""
        return _actor(self.member)

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


def make_link(publication: Publication, *, member: Member) -> tuple[str, datetime]:
    """Make a link for a phone; return its address, which is shown this once, and until when it works. Earlier ones end.

    Raises:
        NotAllowed, NotNow, OnHold, TooLate, SignOffLapsed: nothing was written.
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
        LinkDead, LinkUsed, NotNow, OnHold, TooLate, SignOffLapsed: nothing was written.
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
    """Return what a page's secret stands for.

    Raises:
        LinkDead: nothing, or no longer.
    """
    used = HandLinkUsed.objects.filter(token_sha256=digest(secret.encode()), at__gt=now() - SAYS_UNTIL).first()
    if used is None:
        raise LinkDead
    link = _links().get(pk=used.link_id)
    return InHand(used, link.publication, _member(link))


def check_may_post_now(held: InHand) -> None:
    """Make sure that the file may still be shown to whoever has it in hand.

    Raises:
        NotNow, OnHold, SignOffLapsed: it may not.
    """
    if not held.is_at_work:
        raise NotNow
    if is_held(held.publication):
        raise OnHold
    check_sign_off(held.publication)


def say_posted(secret: str, link: str) -> None:
    """Write that it is public, and where, as whoever posted it says.

    Raises:
        LinkMissing, NoPostThere, LinkTaken: the address does not say which post it is.
        LinkDead, NotNow: it was not asked any more.
    """
    held = in_hand(secret)
    with transaction.atomic():
        publication = _locked(held.publication)
        if not in_hand(secret).asks:
            raise NotNow
        found = found_post(publication, link)
        event = Event.PUBLISHED if publication.state == State.PROCESSING else Event.FOUND_LIVE
        person, by = held.member.person, held.actor
        note_posted(publication, remote_id=found.remote_id, address=found.url, person=person, by=by)
        go_public(publication, event, by=by, remote_id=found.remote_id)


def say_not_posted(secret: str) -> None:
    """Write that nothing was posted, as whoever had it in hand says: it waits for a person again.

    Raises:
        LinkDead, NotNow: it was not asked any more.
    """
    held = in_hand(secret)
    with transaction.atomic():
        publication = _locked(held.publication)
        if not in_hand(secret).asks:
            raise NotNow
        Attempt.objects.filter(pk=held.used.attempt_id).update(ended_at=now(), outcome=GIVEN_BACK)
        event = Event.GIVEN_BACK if publication.state == State.PROCESSING else Event.FOUND_ABSENT
        try:
            apply(publication, event, by=held.actor)
        except SignOffLapsed as error:
            said = {"trouble_message": error.message, "trouble_params": {}}
            apply(publication, Event.REFUSED, by=held.actor, changes=said)
            if not end_with_clip(publication, by=held.actor):
                tell_about(publication, "publication_failed")
            return
        if event is Event.GIVEN_BACK:
            tell_about(publication, "by_hand")
        else:
            announce("publication.due", lock=publication.lock, publication_id=publication.pk)


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
    if is_held(publication):
        raise OnHold
    check_sign_off(publication)
    if is_late(publication):
        raise TooLate
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


def _actor(member: Member) -> Actor:
    return Actor(id=member.person.pk, name=member.person.name, role=f"{', '.join(member.roles)}, {ON_A_PHONE}")
