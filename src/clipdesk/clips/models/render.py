"""A render: one recipe turned into signed files. Rendering the same recipe twice is finding it again, within one station."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, models, transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.clips import credentials
from clipdesk.clips.content import Content
from clipdesk.clips.models.clip import Clip
from clipdesk.clips.models.look import look_named
from clipdesk.history.models import CLIPDESK, Actor
from clipdesk.history.transition import IllegalTransition, move, transition
from clipdesk.jobs import crash
from clipdesk.jobs.announce import announce, defer
from clipdesk.jobs.app import URGENT_QUEUES
from clipdesk.jobs.fence import Fenced, Superseded
from clipdesk.kernel.canonical import canonical_json, digest
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, TryLater
from clipdesk.kernel.ids import new_id
from clipdesk.library.models import Recording, StoredFile
from clipdesk.media.errors import Cancelled
from clipdesk.media.provenance import Said
from clipdesk.media.recipe import Recipe
from clipdesk.media.render import ENGINE, Order, Rendered, render
from clipdesk.media.renditions import file_name, shape_of

PROGRESS_STEP = 0.02
SIGNER_WAIT = timedelta(seconds=30)
#: How style sheets call a shape.
SHAPE_ICONS = {"9:16": "upright", "4:5": "portrait", "1:1": "square", "16:9": "wide"}


class Render(Fenced):
    """The files of one recipe by one version of the engine.

    The recording is part of what makes a render the same: two stations that own the same file stay strictly apart.
    """

    WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
    STATES = {WAITING: _("Waiting"), RUNNING: _("Rendering"), DONE: _("Rendered"), FAILED: _("Failed")}
    AGAIN = move("render_wanted", "failed", WAITING)
    START = move("render_started", "waiting running", RUNNING)
    FINISH = move("rendered", "running", DONE, "render.done")
    FAIL = move("render_failed", "running", FAILED, "render.failed")
    REPAIR = move("render_damaged", "done", WAITING, "render.wanted")
    SIGN_ANEW = move("render_unsigned", "done", WAITING, "render.wanted")
    LEVEL = move("render_levels_wanted", "done", WAITING, "render.wanted")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="renders")
    recipe_sha256 = models.CharField(max_length=64)
    ai_altered = models.BooleanField(default=False)  # the newsroom says so, and the files' credentials do
    engine = models.PositiveIntegerField()
    recipe_json = models.JSONField()
    levels = models.JSONField(
        default=list
    )  # keys of `loudness.TARGETS`: at which the files are wanted beside its own loudness
    state = models.CharField(max_length=20, default=WAITING)
    progress = models.FloatField(default=0)
    trouble_message = models.TextField(blank=True)  # a ClipdeskError's msgid, translated where it is shown
    trouble_params = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=now, editable=False)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recording", "recipe_sha256", "ai_altered", "engine"], name="render_once"),
            models.CheckConstraint(
                name="render_state_known", condition=models.Q(state__in=["waiting", "running", "done", "failed"])
            ),
        ]

    def __str__(self) -> str:
        return f"render {self.recipe_sha256[:12]} {self.state}"

    @property
    def station_id(self) -> object:
        """The station whose recording this is (the ledger asks)."""
        return self.recording.station_id

    @property
    def is_urgent(self) -> bool:
        """Whether what its end sets in motion goes before everything else: a breaking clip of its recording is in review."""
        return self.recording.clips.filter(state=Clip.IN_REVIEW, breaking=True).exists()

    def is_whole(self) -> bool:
        """Tell whether every file on the disk still is what was rendered. Reads all of them."""
        return all(made.file.is_whole() for made in self.files.select_related("file"))

    def is_signed(self) -> bool:
        """Tell whether its videos carry content credentials of the station's present certificate."""
        videos = [made.file_id for made in self.files.all() if shape_of(made.role)]
        return credentials.are_signed(videos, self.recording.station)

    def wake(self) -> None:
        """Ask for the render again when its job is gone: it ended while this row still waited."""
        jobs = ProcrastinateJob.objects.filter(task_name="clips.render", args__render_id=str(self.pk))
        if not jobs.filter(status__in=["todo", "doing"]).exists():
            announce("render.wanted", urgent=self.is_urgent, render_id=self.pk)

    def repair(self) -> None:
        """Render again, because a file on the disk has changed since."""
        transition(self, self.REPAIR, by=CLIPDESK, changes={"progress": 0.0})

    def sign_anew(self) -> None:
        """Render again, because its files carry no credentials, or an earlier certificate's. What was sealed stays."""
        transition(self, self.SIGN_ANEW, by=CLIPDESK, changes={"progress": 0.0})

    def has(self, levels: Collection[str]) -> bool:
        """Tell whether its files are there at all these levels; a recording without sound has nothing to level."""
        return self.recording.source_info.audio is None or set(levels) <= set(self.levels)

    def level(self, levels: Collection[str]) -> None:
        """Render again, because a destination of the clip wants another loudness."""
        transition(self, self.LEVEL, by=CLIPDESK, changes={"progress": 0.0, "levels": _both(self.levels, levels)})

    def carry_out(self) -> None:
        """Render, sign, store the files, say so. Safe to run twice; a run that was replaced writes nothing.

        While the signer is away it waits: nothing of it shows in the history.
        """
        if self._waits_for_signer() or not self.claim([self.WAITING, self.RUNNING]):
            return
        transition(self, self.START, by=CLIPDESK, changes={"progress": 0.0}, fenced=True)
        crash.point("render:claimed")
        try:
            signer = credentials.signer_for(self.recording.station)  # first, because it may say no
            with _work_folder() as folder:
                done, signer = self._encode(folder, signer)
                crash.point("render:encoded")
                if not self.is_current():
                    raise Superseded
                stored = _store(done)
        except (Superseded, Cancelled):
            return
        except (IllegalTransition, OperationalError):
            raise
        except TryLater:
            self._put_off()
            return
        except ClipdeskError as error:
            self._fail(error)
            return
        except Exception:  # a defect must not leave the render looking busy for ever
            self._fail(ClipdeskError())
            raise
        crash.point("render:stored")
        with transaction.atomic():
            transition(self, self.FINISH, by=CLIPDESK, changes={"progress": 1.0, "done_at": now()}, fenced=True)
            self.files.all().delete()
            RenderFile.objects.bulk_create(
                RenderFile(render=self, role=role, file=file, name=name) for role, name, file in stored
            )
            credentials.note_signed(signer, [file for role, _, file in stored if shape_of(role)])

    def _waits_for_signer(self) -> bool:
        """Tell whether it has to wait for the signer; then it comes again by itself. Whatever else is wrong is said later."""
        if self.state not in {self.WAITING, self.RUNNING}:
            return False
        try:
            credentials.signer_for(self.recording.station)
        except TryLater:
            self._put_off()
            return True
        except (ClipdeskError, OSError):
            pass
        return False

    def _put_off(self) -> None:
        """Come again in a little while, in the same queue."""
        jobs = ProcrastinateJob.objects.filter(task_name="clips.render", args__render_id=str(self.pk))
        if not jobs.filter(status="todo").exists():
            at_it = jobs.filter(status="doing").order_by("pk").last()
            urgent = at_it is not None and at_it.queue_name == URGENT_QUEUES["render"]
            defer("clips.render", at=now() + SIGNER_WAIT, urgent=urgent, render_id=self.pk)

    def _fail(self, error: ClipdeskError) -> None:
        """Write why it could not be rendered."""
        failed = {"trouble_message": error.message, "trouble_params": {k: str(v) for k, v in error.params.items()}}
        transition(self, self.FAIL, by=CLIPDESK, changes=failed, fenced=True)

    def is_in_hand(self) -> bool:
        """Tell whether another job renders it right now. A stalled job that was put back is no longer at it."""
        jobs = ProcrastinateJob.objects.filter(task_name="clips.render", args__render_id=str(self.pk), status="doing")
        return self.state == self.RUNNING and jobs.count() > 1

    def _encode(self, folder: Path, signer: credentials.Signer) -> tuple[Rendered, credentials.Signer]:
        """Run the engine on the original, with progress written at most every two per cent; sign what it made."""
        written = 0.0

        def progress(share: float) -> None:
            nonlocal written
            if share - written >= PROGRESS_STEP:
                written = share
                self.write(progress=share)

        self.refresh_from_db(fields=["levels"])  # it may have waited for this run since it was first looked at
        order = replace(order_for(self.recording, Recipe.from_json(self.recipe_json)), levels=tuple(self.levels))
        done = render(order, folder, progress, lambda: not self.is_current())
        sources = self.recording.finishes.order_by("cut_from__original").values_list("cut_from__original", flat=True)
        said = Said(self.ai_altered, tuple(sources.distinct()))
        return credentials.sign_patiently(order, done, signer, folder, lambda: not self.is_current(), said)


class RenderFile(models.Model):
    """One file of a render: a video (see `media.renditions`), `thumbnail` or `captions`."""

    render = models.ForeignKey(Render, on_delete=models.CASCADE, related_name="files")
    role = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["render", "role"], name="render_role_once")]

    def __str__(self) -> str:
        return f"{self.render} {self.role}"


def order_for(recording: Recording, recipe: Recipe) -> Order:
    """Return what the engine has to know to render `recipe` of `recording`.

    Raises:
        NoSuchLook: the recipe's look is none of the station's.
    """
    return Order(
        recipe=recipe,
        source=recording.original_path,
        info=recording.source_info,
        loudness=recording.loudness_series,
        look=look_named(recipe.look, recording.station_id),
        index=recording.key_frames,
    )


def want_render(
    recording: Recording, content: Content, *, breaking: bool, by: Actor, levels: Collection[str] = ()
) -> Render:
    """Return the render of a clip's content, asking for it when it does not exist or failed before. Call inside a transaction.

    A finished or running render of the same recipe, and of the same word on artificial intelligence, is found again,
    whichever clip of the recording it was made for. levels: see `Render.levels`; one that is done, or under way, without them
    is rendered again when the clip's package is put together (`Render.has`).
    """
    given = {"recipe_json": content.recipe.to_json(), "levels": sorted(levels)}
    found, made = Render.objects.get_or_create(recording=recording, engine=ENGINE, **_identity(content), defaults=given)
    if made:
        announce("render.wanted", urgent=breaking, render_id=found.pk)
    elif found.state == Render.FAILED:
        again: dict[str, object] = {"trouble_message": "", "trouble_params": {}, "levels": _both(found.levels, levels)}
        transition(found, Render.AGAIN, by=by, changes=again)
        announce("render.wanted", urgent=breaking, render_id=found.pk)
    elif breaking and found.state == Render.WAITING:
        announce("render.wanted", urgent=True, render_id=found.pk)
    return found


def render_of(clip: Clip) -> Render | None:
    """Return the render of a clip's newest revision if it was ever asked for."""
    return _renders_of(clip).filter(engine=ENGINE).first()


def shown_render_of(clip: Clip) -> Render | None:
    """Return the same to look at: where this engine was never asked, the newest that is done."""
    return render_of(clip) or _renders_of(clip).filter(state=Render.DONE).order_by("-engine").first()


def _renders_of(clip: Clip) -> models.QuerySet[Render]:
    return Render.objects.filter(recording=clip.recording_id, **_identity(clip.content))


def _both(levels: Collection[str], more: Collection[str]) -> list[str]:
    return sorted({*levels, *more})


def _identity(content: Content) -> dict[str, Any]:
    """What of a clip's content makes its files what they are."""
    sha256 = digest(canonical_json(content.recipe.to_json()))
    return {"recipe_sha256": sha256, "ai_altered": content.flags.get("ai_altered", False)}


def _store(done: Rendered) -> list[tuple[str, str, StoredFile]]:
    """Put the files into the store: (role, name, file)."""
    wanted = [(role, file_name(role), path, "video/mp4") for role, path in done.files.items()]
    wanted.append(("thumbnail", "thumbnail.jpg", done.thumbnail, "image/jpeg"))
    wanted.append(("captions", "captions.vtt", done.captions, "text/vtt"))
    return [(role, name, StoredFile.add(path, media_type=kind)) for role, name, path, kind in wanted]


@contextmanager
def _work_folder() -> Iterator[Path]:
    """Give a folder for one run, on the same disk as the store, gone afterwards."""
    settings.UPLOADS.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="render-", dir=settings.UPLOADS))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
