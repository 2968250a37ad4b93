"""`clipdesk cut IN --from T --to T -o OUT`: one clip from a recording, frame-exact, without a desk."""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import replace
from pathlib import Path

from clipdesk.config.telling import MOMENT, Answer, add_json, show_share, tell
from clipdesk.media.alignment import align, alignment_cues
from clipdesk.media.analysis.result import Analysis
from clipdesk.media.captions import read as read_captions
from clipdesk.media.errors import NoRange
from clipdesk.media.framing.propose import framing
from clipdesk.media.framing.recording import proposals
from clipdesk.media.look import Look, find_look, look_names
from clipdesk.media.loudness import TARGETS
from clipdesk.media.moments import parse_moment, parse_range
from clipdesk.media.probe import probe
from clipdesk.media.recipe import ALL_SHAPES, SOURCE, Cue, Framing, Range, Recipe
from clipdesk.media.render import Order, render
from clipdesk.media.source_info import SourceInfo

HELP = "Cut a clip from a recording, to the frame: several ranges, any shape, captions, loudness set."
_NO_FILE = "0" * 64  # a recipe names its recording by its hash; here the file itself is named


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to cut, and how it shall look."""
    parser.epilog = MOMENT
    parser.add_argument("input", type=Path, metavar="IN", help="the recording")
    parser.add_argument("--from", dest="start", metavar="T", help="the first frame of the clip")
    parser.add_argument("--to", dest="end", metavar="T", help="the frame after its last")
    parser.add_argument(
        "--range", dest="ranges", action="append", default=[], metavar="T-T", help="another cut, in order"
    )
    parser.add_argument("--shape", choices=ALL_SHAPES, default=SOURCE, help="source: the recording's own (default)")
    parser.add_argument(
        "--analysis",
        type=Path,
        metavar="DIR",
        help="what `clipdesk analyse` wrote: the window follows faces and what moves",
    )
    texts = parser.add_mutually_exclusive_group()
    texts.add_argument("--captions", type=Path, metavar="FILE", help="captions of the whole recording, in any form")
    texts.add_argument("--script", type=Path, metavar="FILE", help="what is spoken in the cuts, as plain text")
    parser.add_argument("--language", default="vi", choices=["vi", "en"], help="of captions or script")
    parser.add_argument("--look", default="", metavar="NAME", help=f"graphics laid over it: {', '.join(look_names())}")
    parser.add_argument("--loudness", choices=list(TARGETS), default="default", help="the target (default: -14 LUFS)")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.mp4", help="where to save the clip")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Cut it; its captions lie beside it as OUT.vtt."""
    return tell(options, lambda: _cut(options))


def _cut(options: argparse.Namespace) -> Answer:
    info = probe(options.input)
    target = TARGETS[options.loudness]
    recipe = Recipe(
        source_sha256=_NO_FILE,
        ranges=ranges_of(options, info),
        language=options.language,
        look=options.look,
        loudness_target=target.integrated,
        true_peak_ceiling=target.true_peak,
    )
    recipe.check(info)
    recipe = replace(recipe, captions=_captions(options, recipe, info), framing=_framing(options, recipe, info))
    out: Path = options.output
    with tempfile.TemporaryDirectory(prefix=".clipdesk-", dir=out.resolve().parent) as folder:
        order = Order(
            recipe,
            options.input,
            info,
            shapes=(options.shape,),
            look=find_look(options.look) if options.look else Look(),
        )
        done = render(order, Path(folder), on_progress=show_share(options))
        if recipe.heard:
            done.captions.replace(out.with_suffix(".vtt"))
        done.files[options.shape].replace(out)
    return {
        "file": str(out),
        "captions": str(out.with_suffix(".vtt")) if recipe.heard else None,
        "frames": done.frames,
        "seconds": float(done.frames / info.grid),
        "loudness": dict(vars(done.loudness)) if done.loudness else None,
    }


def ranges_of(options: argparse.Namespace, info: SourceInfo) -> tuple[Range, ...]:
    """The cuts in order: `--from` and `--to` first.

    Raises:
        NoRange: none is given, or only one end of it.
    """
    found = [parse_range(text, info) for text in options.ranges]
    if options.start is not None and options.end is not None:
        found.insert(0, Range(parse_moment(options.start, info), parse_moment(options.end, info)))
    elif options.start is not None or options.end is not None:
        raise NoRange
    return tuple(found)


def _framing(options: argparse.Namespace, recipe: Recipe, info: SourceInfo) -> dict[str, Framing]:
    """The window in every shot of the cuts, as the analysis proposes it; without one, a window in the middle."""
    if options.analysis is None or options.shape == SOURCE:
        return {}
    found = Analysis.from_json(json.loads((options.analysis / "analysis.json").read_text(encoding="utf-8")))
    return {options.shape: framing(proposals(info, found, recipe.ranges, [options.shape])[options.shape])}


def _captions(options: argparse.Namespace, recipe: Recipe, info: SourceInfo) -> tuple[Cue, ...]:
    """Read from their file, or found by listening where the cuts lie."""
    if options.script is not None:
        cuts = recipe.ranges
        within = Range(min(cut.start for cut in cuts), max(cut.end for cut in cuts))
        script = options.script.read_text(encoding="utf-8-sig")
        return tuple(alignment_cues(align(options.input, script, options.language, within, info=info)))
    if options.captions is None:
        return ()
    return tuple(read_captions(options.captions.read_bytes(), options.captions.name))
