"""The sound fingerprint: chromaprint's, from ffmpeg's muxer of that name."""

import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np

from clipdesk.media.errors import NoUsableStream, ToolMissing
from clipdesk.media.fingerprints.comparison import Fingerprint
from clipdesk.media.limits import MIB, for_analysis
from clipdesk.media.picture_graph import GLOBAL
from clipdesk.media.runner import run
from clipdesk.media.source_chain import input_args, sound_start_filter
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.supply import has_muxer

RATE = 11025
STEP = Fraction(4096 - 4096 * 2 // 3, RATE)
"""Frames of 4096 samples at 11025 Hz, two thirds of each shared with the one before."""

SPAN = 19 * STEP + Fraction(4096, RATE)
"""How far a word reaches beyond its step: it is made of 16 frames in a row, each smoothed over 5."""

FORM = ("-f", "chromaprint", "-fp_format", "raw")
"""The output options of ffmpeg that write what `read_sound_fingerprint` reads."""
MONO = "aformat=sample_fmts=s16:channel_layouts=mono"


def sound_fingerprint(path: Path, info: SourceInfo) -> Fingerprint:
    """Return the hashes of the sound of `path`, from its first picture on.

    Raises:
        NoUsableStream: it has no sound.
        ToolMissing: this ffmpeg was built without chromaprint.
        RunError, UnreadableMedia: see `runner.run`.
    """
    if info.audio is None:
        raise NoUsableStream
    if not has_muxer("chromaprint"):
        raise ToolMissing(what="chromaprint (ffmpeg)")
    chain = sound_chain(info)
    args = [*GLOBAL, *input_args(info, Fraction(0), None), "-filter_complex", f"[0:{info.audio.index}]{chain}[mono]"]
    args += ["-map", "[mono]", *FORM, "out/sound.fp"]
    with tempfile.TemporaryDirectory(prefix="clipdesk-fingerprint-") as folder:
        run(args, limits=for_analysis(info.duration, MIB), inputs=[path], output_dir=Path(folder))
        return read_sound_fingerprint(Path(folder) / "sound.fp")


def sound_chain(info: SourceInfo) -> str:
    """Return the filters that make of a sound track what chromaprint listens to.

    Silence up to the first sample, so that both fingerprints of a file count from the same moment.
    """
    resample = f"aresample={RATE}:async=1:first_pts=0"
    return ",".join((sound_start_filter(info), "atrim=start=0", resample, MONO))


def read_sound_fingerprint(path: Path) -> Fingerprint:
    """Read what ffmpeg wrote as `FORM`."""
    return Fingerprint("sound", STEP, 32, tuple(int(word) for word in np.fromfile(path, dtype="<u4")))
