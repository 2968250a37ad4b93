"""A second look at what people posted or took down by hand: somebody else confirms it, or says what they see instead.

Nothing counts as gone before two people have said so; and what one person posted is marked until another has looked.
Everybody speaks of what they saw: `seen` is the number of the last word that stood on their page (`hands.newest_word`),
and where another came since, they must look again.
"""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.db import transaction

from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.clips.editing import NoteMissing
from clipdesk.clips.models import Clip
from clipdesk.history.transition import record
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.text import clean_words
from clipdesk.publishing.found import found_post
from clipdesk.publishing.hand_saying import GIVEN_BACK
from clipdesk.publishing.hands import last_posted, look_at, may_post, newest_word, said_gone, seen_gone
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import HandLinkUsed, HandWord, Publication
from clipdesk.publishing.standing import stands_at
from clipdesk.publishing.telling import tell_about

MOST_WORDS = 1000
_SALT, _HOLDS = "clipdesk.publishing.comparison", timedelta(minutes=30)
_SETTLED: dict[str, object] = {"trouble_message": "", "trouble_params": {}}


class OtherThanSigned(ClipdeskError):
    """Whoever looked saw something else than what was signed."""

    message = gettext_noop(
        "{person} looked at the post and says that it does not show what was signed: {words}. Correct it, or ask for its "
        "withdrawal."
    )


class NothingToLookAt(ClipdeskError):
    """It was looked at, changed or taken down meanwhile."""

    message = gettext_noop(
        "There is nothing to look at any more: it was settled or changed meanwhile. Reload the page."
    )


class OwnWork(ClipdeskError):
    """Whoever did it looks themselves."""

    message = gettext_noop("Somebody else must look: it was you who posted it, or said that it is up or gone.")


def waits_for_look(publication: Publication) -> HandWord | None:
    """Return who posted what the public sees, while nobody else has seen that it is as signed; None: nothing is to be
    looked at."""
    if not _is_public(publication):
        return None
    posted = last_posted(publication)
    looked = look_at(publication)
    is_settled = looked is not None and looked.kind == HandWord.SAME
    return None if posted is None or is_settled or said_gone(publication) else posted


def is_own_work(posted: HandWord, member: Member) -> bool:
    """Tell whether the member said that it is up, or had that version in hand themselves."""
    begun = HandLinkUsed.objects.filter(link__publication=posted.publication_id, link__package=posted.package_id)
    begun = begun.filter(link__made_by=member.person).exclude(attempt__outcome=GIVEN_BACK)
    return posted.by_id == member.person.pk or begun.exists()


def seal_comparison(publication: Publication, member: Member, gave: str) -> str:
    """Return, for a form, what comparing a copy of the post gave: `exact` or `alike`. It holds for this person, this version
    at this address, and half an hour."""
    return signing.dumps([*_about(publication, member), gave], salt=_SALT)


def read_comparison(sealed: str, publication: Publication, member: Member) -> str:
    """Return what a comparison gave.

    Raises:
        NothingToLookAt: it was of something else, by somebody else, or too long ago.
    """
    try:
        *about, gave = signing.loads(sealed, salt=_SALT, max_age=_HOLDS)
    except signing.BadSignature as error:
        raise NothingToLookAt from error
    if about != _about(publication, member):
        raise NothingToLookAt
    return str(gave)


def _about(publication: Publication, member: Member) -> list[str]:
    posted = last_posted(publication)
    return [str(publication.pk), str(publication.shown_id), str(posted and posted.pk), str(member.person.pk)]


def confirm(publication: Publication, seen: int, *, member: Member, compared: str = "") -> None:
    """Write that the post shows what was signed; `compared`: what comparing a copy of it gave.

    Raises:
        NotAllowed, NothingToLookAt, OwnWork: nothing was written.
    """
    with transaction.atomic():
        publication = _locked(publication, seen, member)
        _check_look(publication, member)
        _say(publication, HandWord.SAME, member, compared=compared)
        record(publication, "publication_second_look", by=member.actor, after={"compared": compared or "looked"})
        Publication.objects.filter(pk=publication.pk).update(**_SETTLED)


def doubt(publication: Publication, seen: int, words: str, *, member: Member) -> None:
    """Write that the post shows something else; whoever can correct or withdraw it is told.

    Raises:
        NoteMissing, NotAllowed, NothingToLookAt, OwnWork: nothing was written.
    """
    said = clean_words(words)[:MOST_WORDS]
    if not said:
        raise NoteMissing
    with transaction.atomic():
        publication = _locked(publication, seen, member)
        _check_look(publication, member)
        _say(publication, HandWord.OTHER, member, words=said)
        record(publication, "publication_second_look_other", by=member.actor, because=said)
        params = {"person": member.person.name, "words": said}
        trouble = {"trouble_message": OtherThanSigned.message, "trouble_params": params}
        Publication.objects.filter(pk=publication.pk).update(**trouble)
        tell_about(publication, "by_hand_differs")


def say_taken_down(publication: Publication, seen: int, *, member: Member) -> None:
    """Write that somebody took a withdrawn post down; another must look before it counts as gone.

    Raises:
        NotAllowed, NothingToLookAt: nothing was written.
    """
    with transaction.atomic():
        publication = _locked(publication, seen, member)
        if not _is_to_go(publication) or said_gone(publication):
            raise NothingToLookAt
        _say(publication, HandWord.TAKEN_DOWN, member)
        record(publication, "publication_said_gone", by=member.actor)
        tell_about(publication, "by_hand_look", but=member.person)


def confirm_gone(publication: Publication, seen: int, *, member: Member) -> None:
    """Write that it is gone, as a second person saw.

    Raises:
        NotAllowed, NothingToLookAt, OwnWork: nothing was written.
    """
    with transaction.atomic():
        publication = _locked(publication, seen, member)
        _check_gone(publication, member)
        _say(publication, HandWord.GONE, member)
        record(publication, "publication_taken_down", by=member.actor)
        if _is_to_go(publication):
            Publication.objects.filter(pk=publication.pk).update(taken_down_at=now(), **_SETTLED)


def say_still_up(publication: Publication, seen: int, *, member: Member) -> None:
    """Write that it is still up, whatever was said.

    Raises:
        NotAllowed, NothingToLookAt, OwnWork: nothing was written.
    """
    with transaction.atomic():
        publication = _locked(publication, seen, member)
        _check_gone(publication, member)
        _say(publication, HandWord.STILL_UP, member)
        record(publication, "publication_still_up", by=member.actor)
        tell_about(publication, "by_hand_differs")


def say_elsewhere(publication: Publication, seen: int, link: str, *, member: Member) -> None:
    """Write that the post stands at another address than was said; it is looked at anew.

    Raises:
        LinkMissing, LinkTaken, NoPostThere, NotAllowed, NothingToLookAt: nothing was written.
    """
    with transaction.atomic():
        publication = _locked(publication, seen, member)
        posted = last_posted(publication)
        if posted is None or not (_is_public(publication) or publication.state == State.WITHDRAWN):
            raise NothingToLookAt
        found = found_post(publication, link)
        if found.remote_id == posted.remote_id:
            raise NothingToLookAt
        stands_at(publication, found, package=posted.package, person=member.person, by=member.actor)


def _locked(publication: Publication, seen: int, member: Member) -> Publication:
    """Hold it as it is now, if it is what the member saw."""
    if not may_post(member, publication):
        raise NotAllowed
    Clip.objects.select_for_update(of=("self",)).get(pk=publication.clip_id)
    rows = Publication.objects.select_related("clip__desk", "clip__author", "clip__station", "destination", "shown")
    publication = rows.select_related("package").select_for_update(of=("self",)).get(pk=publication.pk)
    if seen != newest_word(publication):
        raise NothingToLookAt
    return publication


def _is_public(publication: Publication) -> bool:
    return publication.destination.is_by_hand and publication.state in {State.LIVE, State.CORRECTED}


def _check_look(publication: Publication, member: Member) -> None:
    posted = waits_for_look(publication)
    if posted is None:
        raise NothingToLookAt
    if is_own_work(posted, member):
        raise OwnWork


def _check_gone(publication: Publication, member: Member) -> None:
    deleted = publication.destination.is_by_hand and publication.is_public and not seen_gone(publication)
    said = said_gone(publication) if deleted or _is_to_go(publication) else None
    if said is None:
        raise NothingToLookAt
    if said.by_id == member.person.pk:
        raise OwnWork


def _is_to_go(publication: Publication) -> bool:
    by_hand = publication.destination.is_by_hand
    return by_hand and publication.state == State.WITHDRAWN and publication.taken_down_at is None


def _say(publication: Publication, kind: str, member: Member, *, words: str = "", compared: str = "") -> None:
    package = publication.shown or publication.package
    if package is None:
        raise NothingToLookAt
    HandWord.objects.create(
        publication=publication, package=package, kind=kind, by=member.person, words=words, compared=compared
    )
