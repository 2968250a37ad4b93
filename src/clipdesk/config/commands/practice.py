"""`clipdesk practice`."""

import argparse

HELP = "practice"


def arguments(parser: argparse.ArgumentParser) -> None:
    """None yet."""


def run(options: argparse.Namespace) -> int:
    """Not built yet."""
    raise RuntimeError("not built yet")
