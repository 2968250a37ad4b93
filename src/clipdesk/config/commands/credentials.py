"""`clipdesk credentials`: with which certificate a station signs its files, and what a file says of itself."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = "Show or import the certificate that signs a station's files (Content Credentials), or read what a file says."


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with which files."""
    parser.add_argument("verb", choices=["show", "import", "read"])
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="read: the file to look at, of any origin")
    parser.add_argument("--station", default="", help="short name of the station (default: the only real one)")
    parser.add_argument(
        "--chain", type=Path, help="import: PEM file, the station's certificate first, then its issuers'"
    )
    parser.add_argument("--key", type=Path, help="import: PEM file with the certificate's private key, no passphrase")


def run(options: argparse.Namespace) -> int:
    """Do it, and say in plain words what is there."""
    if options.verb == "read" and options.file is None:
        raise RuntimeError("Say which file: clipdesk credentials read FILE")
    if options.verb == "import" and (options.chain is None or options.key is None):
        raise RuntimeError("Say which files: clipdesk credentials import --chain CHAIN.pem --key KEY.pem")
    from clipdesk.config.reaching import database_up  # noqa: PLC0415  settings are read on import

    with database_up():
        from django.utils import translation  # noqa: PLC0415

        from clipdesk.config import vouching  # noqa: PLC0415  needs the apps
        from clipdesk.config.bringing import choose_station  # noqa: PLC0415

        with translation.override("en"):
            if options.verb == "read":
                found = vouching.what_it_says(options.file)
                print(found.text)
                return 0 if found.is_ours else 1
            station = choose_station(options.station)
            if options.verb == "import":
                vouching.bring_in(station, options.chain, options.key)
            print(vouching.about(station))
    return 0
