"""`clipdesk record`: the process that records the station's channels."""

from __future__ import annotations

import argparse
import os
from threading import Event

HELP = "Record the channels that are on (the supervisor of “serve” does this for you)."


def arguments(parser: argparse.ArgumentParser) -> None:
    """None: which channels are recorded is said on their pages."""


def run(options: argparse.Namespace) -> int:
    """Record until told to stop; what is open then is closed with what it has."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clipdesk.config.settings")
    import django  # noqa: PLC0415  settings are read on import

    django.setup()
    from clipdesk.library.recording_live import Recorder  # noqa: PLC0415  needs the apps

    Recorder().run(Event())
    return 0
