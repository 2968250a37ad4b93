"""`clipdesk manage …`: Django's own commands. Those that ask the database need a desk that runs."""

from __future__ import annotations

import argparse
import os

HELP = "Django's management commands (check, shell, makemigrations …)."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Everything after `manage` is Django's."""
    parser.add_argument("words", nargs=argparse.REMAINDER)


def run(options: argparse.Namespace) -> int:
    """Hand over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clipdesk.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415  settings are read on import

    execute_from_command_line(["clipdesk manage", *options.words])
    return 0
