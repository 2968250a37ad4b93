"""`clipdesk frame IN --at T -o OUT.png`: the exact picture of a recording at a moment."""

from __future__ import annotations

import argparse
from pathlib import Path

from clipdesk.config.telling import MOMENT, Answer, add_json, save, tell
from clipdesk.media.moments import parse_moment
from clipdesk.media.probe import probe
from clipdesk.media.seeking import frame_at, index_recording

HELP = "Save the exact picture that a recording shows at a moment."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which picture, and where to."""
    parser.epilog = MOMENT
    parser.add_argument("input", type=Path, metavar="IN", help="the recording")
    parser.add_argument("--at", required=True, metavar="T", help="the moment")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.png", help="where to save it")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Find and save it."""
    return tell(options, lambda: _frame(options))


def _frame(options: argparse.Namespace) -> Answer:
    info = probe(options.input)
    at = parse_moment(options.at, info)
    picture = frame_at(options.input, info, index_recording(options.input, info), at)
    save(options.output, picture.to_png())
    return {
        "file": str(options.output),
        "begins": float(picture.begins),
        "frame": round(picture.begins * info.grid),
        "width": picture.width,
        "height": picture.height,
    }
