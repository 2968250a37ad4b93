"""Caption files that need somebody else's parser are read behind the walls of `sandbox`, with a worker for each form."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from clipdesk.media.captions.errors import (
    CaptionError,
    CaptionsTooLarge,
    DamagedCaptions,
    PictureCaptions,
    UnreadableCaptionTime,
    UnsafeCaptions,
    UnsupportedCaptions,
)
from clipdesk.media.captions.plain import tidy
from clipdesk.media.errors import EncodeFailed, NoProgress, TooMuchWork
from clipdesk.media.limits import GIB, MIB, Limits
from clipdesk.media.recipe import Cue
from clipdesk.media.runner import run_python

LIMITS = Limits(cpu=15, memory=2 * GIB, file_size=64 * MIB, wall=20)
LIMIT_BYTES = 4 * MIB
OPEN_END = Fraction(5)
"""Seconds that a last cue without an end is shown."""


@dataclass(frozen=True)
class Worker:
    """A form of captions: what people call it, and the script that reads it."""

    form: str
    script: Path


_HERE = Path(__file__).parent
TTML = Worker("TTML", _HERE / "ttml_worker.py")
STL = Worker("EBU STL", _HERE / "stl_worker.py")
ASS = Worker("ASS", _HERE / "ass_worker.py")


def parse(data: bytes, worker: Worker, name: str) -> list[Cue]:
    """Return the cues of `data` in order of their start, neither joined nor shortened.

    Raises:
        CaptionError: its subclasses say why not.
        RunError: the machine could not look.
    """
    with tempfile.TemporaryDirectory(prefix="clipdesk-captions-") as folder:
        source = Path(folder) / "source"
        source.write_bytes(data)
        try:
            run_python(worker.script, [], limits=LIMITS, inputs=[source], output_dir=Path(folder) / "out")
        except EncodeFailed as error:  # the worker fell over: the file is to blame until proven otherwise
            raise DamagedCaptions(name=name, form=worker.form) from error
        except (TooMuchWork, NoProgress) as error:
            raise CaptionsTooLarge(name=name, limit=LIMIT_BYTES // MIB) from error
        found = json.loads((Path(folder) / "out" / "cues.json").read_text())
    if "error" in found:
        raise _error(found["error"], found.get("detail", ""), worker, name)
    return _cues(found["cues"])


def _error(kind: str, detail: str, worker: Worker, name: str) -> CaptionError:
    if kind == "time":
        return UnreadableCaptionTime(name=name, text=detail)
    if kind == "table":
        return UnsupportedCaptions(name=name, form=f"{worker.form}, character table {detail}")
    if kind == "pictures":
        return PictureCaptions(name=name)
    if kind == "doctype":
        return UnsafeCaptions(name=name)
    if kind == "too_large":
        return CaptionsTooLarge(name=name, limit=LIMIT_BYTES // MIB)
    return DamagedCaptions(name=name, form=worker.form)


def _cues(found: Sequence[tuple[str, str | None, str]]) -> list[Cue]:
    """A cue without an end stands until a later one begins."""
    cues: list[Cue] = []
    later: Fraction | None = None
    following: Fraction | None = None
    for start_text, end_text, text in reversed(found):
        start = Fraction(start_text)
        if start != following:
            later, following = following, start
        end = Fraction(end_text) if end_text else later or start + OPEN_END
        cues.append(Cue(start, end, tidy(text)))
    return [cue for cue in reversed(cues) if cue.text and cue.end > cue.start]
