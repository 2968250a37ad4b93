"""Subtitles that a recording itself carries: teletext, CEA-608 in the picture, text tracks. Everything behind the walls.

ffmpeg turns them into SubRip, and that is read here. Teletext needs an ffmpeg with libzvbi. DVB's and other subtitles
that are pictures are named, not imported.
"""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from clipdesk.media.captions import subrip
from clipdesk.media.captions.errors import NoSubtitleTrack, PictureCaptions, TeletextUnavailable
from clipdesk.media.captions.plain import mend
from clipdesk.media.captions.reading import Captions
from clipdesk.media.decoders import DECODERS, FORMATS, MAX_STREAMS
from clipdesk.media.errors import EncodeFailed, UnreadableMedia
from clipdesk.media.limits import GIB, MIB, PROBE, Limits
from clipdesk.media.recipe import Cue
from clipdesk.media.runner import OnProgress, ShouldStop, run, run_python
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.supply import has_decoder

Kind = Literal["teletext", "cea-608", "text", "pictures"]
_WORKER = Path(__file__).with_name("carried_worker.py")
_ZVBI = "libzvbi_teletextdec"
_TEXT_DECODERS = (_ZVBI, "cc_dec", "mov_text", "subrip", "srt", "ass", "ssa", "webvtt", "text")
_OUTPUT = ("-c:s", "srt", "-f", "srt", "out/subtitles.srt")
_UNCLEARED = ("-c:s", "srt", "-f", "srt", "out/uncleared.srt")
_LONGEST_MILLISECONDS = 8000  # of a teletext page that nothing clears


@dataclass(frozen=True)
class Track:
    """Subtitles in a recording. number: packet identifier in a transport stream, else the stream's index.

    language: as the file states it (ISO 639-2), "" where it does not. page: of teletext, as "888".
    """

    kind: Kind
    number: int
    language: str
    page: str


def tracks(path: Path) -> list[Track]:
    """Return the subtitles that the recording `path` (which `probe` has accepted) carries, pictures among them.

    Raises:
        UnreadableMedia, RunError: the machine could not look.
    """
    wanted = {"formats": FORMATS, "decoders": (*DECODERS, *_TEXT_DECODERS), "max_streams": MAX_STREAMS}
    with tempfile.TemporaryDirectory(prefix="clipdesk-tracks-") as folder:
        try:
            run_python(_WORKER, [json.dumps(wanted)], limits=PROBE, inputs=[path], output_dir=Path(folder))
        except EncodeFailed as error:  # the worker fell over: the file is to blame until proven otherwise
            raise UnreadableMedia from error
        found: Mapping[str, list[Mapping[str, object]]] = json.loads((Path(folder) / "tracks.json").read_text())
    if "error" in found:
        raise UnreadableMedia
    return [Track(**track) for track in found["tracks"]]  # type: ignore[arg-type]


def read_carried(
    path: Path,
    info: SourceInfo,
    track: Track | None = None,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> Captions:
    """Return the captions of `track` (the first that is text where none is named) on the recording's timeline.

    CEA-608 takes as long as decoding every picture; `on_progress` hears of it.

    Raises:
        NoSubtitleTrack: nothing there that is text.
        PictureCaptions: there are only pictures, or `track` is one.
        TeletextUnavailable: this machine's ffmpeg cannot read teletext.
        RunError, UnreadableMedia: see `runner.run`.
    """
    chosen = track or text_track(path, path.name)
    _check(chosen, path.name)
    with tempfile.TemporaryDirectory(prefix="clipdesk-carried-") as folder:
        done = run(
            extract_args(chosen, info),
            limits=_limits(info.duration),
            inputs=[path],
            output_dir=Path(folder),
            on_progress=on_progress,
            should_stop=should_stop,
        )
        found = [_moved(cue, info) for cue in _cues(done.files, "subtitles.srt")]
        # ffmpeg keeps back a last page that nothing clears; in the second output no page waits for the next
        last = [_moved(cue, info) for cue in _cues(done.files, "uncleared.srt")[-1:]]
    found += [cue for cue in last if not found or cue.start >= found[-1].end]
    cues = [cue for cue in found if cue.end > cue.start]
    if not cues:
        raise NoSubtitleTrack
    mended, count = mend(cues)
    return Captions(tuple(mended), "utf-8", count)


def text_track(path: Path, name: str) -> Track:
    """Return the track that is read where none is named: the first teletext, else text track, else CEA-608.

    name: what people call the file.

    Raises:
        NoSubtitleTrack, PictureCaptions, TeletextUnavailable, UnreadableMedia, RunError: as `read_carried`.
    """
    chosen = _choose(tracks(path), name)
    _check(chosen, name)
    return chosen


def _check(track: Track, name: str) -> None:
    if track.kind == "pictures":
        raise PictureCaptions(name=name)
    if track.kind == "teletext" and not has_decoder(_ZVBI):
        raise TeletextUnavailable


def extract_args(track: Track, info: SourceInfo) -> list[str]:
    """Return ffmpeg's arguments: `in/0` to `out/subtitles.srt`, on the container's own clock."""
    if track.kind == "cea-608":
        # the filter hands out the captions of the pictures it decodes; these go to nowhere, but tell the progress
        movie = f"movie=filename=in/0:format_name={info.container}[out0+subcc]"
        return [
            "-copyts",
            "-f",
            "lavfi",
            "-i",
            movie,
            "-map",
            "0:s",
            *_OUTPUT,
            "-map",
            "0:v",
            "-f",
            "null",
            "/dev/null",
        ]
    number = f"i:{track.number}" if info.container == "mpegts" else str(track.number)
    source = [*_input_options(), "-i", "file:in/0"]
    if track.kind == "text":
        return ["-copyts", *source, "-map", f"0:{number}", *_OUTPUT]
    page = ["-txt_format", "text", "-txt_page", track.page]
    cleared = ["-fix_sub_duration", *page, *source]
    uncleared = ["-txt_duration", str(_LONGEST_MILLISECONDS), *page, *source]
    outputs = ["-map", f"0:{number}", *_OUTPUT, "-map", f"1:{number}", *_UNCLEARED]
    return ["-copyts", *cleared, *uncleared, *outputs]


def _input_options() -> list[str]:
    return [
        "-protocol_whitelist", "file",
        "-format_whitelist", ",".join(FORMATS),
        "-codec_whitelist", ",".join((*DECODERS, *_TEXT_DECODERS)),
        "-max_streams", str(MAX_STREAMS),
    ]  # fmt: skip


def _choose(found: list[Track], name: str) -> Track:
    kinds: tuple[Kind, ...] = ("teletext", "text", "cea-608")
    for kind in kinds:
        for track in found:
            if track.kind == kind:
                return track
    if found:
        raise PictureCaptions(name=name)
    raise NoSubtitleTrack


def _cues(files: Sequence[Path], name: str) -> list[Cue]:
    """The cues of one of the files that ffmpeg wrote; `\\h` is the hard space of its own captions."""
    texts = [path.read_text("utf-8", "replace").replace(r"\h", " ") for path in files if path.name == name]
    return subrip.parse(texts[0]) if texts else []


def _moved(cue: Cue, info: SourceInfo) -> Cue:
    """From the container's clock to the recording's."""
    return Cue(max(cue.start - info.start, Fraction(0)), min(cue.end - info.start, info.duration), cue.text)


def _limits(duration: Fraction) -> Limits:
    """Text alone is written, and rarely: only a run that lasts longer than the recording stands still."""
    return Limits(cpu=int(4 * duration) + 60, memory=4 * GIB, file_size=16 * MIB, no_progress=int(duration) + 60)
