"""The recipe of a clip: everything that decides what is rendered, as one frozen value.

All times are seconds on the *source* timeline, which counts from the recording's first picture (first sound where
there is no picture) = 0, whatever the container's own clock says. Captions stay on that timeline too, so they survive
trimming.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, Protocol, cast, get_args

from clipdesk.kernel.time import clock_text
from clipdesk.media.errors import EmptyRange, NoRange, NoSuchChannel, NoSuchLanguage, RangeBeyondEnd, TooManyRanges
from clipdesk.media.framing.keys import ShotFraming, read_shots, shots_to_json
from clipdesk.media.lower_third import LowerThird, check_lower_thirds, read_lower_third
from clipdesk.media.reading import Reader
from clipdesk.media.source_info import SourceInfo

VERSION = 6
"""The newest form that is written. A recipe that says nothing new is still written as before, so its digest never changes."""

MAX_RANGES = 20
SIZES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"9:16": (1080, 1920), "4:5": (1080, 1350), "1:1": (1080, 1080), "16:9": (1920, 1080)}
)
"""Width and height in pixels of each shape of a fixed size."""

SOURCE = "source"
"""The shape of the recording itself: the size it is shown in, in square pixels."""

ALL_SHAPES = (SOURCE, *SIZES)
SHAPES = SIZES
"""The shapes that a clip is rendered in where nothing else is asked for: all of a fixed size."""

FRAME_RATES = (Fraction(25), Fraction(30000, 1001), Fraction(30), Fraction(50), Fraction(60))
MAX_TITLE = 120
FIRST_SHAPES = ("9:16", "1:1", "16:9")
"""What the first form of a recipe can name."""

_FIRST_MODES = ("crop", "fit")
_INSTEAD = {"4:5": ("1:1", "9:16")}
"""Which shapes' window a shape takes that has none: a clip from before there was 4:5 keeps in it whoever was chosen."""

Mode = Literal["crop", "fit", "path"]
CaptionLook = Literal["outline", "box"]
Size = Literal["medium", "large"]
Preset = Literal["quick", "final"]
App = Literal["", "tiktok", "reels", "shorts", "all"]
"""The app whose own texts and buttons captions and strap keep clear of; nothing: the usual place; all: of every one."""

Backdrop = Literal["blurred", "plain"]
"""What lies behind a picture that is shown whole: a blurred, darkened copy of it, or plain black."""

MAX_WORDS = 20_000
MAX_SPEAKER = 60


class Timed(Protocol):
    """Whatever has a beginning and an end on the source timeline."""

    @property
    def start(self) -> Fraction:
        """Seconds."""

    @property
    def end(self) -> Fraction:
        """Seconds, not included."""


@dataclass(frozen=True)
class Range:
    """One cut: seconds on the source timeline, `end` not included."""

    start: Fraction
    end: Fraction

    def meets(self, other: Timed) -> bool:
        """Tell whether they have a moment in common."""
        return self.start < other.end and other.start < self.end

    def holds_middle_of(self, other: Timed) -> bool:
        """Tell whether the other's middle lies here, so that of ranges side by side it belongs to one only."""
        return self.start <= (other.start + other.end) / 2 < self.end


@dataclass(frozen=True)
class Cue:
    """One caption: seconds, `end` not included; `text` may hold line breaks and no markup. speaker: who says it, if known."""

    start: Fraction
    end: Fraction
    text: str
    speaker: str = ""

    @property
    def said(self) -> str:
        """The text with the speaker's name before it, where there is one: for whoever reads it without colours."""
        return f"{self.speaker}: {self.text}" if self.speaker else self.text


@dataclass(frozen=True)
class Word:
    """One spoken word: seconds, `end` not included; `text` as it is written, with its punctuation."""

    start: Fraction
    end: Fraction
    text: str


@dataclass(frozen=True)
class Framing:
    """How the picture fills a shape.

    "crop": a window of the shape's proportions around (x, y), the window's centre as a fraction 0..1 of the picture.
    "fit": the whole picture before the recipe's `Backdrop`.
    "path": shot by shot as `shots` says, in the order of the source timeline; (x, y) is not used.
    """

    mode: Mode = "crop"
    x: Fraction = Fraction(1, 2)
    y: Fraction = Fraction(1, 2)
    shots: tuple[ShotFraming, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return plain JSON values; `shots` only where the mode is "path"."""
        plain: dict[str, object] = {"mode": self.mode, "x": _text(self.x), "y": _text(self.y)}
        return plain | {"shots": shots_to_json(self.shots)} if self.mode == "path" else plain


@dataclass(frozen=True)
class CaptionStyle:
    """How captions look in the picture; `burn_in` False leaves them to the sidecar alone.

    words: the word that is being spoken has a colour of its own, where the recipe knows the words' times. speakers: what
    each speaker says has a colour of its own.
    """

    burn_in: bool = True
    look: CaptionLook = "outline"
    size: Size = "medium"
    words: bool = False
    speakers: bool = False


@dataclass(frozen=True)
class Target:
    """What the files are made for.

    frame_rate: one of `FRAME_RATES`, None for the recording's own. preset: "quick" for breaking news, "final" takes
    about twice the time for the better picture.
    """

    frame_rate: Fraction | None = None
    preset: Preset = "quick"


@dataclass(frozen=True)
class AudioChoice:
    """What is heard of a recording with several sound tracks or channels.

    pairs: left and right, as channels counted from 1 through all tracks; several pairs are added up; none: the usual
    rule of `sound_map`. language: only tracks that state it (ISO 639-2, as in the file) are heard and counted.
    """

    pairs: tuple[tuple[int, int], ...] = ()
    language: str = ""


@dataclass(frozen=True)
class Recipe:
    """One clip of one recording.

    loudness_target in LUFS (ITU-R BS.1770-5), true_peak_ceiling in dBTP. look: the name of a `look.Look`, or nothing.
    title: what its strap says. thumbnail: seconds on the source timeline of the picture that stands for the clip; where
    there is none, or it lies outside the cuts, that is the one a third into the clip. words: what is said in the cuts, on
    the source timeline, for captions that show the word being spoken. keep_clear, backdrop: see `App`, `Backdrop`.
    lower_thirds: who is named on the picture, and when; no two at once.
    """

    source_sha256: str
    ranges: tuple[Range, ...]
    framing: Mapping[str, Framing] = field(default_factory=dict)
    captions: tuple[Cue, ...] = ()
    caption_style: CaptionStyle = CaptionStyle()
    loudness_target: Fraction = Fraction(-14)
    true_peak_ceiling: Fraction = Fraction(-1)
    language: str = "vi"
    target: Target = Target()
    audio: AudioChoice = AudioChoice()
    look: str = ""
    title: str = ""
    thumbnail: Fraction | None = None
    words: tuple[Word, ...] = ()
    keep_clear: App = ""
    backdrop: Backdrop = "blurred"
    lower_thirds: tuple[LowerThird, ...] = ()

    @property
    def version(self) -> int:
        """The lowest version of the form that can say this."""
        if self.lower_thirds:
            return 6
        if self.backdrop != "blurred":
            return 5
        style = self.caption_style
        named = any(cue.speaker for cue in self.captions)
        if style.words or style.speakers or self.words or self.keep_clear or named:
            return 4
        if self.thumbnail is not None:
            return 3
        new = (self.target, self.audio, self.look, self.title) != (Target(), AudioChoice(), "", "")
        moves = any(framing.mode not in _FIRST_MODES for framing in self.framing.values())
        return 2 if new or moves or not set(self.framing) <= set(FIRST_SHAPES) else 1

    @property
    def duration(self) -> Fraction:
        """Seconds of the finished clip."""
        return sum((cut.end - cut.start for cut in self.ranges), Fraction(0))

    @property
    def heard(self) -> tuple[Cue, ...]:
        """The captions that touch the cuts, on the source timeline."""
        return tuple(cue for cue in self.captions if any(cut.meets(cue) for cut in self.ranges))

    @property
    def named(self) -> tuple[LowerThird, ...]:
        """The lower thirds that touch the cuts, on the source timeline."""
        return tuple(one for one in self.lower_thirds if any(cut.meets(one) for cut in self.ranges))

    @property
    def speakers(self) -> tuple[str, ...]:
        """Who speaks in the captions that touch the cuts, in the order in which they first do."""
        return tuple(dict.fromkeys(cue.speaker for cue in self.heard if cue.speaker))

    def frame_for(self, shape: str) -> Framing:
        """Return the framing of `shape`; where none was chosen, that of the shape in its stead, or a window in the middle."""
        chosen = (self.framing[each] for each in (shape, *_INSTEAD.get(shape, ())) if each in self.framing)
        return next(chosen, Framing())

    def check(self, info: SourceInfo) -> None:
        """Make sure that the recipe can be rendered from the recording `info`.

        Raises:
            NoRange, TooManyRanges, EmptyRange, RangeBeyondEnd, NoSuchLanguage, NoSuchChannel: it cannot.
            TooManyLowerThirds, LowerThirdNameless, …: see `check_lower_thirds`.
        """
        if not self.ranges:
            raise NoRange
        if len(self.ranges) > MAX_RANGES:
            raise TooManyRanges(count=len(self.ranges), limit=MAX_RANGES)
        half = 1 / (2 * info.grid)
        for cut in self.ranges:
            if cut.start < 0 or cut.end - cut.start < half:
                raise EmptyRange(start=clock_text(cut.start), end=clock_text(cut.end))
            if cut.end > info.duration + half:
                raise RangeBeyondEnd(end=clock_text(cut.end), length=clock_text(info.duration))
        check_lower_thirds(self.lower_thirds)
        self._check_sound(info)

    def _check_sound(self, info: SourceInfo) -> None:
        if not info.sound_tracks:
            return
        heard = info.tracks_in(self.audio.language)
        if not heard:
            known = ", ".join(sorted({track.language for track in info.sound_tracks if track.language}))
            raise NoSuchLanguage(language=self.audio.language, known=known or "–")
        count = sum(track.channels for track in heard)
        for number in (number for pair in self.audio.pairs for number in pair):
            if not 1 <= number <= count:
                raise NoSuchChannel(number=number, count=count)

    def to_json(self) -> dict[str, object]:
        """Return plain JSON values; fractions as `"num/den"`. Equal recipes give equal values."""
        written: dict[str, object] = {
            "version": self.version,
            "source_sha256": self.source_sha256,
            "ranges": [{"start": _text(cut.start), "end": _text(cut.end)} for cut in self.ranges],
            "framing": {shape: framing.to_json() for shape, framing in self.framing.items()},
            "captions": [_timed(cue) | ({"speaker": cue.speaker} if cue.speaker else {}) for cue in self.captions],
            "caption_style": {name: getattr(self.caption_style, name) for name in ("burn_in", "look", "size")},
            "loudness_target": _text(self.loudness_target),
            "true_peak_ceiling": _text(self.true_peak_ceiling),
            "language": self.language,
        }
        if self.version == 1:
            return written
        written |= self._newer_json()
        if self.version == 2:
            return written
        written |= self._third_json()
        if self.version == 3:
            return written
        written |= self._fourth_json()
        if self.version == 4:
            return written
        written |= self._fifth_json()
        return written if self.version == 5 else written | self._newest_json()

    def newest_json(self) -> dict[str, object]:
        """Return the same in the newest form, whatever it says: what an edit is laid over."""
        newer = self._newer_json() | self._third_json() | self._fourth_json() | self._fifth_json()
        return self.to_json() | newer | self._newest_json()

    def _newer_json(self) -> dict[str, object]:
        """What version 2 brought."""
        rate, pairs = self.target.frame_rate, self.audio.pairs
        return {
            "version": 2,
            "target": {"frame_rate": _text(rate) if rate else SOURCE, "preset": self.target.preset},
            "audio": {"pairs": [list(pair) for pair in pairs], "language": self.audio.language},
            "look": self.look,
            "title": self.title,
        }

    def _third_json(self) -> dict[str, object]:
        """What version 3 brought."""
        return {"version": 3, "thumbnail": None if self.thumbnail is None else _text(self.thumbnail)}

    def _fourth_json(self) -> dict[str, object]:
        """What version 4 brought, beside the speakers of the captions."""
        return {
            "version": 4,
            "caption_style": dict(vars(self.caption_style)),
            "words": [_timed(word) for word in self.words],
            "keep_clear": self.keep_clear,
        }

    def _fifth_json(self) -> dict[str, object]:
        """What version 5 brought."""
        return {"version": 5, "backdrop": self.backdrop}

    def _newest_json(self) -> dict[str, object]:
        """What version 6 brought."""
        return {"version": 6, "lower_thirds": [one.to_json() for one in self.lower_thirds]}

    @classmethod
    def from_json(cls, data: object) -> "Recipe":
        """Read what `to_json` wrote, now or in any earlier version, and nothing else: an unknown field is an error.

        Raises:
            RecipeError: names the field and what is wrong with it.
        """
        with Reader(data, "recipe") as recipe:
            version = recipe.whole("version")
            if not 1 <= version <= VERSION:
                recipe.refuse("version", f"{version} does not lie between 1 and {VERSION}")
            sha256 = recipe.text("source_sha256")
            if not re.fullmatch(r"[0-9a-f]{64}", sha256):
                recipe.refuse("source_sha256", "64 hexadecimal digits are expected")
            known = (FIRST_SHAPES, _FIRST_MODES) if version == 1 else (ALL_SHAPES, get_args(Mode))
            framing = {
                shape: _read_framing(part, shape, *known) for shape, part in recipe.named_parts("framing").items()
            }
            found = cls(
                source_sha256=sha256,
                ranges=tuple(_read_range(part) for part in recipe.parts("ranges")),
                framing=framing,
                captions=tuple(_read_cue(part, version) for part in recipe.parts("captions")),
                caption_style=_read_style(recipe.part("caption_style"), version),
                loudness_target=recipe.fraction("loudness_target", -70, 0),
                true_peak_ceiling=recipe.fraction("true_peak_ceiling", -20, 0),
                language=recipe.text("language"),
            )
            if version > 1:
                found = _read_newer(found, recipe)
            if version > 2:
                found = replace(found, thumbnail=recipe.fraction("thumbnail") if recipe.has("thumbnail") else None)
            if version > 3:
                found = _read_fourth(found, recipe)
            if version > 4:
                found = replace(found, backdrop=cast(Backdrop, recipe.choice("backdrop", get_args(Backdrop))))
            return _read_newest(found, recipe) if version > 5 else found


def _read_newer(found: Recipe, recipe: Reader) -> Recipe:
    """Add what version 2 brought."""
    title = recipe.text("title")
    if len(title) > MAX_TITLE:
        recipe.refuse("title", f"longer than {MAX_TITLE} characters")
    return replace(
        found,
        target=_read_target(recipe.part("target")),
        audio=_read_audio(recipe.part("audio")),
        look=recipe.text("look"),
        title=title,
    )


def _read_newest(found: Recipe, recipe: Reader) -> Recipe:
    """Add what version 6 brought."""
    found = replace(found, lower_thirds=tuple(read_lower_third(part) for part in recipe.parts("lower_thirds")))
    check_lower_thirds(found.lower_thirds)
    return found


def _read_fourth(found: Recipe, recipe: Reader) -> Recipe:
    """Add what version 4 brought."""
    parts = recipe.parts("words")
    if len(parts) > MAX_WORDS:
        recipe.refuse("words", f"more than {MAX_WORDS}")
    return replace(
        found,
        words=tuple(_read_word(part) for part in parts),
        keep_clear=cast(App, recipe.choice("keep_clear", get_args(App))),
    )


def _read_target(part: Reader) -> Target:
    with part:
        rate = part.choice("frame_rate", (SOURCE, *(_text(rate) for rate in FRAME_RATES)))
        preset = cast(Preset, part.choice("preset", get_args(Preset)))
        return Target(None if rate == SOURCE else Fraction(rate), preset)


def _read_audio(part: Reader) -> AudioChoice:
    with part:
        return AudioChoice(part.pairs("pairs"), part.text("language"))


def _read_range(part: Reader) -> Range:
    with part:
        return Range(part.fraction("start"), part.fraction("end"))


def _read_cue(part: Reader, version: int) -> Cue:
    with part:
        speaker = part.text("speaker") if version > 3 and part.names("speaker") else ""
        if len(speaker) > MAX_SPEAKER:
            part.refuse("speaker", f"longer than {MAX_SPEAKER} characters")
        return Cue(part.fraction("start"), part.fraction("end"), part.text("text"), speaker)


def _read_word(part: Reader) -> Word:
    with part:
        return Word(part.fraction("start"), part.fraction("end"), part.text("text"))


def _read_framing(part: Reader, shape: str, shapes: tuple[str, ...], modes: tuple[str, ...]) -> Framing:
    with part:
        if shape not in shapes:
            part.refuse("shape", f"{shape} is none of {', '.join(shapes)}")
        mode = cast(Mode, part.choice("mode", modes))
        shots = read_shots(part) if mode == "path" else ()
        return Framing(mode, part.fraction("x", 0, 1), part.fraction("y", 0, 1), shots)


def _read_style(part: Reader, version: int) -> CaptionStyle:
    with part:
        words, speakers = (version > 3 and part.names(name) and part.flag(name) for name in ("words", "speakers"))
        return CaptionStyle(
            burn_in=part.flag("burn_in"),
            look=cast(CaptionLook, part.choice("look", get_args(CaptionLook))),
            size=cast(Size, part.choice("size", get_args(Size))),
            words=words,
            speakers=speakers,
        )


def _timed(value: Cue | Word) -> dict[str, str]:
    return {"start": _text(value.start), "end": _text(value.end), "text": value.text}


def _text(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"
