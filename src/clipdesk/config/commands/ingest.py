"""`clipdesk ingest FILE …`: bring recordings in from this machine, without a browser."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from clipdesk.kernel.errors import ClipdeskError

HELP = "Bring recordings in from files on this machine."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which files, and whose they are."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--station", default="", help="short name of the station (default: the only real one)")
    parser.add_argument("--desk", default="", help="name of the desk (default: the only one)")
    parser.add_argument("--title", default="", help="title (default: each file's name)")
    parser.add_argument("--by", default="", metavar="EMAIL", help="who brings it in (default: “Command line”)")


def run(options: argparse.Namespace) -> int:
    """Take each file in; what cannot be taken is said, and the rest goes on."""
    from clipdesk.config.reaching import database_up  # noqa: PLC0415  settings are read on import

    refused = 0
    with database_up():
        from clipdesk.config import bringing  # noqa: PLC0415  needs the apps

        desk = bringing.choose_desk(bringing.choose_station(options.station), options.desk)
        by = bringing.choose_person(desk, options.by)
        for path in options.files:
            try:
                recording = bringing.bring_in(path, desk, by, options.title)
            except ClipdeskError as error:
                print(f"{path}: {error}", file=sys.stderr)
                refused += 1
            else:
                print(f"{path}: “{recording.title}” on {desk.station.name} / {desk.name}: {recording.state}")
    return 1 if refused else 0
