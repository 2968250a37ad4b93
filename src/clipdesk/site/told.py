"""What the public is told about something that was published: where, since when, and what became of it.

Of what was withdrawn it is said that it was ours, when it went and in which words; its title and the notes of its
corrections are not repeated, for they may be just what was taken down. So do the watch page and the corrections page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from clipdesk.accounts.models import Station
from clipdesk.connectors.addresses import Address
from clipdesk.connectors.by_hand.posts import names_at
from clipdesk.media.fingerprints import Likeness, Stretch
from clipdesk.publishing.knowing_again import Alike, Outing, outings_of_publication
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import HandWord, Publication
from clipdesk.publishing.wording import public_title
from clipdesk.review.models import Package
from clipdesk.site.posts import watch_path

#: A number that no row reaches.
_AFTER_ALL = Value(2**62)


@dataclass(frozen=True)
class Change:
    """A correction or withdrawal: when, and in whose words; `words` is empty where none were written."""

    at: datetime | None
    words: str


@dataclass(frozen=True)
class Post:
    """One version of a clip on one destination. title: empty once nothing of it is shown any more."""

    title: str
    language: str
    destination: str
    since: datetime
    corrected: tuple[Change, ...]  # after this version
    corrects: str  # what this version itself put right
    withdrawn: Change | None
    url: str  # of the watch page; empty where the station's own site never had the clip


def post_told(outing: Outing) -> Post:
    """Return what is told about a version that was public."""
    publication, content = outing.publication, outing.package.content
    own = _on_own_site(publication)
    shown = content if publication.shown else own.shown.content if own and own.shown else None
    later = [one for one in outings_of_publication(publication) if one.since > outing.since]
    corrections = [Change(one.since, str(one.package.content.get("note", "")) if shown else "") for one in later]
    return Post(
        title=public_title(shown) if shown else "",
        language=str(content["language"]),
        destination=publication.destination.name,
        since=outing.since,
        corrected=tuple(corrections),
        corrects=str(content.get("note", "")) if shown else "",
        withdrawn=_withdrawn(publication),
        url=watch_path(own) if own else "",
    )


def posts_told(outings: tuple[Outing, ...]) -> list[Post]:
    """Return them for several, the newest first: one for each publication, its latest version with that file."""
    newest: dict[object, Outing] = {}
    for outing in outings:
        newest.setdefault(outing.publication.pk, outing)
    return [post_told(outing) for outing in newest.values()]


def posts_at(address: Address, station: Station) -> list[Post]:
    """Return what was published at an address: told from its first version on."""
    rows = Publication.objects.filter(station=station, first_live_at__isnull=False)
    rows = rows.filter(destination__kind=address.kind, remote_id=address.remote_id)
    if address.account:
        named = Q(destination__account__username__iexact=address.account)
        rows = rows.filter(named | Q(destination__account__remote=address.account))
    return [post_told(versions[-1]) for row in rows if (versions := outings_of_publication(row))]


def posts_by_hand_at(text: str, station: Station) -> list[Post]:
    """Return what people posted at an address, now or before: told from its first version on. Only what somebody else has
    looked at and found, when they looked last, to be what was signed: one person's word is not yet the station's."""
    at = Q(pk__in=[])
    for platform, remote_id in names_at(text):
        of_platform = {"publication__destination__account__official__platform": platform} if platform else {}
        at |= Q(remote_id=remote_id, **of_platform)
    later = HandWord.objects.filter(publication=OuterRef("publication"), pk__gt=OuterRef("pk"))
    until = Subquery(later.filter(kind=HandWord.POSTED).order_by("pk").values("pk")[:1])
    looks = later.filter(kind__in=[HandWord.SAME, HandWord.OTHER], pk__lt=OuterRef("until")).order_by("-pk")
    said = HandWord.objects.filter(at, kind=HandWord.POSTED, publication=OuterRef("pk"))
    said = said.annotate(until=Coalesce(until, _AFTER_ALL)).annotate(seen=Subquery(looks.values("kind")[:1]))
    said = said.filter(seen=HandWord.SAME)
    rows = Publication.objects.filter(Exists(said), station=station, first_live_at__isnull=False)
    return [post_told(versions[-1]) for row in rows if (versions := outings_of_publication(row))]


@dataclass(frozen=True)
class Part:
    """Which seconds of a file are which seconds of a clip."""

    start: int
    end: int
    theirs: int
    theirs_end: int

    @property
    def seconds(self) -> int:
        """How long it is."""
        return self.end - self.start


@dataclass(frozen=True)
class Resemblance:
    """What a file has of one clip. `says` is how sure that is, in one word for the template."""

    posts: list[Post]
    picture: Part | None
    sound: Part | None
    says: str  # both | picture | picture_short | picture_alone | sound | sound_alone


def resemblance(found: Alike, *, has_picture: bool, has_sound: bool) -> Resemblance:
    """Return what is told about a clip that a file is like."""
    posts = posts_told(found.outings)
    return Resemblance(
        posts, _part(found.likeness.picture), _part(found.likeness.sound), _says(found.likeness, has_picture, has_sound)
    )


def _says(likeness: Likeness, has_picture: bool, has_sound: bool) -> str:
    if likeness.picture and likeness.sound:
        return "both"
    if likeness.picture:
        return "picture_alone" if not has_sound else "picture" if likeness.heard else "picture_short"
    return "sound" if has_picture else "sound_alone"


def _part(stretch: Stretch | None) -> Part | None:
    if stretch is None:
        return None
    start, theirs, seconds = round(stretch.start), round(stretch.theirs), round(stretch.seconds)
    return Part(start, start + seconds, theirs, theirs + seconds)


def _withdrawn(publication: Publication) -> Change | None:
    if publication.state != State.WITHDRAWN:
        return None
    package, sign_off = publication.package, publication.sign_off
    reason = str(package.content.get("reason", "")) if package and package.kind == Package.WITHDRAWAL else ""
    return Change(sign_off.signed_at if sign_off else publication.taken_down_at, reason)


def _on_own_site(publication: Publication) -> Publication | None:
    """Return the clip's publication on the station's own site, whatever destination was asked about."""
    own = Publication.objects.filter(clip=publication.clip_id, destination__kind="site", first_live_at__isnull=False)
    return own.select_related("station", "shown").first()
