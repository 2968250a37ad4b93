"""Notes on the picture: write one, answer it, resolve it, reopen it.

Notes belong to the clip and stay with it from version to version; each remembers the package whose picture it is about. The
clip's author is told of what is new, and whoever wrote in the same thread: once, until they have looked.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction
from django.db.models import QuerySet

from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.accounts.models import Notice, Person
from clipdesk.accounts.notices import mark_as_read, tell
from clipdesk.accounts.roles import SEE, SIGN
from clipdesk.clips.access import may, require
from clipdesk.clips.content import check_fit
from clipdesk.clips.models import Clip
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.text import clean_words
from clipdesk.kernel.time import format_fraction
from clipdesk.media.recipe import SHAPES
from clipdesk.review.calling import page_of
from clipdesk.review.models import GuestLink, NoteReopened, NoteReply, NoteResolved, Package, PictureNote
from clipdesk.review.models.note import WHOLE, moment_text
from clipdesk.review.own_work import makers_of

KIND = "picture_note"
MOST_WORDS = 1000
MOST_NOTES = 500  # of one clip
MOST_REPLIES = 50  # to one note
BY_GUEST = gettext_noop("a guest, by link: nobody has checked the name")


class NoWords(ClipdeskError):
    """A note or an answer without words."""

    message = gettext_noop("Write what the note says.")


class TooManyWords(ClipdeskError):
    """A note or an answer is longer than a note."""

    message = gettext_noop("That is {count} characters; a note has at most {limit}. Write it shorter, or as two.")


class NoSuchPicture(ClipdeskError):
    """The package has no such video."""

    message = gettext_noop("This package has no such video. Reload the page and choose one of those it shows.")


class BeyondTheEnd(ClipdeskError):
    """The frame lies behind the last one."""

    message = gettext_noop("The video ends at {end}. Choose a time before that.")


class NotARegion(ClipdeskError):
    """A rectangle that has no area or does not lie in the picture."""

    message = gettext_noop(
        "The rectangle does not lie in the picture. Left and width together are at most 100 %, top and height too."
    )


class EnoughNotes(ClipdeskError):
    """More notes or answers than anybody reads."""

    message = gettext_noop("There are {count} already, and that is the most. Talk to each other, then resolve some.")


@dataclass(frozen=True)
class Region:
    """A rectangle in the picture, per mille of its width and height, from the upper left corner."""

    left: int
    top: int
    width: int
    height: int

    def __post_init__(self) -> None:
        across, down = (self.left, self.width), (self.top, self.height)
        if not all(start >= 0 and size > 0 and start + size <= WHOLE for start, size in (across, down)):
            raise NotARegion


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody says about a frame. `shape`: which of the package's videos. No `region`: the whole picture."""

    shape: str
    frame: int
    words: str
    region: Region | None = None


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who writes: a person, or a guest by a link, who gave a name."""

    actor: Actor
    person: Person | None = None
    guest: GuestLink | None = None
    guest_name: str = ""


def write(package: Package, said: Said, *, member: Member) -> PictureNote:
    """Write a note; everybody may who sees the clip.

    Raises:
        Whatever `put` raises. Nothing was written.
    """
    require(member, SEE, package.clip)
    with transaction.atomic():
        lock(package.clip)
        return put(package, said, Author(actor=member.actor, person=member.person))


def put(package: Package, said: Said, author: Author) -> PictureNote:
    """Write a note of whoever may. Call it in a transaction that holds the clip.

    Raises:
        NoWords, TooManyWords, NoSuchPicture, BeyondTheEnd, EnoughNotes: nothing was written.
    """
    words = readable(said.words)
    if said.shape not in shapes_of(package):
        raise NoSuchPicture
    rate = rate_of(package)
    if not 0 <= said.frame < frames_of(package):
        raise BeyondTheEnd(end=moment_text(frames_of(package), rate))
    _check_room(package.clip.picture_notes.count(), MOST_NOTES)
    note = PictureNote.objects.create(
        station_id=package.station_id,
        clip_id=package.clip_id,
        package=package,
        shape=said.shape,
        frame=said.frame,
        rate=format_fraction(rate),
        words=words,
        by=author.person,
        guest=author.guest,
        guest_name=author.guest_name,
        **(vars(said.region) if said.region else {}),
    )
    after = _in_ledger(
        note, package=package.sha256, shape=said.shape, frame=said.frame, region=note.region, words=words
    )
    record(note.clip, "note_written", by=author.actor, after=after, because=BY_GUEST if author.guest else "")
    _tell(note, author.person, str(note.pk))
    return note


def answer(note: PictureNote, words: str, *, member: Member) -> NoteReply:
    """Answer a note; everybody may who sees the clip.

    Raises:
        NoWords, TooManyWords, EnoughNotes: nothing was written.
    """
    require(member, SEE, note.clip)
    words = readable(words)
    with transaction.atomic():
        lock(note.clip)
        _check_room(note.replies.count(), MOST_REPLIES)
        reply = NoteReply.objects.create(note=note, words=words, by=member.person)
        record(note.clip, "note_answered", by=member.actor, after=_in_ledger(note, words=words))
        _tell(note, member.person, str(reply.pk))
    return reply


def resolve(note: PictureNote, *, member: Member) -> None:
    """Say that nothing is left to do about a note. Whoever comes second says nothing new.

    Raises:
        NotAllowed: they neither made the clip nor sign on its desk.
    """
    if not may_resolve(member, note.clip):
        raise NotAllowed
    with transaction.atomic():
        lock(note.clip)
        if NoteResolved.objects.filter(note=note, reopened=None).exists():
            return
        NoteResolved.objects.create(note=note, by=member.person)
        record(note.clip, "note_resolved", by=member.actor, after=_in_ledger(note, words=note.words))


def reopen(note: PictureNote, *, member: Member) -> None:
    """Say that a note which was marked as done is not. Whoever comes second says nothing new.

    Raises:
        NotAllowed: they neither made the clip nor sign on its desk.
    """
    if not may_resolve(member, note.clip):
        raise NotAllowed
    with transaction.atomic():
        lock(note.clip)
        held = NoteResolved.objects.filter(note=note, reopened=None).first()
        if held is None:
            return
        made = NoteReopened.objects.create(resolution=held, by=member.person)
        record(note.clip, "note_reopened", by=member.actor, after=_in_ledger(note, words=note.words))
        _tell(note, member.person, f"reopened:{made.pk}")


def looked_at(clip: Clip, person: Person) -> None:
    """Note that somebody has seen what is new in a clip's notes: the next one is told again."""
    mark_as_read(_told(clip).filter(person=person))


def newest_package(clip: Clip) -> Package | None:
    """Return the clip's last package that shows a picture: notes of earlier versions are read beside that one."""
    return clip.packages.exclude(kind=Package.WITHDRAWAL).order_by("-made_at").first()


def may_resolve(member: Member, clip: Clip) -> bool:
    """Tell whether the person may say that a note is done, or is not: those who made the clip, and those who sign on its desk."""
    return may(member, SEE, clip) and (member.person.pk in makers_of(clip) or may(member, SIGN, clip))


def shapes_of(package: Package) -> list[str]:
    """Return the shapes of the package's videos, in the order in which the pages show them; none: it has no picture."""
    sealed = {one["role"] for one in package.content.get("files", [])}
    return [shape for shape in SHAPES if shape in sealed]


def rate_of(package: Package) -> Fraction:
    """Return how many frames a second the package's videos have."""
    return package.revision.film.rate


def frames_of(package: Package) -> int:
    """Return how many frames each of the package's videos has, counted as the renderer does, with the look's cards."""
    return package.revision.film.frames


def readable(text: str) -> str:
    """Return words as they are kept.

    Raises:
        NoWords, TooManyWords, UnfitText: as their sentences say.
    """
    words = clean_words(text.replace("\r\n", "\n"))
    if not words:
        raise NoWords
    if len(words) > MOST_WORDS:
        raise TooManyWords(count=len(words), limit=MOST_WORDS)
    check_fit(words)
    return words


def lock(clip: Clip) -> None:
    """Hold the clip: one after the other writes, and nobody writes about a package while it is being decided."""
    Clip.objects.select_for_update(of=("self",)).get(pk=clip.pk)


def _tell(note: PictureNote, writer: Person | None, what: str) -> None:
    """Tell the clip's author and whoever wrote in the thread; not the writer, and nobody who has not looked since the last
    time: ten notes in a minute ring once."""
    clip = note.clip
    thread = [note.by, *(reply.by for reply in note.replies.select_related("by"))]
    people = {clip.author, *(person for person in thread if person is not None)} - {writer}
    waits = set(_told(clip).filter(person__in=people, read_at=None).values_list("person", flat=True))
    tell(
        [person for person in people if person.pk not in waits],
        station=clip.station,
        desk=clip.desk,
        kind=KIND,
        cause=f"{_cause(clip)}{what}",
        link=page_of(newest_package(clip) or note.package),
    )


def _told(clip: Clip) -> QuerySet[Notice]:
    return Notice.objects.filter(station=clip.station_id, cause__startswith=f"{KIND}:{_cause(clip)}")


def _cause(clip: Clip) -> str:
    return f"clip:{clip.pk}:"


def _check_room(count: int, most: int) -> None:
    if count >= most:
        raise EnoughNotes(count=count)


def _in_ledger(note: PictureNote, **facts: object) -> dict[str, object]:
    """Return what the ledger keeps about a note. Its rows stand under the clip, in whose history people look for them."""
    return {"note": str(note.pk), **facts}
