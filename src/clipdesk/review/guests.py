"""Links for people without an account: one package is shown for some days, and notes are taken. Nothing else opens."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Person
from clipdesk.accounts.roles import SEND_BACK
from clipdesk.clips.access import require
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.kernel.canonical import digest
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.text import clean_words
from clipdesk.library.models import StoredFile
from clipdesk.library.storage import store
from clipdesk.review.models import GuestLink, GuestLinkEnded, GuestLinkOpened, Package, PictureNote
from clipdesk.review.notes import BY_GUEST, Author, NoSuchPicture, Said, lock, put, shapes_of
from clipdesk.review.refusals import NotOpen

DAYS = (1, 3, 7)
MOST_LINKS = 20  # of one package
MOST_NAME = 80
GUEST = "guest"
"""The role under which the ledger names a guest."""


class LinkOver(ClipdeskError):
    """The link opens nothing, or no longer."""

    message = gettext_noop("This link does not work, or no longer. Ask whoever sent it to you for a new one.")


class LinkEnded(LinkOver):
    """Somebody ended it."""

    message = gettext_noop("The newsroom has ended this link. Ask whoever sent it to you if you still need it.")


class LinkExpired(LinkOver):
    """Its time ran out."""

    message = gettext_noop("The time of this link is over. Ask whoever sent it to you for a new one.")


class Decided(LinkOver):
    """The package was signed, sent back or is void."""

    message = gettext_noop(
        "The newsroom has decided on this version of the clip meanwhile, so the link shows it no more."
    )


class NoName(ClipdeskError):
    """A guest, or whom a link is for, without a name."""

    message = gettext_noop("Write a name of at most {limit} characters.")


class NoSuchTime(ClipdeskError):
    """A link for another time than those offered."""

    message = gettext_noop("Choose one of the times that are offered.")


class EnoughLinks(ClipdeskError):
    """More links to one package than anybody can watch over."""

    message = gettext_noop("There are {count} links to this package already, and that is the most.")


def make(package: Package, made_for: str, days: int, *, member: Member) -> str:
    """Make a link to a package that waits; return its token, of which only the hash is kept.

    Raises:
        NotAllowed, NotOpen, NoSuchPicture, NoName, NoSuchTime, EnoughLinks: nothing was written.
    """
    require(member, SEND_BACK, package.clip)
    made_for = _name(made_for)
    if days not in DAYS:
        raise NoSuchTime
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        lock(package.clip)
        package.refresh_from_db(fields=["state"])
        if package.state != Package.OPEN:
            raise NotOpen
        if not shapes_of(package):
            raise NoSuchPicture
        if (count := package.guest_links.count()) >= MOST_LINKS:
            raise EnoughLinks(count=count)
        link = GuestLink.objects.create(
            station_id=package.station_id,
            package=package,
            token_sha256=digest(token.encode()),
            made_for=made_for,
            made_by=member.person,
            expires_at=now() + timedelta(days=days),
        )
        after = _in_ledger(link, package=package.sha256, until=link.expires_at.isoformat())
        record(package.clip, "guest_link_made", by=member.actor, after=after)
    return token


def address_of(token: str) -> str:
    """Return the whole address of a link."""
    return settings.ORIGIN + reverse("review:guest", kwargs={"token": token})


def end(link: GuestLink, *, member: Member) -> None:
    """End a link at once. Whoever comes second changes nothing."""
    require(member, SEND_BACK, link.package.clip)
    with transaction.atomic():
        _end(link, by=member.actor)


def end_all(station_id: UUID, giver: Person, taker: Person, by: Actor) -> int:
    """End the links of somebody who leaves the station: they know the addresses (`leaving`)."""
    for link in GuestLink.objects.filter(station=station_id, made_by=giver, ended=None, expires_at__gt=now()):
        _end(link, by=by)
    return 0


def _end(link: GuestLink, by: Actor) -> None:
    lock(link.package.clip)
    if not GuestLinkEnded.objects.filter(link=link).exists():
        GuestLinkEnded.objects.create(link=link, by=Person.objects.get(pk=str(by.id)))
        record(link.package.clip, "guest_link_ended", by=by, after=_in_ledger(link))


def opened_by(token: str) -> GuestLink:
    """Return the link behind a token, while it works.

    Raises:
        LinkOver, LinkEnded, LinkExpired, Decided: it does not.
    """
    rows = GuestLink.objects.select_related("station", "made_by", "ended", "opened", "package__clip__recording")
    link = rows.select_related("package__revision").filter(token_sha256=digest(token.encode())).first()
    if link is None:
        raise LinkOver
    check_works(link)
    return link


def check_works(link: GuestLink) -> None:
    """Make sure that a link still works.

    Raises:
        LinkEnded, LinkExpired, Decided: it does not.
    """
    if hasattr(link, "ended"):
        raise LinkEnded
    if link.expires_at <= now():
        raise LinkExpired
    if link.package.state != Package.OPEN:
        raise Decided


def note_opening(link: GuestLink) -> None:
    """Write down that the page was opened for the first time; later openings leave no trace."""
    with transaction.atomic():
        _, is_first = GuestLinkOpened.objects.get_or_create(link=link)
        if is_first:
            by = _actor(link, link.made_for)
            record(link.package.clip, "guest_link_opened", by=by, after=_in_ledger(link), because=BY_GUEST)


def write(token: str, name: str, said: Said) -> PictureNote:
    """Write a guest's note.

    Raises:
        NoName, whatever `opened_by` raises, whatever `notes.put` raises. Nothing was written.
    """
    link = opened_by(token)
    name = _name(name)
    with transaction.atomic():
        lock(link.package.clip)
        link = opened_by(token)  # as it is now that nobody else can end it or decide
        return put(link.package, said, Author(actor=_actor(link, name), guest=link, guest_name=name))


def file_for(token: str, name: str) -> StoredFile:
    """Return one sealed file of the link's package by the name that it was sealed under.

    Raises:
        LinkOver: the link does not work.
        LookupError: the package has no such file, or it is gone.
    """
    for sealed in opened_by(token).package.content["files"]:
        if sealed["name"] == name and store().exists(sealed["sha256"]):
            return StoredFile(sha256=sealed["sha256"], size=sealed["size"], media_type=sealed["media_type"])
    raise LookupError("no such file")


def _actor(link: GuestLink, name: str) -> Actor:
    """Return the guest as the ledger keeps them: the name is what they typed, nobody has checked it."""
    return Actor(id=None, name=name, role=f"{GUEST}, link by {link.made_by.name}")


def _in_ledger(link: GuestLink, **facts: str) -> dict[str, str]:
    """Return what the ledger keeps about a link. Its rows stand under the clip, in whose history people look for them."""
    return {"link": str(link.pk), "for": link.made_for, **facts}


def _name(text: str) -> str:
    name = " ".join(clean_words(text).split())
    if not name or len(name) > MOST_NAME:
        raise NoName(limit=MOST_NAME)
    return name
