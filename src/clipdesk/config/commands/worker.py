"""`clipdesk worker`: one worker process over some queues, each with its own number of jobs at a time."""

from __future__ import annotations

import argparse
import asyncio
import os

HELP = "Run one worker process, on this or another machine."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which queues."""
    parser.add_argument("--queues", default="", help="comma-separated; empty: all")


def run(options: argparse.Namespace) -> int:
    """Work until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clipdesk.config.settings")
    import django  # noqa: PLC0415  settings are read on import

    django.setup()
    from clipdesk.config.working import work  # noqa: PLC0415  needs the apps

    asyncio.run(work([name for name in options.queues.split(",") if name]))
    return 0
