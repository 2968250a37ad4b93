"""`clipdesk align IN --script FILE --language vi -o OUT.vtt`: captions from a script and the voice that reads it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from clipdesk.config.telling import Answer, add_json, save, tell
from clipdesk.media.alignment import align, alignment_cues
from clipdesk.media.captions import Programme, to_srt, to_stl, to_ttml, to_vtt
from clipdesk.media.probe import probe
from clipdesk.media.recipe import Cue

HELP = "Make captions of a script: find when each of its lines is spoken."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which recording, which script, and where to."""
    parser.epilog = "The form of the captions follows the name of OUT: .vtt, .srt, .ttml or .stl (EBU STL)."
    parser.add_argument("input", type=Path, metavar="IN", help="the recording")
    parser.add_argument("--script", type=Path, required=True, metavar="FILE", help="its script as plain text, UTF-8")
    parser.add_argument("--language", required=True, choices=["vi", "en"], help="in which it is spoken")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.vtt", help="where to save them")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Align and save; lines that were hardly found are named."""
    return tell(options, lambda: _align(options))


def _align(options: argparse.Namespace) -> Answer:
    found = align(options.input, options.script.read_text(encoding="utf-8-sig"), options.language)
    cues = alignment_cues(found)
    save(options.output, _written(cues, options))
    unsure = [{"line": line.number + 1, "confidence": line.confidence, "text": line.text} for line in found.unsure]
    return {"file": str(options.output), "captions": len(cues), "lines": len(found.lines), "unsure": unsure}


def _written(cues: Sequence[Cue], options: argparse.Namespace) -> bytes:
    """The captions in the form that the name of OUT says."""
    match options.output.suffix.lower():
        case ".srt":
            return to_srt(cues).encode()
        case ".ttml":
            return to_ttml(cues, options.language).encode()
        case ".stl":
            info, today = probe(options.input), datetime.now(UTC).date()
            said = {"rate": info.grid, "timecode": info.timecode, "made_on": today, "language": options.language}
            return to_stl(cues, Programme(title=options.input.stem, publisher="", **said))
        case _:
            return to_vtt(cues).encode()
