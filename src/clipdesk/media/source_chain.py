"""From the file to exact frames and samples: the filters that stand at the head of every graph.

A frame's number is its time: after `fps` one tick is one frame, counted from the recording's first picture, so `trim`
cuts by number wherever the seek landed. A seek only has to land early enough, and whoever runs the graph checks that
by counting the frames (`render`, `preview`). `-ss` alone is not exact: in MPEG-TS it lands up to 2 s late.
"""

from collections.abc import Sequence
from fractions import Fraction

from clipdesk.media.colour import conversion
from clipdesk.media.decoders import input_options
from clipdesk.media.source_info import SourceInfo, VideoInfo
from clipdesk.media.timeline import Piece

SAMPLE_RATE = 48000
_BEYOND_END = Fraction(1)
_FADE_SECONDS = "0.01"
_LAND_EARLIER = {"mpegts": Fraction(5), "mov": Fraction(1), "matroska": Fraction(1), "mxf": Fraction(1)}


def first_margin(info: SourceInfo) -> Fraction:
    """Return how many seconds before a cut the file is entered at the first try."""
    return _LAND_EARLIER.get(info.container, Fraction(2))


def input_args(info: SourceInfo, start: Fraction, margin: Fraction | None, number: int = 0) -> list[str]:
    """Return the options and `-i` of input `number`, entered `margin` seconds before `start` (None: at its beginning).

    `-copyts` must stand among the global options, so that every time is the container's own.
    """
    args = input_options()
    if margin is not None and start > margin:
        args += ["-seek_timestamp", "1", "-noaccurate_seek", "-ss", _decimal(info.start + start - margin)]
    return [*args, "-i", f"file:in/{number}"]


def frame_filters(info: SourceInfo, video: VideoInfo) -> list[str]:
    """Return the filters that turn decoded pictures into progressive frames whose time stamp is their number."""
    filters = [f"setpts=PTS-round({_expression(info.start)}/TB)"]
    if info.container == "mpegts":
        # a flipped bit in one time would make `fps` fill hours with copies
        filters.append(f"select='lt(t,{_decimal(info.duration + _BEYOND_END)})'")
    if video.interlaced:
        filters.append(f"bwdif=mode=send_frame:parity={video.field_order}:deint=all")
    filters.append(f"fps=fps={video.frame_rate}:round=near")
    return filters


def piece_filters(info: SourceInfo, video: VideoInfo, piece: Piece) -> list[str]:
    """Return the filters that hand out exactly the frames of `piece`, stamped with their number in the clip."""
    cut = f"trim=start_pts={piece.first}:end_pts={piece.end}"
    return [*frame_filters(info, video), cut, f"setpts=PTS{piece.at - piece.first:+d}"]


def sound_filters(info: SourceInfo, piece: Piece) -> list[str]:
    """Return the filters that hand out exactly the samples that belong to `piece`, faded at both edges."""
    start, end = piece.first / info.grid, piece.end / info.grid
    first, length = sample_at(start), sample_at(end) - sample_at(start)
    fade_out = max(Fraction(0), Fraction(length, SAMPLE_RATE) - Fraction(_FADE_SECONDS))
    return [
        sound_start_filter(info),
        f"atrim=start={_decimal(start)}:end={_decimal(end)}",
        *level_sound(first),
        f"asetpts=PTS-{first}",
        f"apad=whole_len={length}",
        f"atrim=end_sample={length}",
        f"afade=t=in:d={_FADE_SECONDS}",
        f"afade=t=out:st={_decimal(fade_out)}:d={_FADE_SECONDS}",
    ]


def sound_start_filter(info: SourceInfo) -> str:
    """Return the filter that makes sound count from the recording's first picture."""
    return f"asetpts=PTS-round({_expression(info.start)}/TB)"


def sound_chains(info: SourceInfo, parts: Sequence[Piece], label: str) -> list[str]:
    """Return the chains that end in `[label]`: the samples of all pieces, one after the other."""
    assert info.audio is not None
    chains = [
        f"[{number}:{info.audio.index}]{','.join(sound_filters(info, piece))}[{label}{number}]"
        for number, piece in enumerate(parts)
    ]
    joined = "".join(f"[{label}{number}]" for number in range(len(parts)))
    return [*chains, f"{joined}concat=n={len(parts)}:v=0:a=1[{label}]"]


def level_sound(first: int) -> list[str]:
    """Return the filters for 48 kHz stereo without holes, whose first sample is number `first`."""
    return [f"aresample={SAMPLE_RATE}:async=1:first_pts={first}", "aformat=sample_fmts=fltp:channel_layouts=stereo"]


def scale_filter(video: VideoInfo, size: tuple[int, int], flags: str) -> str:
    """Return the one `scale` that also brings the colours to BT.709."""
    return f"scale={size[0]}:{size[1]}:flags={flags}:{conversion(video)}"


def sample_at(seconds: Fraction) -> int:
    """Return the number of the sample that begins nearest to `seconds`."""
    return round(seconds * SAMPLE_RATE)


def _expression(seconds: Fraction) -> str:
    return f"{seconds.numerator}/{seconds.denominator}"


def _decimal(seconds: Fraction) -> str:
    """Microseconds are all that ffmpeg's own time options hold; frames are cut by number, not by this."""
    return f"{float(seconds):.6f}"
