"""`clipdesk prepare`: what `serve` does before it opens, for a desk whose processes systemd runs."""

from __future__ import annotations

import argparse

HELP = "Bring tables and the pages' files up to date and stop (“serve” does this itself)."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(options: argparse.Namespace) -> int:
    """Do what every start needs, once, as the owner of the tables."""
    from clipdesk.config.assets import collecting_static  # noqa: PLC0415  settings are read on import
    from clipdesk.config.databases import DATABASE_URL  # noqa: PLC0415
    from clipdesk.config.preparing import Database  # noqa: PLC0415

    if not DATABASE_URL:
        raise RuntimeError("The embedded database belongs to “clipdesk serve”. Set DATABASE_URL to a server.")
    database = Database()
    with collecting_static():
        database.start()
        database.migrate()
    print("Tables and pages are up to date.")
    return 0
