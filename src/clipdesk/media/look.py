"""A look: the graphics that a station lays over its clips, as one frozen value and one JSON file.

Looks are found by name, `NAME.json` in the station's own folder first, then among those that come with Clipdesk. All
measures are fractions of the picture, so one look serves every shape. One with a font of the station's own is of version 2,
one with a closing card of version 3, one with an opening card of version 4; all others are written as before.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Literal, cast, get_args

from clipdesk.media.captions.font import Typeface, ours
from clipdesk.media.errors import LookUnreadable, NoSuchLook, RecipeError
from clipdesk.media.film import Cards
from clipdesk.media.reading import Reader
from clipdesk.media.recipe import ALL_SHAPES, CaptionLook, Size
from clipdesk.media.station_font import FontError, read_font

BUILT_IN = Path(__file__).parent / "looks"
VERSION = 4
MOST_CARD_SECONDS = 10
MOST_OPENING_SECONDS = 3
"""Longer, and whoever scrolls by has left before the clip begins."""

Corner = Literal["top-left", "top-right", "bottom-left", "bottom-right"]
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.png", re.IGNORECASE)
_FONT_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.(ttf|otf)", re.IGNORECASE)
_PNG = b"\x89PNG\r\n\x1a\n"
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class SafeArea:
    """What is kept clear at the edges: `top` and `bottom` as fractions of the height, `side` of the width."""

    top: Fraction = Fraction(1, 20)
    side: Fraction = Fraction(1, 20)
    bottom: Fraction = Fraction(1, 20)


# over an upright clip the platforms draw their own texts and buttons
_SAFE_AREAS = {"9:16": SafeArea(Fraction(7, 50), Fraction(1, 12), Fraction(11, 50))}


@dataclass(frozen=True)
class Logo:
    """The station's own PNG in a corner. width, margin: of the picture's shorter side; opacity: 0..1.

    margin: from both edges of the corner, None: as far as the safe area. Upright, the safe area is kept in any case: the
    platforms draw over what lies nearer to the edges.
    """

    path: Path
    corner: Corner
    width: Fraction
    opacity: Fraction
    margin: Fraction | None = None


@dataclass(frozen=True)
class Card:
    """A still picture that stands alone before or after the clip: a PNG without gaps, shown whole. seconds: 1..3 before it,
    1..10 after it.

    ground: the colour around it, as `#rrggbb`, where the shape has other proportions.
    """

    path: Path
    seconds: Fraction
    ground: str


@dataclass(frozen=True)
class Strap:
    """The strap that carries the clip's title: its colours, as `#rrggbb`."""

    background: str = "#10233a"
    text: str = "#ffffff"


@dataclass(frozen=True)
class AudiogramColours:
    """The colours of a clip that has no picture, as `#rrggbb`."""

    background: str = "#13233a"
    wave: str = "#f2f5f9"
    progress: str = "#ffb547"
    text: str = "#ffffff"


@dataclass(frozen=True)
class Look:
    """One look. sha256: of everything that decides what is drawn, so a changed look is told from the old one.

    font: the station's own, for everything that is written on the picture; None: ours. opening, closing: what stands before
    and after the clip.
    """

    captions: tuple[CaptionLook, Size] = ("outline", "medium")
    safe_areas: Mapping[str, SafeArea] = field(default_factory=dict)
    logo: Logo | None = None
    strap: Strap = Strap()
    audiogram: AudiogramColours = AudiogramColours()
    sha256: str = ""
    font: Typeface | None = None
    closing: Card | None = None
    opening: Card | None = None

    @property
    def typeface(self) -> Typeface:
        """What texts on the picture are set in."""
        return self.font or ours()

    @property
    def cards(self) -> Cards:
        """How long its cards stand."""
        opening, closing = (card.seconds if card else Fraction(0) for card in (self.opening, self.closing))
        return Cards(opening, closing)

    def safe_area(self, shape: str) -> SafeArea:
        """Return what is kept clear in `shape`."""
        return self.safe_areas.get(shape, _SAFE_AREAS.get(shape, SafeArea()))


def look_names(folder: Path | None = None) -> list[str]:
    """Return the names of all looks: the station's (in `folder`) and ours."""
    folders = (folder, BUILT_IN) if folder else (BUILT_IN,)
    return sorted({path.stem for place in folders for path in place.glob("*.json") if _NAME.fullmatch(path.stem)})


def find_look(name: str, folder: Path | None = None) -> Look:
    """Return the look called `name`.

    Raises:
        NoSuchLook: there is none.
        LookUnreadable: its file, its logo, a card of it or its font cannot be used.
    """
    if name not in look_names(folder):
        raise NoSuchLook(name=name, known=", ".join(look_names(folder)))
    own = folder / f"{name}.json" if folder else None
    path = own if own and own.is_file() else BUILT_IN / f"{name}.json"
    text = path.read_bytes()
    try:
        return _read(
            json.loads(text), lambda file: path.parent / file, lambda file: read_font(path.parent / file), text
        )
    except (ValueError, RecursionError) as error:
        raise LookUnreadable(name=name, detail="JSON") from error
    except FontError as error:
        raise LookUnreadable(name=name, detail=f"look.font.file: {error}") from error
    except RecipeError as error:
        raise LookUnreadable(name=name, detail=error.params["detail"]) from error


def read_look(data: object, pictures: Mapping[str, Path], font: Typeface | None = None) -> Look:
    """Return the look that `data` describes, in the form of the files. pictures: where the files of logo and cards lie, by the
    names that `data` gives them; what it is written in, where that is the station's own, is `font`.

    Raises:
        LookUnreadable: it is none.
    """
    try:
        return _read(data, pictures.get, lambda _: font, json.dumps(data, sort_keys=True).encode())
    except RecipeError as error:
        raise LookUnreadable(name="look", detail=error.params["detail"]) from error


def _read(
    data: object, find: Callable[[str], Path | None], find_font: Callable[[str], Typeface | None], text: bytes
) -> Look:
    with Reader(data, "look") as look:
        version = look.whole("version")
        if not 1 <= version <= VERSION:
            look.refuse("version", f"{version} does not lie between 1 and {VERSION}")
        captions = look.part("captions")
        logo = _read_logo(look.part("logo"), find) if look.has("logo") else None
        font = _read_font(look.part("font"), find_font) if version > 1 and look.names("font") else None
        closing = _read_card(look, "closing", find) if version > 2 else None
        opening = _read_card(look, "opening", find) if version > 3 else None
        with captions:
            style = cast(CaptionLook, captions.choice("look", get_args(CaptionLook)))
            size = cast(Size, captions.choice("size", get_args(Size)))
        return Look(
            captions=(style, size),
            safe_areas={shape: _read_area(part, shape) for shape, part in look.named_parts("safe_areas").items()},
            logo=logo,
            strap=Strap(**_colours(look.part("strap"), "background", "text")),
            audiogram=AudiogramColours(**_colours(look.part("audiogram"), "background", "wave", "progress", "text")),
            sha256=hashlib.sha256(
                text
                + (logo.path.read_bytes() if logo else b"")
                + (font.sha256.encode() if font else b"")
                + (closing.path.read_bytes() if closing else b"")
                + (opening.path.read_bytes() if opening else b"")
            ).hexdigest(),
            font=font,
            closing=closing,
            opening=opening,
        )


def _read_logo(part: Reader, find: Callable[[str], Path | None]) -> Logo:
    with part:
        return Logo(
            path=_read_file(part, find),
            corner=cast(Corner, part.choice("corner", get_args(Corner))),
            width=part.fraction("width", 0, 1),
            opacity=part.fraction("opacity", 0, 1),
            margin=part.fraction("margin", 0, 1) if part.names("margin") else None,
        )


def _read_card(look: Reader, name: str, find: Callable[[str], Path | None]) -> Card | None:
    if not look.names(name):
        return None
    most = MOST_OPENING_SECONDS if name == "opening" else MOST_CARD_SECONDS
    with look.part(name) as part:
        ground = part.text("ground")
        if not _COLOUR.fullmatch(ground):
            part.refuse("ground", "a colour such as #10233a is expected")
        return Card(_read_file(part, find), part.fraction("seconds", 1, most), ground)


def _read_file(part: Reader, find: Callable[[str], Path | None]) -> Path:
    """The PNG that the part names."""
    name = part.text("file")
    path = find(name) if _FILE.fullmatch(name) else None
    if path is None or not path.is_file():
        part.refuse("file", f"{name} is no PNG file beside the look")
    with path.open("rb") as file:
        if file.read(len(_PNG)) != _PNG:
            part.refuse("file", f"{name} is no PNG, whatever its name says")
    return path


def _read_font(part: Reader, find: Callable[[str], Typeface | None]) -> Typeface:
    with part:
        name = part.text("file")
        found = find(name) if _FONT_FILE.fullmatch(name) else None
        if found is None:
            part.refuse("file", f"{name} is no font file beside the look")
        return found


def _read_area(part: Reader, shape: str) -> SafeArea:
    with part:
        if shape not in ALL_SHAPES:
            part.refuse("shape", f"{shape} is none of {', '.join(ALL_SHAPES)}")
        return SafeArea(*(part.fraction(edge, 0, 1) for edge in ("top", "side", "bottom")))


def _colours(part: Reader, *names: str) -> dict[str, str]:
    with part:
        found = {name: part.text(name) for name in names}
        for name, value in found.items():
            if not _COLOUR.fullmatch(value):
                part.refuse(name, "a colour such as #10233a is expected")
        return found
