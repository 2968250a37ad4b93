"""What an attack is, and where it is built: every one is made on the spot, none is kept in the repository."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from clipdesk.media.errors import MediaError
from clipdesk.media.supply import ffmpeg_path


@dataclass(frozen=True)
class Place:
    """Where attacks are built. folder: theirs; port: where the canary server listens; pipe: a canary that looks like
    a recording and notices whoever opens it, in a folder of its own; secret: a text that must show up nowhere.
    """

    folder: Path
    port: int
    pipe: Path
    secret: Path

    @property
    def server(self) -> str:
        """The canary server's address."""
        return f"http://127.0.7.3:{self.port}"


@dataclass(frozen=True)
class Attack:
    """One hostile file. name: what it tries; file: the name it is sent under; error: how it has to be refused."""

    name: str
    file: str
    build: Callable[[Place], bytes]
    error: type[MediaError]

    def send(self, place: Place) -> Path:
        """Build the file; return where it lies."""
        folder = place.folder / "".join(letter if letter.isalnum() else "-" for letter in self.name)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / self.file
        path.write_bytes(self.build(place))
        return path


def encode(folder: Path, name: str, *args: str) -> bytes:
    """Run ffmpeg, outside the walls: what goes in is our own. Return the file it wrote."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    command = [str(ffmpeg_path()), "-v", "error", "-nostdin", "-y", *args, str(path)]
    subprocess.run(command, check=True, timeout=240, stderr=subprocess.PIPE)
    return path.read_bytes()


def picture(size: str = "320x180", seconds: float = 1, rate: int = 25) -> tuple[str, ...]:
    """The options of a moving test picture as input."""
    return ("-f", "lavfi", "-i", f"testsrc2=s={size}:r={rate}:d={seconds}")


def sound(seconds: float = 1) -> tuple[str, ...]:
    """The options of a tone as input."""
    return ("-f", "lavfi", "-i", f"sine=r=48000:d={seconds}")
