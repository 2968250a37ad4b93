"""The script read by a synthesiser, with the moment at which every word begins."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clipdesk.media.alignment.errors import SynthesiserMissing
from clipdesk.media.alignment.features import SAMPLE_RATE, Frames, frames
from clipdesk.media.alignment.script import ScriptLine
from clipdesk.media.errors import ToolMissing
from clipdesk.media.limits import GIB, Limits
from clipdesk.media.runner import ShouldStop, run_python

WORKER = Path(__file__).with_name("reference_worker.py")
_VOICES = {"vi": "vi", "en": "en"}
_RATE = 160  # words per minute; 140 to 170 find the same
_CHARACTERS_PER_SECOND = 8  # slower than any voice: bounds the output
_CPU_SECONDS_PER_CHARACTER = 0.002


@dataclass(frozen=True)
class ReferenceLine:
    """first, end: the line's frames in the reference. words: seconds at which each word begins, never falling."""

    first: int
    end: int
    words: tuple[float, ...]


@dataclass(frozen=True)
class Reference:
    """The whole script as synthetic speech."""

    frames: Frames
    lines: tuple[ReferenceLine, ...]


def reference(lines: Sequence[ScriptLine], language: str, should_stop: ShouldStop | None = None) -> Reference:
    """Let espeak-ng read `lines`, in a process of its own behind the walls.

    Raises:
        SynthesiserMissing: espeak-ng is not installed.
        RunError: stopped, or over a limit.
    """
    with tempfile.TemporaryDirectory(prefix="clipdesk-align-") as name:
        folder = Path(name)
        wanted = {"voice": _VOICES[language], "rate": _RATE, "lines": [line.said for line in lines]}
        request = folder / "request.json"
        request.write_text(json.dumps(wanted), encoding="utf-8")
        budget = _limits(sum(len(line.said) for line in lines))
        run_python(WORKER, [], limits=budget, inputs=[request], output_dir=folder, should_stop=should_stop)
        answer = json.loads((folder / "reference.json").read_text())
        if answer.get("error") == "not_installed":
            raise SynthesiserMissing
        if "error" in answer or answer["rate"] != SAMPLE_RATE:
            raise ToolMissing(what=f"espeak-ng {_VOICES[language]} {SAMPLE_RATE} Hz")
        sound = np.fromfile(folder / "reference.s16", np.int16).astype(np.float32) / np.float32(32768)
    return Reference(frames(sound), tuple(_lines(lines, answer["lines"])))


def _limits(characters: int) -> Limits:
    seconds = characters / _CHARACTERS_PER_SECOND + 60
    cpu = 60 + int(characters * _CPU_SECONDS_PER_CHARACTER)
    return Limits(cpu=cpu, memory=2 * GIB, file_size=int(seconds * SAMPLE_RATE * 2) + GIB // 16)


def _lines(lines: Sequence[ScriptLine], told: Sequence[dict[str, object]]) -> list[ReferenceLine]:
    found, samples = [], 0
    for line, answer in zip(lines, told, strict=True):
        length = int(str(answer["samples"]))
        events = answer["words"]
        assert isinstance(events, list)
        starts = _word_starts(line, events, length / SAMPLE_RATE)
        begin = samples / SAMPLE_RATE
        hop = SAMPLE_RATE // 50
        found.append(ReferenceLine(samples // hop, (samples + length) // hop, tuple(begin + start for start in starts)))
        samples += length
    return found


def _word_starts(line: ScriptLine, events: Sequence[Sequence[int]], length: float) -> list[float]:
    """A word begins at the earliest event that falls inside it, whichever number that event has: an expanded figure
    has several, words that the voice joins ("of the") have one between them and are spread by their letters."""
    known: dict[int, float] = {}
    for position, milliseconds in events:
        known.setdefault(line.word_at(position), milliseconds / 1000)
    places, place = [], 0
    for word in line.words:
        places.append(place)
        place += len(word.said) + 1
    anchors = {0: 0.0, **{places[number]: at for number, at in sorted(known.items())}, place: length}
    spread = np.interp(places, list(anchors), list(anchors.values()))
    return [float(start) for start in np.maximum.accumulate(spread)]
