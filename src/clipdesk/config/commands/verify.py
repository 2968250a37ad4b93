"""`clipdesk verify`: is the history, or an evidence file, still what was written?"""

from __future__ import annotations

import argparse
from pathlib import Path

from clipdesk.review.verify_evidence import check_evidence

HELP = (
    "Check every row of the history against the signed checkpoints, and against the copies kept elsewhere; or check an "
    "evidence file."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where the copies lie; or which evidence file, and the key it has to be sealed with."""
    parser.add_argument("evidence", type=Path, nargs="?", help="an evidence file (clipdesk evidence); needs no desk")
    parser.add_argument("--key", default="", help="the key line of the station that the evidence is said to be of")
    parser.add_argument(
        "--checkpoints",
        type=Path,
        help="folder with copies of the checkpoints (default: where the desk writes them; better one on another machine)",
    )


def run(options: argparse.Namespace) -> int:
    """Look at everything; say what is not as it was written."""
    if options.evidence is not None:
        return check_evidence(options.evidence, options.key)
    import psycopg  # noqa: PLC0415  slow to load, and settings are read on import

    from clipdesk.config import paths  # noqa: PLC0415
    from clipdesk.config.reaching import database_up  # noqa: PLC0415

    with database_up() as database:
        from clipdesk.history.checkpointing import copies_in, public_key  # noqa: PLC0415  needs the apps
        from clipdesk.history.verifying import verify  # noqa: PLC0415

        folder = (options.checkpoints or paths.CHECKPOINTS).expanduser().resolve()
        with psycopg.connect(database.owner) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            report = verify(connection, public_key(), copies_in(folder))
    newest = f", the newest of {report.newest:%Y-%m-%d %H:%M} UTC" if report.newest else ""
    print(f"{report.rows} rows under {report.checkpoints} checkpoints{newest}; {report.copies} copies in {folder}.")
    if report.waiting:
        print(f"{report.waiting} rows wait for the next checkpoint.")
    for sentence in report.faults:
        print(sentence)
    if report.faults:
        print("The history is not what was written. Keep this machine as it is, and compare with a backup.")
        return 1
    print("The history is what was written.")
    return 0
