"""The media room: recordings in, clips out. A plain Python library; it never imports Django.

Everything that touches a stranger's bytes happens in a process of its own behind bubblewrap and prlimit; this process
never decodes. All times are `fractions.Fraction` seconds that count from the recording's first picture.

From a recording to clips in four shapes::

    from fractions import Fraction
    from pathlib import Path
    from clipdesk.media import Framing, Order, Range, Recipe, analyse, probe, read_captions, render

    source = Path("bulletin.mp4")
    info = probe(source)                                   # raises UnreadableMedia, with a sentence
    analyse(source, info, Path("analysis"), print)         # proxy, filmstrip, peaks, loudness, shots; prints 0..1
    recipe = Recipe(
        source_sha256="0" * 64,
        ranges=(Range(Fraction(61), Fraction(66)), Range(Fraction(70), Fraction(72))),
        framing={"9:16": Framing("crop", x=Fraction(1, 3)), "1:1": Framing("fit")},
        captions=tuple(read_captions(Path("bulletin.srt").read_bytes(), "bulletin.srt")),
    )
    done = render(Order(recipe, source, info), Path("clips"))
    print(done.files["9:16"], done.loudness)

Where to look: `errors` (the tree of everything raised), `recipe` (what decides a clip), `analyse` (the files an
analysis leaves), `decoders` (what may be opened), `sandbox` and `runner` (how it is run), `source_chain` (why cuts are exact),
`seeking` (the key-frame index, and the picture at a time), `captions` (every form in and out), `framing` (where the
window stands), `loudness` (what is stored of the sound), `alignment` (a script laid over speech).
"""

from clipdesk.media.analysis.analyse import analyse
from clipdesk.media.analysis.result import Analysis
from clipdesk.media.captions import read as read_captions
from clipdesk.media.captions import to_ass, to_srt, to_ttml, to_vtt
from clipdesk.media.errors import MediaError, UnreadableMedia
from clipdesk.media.loudness import (
    CHANNEL_WEIGHTS,
    TARGETS,
    EnergyMeter,
    EnergySeries,
    Loudness,
    LoudnessSeries,
    Target,
    integrated,
    measure,
    measure_energies,
    read_series,
)
from clipdesk.media.preview import preview_frame
from clipdesk.media.probe import probe
from clipdesk.media.recipe import SHAPES, CaptionStyle, Cue, Framing, Range, Recipe
from clipdesk.media.render import ENGINE, Order, Rendered, render
from clipdesk.media.sandbox import sandbox_available
from clipdesk.media.seeking import FrameReader, KeyFrameIndex, Picture, extend_index, frame_at, read_index, write_index
from clipdesk.media.source_info import AudioInfo, SourceInfo, VideoInfo
from clipdesk.media.supply import ffmpeg_path, supply

__all__ = [
    "CHANNEL_WEIGHTS",
    "ENGINE",
    "SHAPES",
    "TARGETS",
    "Analysis",
    "AudioInfo",
    "CaptionStyle",
    "Cue",
    "EnergyMeter",
    "EnergySeries",
    "FrameReader",
    "Framing",
    "KeyFrameIndex",
    "Loudness",
    "LoudnessSeries",
    "MediaError",
    "Order",
    "Picture",
    "Range",
    "Recipe",
    "Rendered",
    "SourceInfo",
    "Target",
    "UnreadableMedia",
    "VideoInfo",
    "analyse",
    "extend_index",
    "ffmpeg_path",
    "frame_at",
    "integrated",
    "measure",
    "measure_energies",
    "preview_frame",
    "probe",
    "read_captions",
    "read_index",
    "read_series",
    "render",
    "sandbox_available",
    "supply",
    "to_ass",
    "to_srt",
    "to_ttml",
    "to_vtt",
    "write_index",
]
