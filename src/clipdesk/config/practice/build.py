"""Build the practice bulletin: voices, pictures, one encode, and the papers beside it."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from clipdesk.config.practice import papers
from clipdesk.config.practice.clips import PLANS, ClipText, cut
from clipdesk.config.practice.draw import Pictures
from clipdesk.config.practice.encode import Progress, encode
from clipdesk.config.practice.script import ITEMS, RADIO
from clipdesk.config.practice.sound import mouths, programme_sound, radio_sound, voices, write_wav
from clipdesk.config.practice.speech import Voice, find_voice
from clipdesk.config.practice.timing import Timed, lay_out, programme_length, shots


@dataclass(frozen=True)
class Bulletin:
    """The finished practice bulletin. Times are seconds from the first frame.

    `captions` holds SubRip files by what they contain: "spoken" (each sentence in the language it is said in), "vi" and
    "en" (everything in one language), and "radio". `spoken` is False when tones stand in for the voices because
    espeak-ng is missing.
    """

    video: Path
    radio: Path
    captions: Mapping[str, Path]
    rundown: Path
    script: Path
    duration: Fraction
    radio_duration: Fraction
    items: tuple[Timed, ...]
    radio_item: Timed
    clips: tuple[ClipText, ...]
    spoken: bool


def build_bulletin(out: Path, *, ffmpeg: Path, on_progress: Progress | None = None) -> Bulletin:
    """Make the bulletin in the folder `out` (created when missing), with the encoder at `ffmpeg`.

    Raises:
        BulletinNotMade: the encoder stopped early.
        OSError: `out` cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    voice, spoken = find_voice()
    timed = lay_out(ITEMS, voice)
    length = programme_length(timed)
    cuts = shots(timed)
    track = voices(timed, length)
    video = out / "bulletin.mp4"
    with tempfile.TemporaryDirectory(dir=out) as folder:
        mix = Path(folder) / "mix.wav"
        write_wav(mix, programme_sound(timed, cuts, track))
        encode(Pictures(timed, cuts, mouths(track)), mix, video, ffmpeg=ffmpeg, on_progress=on_progress)
    radio_item = _radio(out / "radio.wav", voice)
    said = {cue.sentence.slug: (cue.start, cue.end) for entry in timed for cue in entry.spoken}
    return Bulletin(
        video=video,
        radio=out / "radio.wav",
        captions=_captions(out, timed, radio_item),
        rundown=_written(out / "rundown.json", papers.rundown(timed, length)),
        script=_written(out / "script.txt", papers.script_text(timed, (radio_item,))),
        duration=length,
        radio_duration=radio_item.end,
        items=timed,
        radio_item=radio_item,
        clips=cut(PLANS, said),
        spoken=spoken,
    )


@contextlib.contextmanager
def bulletin_ahead(out: Path, *, ffmpeg: Path) -> Iterator[Callable[[], Bulletin]]:
    """Begin `build_bulletin` now, beside whatever the body does; what is given waits for its result, or raises its error.

    Leaving the body without the bulletin stops the drawing.
    """
    left = threading.Event()

    def go_on(_share: Fraction) -> None:
        if left.is_set():
            raise _NotWanted

    with ThreadPoolExecutor(1) as pool:
        drawing = pool.submit(build_bulletin, out, ffmpeg=ffmpeg, on_progress=go_on)
        try:
            yield drawing.result
        finally:
            left.set()


class _NotWanted(Exception):
    """Nobody waits for the bulletin any more."""


def _radio(path: Path, voice: Voice) -> Timed:
    (item,) = lay_out((RADIO,), voice, radio=True)
    write_wav(path, radio_sound(voices((item,), item.end)))
    return item


def _captions(out: Path, timed: tuple[Timed, ...], radio: Timed) -> dict[str, Path]:
    cues = [cue for entry in timed for cue in entry.spoken]
    return {
        "spoken": _written(out / "bulletin.srt", papers.srt(cues)),
        "vi": _written(out / "bulletin.vi.srt", papers.srt(cues, "vi")),
        "en": _written(out / "bulletin.en.srt", papers.srt(cues, "en")),
        "radio": _written(out / "radio.srt", papers.srt(radio.spoken)),
    }


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
