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

from clipdesk.connectors.contract import ConnectorError, Limits, NotWhatWasSigned, Outcome, Post
from clipdesk.kernel.ids import short_id


class OwnSite:
    """Publishes by copying sealed files into the public folder."""

    kind: ClassVar[str] = "site"
    limits: ClassVar[Limits] = Limits(
        title_characters=120, description_characters=5000, shapes=("9:16", "1:1", "16:9"), longest_seconds=3 * 3600
    )

    def __init__(self, root: Path) -> None:
        self.root = root

    def reserve(self) -> str:
        """Return a new public id; nothing is written yet."""
        return short_id()

    def send(self, remote_id: str, post: Post, on_progress: Callable[[int], None]) -> None:
        """Copy the files, hashed while they are read, into a folder that is not public."""
        draft = self._draft(remote_id, post.version)
        shutil.rmtree(draft, ignore_errors=True)
        sent = 0
        try:
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
        except NotWhatWasSigned:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        except OSError as error:
            shutil.rmtree(draft, ignore_errors=True)
            raise ConnectorError(reason=error.strerror or str(error)) from error

    def publish(self, remote_id: str, post: Post) -> None:
        """Rename the version into place. Repeating it is harmless."""
        target = version_folder(self.root, remote_id, post.version)
        if target.is_dir():
            return
        try:
            self._draft(remote_id, post.version).rename(target)
            _sync_folder(target.parent)
            _sync_folder(self.root)
        except OSError as error:
            raise ConnectorError(reason=error.strerror or str(error)) from error

    def look_up(self, remote_id: str, post: Post) -> Outcome:
        """Tell exactly: the folder of this version is there, or it is not."""
        return Outcome.LIVE if version_folder(self.root, remote_id, post.version).is_dir() else Outcome.ABSENT

    def withdraw(self, remote_id: str) -> None:
        """Remove every version. The watch page that says so is the site's own."""
        folder = self.root / remote_id
        if folder.is_dir():
            gone = folder.with_name(f".{remote_id}.withdrawn")
            shutil.rmtree(gone, ignore_errors=True)
            folder.rename(gone)
            shutil.rmtree(gone)

    def _draft(self, remote_id: str, version: str) -> Path:
        """Return the folder in which a version is put together."""
        final = version_folder(self.root, remote_id, version)
        return final.with_name(f".{final.name}.part")


def version_folder(root: Path, remote_id: str, version: str) -> Path:
    """Return the folder of one published version: sixteen characters of its package's SHA-256 are its name."""
    return root / remote_id / version[:16]


def _sync_folder(folder: Path) -> None:
    """Make the folder's entries durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
