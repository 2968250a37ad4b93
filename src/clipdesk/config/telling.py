"""How the engine's commands speak: for people in lines, for programs in one JSON object, with progress on a terminal."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping

from clipdesk.kernel.errors import ClipdeskError, gettext_noop

Answer = Mapping[str, object]


class FileTrouble(ClipdeskError):
    """A file named on the command line cannot be opened or written."""

    message = gettext_noop("{path}: {reason}. Look at the name, and whether you may read it and write there.")


def add_json(parser: argparse.ArgumentParser) -> None:
    """Offer `--json`."""
    parser.add_argument("--json", action="store_true", help="for programs: one JSON object, also for an error")


def tell(options: argparse.Namespace, work: Callable[[], Answer]) -> int:
    """Do the work and print its answer; return the exit code.

    With `--json` an error is `{"error": sentence, "code": name}` on standard output and exit code 1. Without, the
    error goes on to `cli.main`, which prints its sentence.
    """
    if not options.json:
        for name, value in _done(work).items():
            print(f"{name.replace('_', ' ')}: {_plain(value)}")
        return 0
    try:
        answer = _done(work)
    except ClipdeskError as error:
        print(json.dumps({"error": str(error), "code": error.code}, ensure_ascii=False))
        return 1
    print(json.dumps(answer, ensure_ascii=False))
    return 0


def show_share(options: argparse.Namespace) -> Callable[[float], None]:
    """Return what shows 0..1 as per cent on the terminal, and nothing elsewhere."""
    if options.json or not sys.stderr.isatty():
        return lambda share: None

    def show(share: float) -> None:
        end = "\n" if share >= 1 else ""
        print(f"\r{share:4.0%}", end=end, file=sys.stderr, flush=True)

    return show


def _done(work: Callable[[], Answer]) -> Answer:
    """Do it; what the file system refuses becomes a sentence.

    Raises:
        FileTrouble: it refused.
    """
    try:
        return work()
    except OSError as error:
        raise FileTrouble(path=error.filename or "file", reason=error.strerror or error) from error


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plain(part)}" for name, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_plain(part) for part in value) or "none"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
