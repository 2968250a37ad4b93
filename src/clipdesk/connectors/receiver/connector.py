"""Another system that takes clips: a CMS, an app, an OTT platform, an agency.

It keeps our own name of a post, takes each call any number of times with the same result, and can be asked. So:

* The remote id is ours from the start, and stays.
* `send` asks which of the files it has, by their SHA-256, and brings the rest: to it, or where it says (a bucket).
  Nothing of that is public.
* `published`, `corrected` and `withdrawn` are one small call each. An answer that was lost is settled by asking.
* What it answers is believed only where it names the very post and version: anything else is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from clipdesk.connectors.contract import (
    Limits,
    Outcome,
    Post,
    Refused,
    SealedFile,
    StillWorking,
    Wording,
    nothing_against_it,
    worded,
)
from clipdesk.connectors.disclosure import disclosure_of
from clipdesk.connectors.http import Body, NoAnswer
from clipdesk.connectors.receiver.errors import StillShown
from clipdesk.connectors.receiver.line import Line
from clipdesk.connectors.receiver.places import Place, places_of
from clipdesk.kernel.errors import gettext_noop
from clipdesk.kernel.ids import short_id

SHAPES: Final = ("9:16", "4:5", "1:1", "16:9")
ABSENT, ACCEPTED, PUBLISHED, WITHDRAWN = "absent", "accepted", "published", "withdrawn"
_ENDINGS = {"video/mp4": "mp4", "image/jpeg": "jpg", "text/vtt": "vtt"}
_ROLES = {"video/mp4": "video", "image/jpeg": "picture", "text/vtt": "captions"}
_CAPTIONS = re.compile(r"captions-(?P<language>[a-z]{2,3})\.vtt")


class NoVideo(Refused):
    """The package holds no video of the shape."""

    message = gettext_noop("The signed clip holds no MP4 video in the shape {shape}.")


@dataclass(frozen=True)
class Standing:
    """What a receiver says it has of a post: the state, the version, which of the files that were named; and where the
    others are to go, if not to itself."""

    state: str
    version: str
    files: frozenset[str]
    places: dict[str, Place]


class Receiver:
    """Publishes by telling one other system."""

    kind: ClassVar[str] = "receiver"
    limits: ClassVar[Limits] = Limits(
        title_characters=120, description_characters=5000, shapes=SHAPES, longest_seconds=3 * 3600
    )

    def __init__(self, line: Line, station: str) -> None:
        self.line, self.station = line, station

    @staticmethod
    def wording(post: Post) -> Wording:
        """Return the words that are told of a post, and its flags, which all go there."""
        said = disclosure_of(post)
        texts = {"title": post.title, "description": post.description, "note": post.note, "disclosure": said}
        return worded(post, post.flags, **texts)

    @staticmethod
    def characters(post: Post) -> int:
        """Return how many characters all words are; nothing here depends on it."""
        return sum(map(len, (post.title, post.description, post.note)))

    @staticmethod
    def bytes_of(post: Post) -> int:
        """Return how many bytes go there: the video of the shape, its picture and its captions."""
        return sum(one.size for one in _chosen(post))

    def reserve(self, remote_id: str, post: Post) -> str:
        """Return a name of ours, which the receiver keeps the post under, for ever."""
        return remote_id or short_id()

    def look_over(self, post: Post) -> None:
        """Refuse a clip without a video of the shape."""
        files_of(post)

    def send(self, remote_id: str, post: Post, on_progress: Callable[[int], None]) -> None:
        """Bring over the files that are not there yet, each hashed while it leaves."""
        files = files_of(post)
        standing = self._asked(remote_id, list(files))
        done = 0
        for name, sealed in files.items():
            if name not in standing.files:
                body = Body(_told(sealed, done, on_progress), sealed.size, sealed.media_type)
                self.line.put(name, body, standing.places.get(name))
            done += sealed.size
            on_progress(done)

    def publish(self, remote_id: str, post: Post, may_go: Callable[[], None] = nothing_against_it) -> str:
        """Tell that this version is to be what the public sees under the name."""
        said = {"id": remote_id, "version": post.version, **self._words(post)}
        answer = self.line.call("corrected" if post.is_public else "published", said, may_go)
        standing = _standing(answer, remote_id)
        if standing.version != post.version or standing.state not in {PUBLISHED, ACCEPTED}:
            raise NoAnswer
        if standing.state == ACCEPTED:
            raise StillWorking
        return remote_id

    def give_up(self, remote_id: str) -> None:
        """Nothing is brought ahead of its time."""

    def look_up(self, remote_id: str, post: Post) -> Outcome:
        """Ask what it has under the name."""
        standing = self._asked(remote_id, [])
        if standing.version != post.version:
            return Outcome.ABSENT
        return {PUBLISHED: Outcome.LIVE, ACCEPTED: Outcome.PROCESSING}.get(standing.state, Outcome.ABSENT)

    def withdraw(self, remote_id: str) -> None:
        """Tell that nothing under the name may be seen any more, and believe it only once it says so.

        Raises:
            StillShown: it says that it is still there.
        """
        answer = self.line.call("withdrawn", {"id": remote_id})
        if _standing(answer, remote_id).state not in {WITHDRAWN, ABSENT}:
            raise StillShown

    def _asked(self, remote_id: str, names: list[str]) -> Standing:
        return _standing(self.line.call("state", {"id": remote_id, "files": names}), remote_id)

    def _words(self, post: Post) -> dict[str, Any]:
        """Return everything that is told of a post."""
        return {
            "station": self.station,
            "title": post.title,
            "description": post.description,
            "language": post.language,
            "note": post.note,
            "flags": dict(post.flags),
            "disclosure": disclosure_of(post),
            "files": [_described(name, sealed, post.language) for name, sealed in files_of(post).items()],
        }


def files_of(post: Post) -> dict[str, SealedFile]:
    """Return what goes there, by a name that nothing else can have: the SHA-256 and an ending. The video is first.

    Raises:
        NoVideo: there is none of the shape.
    """
    chosen = _chosen(post)
    if not chosen or chosen[0].media_type != "video/mp4":
        raise NoVideo(shape=post.shape or SHAPES[0])
    return {f"{one.sha256}.{_ENDINGS[one.media_type]}": one for one in chosen}


def _chosen(post: Post) -> list[SealedFile]:
    """Return the video of the shape that was signed (where none was named, the first of ours), and what goes with it."""
    videos = {one.shape: one for one in reversed(post.files) if one.media_type == "video/mp4"}
    shapes = (post.shape,) if post.shape else (*SHAPES, "")
    video = [videos[shape] for shape in shapes if shape in videos][:1]
    return [*video, *(one for one in post.files if one.media_type in {"image/jpeg", "text/vtt"})]


def _told(sealed: SealedFile, before: int, on_progress: Callable[[int], None]) -> Iterator[bytes]:
    """Yield a file's bytes and tell how many that makes; what that raises ends the request before it is complete."""
    done = before
    for chunk in sealed.chunks():
        done += len(chunk)
        on_progress(done)
        yield chunk


def _described(name: str, sealed: SealedFile, language: str) -> dict[str, Any]:
    """Return what a receiver needs to know of a file. Its name is where it was put; `called` is for people."""
    role = _ROLES[sealed.media_type]
    more: dict[str, str] = {}
    if role == "video":
        more = {"shape": sealed.shape}
    elif role == "captions":
        other = _CAPTIONS.fullmatch(sealed.name)
        more = {"language": other["language"] if other else language}
    said = {"name": name, "role": role, "sha256": sealed.sha256, "size": sealed.size, "media_type": sealed.media_type}
    return {**said, "called": sealed.name, **more}


def _standing(answer: dict[str, Any], remote_id: str) -> Standing:
    """Read what a receiver says it has.

    Raises:
        NoAnswer: it speaks of another post, or not as it should.
        NoSuchPlace: it names places for files that are none.
    """
    state, version, files = answer.get("state"), answer.get("version", ""), answer.get("files", [])
    known = state in {ABSENT, ACCEPTED, PUBLISHED, WITHDRAWN}
    if answer.get("id") != remote_id or not known or not isinstance(version, str) or not isinstance(files, list):
        raise NoAnswer
    has = frozenset(one for one in files if isinstance(one, str))
    return Standing(str(state), version, has, places_of(answer.get("put")))
