"""A worker that stands still (SIGSTOP) is replaced; when it wakes up (SIGCONT) it writes nothing.

Nothing sets the clock on here: the job is taken over once its worker has not been heard of for thirty seconds.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.crash.walking import Walk
from tests.desk import PATIENCE, Desk

pytestmark = [pytest.mark.slow, pytest.mark.accept, pytest.mark.timeout(1200)]
MEDIA, PUBLISH = "ingest,render,housekeeping", "publish"
SETTLES_SECONDS = 6


@contextmanager
def second_worker(desk: Desk, queues: str) -> Iterator[subprocess.Popen[bytes]]:
    """Another worker, as a second machine would have one."""
    worker = desk.worker(queues)
    try:
        yield worker
    finally:
        worker.terminate()
        worker.wait(PATIENCE)


def traces(walk: Walk) -> dict[str, set[Any]]:
    """Everything that a run could leave behind: rows, ledger, files in the store and in the public folder."""
    of_clip = "clip_id IN (SELECT id FROM clips_clip WHERE recording_id = %s)"
    rows = {
        "recording": "SELECT t::text FROM library_recording t WHERE id = %s",
        "made": "SELECT t::text FROM library_recordingfile t WHERE recording_id = %s",
        "renders": "SELECT t::text FROM clips_render t WHERE recording_id = %s",
        "rendered": "SELECT t::text FROM clips_renderfile t JOIN clips_render r ON r.id = render_id "
        "WHERE recording_id = %s",
        "packages": f"SELECT t::text FROM review_package t WHERE {of_clip}",
        "copies": "SELECT t::text FROM review_reviewcopy t JOIN review_sealedfile f ON f.file_id = t.source_sha256 "
        f"JOIN review_package p ON p.id = f.package_id WHERE {of_clip}",
        "publications": f"SELECT t::text FROM publishing_publication t WHERE {of_clip}",
        "attempts": "SELECT t::text FROM publishing_attempt t JOIN publishing_publication p ON p.id = publication_id "
        f"WHERE {of_clip}",
    }
    found: dict[str, set[Any]] = {
        name: {row["t"] for row in walk.desk.rows(query, walk.recording)} for name, query in rows.items()
    }
    for name, table in (("ledger", "history_ledgerentry"), ("stored", "library_storedfile")):
        found[name] = {row["t"] for row in walk.desk.rows(f"SELECT t::text FROM {table} t")}
    folders = (walk.desk.data / "files", walk.desk.data / "public")
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    found["files"] = {(str(path), path.stat().st_size) for path in files}
    return found


def wake_up(walk: Walk, pid: int) -> None:
    """Let the paused worker go on, and prove that nothing of it can be found afterwards."""
    before = traces(walk)
    os.kill(pid, signal.SIGCONT)
    time.sleep(SETTLES_SECONDS)
    after = traces(walk)
    assert {what: sorted(after[what] ^ before[what]) for what in before if after[what] != before[what]} == {}


@pytest.mark.parametrize("label", ["ingest:analysed", "ingest:stored"])
def test_paused_while_it_reads_a_recording(desk: Desk, tmp_path: Path, label: str) -> None:
    walk = Walk(desk, f"paused {label}".replace(":", "-"), tmp_path)
    desk.arm("stop", label)
    walk.receive()
    pid = desk.wait_taken(label)
    with second_worker(desk, MEDIA):
        walk.wait_for("library_recording", walk.recording, "ready")
        wake_up(walk, pid)
    assert walk.verbs(walk.recording).count("recording_ready") == 1


@pytest.mark.parametrize("label", ["render:encoded", "render:stored"])
def test_paused_while_it_renders(desk: Desk, tmp_path: Path, label: str) -> None:
    walk = Walk(desk, f"paused {label}".replace(":", "-"), tmp_path)
    walk.receive()
    walk.wait_for("library_recording", walk.recording, "ready")
    desk.arm("stop", label)
    walk.send()
    pid = desk.wait_taken(label)
    with second_worker(desk, MEDIA):
        walk.wait_sealed()
        wake_up(walk, pid)
    walk.sign()
    walk.wait_for("clips_clip", walk.clip, "published")
    walk.check()


@pytest.mark.parametrize("label", ["publish:reserved", "publish:sent", "publish:before_call", "publish:after_call"])
def test_paused_while_it_sends(desk: Desk, tmp_path: Path, label: str) -> None:
    walk = Walk(desk, f"paused {label}".replace(":", "-"), tmp_path)
    walk.receive()
    walk.wait_for("library_recording", walk.recording, "ready")
    walk.send()
    walk.wait_sealed()
    desk.arm("stop", label)
    walk.sign()
    pid = desk.wait_taken(label)
    with second_worker(desk, PUBLISH):
        walk.wait_for("clips_clip", walk.clip, "published")
        wake_up(walk, pid)
    walk.check()
