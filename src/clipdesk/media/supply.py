"""Which ffmpeg is used, and what it can do."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import imageio_ffmpeg

from clipdesk.kernel import env
from clipdesk.media.errors import ToolMissing

FILTERS: tuple[str, ...] = (
    "afade", "aformat", "alimiter", "alphamerge", "ametadata", "amix", "anull", "anullsrc", "apad", "aresample",
    "asetpts", "asplit", "ass", "astats", "atrim", "blackdetect", "bwdif", "color", "colorchannelmixer", "concat", "crop",
    "drawgrid", "ebur128", "extractplanes", "format", "fps", "framestep", "freezedetect", "gblur", "idet", "loop", "lut",
    "lutyuv", "metadata", "null", "overlay", "pad", "pan", "scale", "scdet", "select", "sendcmd", "setparams", "setpts",
    "setsar", "settb", "showwavespic", "silencedetect", "split", "tonemap", "tpad", "trim", "volume", "zscale",
)  # fmt: skip
ENCODERS: tuple[str, ...] = ("aac", "ffv1", "libx264", "mjpeg", "pcm_f32le", "pcm_s16le", "png", "rawvideo")


@dataclass(frozen=True)
class Supply:
    """What `clipdesk doctor` prints: the program, its version, and what it lacks (both empty when all is well)."""

    path: Path
    version: str
    missing_filters: tuple[str, ...]
    missing_encoders: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing we need is missing."""
        return not (self.missing_filters or self.missing_encoders)


def ffmpeg_path() -> Path:
    """Return the ffmpeg program: `CLIPDESK_FFMPEG`, else the one of imageio-ffmpeg, else the one on the PATH.

    Raises:
        ToolMissing: there is none, or `CLIPDESK_FFMPEG` names no file.
    """
    chosen = env.text("CLIPDESK_FFMPEG")
    if chosen:
        if not Path(chosen).is_file():
            raise ToolMissing(what=f"ffmpeg ({chosen})")
        return Path(chosen).resolve()
    try:
        return Path(imageio_ffmpeg.get_ffmpeg_exe()).resolve()
    except RuntimeError as error:
        found = shutil.which("ffmpeg")
        if not found:
            raise ToolMissing(what="ffmpeg") from error
        return Path(found).resolve()


def supply() -> Supply:
    """Ask the program itself what it can do (answers are kept per program).

    Raises:
        ToolMissing: there is no ffmpeg, or it does not start.
    """
    return _ask(ffmpeg_path())


def has_decoder(name: str) -> bool:
    """Whether the program in use can decode `name`.

    Raises:
        ToolMissing: there is no ffmpeg, or it does not start.
    """
    return name in _decoders(ffmpeg_path())


@lru_cache(maxsize=4)
def _decoders(path: Path) -> frozenset[str]:
    return frozenset(_names(_output(path, "-decoders")))


def has_muxer(name: str) -> bool:
    """Whether this ffmpeg writes the format `name` (for what is useful but not needed everywhere).

    Raises:
        ToolMissing: there is no ffmpeg, or it does not start.
    """
    return name in _muxers(ffmpeg_path())


@lru_cache(maxsize=4)
def _muxers(path: Path) -> set[str]:
    return set(re.findall(r"^\s*D?E\s+(\S+)", _output(path, "-muxers"), re.MULTILINE))


@lru_cache(maxsize=4)
def _ask(path: Path) -> Supply:
    version = _output(path, "-version").split("\n", 1)[0].removeprefix("ffmpeg version ").split(" ", 1)[0]
    filters = _names(_output(path, "-filters"))
    encoders = _names(_output(path, "-encoders"))
    return Supply(
        path=path,
        version=version,
        missing_filters=tuple(name for name in FILTERS if name not in filters),
        missing_encoders=tuple(name for name in ENCODERS if name not in encoders),
    )


def _names(listing: str) -> set[str]:
    """The second column of ffmpeg's listings: flags, name, description."""
    return set(re.findall(r"^\s*[A-Z.|]{2,7}\s+(\S+)", listing, re.MULTILINE))


def _output(path: Path, option: str) -> str:
    try:
        command = [str(path), "-hide_banner", option]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise ToolMissing(what=f"ffmpeg ({path})") from error
    return done.stdout
