"""`clipdesk signer`: the process that alone opens the keys of the history and of Content Credentials."""

from __future__ import annotations

import argparse
import logging.config
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clipdesk.config.signer_memory import Memory

HELP = "Run the process that alone opens the keys that sign the history and the files (“serve” does this for you)."


def arguments(parser: argparse.ArgumentParser) -> None:
    """What an operator says after a restore."""
    parser.add_argument(
        "--accept-restored",
        action="store_true",
        help="after a restore: sign the shorter history too, although more of it was signed before",
    )
    parser.add_argument("--until-input-ends", action="store_true", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Answer questions until told to stop."""
    from clipdesk.config import paths  # noqa: PLC0415  settings are read on import
    from clipdesk.config.logs import logging_settings  # noqa: PLC0415
    from clipdesk.config.signer import Keys, serve  # noqa: PLC0415
    from clipdesk.config.signer_memory import Memory  # noqa: PLC0415

    try:
        if options.accept_restored:
            return _accept(Memory(paths.SIGNER_KEYS))
        logging.config.dictConfig(logging_settings())
        place = Path(paths.SIGNER or paths.signer_socket())
        waiting = sys.stdin.buffer.read if options.until_input_ends else None
        serve(place, Keys(paths.SIGNER_KEYS, paths.CREDENTIALS), waiting)
    except OSError as error:
        raise RuntimeError(f"{error}. Say this command as the user whose keys they are.") from error
    return 0


def _accept(memory: Memory) -> int:
    last = memory.last()
    aside = memory.forget()
    if aside is None:
        print(f"Nothing was signed yet with the key in {memory.folder}; there is nothing to accept.")
        return 0
    print(f"The next checkpoint is signed, whatever it says. What was signed last lies in {aside}:\n\n{last}")
    print("Keep it: with it, clipdesk verify --checkpoints shows what the restored history lacks.")
    return 0
