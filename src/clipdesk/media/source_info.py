"""What is known about a recording: plain frozen values, in exact rational time."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from clipdesk.kernel.time import format_fraction, parse_fraction


@dataclass(frozen=True)
class VideoInfo:
    """The picture track.

    width, height: coded pixels, before rotation. rotation: degrees clockwise (0, 90, 180, 270) that players apply.
    frame_rate: of the working grid, on which proxy, cuts and clips count frames; the source's own where that is
    constant, else the nearest constant one. frames: pictures on that grid. field_order: what the pictures themselves
    say (idet), not the flag: "progressive", "tff" or "bff". matrix, primaries, transfer: ISO/IEC 23091-2 code points as
    in the file, 2 where not stated. colour_range: 1 limited, 2 full, 0 not stated.
    """

    index: int
    codec: str
    width: int
    height: int
    sample_aspect: Fraction
    rotation: int
    frame_rate: Fraction
    variable_rate: bool
    frames: int
    field_order: str
    pixel_format: str
    matrix: int
    primaries: int
    transfer: int
    colour_range: int

    @property
    def interlaced(self) -> bool:
        """Whether the pictures are made of two fields from different moments."""
        return self.field_order != "progressive"

    @property
    def display_size(self) -> tuple[int, int]:
        """Width and height in square pixels, after rotation."""
        width, height = round(self.width * self.sample_aspect), self.height
        return (height, width) if self.rotation % 180 else (width, height)


@dataclass(frozen=True)
class AudioInfo:
    """One sound track. sample_rate in Hz.

    layout: libav's name of the channel layout ("stereo", "5.1(side)"); empty where the file only counts channels.
    language: as the file states it (ISO 639-2, such as "vie"); empty where it does not.
    """

    index: int
    codec: str
    sample_rate: int
    channels: int
    layout: str = ""
    language: str = ""


@dataclass(frozen=True)
class SourceInfo:
    """A recording as the probe found it.

    container: the demuxer (one of `decoders.FORMATS`). duration: seconds of picture (of sound where there is no
    picture). start: the container's own time of the first picture (or first sound); every time that Clipdesk stores
    counts from there. timecode: `HH:MM:SS:FF` of that moment (SMPTE ST 12-1), where the file carries one. audio: the
    first sound track; tracks: all of them, in the file's order (empty in values stored before they were counted).
    """

    container: str
    duration: Fraction
    start: Fraction
    video: VideoInfo | None
    audio: AudioInfo | None
    timecode: str | None
    tracks: tuple[AudioInfo, ...] = ()

    @property
    def sound_tracks(self) -> tuple[AudioInfo, ...]:
        """Every sound track that is known."""
        return self.tracks or ((self.audio,) if self.audio else ())

    def tracks_in(self, language: str) -> tuple[AudioInfo, ...]:
        """Return the sound tracks in `language` (all of them where it is empty)."""
        return tuple(track for track in self.sound_tracks if language in ("", track.language))

    @property
    def grid(self) -> Fraction:
        """Frames per second on which cuts snap: the picture's rate, or 25 for sound alone."""
        return self.video.frame_rate if self.video else Fraction(25)

    def to_json(self) -> dict[str, object]:
        """Return plain JSON values; fractions as `"num/den"`."""
        return {
            "container": self.container,
            "duration": format_fraction(self.duration),
            "start": format_fraction(self.start),
            "video": _plain(vars(self.video)) if self.video else None,
            "audio": _plain(vars(self.audio)) if self.audio else None,
            "timecode": self.timecode,
            "tracks": [_plain(vars(track)) for track in self.tracks],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> "SourceInfo":
        """Read what `to_json` wrote.

        Raises:
            KeyError, TypeError, NotATime: it was not written by `to_json` (our own rows: a programming error).
        """
        video, audio, timecode = data["video"], data["audio"], data["timecode"]
        tracks = data.get("tracks", ())
        return cls(
            container=str(data["container"]),
            duration=parse_fraction(str(data["duration"])),
            start=parse_fraction(str(data["start"])),
            video=VideoInfo(**_rational(video, "sample_aspect", "frame_rate")) if isinstance(video, Mapping) else None,
            audio=AudioInfo(**audio) if isinstance(audio, Mapping) else None,
            timecode=str(timecode) if timecode else None,
            tracks=tuple(AudioInfo(**track) for track in tracks) if isinstance(tracks, list | tuple) else (),
        )


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {name: format_fraction(value) if isinstance(value, Fraction) else value for name, value in values.items()}


def _rational(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: parse_fraction(str(value)) if name in names else value for name, value in values.items()}
