"""What lies over the picture, from below: the station's logo, the captions, the names, the strap with the clip's title. And
what stands alone before and after the clip: the cards.

Texts are drawn by libass from scripts of ours, so Vietnamese is shaped right and nothing depends on the machine's fonts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from clipdesk.media.captions.ass import harmless, script, to_ass
from clipdesk.media.captions.words import Highlight
from clipdesk.media.colour import TAGS
from clipdesk.media.decoders import MAX_PIXELS
from clipdesk.media.film import card_frames
from clipdesk.media.geometry import shape_size
from clipdesk.media.look import Card, Logo, Look
from clipdesk.media.lower_third_script import lower_third_script
from clipdesk.media.picture_graph import Clip, move_commands
from clipdesk.media.places import caption_place, caption_style, logo_margins, logo_width, strap_place
from clipdesk.media.recipe import Cue
from clipdesk.media.timeline import clip_words

_TITLE_STYLE = "Title,{font},{size},{text},{text},{box},{box},{bold},0,0,0,100,100,0,0,{border},{left},{right},{top},1"
_PICTURES = ("logo", "closing", "opening")  # in this order they are opened
_TITLE_EVENT = "Dialogue: 0,0:00:00.00,9:59:59.99,Title,,0,0,0,,{words}\n"


@dataclass(frozen=True)
class Overlays:
    """The inputs of a run besides the recording: per shape the scripts that lie over its pictures and the commands
    that move its windows, and the logo and the cards that serve all shapes.
    """

    captions: Mapping[str, int] = field(default_factory=dict)
    titles: Mapping[str, int] = field(default_factory=dict)
    logo: int | None = None
    moves: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, int] = field(default_factory=dict)
    closing: int | None = None
    opening: int | None = None


def overlay_chain(clip: Clip, shape: str, source: str, label: str, over: Overlays) -> str:
    """Return the chain from `[source]` to `[label]`: the same pictures with everything that lies over them."""
    scripts = [numbers[shape] for numbers in (over.captions, over.names, over.titles) if shape in numbers]
    burn = "".join(f"ass=filename=in/{number}:fontsdir=fonts," for number in scripts)
    if over.logo is None or clip.look.logo is None:
        return f"[{source}]{burn}{TAGS}[{label}]"
    logo, size = clip.look.logo, shape_size(shape, clip.info)
    x, y = _logo_place(clip.look, logo, shape, size)
    lay = f"overlay=x={x}:y={y}:format=yuv420:eof_action=repeat"
    prepare = (
        f"[{over.logo}:v]format=rgba,colorchannelmixer=aa={float(logo.opacity):.3f},scale={logo_width(logo, size)}:-2:"
        f"flags=bicubic:out_color_matrix=bt709:out_range=tv,format=yuva420p[{label}_logo]"
    )
    return f"{prepare};[{source}][{label}_logo]{lay},{burn}{TAGS}[{label}]"


def film_chains(clip: Clip, shape: str, source: str, label: str, over: Overlays) -> list[str]:
    """Return the chains from `[source]`, the clip's pictures, to `[label]`: all of the film, with its cards."""
    own, before, after = f"{label}_own", f"{label}_opening", f"{label}_card"
    chains, parts = [overlay_chain(clip, shape, source, own, over)], [f"[{own}_square]"]
    if over.opening is not None and clip.look.opening is not None:
        chains.append(card_chain(clip, shape, clip.look.opening, over.opening, before))
        parts.insert(0, f"[{before}]")
    if over.closing is not None and clip.look.closing is not None:
        chains.append(card_chain(clip, shape, clip.look.closing, over.closing, after))
        parts.append(f"[{after}]")
    if len(parts) == 1:
        return [overlay_chain(clip, shape, source, label, over)]
    joined = f"{''.join(parts)}concat=n={len(parts)},settb=expr=1/({clip.rate}),setpts=N,{TAGS}[{label}]"
    return [*chains, f"[{own}]setsar=1[{own}_square]", joined]


def card_chain(clip: Clip, shape: str, card: Card, number: int, label: str) -> str:
    """Return the chain from the input `number`, a card of the clip's look, to `[label]`: as long as it stands."""
    (width, height), frames = shape_size(shape, clip.info), card_frames(card.seconds, clip.rate)
    return (
        f"[{number}:v]format=rgb24,scale={width}:{height}:force_original_aspect_ratio=decrease:flags=bicubic,"
        f"pad={width}:{height}:(ow-iw)/2:(oh-ih)/2:0x{card.ground[1:]},"  # in RGB: so its colour is the card's, exactly
        f"scale=flags=bicubic+accurate_rnd+full_chroma_int:out_color_matrix=bt709:out_range=tv,format=yuv420p,setsar=1,"
        f"loop=loop={frames - 1}:size=1,settb=expr=1/({clip.rate}),setpts=N,{TAGS}[{label}]"
    )


def open_pictures(over: Overlays, first: int) -> tuple[list[str], Overlays]:
    """Return the options that open logo and cards, as the inputs from number `first` on, and `over` with these numbers."""
    known = {kind: number for kind in _PICTURES if (number := getattr(over, kind)) is not None}
    args = [option for number in known.values() for option in logo_input(number)]
    return args, _numbered(over, list(known), first)


def _numbered(over: Overlays, kinds: Sequence[str], first: int) -> Overlays:
    """`over` with the pictures `kinds` as the inputs from number `first` on."""
    at = {kind: first + place for place, kind in enumerate(kinds)}
    return replace(over, logo=at.get("logo"), closing=at.get("closing"), opening=at.get("opening"))


def logo_input(number: int) -> list[str]:
    """Return the options and `-i` that open a logo or a card: a PNG, and nothing else."""
    return [
        "-protocol_whitelist", "file", "-format_whitelist", "png_pipe", "-codec_whitelist", "png",
        "-max_pixels", str(MAX_PIXELS), "-f", "png_pipe", "-i", f"file:in/{number}",
    ]  # fmt: skip


def caption_script(clip: Clip, shape: str, cues: list[Cue]) -> str:
    """Return the ASS script of `cues` for `shape`, in the look's style and inside its safe area.

    Raises:
        MissingGlyph: a character that the look's font cannot draw.
    """
    clip.look.typeface.check(cues)
    style = caption_style(clip.recipe, clip.look)
    place = caption_place(clip.recipe, clip.look, shape, shape_size(shape, clip.info))
    return to_ass(cues, shape, style, _highlight(clip), size=shape_size(shape, clip.info), place=place)


def _highlight(clip: Clip) -> Highlight | None:
    """The colours of words and speakers, as the recipe asks for them; None where it asks for neither."""
    recipe, style = clip.recipe, clip.recipe.caption_style
    if not (style.words or style.speakers):
        return None
    words = clip_words(recipe, clip.info.grid) if style.words else ()
    return Highlight(words, speakers=recipe.speakers if style.speakers else ())


def title_script(clip: Clip, shape: str) -> str:
    """Return the ASS script of the recipe's title: a strap over pictures, large and plain where there are none.

    Raises:
        MissingGlyph: a character that the look's font cannot draw.
    """
    title, size, place = clip.recipe.title, shape_size(shape, clip.info), strap_place(clip, shape)
    clip.look.typeface.check([Cue(Fraction(0), Fraction(1), title)])
    text, box, border = clip.look.strap.text, clip.look.strap.background, "3,12,0,7"
    if clip.info.video is None:
        text, box, border = clip.look.audiogram.text, clip.look.audiogram.background, "1,0,0,7"
    style = _TITLE_STYLE.format(
        font=clip.look.typeface.name, bold=clip.look.typeface.bold, size=place.size, text=_ass_colour(text),
        box=_ass_colour(box), border=border, left=place.left, right=place.right, top=place.top,
    )  # fmt: skip
    words = clip.look.typeface.lead + harmless(" ".join(title.split()))
    return script(size, style, _TITLE_EVENT.format(words=words), wrap=True)


def write_overlays(clip: Clip, shapes: Sequence[str], cues: list[Cue], folder: Path) -> tuple[Overlays, list[Path]]:
    """Write scripts and moves into `folder`; return them, the logo and the cards, as the inputs from number 1 on.

    Raises:
        MissingGlyph: a character that the look's font cannot draw.
    """
    files: list[Path] = []

    def write(kind: str, shape: str, script: str) -> int:
        files.append(folder / f"{kind}-{shape.replace(':', 'x')}.txt")
        files[-1].write_text(script, encoding="utf-8")
        return len(files)

    burnt = shapes if cues and clip.recipe.caption_style.burn_in else ()
    naming = shapes if clip.recipe.named else ()
    titled = shapes if clip.recipe.title.strip() else ()
    captions = {shape: write("captions", shape, caption_script(clip, shape, cues)) for shape in burnt}
    names = {shape: write("names", shape, lower_third_script(clip, shape)) for shape in naming}
    titles = {shape: write("title", shape, title_script(clip, shape)) for shape in titled}
    moving = {shape: text for shape in shapes if (text := move_commands(clip, shape))}
    moves = {shape: write("moves", shape, text) for shape, text in moving.items()}
    pictures = {kind: picture.path for kind in _PICTURES if (picture := getattr(clip.look, kind)) is not None}
    over = _numbered(Overlays(captions, titles, None, moves, names), list(pictures), len(files) + 1)
    return over, [*files, *pictures.values()]


def _logo_place(look: Look, logo: Logo, shape: str, size: tuple[int, int]) -> tuple[str, str]:
    """The logo's upper left corner, as ffmpeg's overlay takes it."""
    side, edge = logo_margins(look, logo, shape, size)
    x = f"{side}" if logo.corner.endswith("left") else f"W-w-{side}"
    return x, f"{edge}" if logo.corner.startswith("top") else f"H-h-{edge}"


def _ass_colour(colour: str) -> str:
    """`#rrggbb` as ASS writes it: opaque, blue first."""
    return f"&H00{colour[5:7]}{colour[3:5]}{colour[1:3]}".upper()
