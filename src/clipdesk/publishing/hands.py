"""What is known of a publication that people post by hand: who has it now, where it is, who has looked."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Person
from clipdesk.accounts.roles import CORRECT, SEND
from clipdesk.clips.models import Clip
from clipdesk.connectors.by_hand.posts import FoundPost
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.kernel.clock import now
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Attempt, HandLinkUsed, HandWord, Publication
from clipdesk.publishing.telling import tell_about
from clipdesk.review.models import Package

#: How long whoever began may take to say what became of it; afterwards nobody knows, and somebody is asked to look.
AT_WORK = timedelta(minutes=60)
BY_HAND = "by_hand"
_PUBLIC = [State.LIVE, State.CORRECTED]
#: After which words whatever was seen before was seen of something else.
_LOOKED_AT_ANEW = [HandWord.POSTED, HandWord.ALSO, HandWord.STILL_UP]
#: Which last word of what is public somebody must still look after.
_WAITS_FOR_EYES = [*_LOOKED_AT_ANEW, HandWord.OTHER, HandWord.TAKEN_DOWN]
_MOST_ADDRESSES = 10


def may_post(member: Member, publication: Publication) -> bool:
    """Tell whether the member may do for this publication what is done by hand."""
    desk_id = publication.clip.desk_id
    return member.may(SEND, desk_id) or member.may(CORRECT, desk_id)


def newest_attempt(publication: Publication) -> Attempt | None:
    """Return the last attempt at a publication."""
    return publication.attempts.order_by("-run").first()


def at_work_until(publication: Publication) -> datetime | None:
    """Return until when somebody is posting it; None: nobody is."""
    if publication.state != State.PROCESSING or not publication.destination.is_by_hand:
        return None
    attempt = newest_attempt(publication)
    return attempt.publish_called_at + AT_WORK if attempt and attempt.publish_called_at else None


def is_in_hands(publication: Publication) -> bool:
    """Tell whether somebody is posting it now, and may yet say what became of it."""
    until = at_work_until(publication)
    return until is not None and until > now()


def address_of(publication: Publication) -> str:
    """Return where the post stands, or stood last, as whoever posted it said; empty: nobody has said."""
    said = publication.hand_words.filter(kind=HandWord.POSTED).order_by("-pk").first()
    return said.address if said else ""


def last_posted(publication: Publication) -> HandWord | None:
    """Return who said last that it is up."""
    rows = publication.hand_words.filter(kind=HandWord.POSTED).select_related("by", "package")
    return rows.order_by("-pk").first()


def look_at(publication: Publication) -> HandWord | None:
    """Return the second look at what the public sees now; None: nobody has looked since it was posted."""
    posted = last_posted(publication)
    if posted is None:
        return None
    anew = publication.hand_words.filter(kind__in=_LOOKED_AT_ANEW).order_by("-pk").first() or posted
    looks = publication.hand_words.filter(kind__in=[HandWord.SAME, HandWord.OTHER], pk__gt=anew.pk)
    return looks.select_related("by").order_by("-pk").first()


def other_addresses(publication: Publication) -> list[str]:
    """Return where else it was said to stand, the newest first, where nobody has seen since that all of it is gone."""
    words = publication.hand_words.order_by("-pk")
    gone, posted = words.filter(kind=HandWord.GONE).first(), last_posted(publication)
    rows = words.filter(kind__in=[HandWord.POSTED, HandWord.ALSO], pk__gt=gone.pk if gone else 0)
    rows = rows.exclude(remote_id=posted.remote_id) if posted else rows
    return list(dict.fromkeys(rows.values_list("address", flat=True)))[:_MOST_ADDRESSES]


def said_gone(publication: Publication) -> HandWord | None:
    """Return who said that the post is gone, where nobody has said since that it is still up, or up anew."""
    kinds = [HandWord.TAKEN_DOWN, HandWord.STILL_UP, HandWord.POSTED]
    last = publication.hand_words.filter(kind__in=kinds).select_related("by").order_by("-pk").first()
    return last if last is not None and last.kind == HandWord.TAKEN_DOWN else None


def seen_gone(publication: Publication) -> bool:
    """Tell whether a second person has seen that a post is gone that somebody said they deleted."""
    said = said_gone(publication)
    return said is not None and publication.hand_words.filter(kind=HandWord.GONE, pk__gt=said.pk).exists()


def newest_word(publication: Publication) -> int:
    """Return the number of the last thing that anybody said of it: who speaks of what they saw has seen this; 0: nothing."""
    return publication.hand_words.order_by("-pk").values_list("pk", flat=True).first() or 0


def has_not_said(publication: Publication) -> str:
    """Return who had it in hand when it was withdrawn and has not said since whether anything was posted; else empty."""
    if publication.state != State.WITHDRAWN:
        return ""
    attempt = newest_attempt(publication)
    if attempt is None or attempt.publish_called_at is None or attempt.ended_at is not None:
        return ""
    return holder_of(attempt)


def holder_of(attempt: Attempt) -> str:
    """Return the name of whoever began an attempt by a link; empty: nobody did."""
    used = HandLinkUsed.objects.filter(attempt=attempt).select_related("link__made_by").last()
    return used.link.made_by.name if used else ""


def holder_now(publication: Publication) -> str:
    """Return the name of whoever has it in hand now; empty: nobody has."""
    attempt = newest_attempt(publication) if publication.state == State.PROCESSING else None
    return holder_of(attempt) if attempt else ""


def waiting_for_people(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """Return those of `rows` that ask for somebody's hands or eyes: to post, to take down, to look."""
    words = HandWord.objects.filter(publication=OuterRef("pk")).order_by("-pk")
    return rows.alias(last_word=Subquery(words.values("kind")[:1])).filter(
        Q(state=State.BY_HAND)
        | Q(state=State.PROCESSING)
        | Q(state=State.WITHDRAWN, taken_down_at=None)
        | Q(state__in=_PUBLIC, shown=F("package"), last_word__in=_WAITS_FOR_EYES),
        destination__kind=BY_HAND,
    )


def note_posted(
    publication: Publication,
    found: FoundPost,
    *,
    person: Person,
    by: Actor,
    package: Package | None = None,
    verb: str = "publication_posted_by_hand",
) -> None:
    """Write down who says that a version (`package`; else what was to go out) is up, and where; call it in the transaction
    that makes it public. What is to be taken down at once is looked at by nobody first."""
    package = package or publication.package
    if package is None:
        raise LookupError("nothing was to be posted")
    HandWord.objects.create(
        publication=publication,
        package=package,
        kind=HandWord.POSTED,
        remote_id=found.remote_id,
        address=found.url,
        by=person,
    )
    record(publication, verb, by=by, after={"address": found.url})
    if publication.clip.state != Clip.WITHDRAWN:
        tell_about(publication, "by_hand_look", but=person)


def note_also(publication: Publication, found: FoundPost, *, package: Package, person: Person, by: Actor) -> None:
    """Write down that a post is up that nobody asked for any more. Whoever can settle it is told, and whoever has the clip
    in hand."""
    HandWord.objects.create(
        publication=publication,
        package=package,
        kind=HandWord.ALSO,
        remote_id=found.remote_id,
        address=found.url,
        by=person,
    )
    record(publication, "publication_elsewhere", by=by, after={"address": found.url})
    tell_about(publication, "by_hand_differs", but=person)


def note_deleted(publication: Publication, *, person: Person, by: Actor) -> None:
    """Write down who says that a post is gone that a correction was to change, or a withdrawal to remove."""
    posted = last_posted(publication)
    if posted is None or said_gone(publication):
        return
    HandWord.objects.create(publication=publication, package=posted.package, kind=HandWord.TAKEN_DOWN, by=person)
    record(publication, "publication_said_gone", by=by)
    tell_about(publication, "by_hand_look", but=person)


def remind(publication: Publication) -> None:
    """Tell once more, once, where nobody did in time what only people can do. What misses its time is told as such."""
    since = _waits_since(publication)
    if since is not None and since + timedelta(minutes=settings.BY_HAND_GRACE_MINUTES) < now():
        tell_about(publication, "by_hand_overdue")


def _waits_since(publication: Publication) -> datetime | None:
    if publication.state == State.WITHDRAWN and publication.sign_off is not None:
        return publication.sign_off.signed_at
    if publication.state == State.BY_HAND and publication.is_public:
        attempt = newest_attempt(publication)
        return attempt.begun_at if attempt else None
    return None
