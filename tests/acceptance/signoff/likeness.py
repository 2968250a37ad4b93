"""Item 6: clips of bulletins are known again after all that platforms do to them, and no clip is taken for another.

The bulletins of different seeds say the same sentences over other pictures: nothing harder can be asked of a comparison
than to tell their clips apart. A bulletin takes minutes to build; it is kept in build/bulletins.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from clipdesk.media.fingerprints import Likeness, Print, explain, likeness, shortlist, take_print
from clipdesk.media.probe import probe
from clipdesk.media.supply import ffmpeg_path
from tests.acceptance.verdict import ROOT, SHARED, Verdict

SEEDS = tuple(range(1, int(os.environ.get("CLIPDESK_BULLETINS", "12")) + 1))
CLIPS_EACH = 5
LEAST_FOUND = 0.98
_LOW = ("-b:v", "400k", "-maxrate", "400k", "-bufsize", "800k")
_PICTURE = ("-c:v", "libx264", "-preset", "veryfast")
#: What is done to a clip: options of ffmpeg, and whether three seconds go at each end.
ALTERATIONS: Mapping[str, tuple[tuple[str, ...], bool]] = {
    "480p at 400 kb/s": ((*_PICTURE, "-vf", "scale=480:-2", *_LOW, "-c:a", "copy"), False),
    "square": ((*_PICTURE, "-vf", "crop=iw:iw", "-crf", "26", "-c:a", "copy"), False),
    "trimmed": ((*_PICTURE, "-crf", "26", "-c:a", "aac", "-b:a", "128k"), True),
    "sound at 48 kb/s": (("-c:v", "copy", "-c:a", "aac", "-b:a", "48k"), False),
    "all together": ((*_PICTURE, "-vf", "crop=iw:iw,scale=480:480", *_LOW, "-c:a", "aac", "-b:a", "48k"), True),
}
MUTE = "all together, mute"
OFF_CENTRE = "square, a quarter from the top"
_BESIDES: Mapping[str, tuple[tuple[str, ...], bool]] = {
    MUTE: ((*ALTERATIONS["all together"][0], "-an"), True),
    OFF_CENTRE: ((*_PICTURE, "-vf", "crop=iw:iw:0:(ih-iw)/4", "-crf", "26", "-an"), False),
}


@dataclass(frozen=True)
class Clip:
    """An upright clip of a bulletin."""

    path: Path
    item: str
    seconds: float


@dataclass
class Tally:
    """How the copies of one kind came out. wrong: copies for which another clip was named, first or besides."""

    count: int = 0
    found: int = 0
    by_picture: int = 0
    by_sound: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, clip: Path, named: Mapping[Path, Likeness]) -> None:
        """Count one copy of `clip`, for which the clips in `named` were found."""
        self.count += 1
        if clip in named:
            self.found += 1
            self.by_picture += named[clip].picture is not None
            self.by_sound += named[clip].sound is not None
        self.wrong += [f"{clip.stem} as {other.stem}" for other in named if other != clip]

    def __str__(self) -> str:
        return f"{self.found}/{self.count} (picture {self.by_picture}, sound {self.by_sound})"


def check() -> Verdict:
    """Sixty clips, five alterations each; their sound alone; and what becomes of copies without sound."""
    if not (SHARED / "bulletin.mp4").is_file():
        return Verdict(None, "../shared/media is not here")
    folder = ROOT / "build" / "likeness"
    folder.mkdir(parents=True, exist_ok=True)
    clips = [clip for seed in SEEDS for clip in clips_of(bulletin(seed), seed, folder, CLIPS_EACH)]
    kept = prints_of(clip.path for clip in clips)
    asked = {name: tally(clips, name, kept) for name in ALTERATIONS}
    besides = {name: tally(clips, name, kept) for name in _BESIDES}
    radio = radio_tally(clips, kept)
    found, count = (sum(getattr(one, what) for one in asked.values()) for what in ("found", "count"))
    wrong = [line for one in [*asked.values(), *besides.values(), radio] for line in one.wrong]
    good = found >= LEAST_FOUND * count and radio.found >= LEAST_FOUND * radio.count and not wrong
    told = "; ".join(f"{name} {one}" for name, one in {**asked, "radio": radio, **besides}.items())
    return Verdict(good, f"{len(clips)} clips, {found}/{count} found; {told}; wrongly named: {len(wrong)} {wrong[:3]}")


def tally(clips: Iterable[Clip], alteration: str, kept: Mapping[Path, Print]) -> Tally:
    """Alter every clip and look for it among all of them."""
    counted = Tally()
    for clip in clips:
        counted.add(clip.path, named(_print(altered(clip, alteration)), kept))
    return counted


def radio_tally(clips: Iterable[Clip], kept: Mapping[Path, Print]) -> Tally:
    """The clips of the first bulletin as radio has them: sound alone, trimmed, at 48 kb/s.

    Of one bulletin, because the others say the very same sentences: by sound alone nobody could tell those apart.
    """
    counted = Tally()
    first = [clip for clip in clips if clip.path.name.startswith(f"{SEEDS[0]:02d}-")]
    heard = {clip.path: _heard(kept[clip.path]) for clip in first}
    for clip in first:
        counted.add(clip.path, named(_heard(_print(altered(clip, "all together"))), heard))
    return counted


def named(asked: Print, kept: Mapping[Path, Print]) -> dict[Path, Likeness]:
    """What the public page would name."""
    found = {path: likeness(asked, kept[path]) for path in shortlist(asked, kept.items())}
    return {path: found[path] for path in explain(found)}


def prints_of(paths: Iterable[Path]) -> dict[Path, Print]:
    """The prints of all of them."""
    return {path: _print(path) for path in paths}


def bulletin(seed: int) -> Path:
    """The folder of a bulletin, built when it is asked for the first time."""
    folder = ROOT / "build" / "bulletins" / str(seed)
    if not (folder / "truth.json").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        words = [sys.executable, str(SHARED / "build_bulletin.py"), "--seed", str(seed), "--out", str(folder)]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(folder / "work")
    return folder


def clips_of(source: Path, seed: int, folder: Path, count: int) -> list[Clip]:
    """Cut upright clips of 12 to 24 seconds, one from each of some items, the window anywhere."""
    draw = random.Random(seed)
    items = list(json.loads((source / "truth.json").read_text(encoding="utf-8"))["items"])
    draw.shuffle(items)
    clips = []
    for item in items[:count]:
        seconds = min(item["end"] - item["start"], draw.uniform(12, 24))
        start = draw.uniform(item["start"], item["end"] - seconds)
        window = f"crop=ih*9/16:ih:(iw-ow)*{draw.choice((0.25, 0.4, 0.5, 0.6))}:0,scale=720:1280"
        path = folder / f"{seed:02d}-{item['slug']}.mp4"
        cut = ("-ss", f"{start:.3f}", "-i", source / "bulletin.mp4", "-t", f"{seconds:.3f}", "-vf", window)
        _make(path, *cut, *_PICTURE, "-crf", "22", "-c:a", "aac", "-b:a", "128k")
        clips.append(Clip(path, item["slug"], seconds))
    return clips


def altered(clip: Clip, alteration: str) -> Path:
    """The clip after one alteration."""
    options, trimmed = {**ALTERATIONS, **_BESIDES}[alteration]
    path = clip.path.with_name(f"{clip.path.stem} ({alteration.replace('/', ' per ')}).mp4")
    ends = ("-ss", "3", "-t", f"{clip.seconds - 6:.3f}") if trimmed else ()
    _make(path, *ends, "-i", clip.path, *options)
    return path


def _make(path: Path, *args: object) -> None:
    if not path.is_file():
        part = path.with_name(f"part-{path.name}")
        subprocess.run([str(ffmpeg_path()), "-v", "error", "-nostdin", "-y", *map(str, args), str(part)], check=True)
        part.replace(path)


def _print(path: Path) -> Print:
    return take_print(path, probe(path))


def _heard(one: Print) -> Print:
    return Print(one.picture[:0], one.sound)


if __name__ == "__main__":
    print(check().line(6, "is this ours?"))
