"""`analysis.json`: everything that one pass found, in one versioned file.

Fields of version 4 (times are seconds as `"num/den"`, frames are numbers on the recording's working grid):

* `version`, `frame_rate` (frames a second of that grid, as `"num/den"`), `frames` (pictures of the proxy),
  `field_order` (`progressive`, `tff`, `bff`; null for sound alone);
* `shots`: the first frame of every shot that begins with a hard cut, 0 first;
* `gradual`: `[first, end]` of every dissolve or fade (see `shots`);
* `black`, `silence`, `freeze`: spans `{"start", "end"}` of at least 0.4 s, 1 s and 2 s;
* `loudness`: integrated (LUFS), range (LU), true_peak (dBTP), or null;
* `speech`: `{"detector", "spans"}`, or null;
* `faces`: `{"detector", "every", "samples"}`, or null; `samples[k]` belongs to frame k × `every` and lists its faces,
  largest first, as `[x, y, width, height, score]` in ten-thousandths of the picture's width and height (score: of 1);
* `motion`: `{"every", "samples"}`, or null for sound alone; `samples[k]` is what moved between frames k × `every` and
  (k + 1) × `every`, as `motion.Motion` keeps it, in hexadecimal digits;
* `absent`: why something is null or empty that could be there: `no_model`, `no_picture`, `no_sound`, `not_wanted`,
  or `earlier_version` (the file was written before Clipdesk looked for it);
* `proxy`, `filmstrip`: names of files, and how the sheets are laid out.

Beside it lie `scores.json` (`scores`), `peaks.json` (`peaks`) and `loudness.json` (`media.loudness`). A file of version 1
to 3 is read as it is; what it does not hold is null, or `absent` with `earlier_version`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, overload

from clipdesk.kernel.time import format_fraction, parse_fraction
from clipdesk.media.analysis.analysis_args import THUMB_HEIGHT, THUMB_WIDTH
from clipdesk.media.analysis.filmstrip import TILE_COLUMNS, TILE_ROWS
from clipdesk.media.analysis.motion import Motion
from clipdesk.media.analysis.shots import Gradual
from clipdesk.media.faces.face import FACE_DIGITS, Face, Faces
from clipdesk.media.loudness import Loudness
from clipdesk.media.recipe import Range
from clipdesk.media.speech.span import Speech

VERSION = 4
NO_MODEL, NO_PICTURE, NO_SOUND, NOT_WANTED = "no_model", "no_picture", "no_sound", "not_wanted"
EARLIER_VERSION = "earlier_version"
_FACE_UNIT = 10**FACE_DIGITS


@dataclass(frozen=True)
class Analysis:
    """What was found; see the module's head. shots and gradual are empty for sound alone."""

    frames: int
    shots: tuple[int, ...]
    black: tuple[Range, ...]
    silence: tuple[Range, ...]
    loudness: Loudness | None
    proxy: str
    filmstrip: tuple[str, ...]
    field_order: str | None = None
    gradual: tuple[Gradual, ...] = ()
    freeze: tuple[Range, ...] = ()
    faces: Faces | None = None
    speech: Speech | None = None
    motion: Motion | None = None
    absent: Mapping[str, str] = field(default_factory=dict)
    frame_rate: Fraction | None = None  # None: the file is of an earlier version

    def to_json(self) -> dict[str, object]:
        """Return plain JSON values; fractions as `"num/den"`."""
        return {
            "version": VERSION,
            "frame_rate": format_fraction(self.frame_rate) if self.frame_rate else None,
            "frames": self.frames,
            "field_order": self.field_order,
            "shots": list(self.shots),
            "gradual": [[span.first, span.end] for span in self.gradual],
            "black": [_span(span) for span in self.black],
            "silence": [_span(span) for span in self.silence],
            "freeze": [_span(span) for span in self.freeze],
            "loudness": dict(vars(self.loudness)) if self.loudness else None,
            "speech": _speech(self.speech) if self.speech else None,
            "faces": _faces(self.faces) if self.faces else None,
            "motion": _motion(self.motion) if self.motion else None,
            "absent": dict(self.absent),
            "proxy": self.proxy,
            "filmstrip": {
                "sheets": list(self.filmstrip),
                "columns": TILE_COLUMNS,
                "rows": TILE_ROWS,
                "width": THUMB_WIDTH,
                "height": THUMB_HEIGHT,
                "seconds_per_thumb": 1,
            },
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Analysis":
        """Read what `to_json` wrote, in this version or an earlier one."""
        earlier = dict.fromkeys(("gradual", "freeze", "faces", "speech"), EARLIER_VERSION)
        return cls(
            frames=data["frames"],
            shots=tuple(data["shots"]),
            black=_ranges(data["black"]),
            silence=_ranges(data["silence"]),
            loudness=Loudness(**data["loudness"]) if data["loudness"] else None,
            proxy=data["proxy"],
            filmstrip=tuple(data["filmstrip"]["sheets"]),
            field_order=data.get("field_order"),
            gradual=tuple(Gradual(first, end) for first, end in data.get("gradual", ())),
            freeze=_ranges(data.get("freeze", ())),
            faces=_read_faces(data["faces"]) if data.get("faces") else None,
            speech=_read_speech(data["speech"]) if data.get("speech") else None,
            motion=_read_motion(data["motion"]) if data.get("motion") else None,
            absent=data.get("absent", earlier),
            frame_rate=parse_fraction(data["frame_rate"]) if data.get("frame_rate") else None,
        )


def _speech(speech: Speech) -> dict[str, object]:
    return {"detector": speech.detector, "spans": [_span(span) for span in speech.spans]}


def _read_speech(data: Mapping[str, Any]) -> Speech:
    return Speech(data["detector"], _ranges(data["spans"]))


def _faces(faces: Faces) -> dict[str, object]:
    samples = [[[round(value * _FACE_UNIT) for value in _numbers(face)] for face in found] for found in faces.samples]
    return {"detector": faces.detector, "every": faces.every, "samples": samples}


def _numbers(face: Face) -> tuple[float, ...]:
    return (face.x, face.y, face.width, face.height, face.score)


class _StoredSamples(Sequence[tuple[Face, ...]]):
    """Faces as they are stored, made into values when somebody looks: a long recording has a million numbers."""

    def __init__(self, samples: Sequence[Sequence[Sequence[int]]]) -> None:
        self._samples = samples

    def __len__(self) -> int:
        return len(self._samples)

    @overload
    def __getitem__(self, place: int) -> tuple[Face, ...]: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[tuple[Face, ...], ...]: ...

    def __getitem__(self, place: int | slice) -> tuple[Face, ...] | tuple[tuple[Face, ...], ...]:
        if isinstance(place, slice):
            return tuple(_stored_faces(found) for found in self._samples[place])
        return _stored_faces(self._samples[place])


def _stored_faces(found: Sequence[Sequence[int]]) -> tuple[Face, ...]:
    return tuple(Face(*(value / _FACE_UNIT for value in numbers)) for numbers in found)


def _read_faces(data: Mapping[str, Any]) -> Faces:
    return Faces(data["detector"], data["every"], _StoredSamples(data["samples"]))


def _motion(motion: Motion) -> dict[str, object]:
    return {"every": motion.every, "samples": [sample.hex() for sample in motion.samples]}


def _read_motion(data: Mapping[str, Any]) -> Motion:
    return Motion(data["every"], _StoredMotion(data["samples"]))


class _StoredMotion(Sequence[bytes]):
    """Samples as they are stored, read when somebody looks."""

    def __init__(self, samples: Sequence[str]) -> None:
        self._samples = samples

    def __len__(self) -> int:
        return len(self._samples)

    @overload
    def __getitem__(self, place: int) -> bytes: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[bytes, ...]: ...

    def __getitem__(self, place: int | slice) -> bytes | tuple[bytes, ...]:
        if isinstance(place, slice):
            return tuple(bytes.fromhex(sample) for sample in self._samples[place])
        return bytes.fromhex(self._samples[place])


def _span(span: Range) -> dict[str, str]:
    return {"start": format_fraction(span.start), "end": format_fraction(span.end)}


def _ranges(spans: Any) -> tuple[Range, ...]:
    return tuple(Range(parse_fraction(span["start"]), parse_fraction(span["end"])) for span in spans)
