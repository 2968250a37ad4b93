"""From the file to exact frames and samples: the filters that stand at the head of every graph.

A frame's number is its time: after `fps` one tick is one frame, counted from the recording's first picture, so `trim`
cuts by number wherever the file was entered. It only has to be entered early enough, and whoever runs the graph checks
that by counting the frames (`render`, `preview`). With a key-frame index it is entered at a key frame (`seeking.entry`).
Without one there is `-ss` some time earlier, but never in MPEG-TS, where `-ss` lands up to 2 s late: such a recording is
then read from its beginning.
"""

from collections.abc import Sequence
from fractions import Fraction

from clipdesk.media import sound_map
from clipdesk.media.colour import conversion, to_standard
from clipdesk.media.decoders import input_options
from clipdesk.media.seeking.entry import entry_options
from clipdesk.media.seeking.key_frames import KeyFrameIndex
from clipdesk.media.sound_map import Take
from clipdesk.media.source_info import SourceInfo, VideoInfo
from clipdesk.media.timeline import Piece

SAMPLE_RATE = 48000
_BEYOND_END = Fraction(1)
_FADE_SECONDS = "0.01"
_LAND_EARLIER = {"mov": Fraction(1), "matroska": Fraction(1), "mxf": Fraction(1)}
_SOUND_BEFORE = Fraction(5)  # sound lies in a multiplex up to a second or two away from the picture it belongs to


def margins(info: SourceInfo, index: KeyFrameIndex | None) -> tuple[Fraction | None, ...]:
    """Return how many seconds before a cut the file is entered at the first try, and at those after it.

    None: at its beginning. With an index two pictures are enough: one for the deinterlacer, one for the rounding.
    """
    if index is not None:
        return 2 / info.grid, 2 / info.grid + 10, None
    if info.container == "mpegts":
        return (None,)
    first = _LAND_EARLIER.get(info.container, Fraction(2))
    return first, 6 * first, None


def sound_margin(info: SourceInfo) -> Fraction:
    """Return how many seconds before a cut the file is entered for its sound, where nobody counts afterwards."""
    return max(_SOUND_BEFORE, 3 * _LAND_EARLIER.get(info.container, Fraction(2)))


def input_args(
    info: SourceInfo, start: Fraction, margin: Fraction | None, number: int = 0, index: KeyFrameIndex | None = None
) -> list[str]:
    """Return the options and `-i` of input `number`, entered `margin` seconds before `start` (None: at its beginning).

    `-copyts` must stand among the global options, so that every time is the container's own.
    """
    args = input_options()
    if margin is not None and start > margin:
        at = info.start + start - margin
        if index is not None:
            args += entry_options(info, index, at)
        elif info.container != "mpegts":
            args += ["-seek_timestamp", "1", "-noaccurate_seek", "-ss", _decimal(at)]
    return [*args, "-i", f"file:in/{number}"]


def frame_filters(info: SourceInfo, video: VideoInfo, per_frame: int = 1) -> list[str]:
    """Return the filters that turn decoded pictures into progressive frames whose time stamp is their number.

    per_frame 2 makes one picture of every field of an interlaced source: twice the frames, twice the numbers.
    """
    filters = [f"setpts=PTS-round({_expression(info.start)}/TB)"]
    if info.container == "mpegts":
        # a flipped bit in one time would make `fps` fill hours with copies
        filters.append(f"select='lt(t,{_decimal(info.duration + _BEYOND_END)})'")
    if video.interlaced:
        mode = "send_field" if per_frame == 2 else "send_frame"
        filters.append(f"bwdif=mode={mode}:parity={video.field_order}:deint=all")
    filters.append(f"fps=fps={video.frame_rate * per_frame}:round=near")
    return filters


def piece_filters(info: SourceInfo, video: VideoInfo, piece: Piece, per_frame: int = 1) -> list[str]:
    """Return the filters that hand out exactly the frames of `piece`, stamped with their number in the clip."""
    first, end, at = (number * per_frame for number in (piece.first, piece.end, piece.at))
    return [
        *frame_filters(info, video, per_frame),
        f"trim=start_pts={first}:end_pts={end}",
        f"setpts=PTS{at - first:+d}",
    ]


def sound_filters(info: SourceInfo, piece: Piece, mix: str = "") -> list[str]:
    """Return the filters that hand out exactly the samples that belong to `piece`, faded at both edges."""
    start, end = piece.first / info.grid, piece.end / info.grid
    first, length = sample_at(start), sample_at(end) - sample_at(start)
    fade_out = max(Fraction(0), Fraction(length, SAMPLE_RATE) - Fraction(_FADE_SECONDS))
    return [
        sound_start_filter(info),
        f"atrim=start={_decimal(start)}:end={_decimal(end)}",
        *level_sound(first, mix),
        f"asetpts=PTS-{first}",
        f"apad=whole_len={length}",
        f"atrim=end_sample={length}",
        f"afade=t=in:d={_FADE_SECONDS}",
        f"afade=t=out:st={_decimal(fade_out)}:d={_FADE_SECONDS}",
    ]


def sound_start_filter(info: SourceInfo) -> str:
    """Return the filter that makes sound count from the recording's first picture."""
    return f"asetpts=PTS-round({_expression(info.start)}/TB)"


def sound_chains(
    info: SourceInfo, parts: Sequence[Piece], label: str, take: Take | None = None, first_input: int = 0
) -> list[str]:
    """Return the chains that end in `[label]`: the samples of all pieces, one after the other.

    take: the tracks that are heard, and how (None: the usual ones, see `sound_map`). first_input: the input that
    belongs to the first piece; those of the others follow.
    """
    heard = take or sound_map.usual(info)
    chains: list[str] = []
    for number, piece in enumerate(parts):
        names = [f"{label}{number}" + (f"t{track}" if len(heard) > 1 else "") for track in range(len(heard))]
        for track, name in zip(heard, names, strict=True):
            source = f"[{first_input + number}:{track.index}]"
            chains.append(f"{source}{','.join(sound_filters(info, piece, track.mix))}[{name}]")
        if len(names) > 1:
            chains.append(f"{_pads(names)}amix=inputs={len(names)}:normalize=0[{label}{number}]")
    joined = _pads([f"{label}{number}" for number in range(len(parts))])
    return [*chains, f"{joined}concat=n={len(parts)}:v=0:a=1[{label}]"]


def whole_sound_chains(info: SourceInfo, label: str, *, growing: bool = False) -> list[str]:
    """Return the chains that end in `[label]`: the usual stereo mix of the whole recording (of `0`, the first input).

    It ends with the picture, unless nobody knows yet when that is.
    """
    heard = sound_map.usual(info)
    names = [f"{label}t{number}" for number in range(len(heard))] if len(heard) > 1 else [label]
    end = [f"atrim=end_sample={sample_at(info.duration)}"] if info.video and not growing else []
    chains = []
    for track, name in zip(heard, names, strict=True):
        filters = [sound_start_filter(info), "atrim=start=0", *level_sound(0, track.mix), *end]
        chains.append(f"[0:{track.index}]{','.join(filters)}[{name}]")
    return chains if len(names) == 1 else [*chains, f"{_pads(names)}amix=inputs={len(names)}:normalize=0[{label}]"]


def level_sound(first: int, mix: str = "") -> list[str]:
    """Return the filters for 48 kHz stereo without holes, whose first sample is number `first`.

    mix: a filter that makes two channels of the track's; where it is empty, ffmpeg's own rule does: mono to both
    sides, 5.1 by the coefficients of ITU-R BS.775-4 (centre and surrounds at -3 dB, no LFE).
    """
    mixed = [mix] if mix else []
    stereo = "aformat=sample_fmts=fltp:channel_layouts=stereo"
    return [f"aresample={SAMPLE_RATE}:async=1:first_pts={first}", *mixed, stereo]


def scale_filter(video: VideoInfo, size: tuple[int, int], flags: str) -> str:
    """Return the one `scale` that also brings the colours to BT.709; wide ones in the small picture, where it is cheap."""
    if wide := to_standard(video):
        return ",".join([f"scale={size[0]}:{size[1]}:flags={flags}", *wide])
    return f"scale={size[0]}:{size[1]}:flags={flags}:{conversion(video)}"


def sample_at(seconds: Fraction) -> int:
    """Return the number of the sample that begins nearest to `seconds`."""
    return round(seconds * SAMPLE_RATE)


def _pads(names: Sequence[str]) -> str:
    return "".join(f"[{name}]" for name in names)


def _expression(seconds: Fraction) -> str:
    return f"{seconds.numerator}/{seconds.denominator}"


def _decimal(seconds: Fraction) -> str:
    """Microseconds are all that ffmpeg's own time options hold; frames are cut by number, not by this."""
    return f"{float(seconds):.6f}"
