"""One small file for every codec that ffmpeg can write (scenario 17)."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from clipdesk.media.supply import ffmpeg_path
from tests.hostile.attack import encode

_SIZE = {"dvvideo": "720x576", "dnxhd": "1280x720"}
_OPTIONS = {
    "dnxhd": ("-profile:v", "dnxhr_sq", "-pix_fmt", "yuv422p"),
    "opus": ("-strict", "-2"),
    "vorbis": ("-strict", "-2"),
    "prores_ks": ("-profile:v", "0"),
    "libsvtav1": ("-preset", "12"),
    "libaom-av1": ("-cpu-used", "8"),
}
_SKIPPED = re.compile(r"_(qsv|vaapi|nvenc|amf|v4l2m2m|vulkan|mf|omx|cuvid|d3d12va)$|^wrapped_avframe$|^vnull$|^anull$")
_CONTAINERS = ("a.mkv", "a.mov", "a.mxf", "a.ogg", "a.wav")
_ONLY_IN_TS = ("s302m",)  # what a transport stream does not know it carries as data, which is no test of a decoder


@dataclass(frozen=True)
class Sample:
    """A file of one codec; codec: the name of the codec itself, not of the encoder."""

    codec: str
    encoder: str
    path: Path


def samples(folder: Path) -> list[Sample]:
    """Build a file for every codec that this ffmpeg encodes into a container that is opened at all."""
    found = []
    done: set[str] = set()
    for kind, encoder, codec in encoders():
        if codec in done or _SKIPPED.search(encoder):
            continue
        if path := _write(folder, kind, encoder, codec):
            done.add(codec)
            found.append(Sample(codec, encoder, path))
    latm = ("-f", "lavfi", "-i", "sine=r=48000:d=0.3", "-c:a", "aac", "-mpegts_flags", "latm")
    encode(folder / "latm", "a.ts", *latm)
    return [*found, Sample("aac_latm", "aac", folder / "latm" / "a.ts")]


@lru_cache(maxsize=1)
def encoders() -> list[tuple[str, str, str]]:
    """Kind (V or A), encoder and codec of everything that ffmpeg encodes."""
    found = []
    for line in listing("-encoders"):
        if match := re.match(r"^ ([VA])[A-Z.]{5} (\S+)\s.*?(?:\(codec (\S+)\))?$", line):
            found.append((match[1], match[2], match[3] or match[2]))
    return found


def decoders() -> list[tuple[str, str]]:
    """Kind (V, A or S) and name of everything that ffmpeg decodes."""
    return [
        (match[1], match[2])
        for line in listing("-decoders")
        if (match := re.match(r"^ ([VAS])[A-Z.]{5} (\S+)\s", line))
    ]


def listing(option: str) -> list[str]:
    """The lines of one of ffmpeg's listings, below its legend."""
    command = [str(ffmpeg_path()), "-hide_banner", option]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout
    return text.partition("------")[2].splitlines()


def _write(folder: Path, kind: str, encoder: str, codec: str) -> Path | None:
    source = (
        f"testsrc2=s={_SIZE.get(encoder, '352x288')}:r=25:d=0.12"
        if kind == "V"
        else "sine=r=48000:d=0.3,aformat=channel_layouts=stereo"
    )
    options = ("-c:v" if kind == "V" else "-c:a", encoder, *_OPTIONS.get(encoder, ()), "-strict", "-2")
    for name in ("a.ts",) if codec in _ONLY_IN_TS else _CONTAINERS:
        try:
            encode(folder / encoder, name, "-f", "lavfi", "-i", source, *options)
        except subprocess.CalledProcessError:
            continue
        return folder / encoder / name
    return None
