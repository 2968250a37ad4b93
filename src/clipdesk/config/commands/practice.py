"""`clipdesk practice build`: a station for learning and trying, with clips in every state."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

HELP = "Make the practice station: a made-up newsroom with recordings and clips in every state."


def arguments(parser: argparse.ArgumentParser) -> None:
    """One verb so far."""
    parser.add_argument("verb", choices=["build"])
    parser.add_argument("--quiet", action="store_true", help="print the stages only, not the sign-ins")


def run(options: argparse.Namespace) -> int:
    """Build it, and print who can sign in."""
    from clipdesk.config import paths  # noqa: PLC0415  settings are read on import
    from clipdesk.config.practice.build import bulletin_ahead  # noqa: PLC0415
    from clipdesk.config.reaching import database_up  # noqa: PLC0415
    from clipdesk.media.supply import ffmpeg_path  # noqa: PLC0415

    begun = time.perf_counter()

    def say(text: str) -> None:
        print(f"{time.perf_counter() - begun:6.1f} s  {text}", flush=True)

    say("Drawing and speaking the bulletin …")
    with (
        tempfile.TemporaryDirectory(prefix="clipdesk-practice-") as folder,
        bulletin_ahead(Path(folder), ffmpeg=ffmpeg_path()) as bulletin,
        database_up(),
    ):
        from clipdesk.config.practice.station import (  # noqa: PLC0415  needs the apps
            PracticeExists,
            build_station,
            practice_station,
        )

        note = paths.DATA / "practice-signins.txt"
        if practice_station():
            raise PracticeExists(path=note)
        text = build_station(bulletin(), note, say)
        say("The practice station is ready.")
    if not options.quiet:
        print(f"\n{text}", flush=True)
    return 0
