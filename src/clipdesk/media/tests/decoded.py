"""What a file decodes to, and of which boxes it is made: two files that differ in nothing that is seen or heard."""

from __future__ import annotations

import subprocess
from pathlib import Path

from clipdesk.media.supply import ffmpeg_path


def decoded(path: Path) -> list[str]:
    """ffmpeg's own digests of all decoded pictures and sound, with their times."""
    words = ["-v", "error", "-i", str(path), "-map", "0", "-f", "framemd5", "-"]
    done = subprocess.run([str(ffmpeg_path()), *words], capture_output=True, text=True, check=True)
    return [line for line in done.stdout.splitlines() if not line.startswith("#")]


def boxes(path: Path) -> list[str]:
    """The names of an MP4's outermost boxes (ISO/IEC 14496-12, section 4.2)."""
    data, at, found = path.read_bytes(), 0, []
    while at < len(data):
        found.append(data[at + 4 : at + 8].decode("latin-1"))
        at += int.from_bytes(data[at : at + 4], "big")
    return found
