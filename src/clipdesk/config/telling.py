"""How the engine's commands speak: for people in lines, for programs in one JSON object, with progress on a terminal."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from clipdesk.kernel.errors import ClipdeskError, gettext_noop

Answer = Mapping[str, object]
MOMENT = "T: seconds (62.5), HH:MM:SS.mmm, a timecode HH:MM:SS:FF, or fN for frame N."


class FileTrouble(ClipdeskError):
    """A file named on the command line cannot be opened or written."""

    message = gettext_noop("{path}: {reason}. Look at the name, and whether you may read it and write there.")


class NotText(ClipdeskError):
    """A script that is no UTF-8."""

    message = gettext_noop("The script is not plain text in UTF-8. Save it as text (UTF-8), then try again.")


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


def save(path: Path, data: bytes) -> None:
    """Write a whole file or none.

    Raises:
        OSError: it cannot be written there.
    """
    with tempfile.TemporaryDirectory(prefix=".clipdesk-", dir=path.resolve().parent) as folder:
        part = Path(folder) / path.name
        part.write_bytes(data)
        part.replace(path)


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
        NotText: what should be text is none.
    """
    try:
        return work()
    except UnicodeDecodeError as error:
        raise NotText from error
    except OSError as error:
        raise FileTrouble(path=error.filename or "file", reason=error.strerror or error) from error


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plain(part)}" for name, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_plain(part) for part in value) or "none"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
