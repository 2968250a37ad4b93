"""Item 6: every cut of the bulletin on its frame, none invented; dissolves made by xfade, and what is found of them."""

from __future__ import annotations

import json
import subprocess
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

from clipdesk.media.analysis.analyse import analyse
from clipdesk.media.analysis.listening import Extras
from clipdesk.media.analysis.result import Analysis
from clipdesk.media.probe import probe
from clipdesk.media.supply import ffmpeg_path
from tests.acceptance.verdict import SHARED, Verdict

LENGTHS, BEFORE, NEAR = (12, 25, 50), 45, 8
"""Frames of each dissolve, clean frames before it, and how far its edges may lie from the truth."""


def check() -> Verdict:
    """Analyse the bulletin, then a dissolve of every length between neighbouring shots."""
    if not (SHARED / "bulletin.mp4").is_file():
        return Verdict(None, "../shared/media is not here")
    truth = json.loads((SHARED / "truth.json").read_text())
    with tempfile.TemporaryDirectory(prefix="clipdesk-shots-") as name:
        folder = Path(name)
        found = _analyse(SHARED / "bulletin.mp4", folder / "bulletin")
        cuts = set(truth["cuts"])
        missed, invented = cuts - set(found.shots), set(found.shots) - cuts - {0}
        told = {length: _dissolves(truth, length, folder) for length in LENGTHS}
    figure = f"{len(cuts) - len(missed)} of {len(cuts)} cuts on the exact frame, {len(invented)} invented, "
    figure += f"{len(found.gradual)} dissolves invented; dissolves found as spans: "
    figure += ", ".join(f"{hit} of {of} of {length} frames" for length, (hit, of, _) in told.items())
    false_cuts = sum(wrong for _, _, wrong in told.values())
    figure += f" ({false_cuts} of them told as a cut); wipes are not found"
    return Verdict(not (missed or invented or found.gradual or false_cuts), figure)


def _dissolves(truth: dict[str, Any], length: int, folder: Path) -> tuple[int, int, int]:
    """How many dissolves were found where they are, how many were made, in how many a cut was invented."""
    hit = made = wrong = 0
    needed = BEFORE + length
    long_enough = [shot for shot in truth["shots"] if shot["count"] >= needed + 5 and shot["kind"] != "black"]
    pairs = [(a, b) for a, b in pairwise(long_enough) if a["kind"] != b["kind"]][:8]
    for number, (first, second) in enumerate(pairs):
        path = folder / f"dissolve-{length}-{number}.mp4"
        _make(path, first["first"], second["first"], length)
        found = _analyse(path, folder / path.stem)
        made += 1
        wrong += len(found.shots) > 1
        hit += any(
            abs(span.first - BEFORE) <= NEAR and abs(span.end - BEFORE - length) <= NEAR for span in found.gradual
        )
    return hit, made, wrong


def _make(path: Path, first: int, second: int, length: int) -> None:
    """A dissolve between two shots of the bulletin, without the counter strip at the top."""
    needed = BEFORE + length
    inputs = []
    for start in (first, second):
        inputs += ["-ss", f"{start / 25 - 0.001:.3f}", "-t", f"{needed / 25 + 0.2}", "-i", str(SHARED / "bulletin.mp4")]
    clean = "crop=1920:1060:0:20,scale=960:540,fps=25,settb=1/25,format=yuv420p"
    chains = [
        f"[{n}:v]trim=end_frame={needed},setpts=PTS-STARTPTS,{clean}[{label}]" for n, label in ((0, "a"), (1, "b"))
    ]
    mix = f"[a][b]xfade=transition=fade:duration={length / 25}:offset={BEFORE / 25}"
    encode = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18"]
    command = [str(ffmpeg_path()), "-v", "error", "-nostdin", "-y", *inputs]
    subprocess.run([*command, "-filter_complex", ";".join([*chains, mix]), *encode, str(path)], check=True)


def _analyse(path: Path, folder: Path) -> Analysis:
    return analyse(path, probe(path), folder, extras=Extras(faces=False, speech=False))
