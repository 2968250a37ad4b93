"""A review copy: a sealed video made small, for whoever signs on a slow connection. The same file is copied once."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, models

from clipdesk.accounts.models import Station
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import IllegalTransition, move, transition
from clipdesk.jobs import crash
from clipdesk.jobs.fence import Fenced, Superseded
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.ids import new_id
from clipdesk.library.models import StoredFile
from clipdesk.library.storage import store
from clipdesk.media.errors import Cancelled
from clipdesk.media.recipe import SHAPES
from clipdesk.media.review_copy import ReviewCopyFiles, make_review_copy
from clipdesk.review.models.package import Package

#: Raised whenever the same file would give another copy.
ENGINE = 1


class SealedFileDamaged(ClipdeskError):
    """What lies in the store is not what was sealed; no copy is made of that."""

    message = gettext_noop("The sealed file {name} is missing or damaged in the store. Tell the operator.")


class NotThisCopy(ClipdeskError):
    """The signer says that they watched a copy that is none of this package's sealed file."""

    message = gettext_noop("The review copy was made anew while you watched. Reload the page and watch it again.")


class ReviewCopy(Fenced):
    """The copy of one sealed video, and a small picture of its thumbnail. `source_sha256` names what it was made from.

    One station's copies are found again by that station alone. A dropped one has given its room back.
    """

    WAITING, RUNNING, DONE, FAILED, DROPPED = "waiting", "running", "done", "failed", "dropped"
    START = move("review_copy_started", "waiting running", RUNNING)
    FINISH = move("review_copy_made", "running", DONE)
    FAIL = move("review_copy_failed", "running", FAILED)
    AGAIN = move("review_copy_wanted", "done failed dropped", WAITING)
    DROP = move("review_copy_dropped", "done", DROPPED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    source_sha256 = models.CharField(max_length=64)
    thumbnail_sha256 = models.CharField(max_length=64, blank=True)
    engine = models.PositiveIntegerField(default=ENGINE)
    state = models.CharField(max_length=20, default=WAITING)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    poster = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    trouble_message = models.TextField(blank=True)  # a ClipdeskError's msgid, translated where it is shown
    trouble_params = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=now, editable=False)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["station", "source_sha256", "thumbnail_sha256", "engine"], name="review_copy_once"
            ),
            models.CheckConstraint(
                name="review_copy_state_known",
                condition=models.Q(state__in=["waiting", "running", "done", "failed", "dropped"]),
            ),
            models.CheckConstraint(
                name="review_copy_done_has_a_file",
                condition=~models.Q(state="done") | models.Q(file__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"copy of {self.source_sha256[:12]} {self.state}"

    def carry_out(self, duration: Fraction) -> None:
        """Make the copy, store it, say so. Safe to run twice; a run that was replaced writes nothing."""
        if not self.claim([self.WAITING, self.RUNNING]):
            return
        transition(self, self.START, by=CLIPDESK, fenced=True)
        crash.point("copy:claimed")
        try:
            made = self._make(duration)
        except (Superseded, Cancelled):
            return
        except (IllegalTransition, OperationalError):
            raise
        except ClipdeskError as error:
            self._fail(error)
            return
        except Exception:  # a defect must not leave the copy looking busy for ever
            self._fail(ClipdeskError())
            raise
        crash.point("copy:stored")
        # The ledger says in one row what was made from what.
        changes = {**made, "source_sha256": self.source_sha256, "done_at": now()}
        transition(self, self.FINISH, by=CLIPDESK, changes=changes, fenced=True)

    def _make(self, duration: Fraction) -> dict[str, StoredFile | None]:
        """Compare the source with its seal, run the engine, put the files into the store.

        Raises:
            SealedFileDamaged: the source is no longer what was sealed.
            Superseded: another run took over.
            DiskFull, RunError, UnreadableMedia: as their sentences say.
        """
        kept = store()
        for sha256 in filter(None, (self.source_sha256, self.thumbnail_sha256)):
            if kept.digest(sha256) != sha256:
                raise SealedFileDamaged(name=sha256[:16])
        thumbnail = kept.path(self.thumbnail_sha256) if self.thumbnail_sha256 else None
        settings.UPLOADS.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="copy-", dir=settings.UPLOADS) as folder:
            source = kept.path(self.source_sha256)
            done = make_review_copy(source, thumbnail, duration, Path(folder), lambda: not self.is_current())
            crash.point("copy:made")
            if not self.is_current():
                raise Superseded
            return _stored(done)

    def _fail(self, error: ClipdeskError) -> None:
        """Write why there is no copy."""
        failed = {"trouble_message": error.message, "trouble_params": {k: str(v) for k, v in error.params.items()}}
        transition(self, self.FAIL, by=CLIPDESK, changes=failed, fenced=True)

    def is_whole(self) -> bool:
        """Tell whether the copy still lies in the store as it was made. Reads all of it."""
        return all(file.is_whole() for file in (self.file, self.poster) if file is not None)

    def drop(self) -> None:
        """Give the room back: the housekeeping of the library removes what nothing refers to."""
        transition(self, self.DROP, by=CLIPDESK, changes={"file": None, "poster": None})


def sealed_video(package: Package) -> dict[str, Any] | None:
    """Return what the package says of the video that is copied: the upright one where that goes out, else the first that
    does; None without any."""
    found = going_out(package)
    return found.get("9:16") or next(iter(found.values()), None)


def going_out(package: Package) -> dict[str, dict[str, Any]]:
    """Return what the package says of its videos, by shape: those that some destination gets. A destination for which no
    shape was sealed gets all."""
    found = {one["role"]: one for one in package.content.get("files", []) if one["role"] in SHAPES}
    asked = {post.get("shape", "") for post in package.content["posts"]}
    return {shape: found[shape] for shape in SHAPES if shape in found and asked & {shape, ""}}


def copy_of(package: Package) -> ReviewCopy | None:
    """Return the copy of the package's video, in whatever state; None where it was never begun."""
    wanted = _wanted(package)
    return ReviewCopy.objects.filter(**wanted).first() if wanted else None


def want_copy(package: Package) -> ReviewCopy | None:
    """Return the copy of the package's video, to be carried out where it is not done; None where there is no video.

    The same video is found again, whichever package sealed it; one that failed, was dropped or was damaged since is
    made anew.
    """
    wanted = _wanted(package)
    if not wanted:
        return None
    copy, _ = ReviewCopy.objects.get_or_create(**wanted)
    damaged = copy.state == ReviewCopy.DONE and not copy.is_whole()
    if damaged or copy.state in {ReviewCopy.FAILED, ReviewCopy.DROPPED}:
        anew: dict[str, object] = {"file": None, "poster": None, "trouble_message": "", "trouble_params": {}}
        transition(copy, ReviewCopy.AGAIN, by=CLIPDESK, changes=anew)
    return copy


def check_watched(package: Package, sha256: str) -> None:
    """Make sure that what a signer says to have watched (nothing: the exact files) was a copy of this package's video.

    Raises:
        NotThisCopy: it was not, or is no longer there.
    """
    if not sha256:
        return
    copy = copy_of(package)
    if copy is None or copy.state != ReviewCopy.DONE or copy.file_id != sha256:
        raise NotThisCopy


def _wanted(package: Package) -> dict[str, Any]:
    """The fields that name the copy of a package's video; empty where there is no video."""
    video = sealed_video(package)
    if video is None:
        return {}
    thumbnails = [one["sha256"] for one in package.content["files"] if one["role"] == "thumbnail"]
    return {
        "station": package.station,
        "source_sha256": video["sha256"],
        "thumbnail_sha256": thumbnails[0] if thumbnails else "",
        "engine": ENGINE,
    }


def _stored(done: ReviewCopyFiles) -> dict[str, StoredFile | None]:
    poster = StoredFile.add(done.poster, media_type="image/jpeg") if done.poster else None
    return {"file": StoredFile.add(done.video, media_type="video/mp4"), "poster": poster}
