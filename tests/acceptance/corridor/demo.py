"""Item 2: `clipdesk demo` on real footage, then everything it left is measured again by other means."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from clipdesk.media.supply import ffmpeg_path
from tests.acceptance.verdict import ROOT, SHARED, Verdict

SIZES = {"9x16": (1080, 1920), "4x5": (1080, 1350), "1x1": (1080, 1080), "16x9": (1920, 1080)}
BT709 = 1  # in ISO/IEC 23091-2, for primaries, transfer and matrix alike
TARGET, TOLERANCE = -14.0, 0.5
_TIME = r"(?:(\d+):)?(\d\d):(\d\d)[.,](\d\d\d)"
_CUE = re.compile(rf"{_TIME} --> {_TIME}[^\n]*\n(.+?)(?:\n\s*\n|\Z)", re.DOTALL)


class Short(Exception):
    """Something fell short; the message says what and by how much."""


@dataclass(frozen=True)
class Cue:
    """One caption, read by our own few lines and not by the product."""

    start: Fraction
    end: Fraction
    text: str


def check() -> Verdict:
    """Walk, then measure."""
    if not (SHARED / "bulletin.mp4").exists():
        return Verdict(None, "the shared media folder is not there")
    with tempfile.TemporaryDirectory(prefix="clipdesk-accept-") as folder:
        out = Path(folder) / "out"
        words = [sys.executable, "-m", "clipdesk", "demo", "--out", str(out)]
        words += ["--input", str(SHARED / "bulletin.mp4"), "--captions", str(SHARED / "bulletin.srt")]
        env = {name: value for name, value in os.environ.items() if name != "CLIPDESK_DATA"}
        done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        stages = re.findall(r"^  (\S.*?) +([\d.]+) s$", done.stdout, re.MULTILINE)
        if done.returncode:
            return Verdict(False, f"demo ended {done.returncode}: {(done.stderr or done.stdout)[-300:]}")
        try:
            figures = [*_videos(out), _captions(out), _burnt_in(out), _site(out), _history(out)]
        except Short as error:
            return Verdict(False, str(error))
    held = re.search(r"hold all: in force after [\d.]+ s", done.stdout)
    if held is None:
        return Verdict(False, "the demo placed no hold")
    return Verdict(True, f"{len(stages)} stages in {stages[-1][1]} s; {held.group()}; " + "; ".join(figures))


def _videos(out: Path) -> list[str]:
    """Size, codecs, colour, index first, and loudness of each video."""
    figures = []
    for shape, size in SIZES.items():
        path = out / "files" / f"clip-{shape}.mp4"
        with av.open(str(path)) as container:
            video, audio = container.streams.video[0].codec_context, container.streams.audio[0].codec_context
            found = (video.width, video.height)
            colour = {video.color_primaries, video.color_trc, video.colorspace}
            codecs = (video.name, audio.name)
        _need(found == size, f"{path.name} is {found[0]}×{found[1]}, not {size[0]}×{size[1]}")
        _need(codecs == ("h264", "aac"), f"{path.name} holds {codecs}")
        _need({int(value) for value in colour} == {BT709}, f"{path.name} is tagged {colour}, not BT.709")
        boxes = _boxes(path)
        _need(boxes.index("moov") < boxes.index("mdat"), f"{path.name} has its index at the end")
        loudness = _loudness(path)
        _need(abs(loudness - TARGET) <= TOLERANCE, f"{path.name} has {loudness} LUFS, not {TARGET} ± {TOLERANCE}")
        figures.append(f"{found[0]}×{found[1]} at {loudness:.1f} LUFS")
    return figures


def _captions(out: Path) -> str:
    """The sidecar says what the script says, word by word, moved by one and the same time."""
    script = _cues(SHARED / "bulletin.srt")
    sidecar = _cues(out / "files" / "captions.vtt")
    _need(bool(sidecar), "the sidecar is empty")
    first = next((number for number, cue in enumerate(script) if cue.text == sidecar[0].text), None)
    _need(first is not None, f"the script does not say: {sidecar[0].text}")
    spoken = script[first or 0 :][: len(sidecar)]
    _need([cue.text for cue in spoken] == [cue.text for cue in sidecar], "the sidecar's words are not the script's")
    moved = {cue.start - side.start for cue, side in zip(spoken, sidecar, strict=True)}
    _need(
        max(moved) - min(moved) <= Fraction(1, 500),
        f"captions move against the script by {float(max(moved) - min(moved))} s",
    )
    return f"{len(sidecar)} captions as in the script"


def _burnt_in(out: Path) -> str:
    """At a caption's time, each shape shows near-white writing on its lower half where the source has none."""
    cue = _cues(out / "files" / "captions.vtt")[0]
    script = next(line for line in _cues(SHARED / "bulletin.srt") if line.text == cue.text)
    source = _frame(SHARED / "bulletin.mp4", (script.start + script.end) / 2)
    clip = _frame(out / "files" / "clip-16x9.mp4", (cue.start + cue.end) / 2)
    difference = np.abs(clip.astype(np.int16) - source.astype(np.int16))
    third = len(difference) * 2 // 3
    below, above = float(difference[third:].mean()), float(difference[: third // 2].mean())
    _need(below > 3 * above, f"burnt-in captions are not to be seen: {below:.1f} against {above:.1f}")
    whites = {}
    for shape in SIZES:
        picture = _frame(out / "files" / f"clip-{shape}.mp4", (cue.start + cue.end) / 2)
        whites[shape] = float((picture[len(picture) // 2 :] > 225).mean())
        _need(whites[shape] > 0.002, f"clip-{shape} shows no writing ({whites[shape]:.2%} near white)")
    return f"burnt-in captions {below / max(above, 0.1):.0f} × stronger than the coding"


def _site(out: Path) -> str:
    """The public pages say in schema.org's and Open Graph's words what they show; the feed is well-formed."""
    watch = (out / "site" / "watch.html").read_text(encoding="utf-8")
    block = re.search(r"<script[^>]*application/ld\+json[^>]*>(.*?)</script>", watch, re.DOTALL)
    _need(block is not None, "the watch page has no structured data")
    data = json.loads(html.unescape(block.group(1) if block else "{}"))
    _need(data["@type"] == "VideoObject", "the watch page is no VideoObject")
    _need('property="og:video' in watch, "the watch page has no og:video")
    feed = ElementTree.parse(out / "site" / "feed.xml").getroot()
    items = feed.findall("./channel/item/{http://search.yahoo.com/mrss/}group")
    _need(len(items) == 1, f"the feed holds {len(items)} clips")
    _need(
        data["name"] in (out / "site" / "channel.html").read_text(encoding="utf-8"), "the channel page lacks the clip"
    )
    return "site and feed answer, ranges too"


def _history(out: Path) -> str:
    """The history tells of one publication."""
    verbs = [row["what"] for row in json.loads((out / "history.json").read_text(encoding="utf-8"))]
    _need(verbs.count("publication_published") == 1, "the history does not tell of one publication")
    return f"{len(verbs)} ledger rows"


def _cues(path: Path) -> list[Cue]:
    text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    return [Cue(_seconds(found[:4]), _seconds(found[4:8]), found[8].strip()) for found in _CUE.findall(text)]


def _seconds(parts: tuple[str, ...]) -> Fraction:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + Fraction(thousandths, 1000)


def _frame(path: Path, moment: Fraction) -> NDArray[np.uint8]:
    """The luminance of the picture shown at a moment."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        base, length = stream.time_base or Fraction(1), 1 / (stream.average_rate or Fraction(25))
        container.seek(int(moment / base), stream=stream)
        for frame in container.decode(stream):
            if (frame.pts or 0) * base + length > moment:
                return np.asarray(frame.to_ndarray(format="gray"), dtype=np.uint8)
    raise Short(f"{path.name} ends before {float(moment):.2f} s")


def _loudness(path: Path) -> float:
    words = [str(ffmpeg_path()), "-nostdin", "-hide_banner", "-i", str(path), "-af", "ebur128", "-f", "null", "-"]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stderr
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1])


def _boxes(path: Path) -> list[str]:
    """The names of an MP4's top boxes, in order."""
    names, at = [], 0
    with path.open("rb") as file:
        while head := file.read(16):
            size = int.from_bytes(head[:4], "big")
            names.append(head[4:8].decode("latin-1"))
            at += int.from_bytes(head[8:16], "big") if size == 1 else size
            file.seek(at)
    return names


def _need(held: bool, otherwise: str) -> None:
    if not held:
        raise Short(otherwise)
