"""What people erased stays erased, also where a backup from before is restored.

The digest of each erased code is noted in a list beside the checkpoints, outside the database: one file for each day on which
answers are deleted anyway, and gone after it. Backups take the lists along; a restore erases again what any of them names.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from django.conf import settings

from clipdesk.surveys.models import Answer

NAME = "erased-answers-{day}.list"
_NAME = re.compile(r"erased-answers-(?P<day>\d{4}-\d{2}-\d{2})\.list")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_AT_ONCE = 1000
logger = logging.getLogger(__name__)


def erase(answer: Answer, delete_on: date) -> None:
    """Delete an answer for good. delete_on: the day on which those of the survey go anyway.

    First it is noted: whoever asked and heard nothing asks again.
    """
    write_down([answer.code_sha256], delete_on)
    Answer.objects.filter(pk=answer.pk).delete()


def write_down(digests: list[str], delete_on: date) -> None:
    """Note erased codes. A list that cannot be written keeps nobody's answers; the log tells the operator."""
    try:
        _note(digests, delete_on)
    except OSError as error:
        logger.error("Erased answers were not noted, so a restored backup brings them back: %s", error)


def _note(digests: list[str], delete_on: date) -> None:
    folder = Path(settings.CHECKPOINTS)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME.format(day=delete_on.isoformat())
    is_new = not path.exists()
    line = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o660)
    try:
        os.write(line, "".join(f"{one}\n" for one in digests).encode())
        os.fsync(line)
    finally:
        os.close(line)
    if is_new:
        _sync(folder)


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def lists_in(folder: Path) -> Iterator[tuple[Path, date]]:
    """Yield the lists that lie in a folder, each with its day."""
    for path in sorted(folder.glob("*.list")):
        if found := _NAME.fullmatch(path.name):
            yield path, date.fromisoformat(found["day"])


def forget(today: date) -> None:
    """Throw away lists of days that have passed: such answers are gone, and where a backup brings them back they go at once."""
    for path, day in lists_in(Path(settings.CHECKPOINTS)):
        if day < today:
            path.unlink(missing_ok=True)


def erase_again(folders: Iterable[Path]) -> int:
    """Erase what any list in these folders names, and keep those lists on; return how many answers went."""
    noted: dict[date, set[str]] = {}
    for folder in folders:
        for path, day in lists_in(folder):
            noted.setdefault(day, set()).update(_DIGEST.findall(path.read_text(encoding="ascii", errors="replace")))
    count = 0
    for day, digests in noted.items():
        wanted = sorted(digests)
        _note(sorted(digests - _kept(day)), day)
        for at in range(0, len(wanted), _AT_ONCE):
            count += Answer.objects.filter(code_sha256__in=wanted[at : at + _AT_ONCE]).delete()[0]
    return count


def _kept(day: date) -> set[str]:
    path = Path(settings.CHECKPOINTS) / NAME.format(day=day.isoformat())
    return set(_DIGEST.findall(path.read_text(encoding="ascii", errors="replace"))) if path.is_file() else set()
