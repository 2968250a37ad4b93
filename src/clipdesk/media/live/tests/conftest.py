"""A programme with a burnt-in frame counter as a transport stream, and a keeper that only remembers."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from clipdesk.kernel.errors import ClipdeskError
from clipdesk.media.live import Found, Placed, Stored, Timeline
from clipdesk.media.supply import ffmpeg_path
from clipdesk.media.tests.conftest import bulletin, make

__all__ = ["bulletin", "make"]

FRAMES = 400


@pytest.fixture(scope="session")
def programme(bulletin: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """16 seconds of the bulletin, small enough for a slow machine: 640 × 360, a key frame every second, two B-frames."""
    path = tmp_path_factory.mktemp("programme") / "programme.ts"
    picture = ("-frames:v", str(FRAMES), "-vf", "scale=640:360:flags=area", "-c:v", "libx264", "-preset", "veryfast")
    group = ("-g", "25", "-bf", "2", "-sc_threshold", "0", "-b:v", "400k", "-maxrate", "500k", "-bufsize", "500k")
    sound = ("-c:a", "aac", "-b:a", "64k", "-t", "16")
    words = ["-v", "error", "-nostdin", "-i", str(bulletin), *picture, *group, *sound, "-muxdelay", "0.2", str(path)]
    subprocess.run([str(ffmpeg_path()), *words], check=True, timeout=1200)
    return path


class Remembering:
    """Keeps what it hears in lists, and places the segments as the desk does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.placed: list[Placed] = []
        self.troubles: list[ClipdeskError] = []
        self.turns: list[tuple[int, bool]] = []
        self.tracks: list[dict[str, Any]] = []
        self.knocks: list[str] = []
        self.timeline = Timeline()
        self.changed = threading.Condition()

    def next_number(self, on_backup: bool = False) -> int:
        self.turns.append((self.timeline.next_number, on_backup))
        return self.timeline.next_number

    def hear(self, said: Mapping[str, Any]) -> None:
        with self.changed:
            if said["kind"] == "tracks":
                self.tracks = said["tracks"]
            if said["kind"] == "segment":
                self.placed.append(self.timeline.place(Found.read(said)))
            self.changed.notify_all()

    def trouble(self, error: ClipdeskError | None) -> None:
        with self.changed:
            if error is not None:
                self.troubles.append(error)
            self.changed.notify_all()

    def turned_away(self, why: str) -> None:
        with self.changed:
            self.knocks.append(why)
            self.changed.notify_all()

    def wait(self, segments: int = 0, troubles: int = 0, seconds: float = 120) -> None:
        """Wait until so many were heard."""
        with self.changed:
            done = self.changed.wait_for(
                lambda: len(self.placed) >= segments and len(self.troubles) >= troubles, timeout=seconds
            )
        assert done, (len(self.placed), self.troubles)

    @property
    def stored(self) -> list[Stored]:
        """The segments as `join` wants them."""
        return [Stored(f"{p.found.number:010d}.ts", p.found.first_pts, p.begins) for p in self.placed]


@pytest.fixture
def keeper(tmp_path: Path) -> Remembering:
    folder = tmp_path / "segments"
    folder.mkdir()
    return Remembering(folder)
