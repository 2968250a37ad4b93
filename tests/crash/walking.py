"""One walk down the corridor, from a file to the public page, with something harmed at labelled points on the way."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from clipdesk.media.supply import ffmpeg_path
from tests.desk import PATIENCE, Desk

#: Every labelled point of the product, in the order of the corridor; a test proves that none is left out.
POINTS = {
    "ingest": ("ingest:claimed", "ingest:analysed", "ingest:stored", "ingest:recorded"),
    "render": ("render:claimed", "render:encoded", "render:stored"),
    "copy": ("copy:claimed", "copy:made", "copy:stored"),
    "publish": (
        "publish:claimed",
        "publish:reserved",
        "publish:sent",
        "publish:before_call",
        "publish:after_call",
        "publish:recorded",
    ),
    "withdraw": ("publish:taken_down",),
}
#: Each walk is harmed once in every stage; together the walks (and one withdrawal) pass every point.
WALKS = [
    {stage: POINTS[stage][number % len(POINTS[stage])] for stage in ("ingest", "render", "copy", "publish")}
    for number in range(max(map(len, POINTS.values())))
]


@dataclass(frozen=True)
class Harm:
    """What is done to the desk when a worker reaches the point: it dies there, or stands still while `act` is done."""

    name: str
    at_point: str
    act: Callable[[Desk, int], None]


def _nothing_more(desk: Desk, pid: int) -> None:
    """The worker is dead; the supervisor starts another."""


def _kill_database(desk: Desk, pid: int) -> None:
    """The server alone, as the kernel does it when memory runs out; those who served connections find out later."""
    os.kill(desk.pid("postgres"), signal.SIGKILL)
    os.kill(pid, signal.SIGCONT)


def _kill_bystanders(desk: Desk, pid: int) -> None:
    """Everything else that is supervised, one after the other: web, signer, recorder, the other workers."""
    for name in desk.names():
        before = desk.pid(name)
        if name != "postgres" and before != pid:
            os.kill(before, signal.SIGKILL)
            desk.wait(partial(_is_another, desk, name, before), PATIENCE, f"another {name}")
    os.kill(pid, signal.SIGCONT)


def _is_another(desk: Desk, name: str, before: int) -> bool:
    with contextlib.suppress(FileNotFoundError, ValueError):
        return desk.pid(name) != before
    return False


def _kill_supervisor(desk: Desk, pid: int) -> None:
    """The supervisor alone: nobody looks after the others any more, until somebody starts the desk again."""
    assert desk.process is not None
    desk.process.kill()
    desk.process.wait()
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)
    desk.start()


def _kill_everything(desk: Desk, pid: int) -> None:
    desk.kill_all()
    desk.start()


WORKER_DIES = Harm("worker", "die", _nothing_more)
DATABASE_DIES = Harm("database", "stop", _kill_database)
BYSTANDERS_DIE = Harm("bystanders", "stop", _kill_bystanders)
SUPERVISOR_DIES = Harm("supervisor", "stop", _kill_supervisor)
ALL_DIE = Harm("all", "stop", _kill_everything)
HARMS = (WORKER_DIES, DATABASE_DIES, BYSTANDERS_DIE, SUPERVISOR_DIES, ALL_DIE)


@dataclass
class Walk:
    """One recording, one clip, one publication; `title` finds them all."""

    desk: Desk
    title: str
    folder: Path
    recording: str = ""
    clip: str = ""
    found: dict[str, Any] = field(default_factory=dict)

    def go(self, points: Mapping[str, str], harm: Harm) -> None:
        """Walk from the file to the public page; at `points` the desk is harmed."""
        with self._harmed(points.get("ingest"), harm):
            self.receive()
        self.wait_for("library_recording", self.recording, "ready")
        with self._harmed(points.get("render"), harm):
            self.send()
        with self._harmed(points.get("copy"), harm):
            pass  # the render goes on by itself, and the copy follows it
        self.wait_sealed()
        with self._harmed(points.get("publish"), harm):
            self.sign()
        self.wait_for("clips_clip", self.clip, "published")
        self._wait_quiet()

    def receive(self) -> None:
        """Lan brings the recording in."""
        video = small_video(self.folder, self.title)
        self.recording = self.desk.do("receive", str(video), self.title)["recording"]

    def send(self) -> None:
        """Lan cuts a clip and sends it to review."""
        self.clip = self.desk.do("send", self.recording)["clip"]

    def sign(self) -> None:
        """Minh signs what waits."""
        self.desk.do("sign", self.clip)

    def wait_sealed(self) -> None:
        """Wait until the clip is rendered and sealed, and its review copy made."""
        sealed = "SELECT 1 FROM review_package WHERE clip_id = %s AND state = 'open'"
        self.desk.wait(lambda: self.desk.rows(sealed, self.clip), PATIENCE, "the sealed package")
        copied = f"SELECT 1 FROM review_reviewcopy WHERE state = 'done' AND {_OF_CLIP}"
        self.desk.wait(lambda: self.desk.rows(copied, self.clip), PATIENCE, "the review copy")

    def withdraw(self, label: str, harm: Harm) -> None:
        """Take the clip out of sight again, by two people; at `label` the desk is harmed."""
        self.desk.do("ask", self.clip)
        with self._harmed(label, harm):
            self.desk.do("sign", self.clip)
        gone = "SELECT 1 FROM publishing_publication WHERE clip_id = %s AND taken_down_at IS NOT NULL"
        self.desk.wait(lambda: self.desk.rows(gone, self.clip), PATIENCE, "the files to be taken down")
        self._wait_quiet()

    def _wait_quiet(self) -> None:
        unfinished = "SELECT 1 FROM procrastinate_jobs WHERE status = 'doing' AND queue_name <> 'housekeeping'"
        self.desk.wait(lambda: not self.desk.rows(unfinished), PATIENCE, "the queues to be quiet")

    @contextlib.contextmanager
    def _harmed(self, label: str | None, harm: Harm) -> Iterator[None]:
        """Do harm when what happens inside reaches `label`."""
        if label is None:
            yield
            return
        self.desk.arm(harm.at_point, label)
        yield
        pid = self.desk.wait_taken(label)
        orphans = self.desk.workers_at_work()
        harm.act(self.desk, pid)
        self.desk.set_clock_on(orphans)

    def wait_for(self, table: str, key: str, state: str) -> None:
        """Wait until a row is in `state`."""
        query = f"SELECT 1 FROM {table} WHERE id = %s AND state = %s"
        self.desk.wait(lambda: self.desk.rows(query, key, state), PATIENCE, f"{table} to be {state}")

    def count(self, table: str, where: str, *values: object) -> int:
        """Count rows."""
        return int(self.desk.rows(f"SELECT count(*) AS number FROM {table} WHERE {where}", *values)[0]["number"])

    def verbs(self, *subjects: str) -> list[str]:
        """The ledger of some things, in order."""
        query = "SELECT verb FROM history_ledgerentry WHERE subject_id = ANY(%s) ORDER BY seq"
        return [row["verb"] for row in self.desk.rows(query, list(subjects))]

    def check(self) -> None:
        """Nothing of this walk is lost or doubled."""
        assert self.count("library_recording", "title = %s AND state = 'ready'", self.title) == 1
        assert self.count("library_recording", "title = %s", self.title) == 1
        assert self.count("library_recordingfile", "recording_id = %s AND kind = 'proxy'", self.recording) == 1
        assert self.count("clips_clip", "title = %s", self.title) == 1
        assert self.count("clips_render", "recording_id = %s AND state = 'done'", self.recording) == 1
        assert self.count("clips_render", "recording_id = %s", self.recording) == 1
        assert self.count("review_package", "clip_id = %s", self.clip) == 1
        assert self.count("review_reviewcopy", f"state = 'done' AND {_OF_CLIP}", self.clip) == 1
        signed = "package_id IN (SELECT id FROM review_package WHERE clip_id = %s)"
        assert self.count("review_signoff", signed, self.clip) == 1
        publications = self.desk.rows("SELECT * FROM publishing_publication WHERE clip_id = %s", self.clip)
        assert [(row["state"], row["shown_id"] == row["package_id"]) for row in publications] == [("live", True)]
        self._check_ledger(str(publications[0]["id"]))
        self._check_files(publications[0])

    def _check_ledger(self, publication: str) -> None:
        """Each thing happened once, whatever had to be tried again."""
        recording, clip, out = self.verbs(self.recording), self.verbs(self.clip), self.verbs(publication)
        assert [recording.count(verb) for verb in ("recording_received", "recording_ready")] == [1, 1]
        assert [clip.count(verb) for verb in ("clip_made", "sent_to_review", "signed", "published")] == [1, 1, 1, 1]
        copy = self.desk.rows(f"SELECT id FROM review_reviewcopy WHERE {_OF_CLIP}", self.clip)[0]["id"]
        assert self.verbs(str(copy)).count("review_copy_made") == 1
        live = [verb for verb in out if verb in {"publication_published", "publication_found_live"}]
        assert len(live) == 1, out
        assert out.count("publication_prepared") == out.count("publication_sealed") == 1
        refused = self.count("procrastinate_jobs", "status = 'failed' AND args::text LIKE %s", f"%{publication}%")
        assert refused == 0

    def _check_files(self, publication: Mapping[str, Any]) -> None:
        """Exactly one version is public, byte for byte what was signed, and nothing lies beside it."""
        query = "SELECT canonical::jsonb AS content, sha256 FROM review_package WHERE clip_id = %s"
        package = self.desk.rows(query, self.clip)[0]
        folder = self.desk.data / "public" / publication["remote_id"]
        assert [path.name for path in folder.iterdir()] == [package["sha256"][:16]]
        public = {path.name: _sha256(path) for path in (folder / package["sha256"][:16]).iterdir()}
        assert public == {sealed["name"]: sealed["sha256"] for sealed in package["content"]["files"]}
        shown = {
            row["remote_id"]
            for row in self.desk.rows("SELECT remote_id FROM publishing_publication WHERE shown_id IS NOT NULL")
        }
        assert {path.name for path in (self.desk.data / "public").iterdir()} == shown


_OF_CLIP = """source_sha256 IN (
    SELECT file_id FROM review_sealedfile JOIN review_package p ON p.id = package_id WHERE p.clip_id = %s)"""


def small_video(folder: Path, title: str) -> Path:
    """Three seconds of moving picture with the walk's title in it: the same file twice would be one recording."""
    path = folder / f"{title}.mp4"
    source = ("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=3", "-f", "lavfi", "-i", "sine=f=440:r=48000:d=3")
    named = ("-metadata", f"title={title}")
    codec = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest")
    subprocess.run(
        [str(ffmpeg_path()), "-v", "error", "-nostdin", "-y", *source, *named, *codec, str(path)], check=True
    )
    return path


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
