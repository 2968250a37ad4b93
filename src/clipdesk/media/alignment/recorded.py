"""The sound of a recording as one plain array, decoded behind the walls."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from clipdesk.media.alignment.errors import NoSpeechTrack
from clipdesk.media.alignment.features import SAMPLE_RATE, Floats
from clipdesk.media.limits import for_analysis
from clipdesk.media.recipe import Range
from clipdesk.media.runner import ShouldStop, run
from clipdesk.media.seeking import KeyFrameIndex, entry_index
from clipdesk.media.source_chain import input_args, level_sound, sample_at, sound_margin, sound_start_filter
from clipdesk.media.source_info import SourceInfo

_SAMPLE_BYTES = 4


@contextmanager
def recorded(path: Path, info: SourceInfo, within: Range, should_stop: ShouldStop | None = None) -> Iterator[Floats]:
    """Decode `within` to mono at `SAMPLE_RATE` Hz, in samples from −1 to 1, mapped from a file that is gone afterwards.

    Raises:
        NoSpeechTrack: the recording has no sound.
        UnreadableMedia, RunError: it could not be decoded.
    """
    if info.audio is None:
        raise NoSpeechTrack
    length = round((within.end - within.start) * SAMPLE_RATE)
    with tempfile.TemporaryDirectory(prefix="clipdesk-align-") as name:
        budget = for_analysis(within.end - within.start, length * _SAMPLE_BYTES)
        args = _args(info, within, length, entry_index(path, info, None))
        run(args, limits=budget, inputs=[path], output_dir=Path(name), should_stop=should_stop)
        yield np.memmap(Path(name) / "speech.f32", np.float32, "r", shape=(length,))


def _args(info: SourceInfo, within: Range, length: int, index: KeyFrameIndex | None) -> list[str]:
    """The same chain as a clip's sound (`source_chain.sound_filters`), for one channel at our rate."""
    assert info.audio is not None
    first = sample_at(within.start)
    filters = [
        sound_start_filter(info),
        f"atrim=start={float(within.start):.6f}:end={float(within.end):.6f}",
        *level_sound(first),
        f"asetpts=PTS-{first}",
        f"aresample={SAMPLE_RATE}",
        "aformat=sample_fmts=flt:channel_layouts=mono",
        f"apad=whole_len={length}",
        f"atrim=end_sample={length}",
    ]
    source = input_args(info, within.start, sound_margin(info), index=index)
    chain = ["-map", f"0:{info.audio.index}", "-af", ",".join(filters)]
    return ["-copyts", *source, *chain, "-c:a", "pcm_f32le", "-f", "f32le", "out/speech.f32"]
