"""The station's own public site: a folder of files that the site room serves.

`<root>/<remote id>/<version>/…` holds one published version of one post. A version becomes public by one rename, so
there is no moment at which half of it can be seen, and asking whether it is public has an exact answer.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from clipdesk.connectors.contract import (
    ConnectorError,
    Counters,
    Limits,
    Outcome,
    Post,
    Wording,
    nothing_against_it,
    worded,
)
from clipdesk.kernel.ids import short_id

#: Flags that the watch page says in words of its own, in the reader's language.
MARKED = frozenset({"ai_altered", "paid"})


class OwnSite:
    """Publishes by copying sealed files into the public folder."""

    kind: ClassVar[str] = "site"
    limits: ClassVar[Limits] = Limits(
        title_characters=120,
        description_characters=5000,
        shapes=("9:16", "4:5", "1:1", "16:9"),
        longest_seconds=3 * 3600,
    )
    counters: ClassVar[Counters] = Counters(at_once=500)  # the desk counts there itself: nobody has to be asked

    def __init__(self, root: Path) -> None:
        self.root = root

    @staticmethod
    def wording(post: Post) -> Wording:
        """Return the words of the watch page, and what it marks."""
        return worded(post, MARKED, title=post.title, description=post.description, note=post.note)

    @staticmethod
    def characters(post: Post) -> int:
        """Return how many characters all words are; nothing here depends on it."""
        return sum(map(len, (post.title, post.description, post.note)))

    @staticmethod
    def bytes_of(post: Post) -> int:
        """Return how many bytes all files are: all go there."""
        return sum(one.size for one in post.files)

    def reserve(self, remote_id: str, post: Post) -> str:
        """Return a new public id; nothing is written yet."""
        return remote_id or short_id()

    def look_over(self, post: Post) -> None:
        """Refuse nothing: the site takes whatever was sealed."""

    def send(self, remote_id: str, post: Post, on_progress: Callable[[int], None]) -> None:
        """Copy the files, hashed while they are read, into a folder that is not public.

        Each try has a folder of its own: one that was paused and replaced touches nothing of its successor's, and
        whatever `on_progress` raises for it ends it without a trace.
        """
        target = version_folder(self.root, remote_id, post.version)
        draft = target.with_name(f".{target.name}.{short_id()}.part")
        try:
            _copy(post, draft, on_progress)
            if target.is_dir():
                shutil.rmtree(draft)
            else:
                _replace(draft, _sent(target))
        except OSError as error:
            shutil.rmtree(draft, ignore_errors=True)
            raise ConnectorError(reason=error.strerror or str(error)) from error
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise

    def publish(self, remote_id: str, post: Post, may_go: Callable[[], None] = nothing_against_it) -> str:
        """Rename the version into place and sweep up what earlier tries left. Repeating it is harmless."""
        target = version_folder(self.root, remote_id, post.version)
        try:
            if not target.is_dir():
                may_go()
                _sent(target).rename(target)
                _sync_folder(target.parent)
                _sync_folder(self.root)
            for left in target.parent.glob(f".{target.name}.*"):
                shutil.rmtree(left)
        except OSError as error:
            raise ConnectorError(reason=error.strerror or str(error)) from error
        return remote_id

    def give_up(self, remote_id: str) -> None:
        """Nothing is brought ahead of its time."""

    def look_up(self, remote_id: str, post: Post) -> Outcome:
        """Tell exactly: the folder of this version is there, or it is not."""
        return Outcome.LIVE if version_folder(self.root, remote_id, post.version).is_dir() else Outcome.ABSENT

    def withdraw(self, remote_id: str) -> None:
        """Remove every version. The watch page that says so is the site's own."""
        folder = self.root / remote_id
        gone = folder.with_name(f".{remote_id}.withdrawn")
        try:
            if gone.is_dir():  # an earlier try stopped half way
                shutil.rmtree(gone)
            if folder.is_dir():
                folder.rename(gone)
                shutil.rmtree(gone)
        except OSError as error:
            raise ConnectorError(reason=error.strerror or str(error)) from error


def version_folder(root: Path, remote_id: str, version: str) -> Path:
    """Return the folder of one published version: sixteen characters of its package's SHA-256 are its name."""
    return root / remote_id / version[:16]


def media_path(remote_id: str, version: str, name: str) -> str:
    """Return the path under which the site serves a file of a published version."""
    return f"/media/{remote_id}/{version[:16]}/{name}"


def _sent(target: Path) -> Path:
    """Return where a version waits, whole, for being published."""
    return target.with_name(f".{target.name}.sent")


def _copy(post: Post, draft: Path, on_progress: Callable[[int], None]) -> None:
    """Write every file of a post into a new folder and make it durable."""
    sent = 0
    draft.mkdir(parents=True)
    for sealed in post.files:
        with (draft / sealed.name).open("wb") as copy:
            for chunk in sealed.chunks():
                copy.write(chunk)
                sent += len(chunk)
                on_progress(sent)
            copy.flush()
            os.fsync(copy.fileno())
    _sync_folder(draft)


def _replace(draft: Path, place: Path) -> None:
    """Put a folder where another may stand; only a whole one ever stands there."""
    old = draft.with_suffix(".old")
    if place.is_dir():
        place.rename(old)
    draft.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _sync_folder(folder: Path) -> None:
    """Make the folder's entries durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
