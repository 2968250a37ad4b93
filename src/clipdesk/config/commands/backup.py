"""`clipdesk backup`: everything that is needed to start again on another machine, while the desk runs."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = "Copy database, files and keys into a folder; the desk may run meanwhile."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument(
        "--out",
        type=Path,
        help="folder that gets one folder a backup; unchanged files are shared between them "
        "(default: backups in the data folder; better another disk)",
    )


def run(options: argparse.Namespace) -> int:
    """Make a backup, and say what it holds."""
    from clipdesk.config import paths  # noqa: PLC0415  settings are read on import
    from clipdesk.config.reaching import database_up  # noqa: PLC0415

    with database_up() as database:
        from clipdesk.config.backing_up import back_up  # noqa: PLC0415  needs the apps

        out = (options.out or paths.DATA / "backups").expanduser().resolve()
        folder, manifest = back_up(database.owner, out, print)
    print(f"The backup is in {folder}. It holds the keys too: keep it where only the operator reads.")
    if manifest.damaged:
        print(
            f"{len(manifest.damaged)} files that the database names are missing or damaged in the store, the first: "
            f"{manifest.damaged[0]}. The rest of the backup is whole. Look for them in an older backup."
        )
        return 1
    return 0
