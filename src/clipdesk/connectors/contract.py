"""What every platform's connector does, and what it is given.

One shape fits all platforms: reserve a remote id → send the bytes → publish → look up. `reserve`, `send`, `look_up` and
`withdraw` are safe to repeat. `publish` may not be, so the caller commits that it is about to call it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import ceil
from pathlib import Path
from typing import ClassVar, Protocol, Self, runtime_checkable

from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop

CHUNK_BYTES = 1 << 20
#: A remote id that begins so is a name of ours: the platform has not answered with its own yet.
NEW = "new-"


class ConnectorError(ClipdeskError):
    """The platform said no, or could not be asked.

    `permanent` is the decisive bit: a permanent failure waits for a person, the rest is tried again.
    """

    message = gettext_noop("The destination did not accept the clip: {reason}")
    permanent: ClassVar[bool] = False
    #: Where `send` or `publish` ends with a platform's new name for what was sent: that one. The caller stores it.
    remote_id = ""

    def under(self, remote_id: str) -> Self:
        """Return the error with the remote id under which the post stands from now on."""
        self.remote_id = remote_id
        return self


class NotTaken(ConnectorError):
    """It is certain that nothing happened: the same may be asked again, not before `wait` seconds have passed."""

    message = gettext_noop("The destination did not take the clip now. It is tried again by itself.")

    def __init__(self, *, wait: int = 0, **params: object) -> None:
        super().__init__(**params)
        self.wait = wait


class UsedUp(NotTaken):
    """What the platform allows is used up until a moment: asked again then, it may be taken. It counts as no failure.

    quota: which one (`quotas.Quota.name`); empty: none that is counted here.
    """

    message = gettext_noop("The destination takes no more for now. It is tried again by itself.")
    quota = ""

    def __init__(self, *, until: datetime, **params: object) -> None:
        super().__init__(wait=max(1, ceil((until - now()).total_seconds())), **params)
        self.until = until

    def of(self, quota: str) -> Self:
        """Return the error as one of another quota."""
        self.quota = quota
        return self


class NotReady(NotTaken):
    """The bytes are there, and the platform still works on them: asked again, it counts as no failure."""

    message = gettext_noop("The destination is still preparing the clip. It goes public as soon as that is done.")


class Refused(ConnectorError):
    """The platform refused for good."""

    message = gettext_noop("The destination refused the clip: {reason}")
    permanent = True


class AccountTrouble(Refused):
    """The account itself cannot be used, for this clip or any other: an operator has to act. Nothing happened."""


class StillWorking(ConnectorError):
    """The platform has taken the post for good and does not show it yet: it is looked up until it does. Unlike after
    `NotReady`, it becomes public by itself: no hold keeps it back any more."""

    message = gettext_noop(
        "The destination has taken the clip and does not show it yet. It is asked again by itself until it does."
    )


class Gone(Refused):
    """What was to be changed is no longer at the platform: somebody has taken it down there."""


class NotWhatWasSigned(ConnectorError):
    """The bytes on disk are not the bytes that were signed. Nothing was published."""

    message = gettext_noop(
        "Not what was signed: the file “{name}” has changed on disk. Nothing was published. Render the clip again and "
        "have it signed again."
    )
    permanent = True


@dataclass(frozen=True)
class SealedFile:
    """A file as it stands in the signed package."""

    name: str
    path: Path
    sha256: str
    size: int
    media_type: str
    shape: str = ""  # of a video: `9:16`, `4:5`, `1:1`, `16:9`

    def chunks(self) -> Iterator[bytes]:
        """Yield the file's bytes, hashed on the way.

        The last chunk is handed over only once the whole file is known to be the signed one: whoever streams it to a
        platform has not completed the upload when the check fails.

        Raises:
            NotWhatWasSigned: one byte differs, or the file is gone.
        """
        seen, read, held = hashlib.sha256(), 0, b""
        try:
            with self.path.open("rb") as file:
                while chunk := file.read(CHUNK_BYTES):
                    seen.update(chunk)
                    read += len(chunk)
                    if held:
                        yield held
                    held = chunk
        except OSError as error:
            raise NotWhatWasSigned(name=self.name) from error
        if seen.hexdigest() != self.sha256 or read != self.size:
            raise NotWhatWasSigned(name=self.name)
        if held:
            yield held


@dataclass(frozen=True)
class Post:
    """What goes to one destination: texts, flags and sealed files of one signed package."""

    version: str  # the package's SHA-256
    title: str
    description: str
    language: str
    files: tuple[SealedFile, ...]
    flags: dict[str, bool] = field(default_factory=dict)
    note: str = ""  # shown beside a correction
    shape: str = ""  # of the video that was signed for this destination; empty: the destination's first
    is_public: bool = False  # an earlier version is public: it is replaced, never joined by a second post
    replaces: Post | None = None  # that version, where it is certain that nothing else is public


@dataclass(frozen=True)
class Text:
    """Words that go into one field of a platform: `title`, `description`, `note`, `disclosure`, or `text` for all in one."""

    field: str
    words: str


@dataclass(frozen=True)
class Wording:
    """The words with which a post goes public on a platform. marks: flags that are set there in its own way.

    Beside these, only what follows from the package itself goes along: the language, the station's name.
    """

    texts: tuple[Text, ...]
    marks: tuple[str, ...] = ()


def worded(post: Post, marks: Collection[str], **texts: str) -> Wording:
    """Return texts by their field, without the empty ones, and those of `marks` that are set on a post."""
    said = tuple(Text(field, words) for field, words in texts.items() if words)
    return Wording(said, tuple(sorted(flag for flag in marks if post.flags.get(flag))))


class Outcome(StrEnum):
    """What the platform answers when asked about a post."""

    LIVE = "live"
    PROCESSING = "processing"
    ABSENT = "absent"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class Limits:
    """A platform's limits, as data."""

    title_characters: int
    description_characters: int
    shapes: tuple[str, ...]  # the usual one first
    longest_seconds: int
    text_characters: int = 0  # of all words together, counted as the platform does; 0: they are not counted together
    delete_hours: int = 0  # how old a post may be that we can still delete there; 0: any age
    in_one: bool = False  # the files leave with the call that publishes; else before it
    ahead: bool = False  # what was sent can lie there unseen until its time comes
    by_hand: bool = False  # a person posts, changes and deletes there: `publish` is never called


def nothing_against_it() -> None:
    """Let a request be completed: what is repeated without harm needs no last word."""


class Connector(Protocol):
    """One connected account."""

    kind: ClassVar[str]
    limits: ClassVar[Limits]

    @staticmethod
    def wording(post: Post) -> Wording:
        """Return exactly what goes there besides files: it is sealed, and shown to whoever signs."""

    @staticmethod
    def characters(post: Post) -> int:
        """Return how many characters all words of a post are together, counted as the platform counts."""

    @staticmethod
    def bytes_of(post: Post) -> int:
        """Return how many bytes of files go there."""

    def reserve(self, remote_id: str, post: Post) -> str:
        """Return the remote id under which the post stands, or will; the caller stores it before the first byte.

        `remote_id` is the one that is stored; empty: none. Asked before every sending, and for a post that was found live
        (then with `is_public`): what an earlier try has come to is found out here. Nothing becomes public by it.

        Raises:
            ConnectorError: nothing could be reserved.
        """

    def look_over(self, post: Post) -> None:
        """Say what the platform would refuse of a post, without asking it.

        Raises:
            Refused: with what to change.
        """

    def send(self, remote_id: str, post: Post, on_progress: Callable[[int], None]) -> None:
        """Bring the bytes over, from the start or from where an earlier try stopped. Nothing is public yet.

        `on_progress` gets the bytes sent so far; what it raises ends the sending, and nothing of it may remain.

        Raises:
            NotWhatWasSigned: a file differs from the signed one.
            NotReady: all bytes are there; the platform does not let it be published yet.
            ConnectorError: anything else. Either may say under which `remote_id` it stands from now on, where a platform
                gives a name only for bytes that it has.
        """

    def publish(self, remote_id: str, post: Post, may_go: Callable[[], None] = nothing_against_it) -> str:
        """Make what was sent public. For a post that is live already: put the new version in its place.

        Returns the remote id under which it stands from now on: some platforms give it only in this answer.

        `may_go` is asked at the last moment at which nothing is public yet; what it raises ends the call, and nothing
        became public.

        Raises:
            NotTaken: it is certain that nothing became public.
            Refused: the same, and it will not succeed later either.
            StillWorking: it becomes public by itself.
            ConnectorError: it may be public. Either may say under which `remote_id` it stands from now on.
        """

    def give_up(self, remote_id: str) -> None:
        """Take away what was brought `ahead` and will not go out. What the public sees there stays.

        Raises:
            ConnectorError: it may lie there still; asked again it comes to the same.
        """

    def look_up(self, remote_id: str, post: Post) -> Outcome:
        """Ask whether this very version is public."""

    def withdraw(self, remote_id: str) -> None:
        """Take the post down."""


@dataclass(frozen=True)
class Counters:
    """How a platform gives its counters. at_once: of so many posts with one question. hours: they change no more often.
    terms: what has to be accepted before figures are made of them that the platform does not give, and its address."""

    at_once: int
    hours: int = 1
    terms: tuple[str, str] | None = None


@runtime_checkable
class Measures(Protocol):
    """What a connector does besides where its platform counts. Nothing is told of who watched, wrote or liked."""

    counters: ClassVar[Counters]

    def measure(self, remote_ids: Sequence[str]) -> dict[str, dict[str, int]]:
        """Return the counters of at most `at_once` posts: remote id → metric, as the platform calls it → count.

        A post that the platform does not know is missing, and so is a metric that it does not give: missing is not zero.

        Raises:
            NotTaken: asked again later, it may be told.
            ConnectorError: nothing was found out.
        """


@dataclass(frozen=True)
class Listed:
    """A post that stands on an account, whoever made it. remote_id: as `measure` takes it. shape: the nearest of ours;
    empty: the platform does not say."""

    remote_id: str
    address: str
    title: str
    public_since: datetime
    shape: str = ""


@runtime_checkable
class Lists(Protocol):
    """What a connector does besides where its platform names the account's own posts. Nobody else's are named, and nobody
    who wrote under one."""

    def list_posts(self, since: datetime) -> list[Listed]:
        """Return the account's own posts that became public since a moment and are public now, in any order.

        Raises:
            NotTaken: asked again later, it may be told.
            ConnectorError: nothing was found out.
        """

    @staticmethod
    def names_of(remote_id: str) -> tuple[str, ...]:
        """Return under which names what we published under a remote id may stand in that list."""
