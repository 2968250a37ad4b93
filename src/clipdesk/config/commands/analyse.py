"""`clipdesk analyse IN -o DIR`: look at a whole recording once, without a desk."""

from __future__ import annotations

import argparse
from pathlib import Path

from clipdesk.config.telling import Answer, add_json, show_share, tell
from clipdesk.media import analyse, probe

HELP = "Analyse a recording: proxy, filmstrip, shots, loudness, silence, faces, speech, all in one pass."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which recording, and where its analysis goes."""
    parser.add_argument("input", type=Path, metavar="IN", help="the recording")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="DIR", help="folder for analysis.json and the rest"
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Analyse it; `DIR/analysis.json` is written last."""
    return tell(options, lambda: _analyse(options))


def _analyse(options: argparse.Namespace) -> Answer:
    info = probe(options.input)
    found = analyse(options.input, info, options.output, on_progress=show_share(options))
    return {
        "analysis": str(options.output / "analysis.json"),
        "frame_rate": str(info.grid),
        "frames": found.frames,
        "shots": len(found.shots),
        "loudness": dict(vars(found.loudness)) if found.loudness else None,
    }
