"""`clipdesk practice build`: a station for learning and trying, with clips in every state. `clipdesk practice platforms`: the
platforms it posts to."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

HELP = "Make the practice station, or serve the practice platforms: a newsroom trains, and nothing is posted."


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is made or served."""
    parser.add_argument("verb", choices=["build", "platforms"])
    parser.add_argument("--quiet", action="store_true", help="build: print the stages only, not the sign-ins")
    parser.add_argument(
        "--folder",
        type=Path,
        help="platforms: where they keep what was posted (default: practice-platforms in the data folder)",
    )
    parser.add_argument("--port", type=int, help="platforms: where they answer on this machine (default: 8095)")


def run(options: argparse.Namespace) -> int:
    """Do it."""
    return _platforms(options) if options.verb == "platforms" else _build(options)


def _platforms(options: argparse.Namespace) -> int:
    """Serve the practice platforms until Ctrl-C."""
    from clipdesk.config import origin, paths  # noqa: PLC0415  settings are read on import
    from clipdesk.config.practice.platforms import PORT, serve, settings_for  # noqa: PLC0415

    folder, port = options.folder or paths.DATA / "practice-platforms", options.port or PORT
    front = serve(folder, port, origin.ORIGIN)
    print(
        f"The practice platforms: {front.url}\nThey keep what is posted in {folder}. Ctrl-C stops them.\n", flush=True
    )
    print(f"Settings of a desk for training, at {origin.ORIGIN}:", flush=True)
    print("".join(f"  {name}={value}\n" for name, value in settings_for(port).items()), flush=True)
    try:
        front.thread.join()
    finally:
        front.stop()
    return 0


def _build(options: argparse.Namespace) -> int:
    """Build the practice station, and print who can sign in."""
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
