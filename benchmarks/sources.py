"""What the benchmarks read: recordings as a station has them, made from the sample bulletin.

The bulletin itself is a light file (1.5 Mbit/s): against it everything that is shared by a decode looks smaller than it is
in a newsroom.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from clipdesk.media.supply import ffmpeg_path

SHARED = Path(__file__).resolve().parents[2] / "shared" / "media"
_TWICE = "[0:v]setpts=PTS/2,fps=50,noise=alls=4:allf=t,tinterlace=interleave_top,fieldorder=tff[v]"


def programme(folder: Path, seconds: int) -> Path:
    """The bulletin over and over as `programme.mp4`: 1080p25, H.264 at 8 Mbit/s, a key frame every 50 pictures."""
    loop: list[str | Path] = ["-stream_loop", "-1", "-i", SHARED / "bulletin.mp4", "-t", str(seconds)]
    shape = ["-bf", "2", "-g", "50", "-c:a", "copy"]
    return _made([*loop, *_h264(8), *shape, folder / "programme.mp4"])


def off_air(folder: Path, seconds: int) -> Path:
    """A recording as it comes off air, `air.ts`: 1080i25, top field first, H.264 at 15 Mbit/s, with a camera's noise.

    The pictures are the bulletin's at twice their speed, so that both fields of a frame differ; the sound is its own.
    """
    loop: list[str | Path] = [
        "-stream_loop",
        "-1",
        "-i",
        SHARED / "bulletin.mp4",
        "-filter_complex",
        _TWICE,
        "-map",
        "[v]",
        "-map",
        "0:a",
    ]
    fields = ["-flags", "+ildct+ilme", "-x264-params", "tff=1", "-g", "25", "-c:a", "mp2", "-b:a", "256k"]
    return _made([*loop, "-t", str(seconds), *_h264(15), *fields, folder / "air.ts"])


def _h264(megabits: int) -> list[str]:
    rate = f"{megabits}M"
    return [
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-b:v",
        rate,
        "-minrate",
        rate,
        "-maxrate",
        rate,
        "-bufsize",
        rate,
    ]


def _made(args: list[str | Path]) -> Path:
    subprocess.run([ffmpeg_path(), "-v", "error", "-nostdin", "-y", *args], check=True)
    return Path(args[-1])
