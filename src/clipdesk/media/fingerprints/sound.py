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

STEP = Fraction(4096 - 4096 * 2 // 3, 11025)
"""Frames of 4096 samples at 11025 Hz, two thirds of each shared with the one before."""


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
    # silence up to the first sample, so that both fingerprints of a file count from the same moment
    filters = (
        sound_start_filter(info), "atrim=start=0", "aresample=11025:async=1:first_pts=0",
        "aformat=sample_fmts=s16:channel_layouts=mono",
    )  # fmt: skip
    chain = ",".join(filters)
    args = [*GLOBAL, *input_args(info, Fraction(0), None), "-filter_complex", f"[0:{info.audio.index}]{chain}[mono]"]
    args += ["-map", "[mono]", "-f", "chromaprint", "-fp_format", "raw", "out/sound.fp"]
    with tempfile.TemporaryDirectory(prefix="clipdesk-fingerprint-") as folder:
        run(args, limits=for_analysis(info.duration, MIB), inputs=[path], output_dir=Path(folder))
        words = np.fromfile(Path(folder) / "sound.fp", dtype="<u4")
    return Fingerprint("sound", STEP, 32, tuple(int(word) for word in words))
