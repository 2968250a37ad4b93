"""Build the practice bulletin: voices, pictures, one encode, and the papers beside it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from clipdesk.config.practice import papers
from clipdesk.config.practice.clips import PLANS, ClipText, cut
from clipdesk.config.practice.draw import Pictures
from clipdesk.config.practice.frame import HEIGHT, RATE, WIDTH
from clipdesk.config.practice.script import ITEMS, RADIO
from clipdesk.config.practice.sound import mouths, programme_sound, radio_sound, voices, write_wav
from clipdesk.config.practice.speech import Voice, find_voice
from clipdesk.config.practice.timing import Timed, lay_out, programme_length, shots
from clipdesk.kernel.errors import ClipdeskError, gettext_noop

Progress = Callable[[Fraction], None]  # told the share that is done, 0..1


class BulletinNotMade(ClipdeskError):
    """The encoder stopped before the bulletin was complete."""

    message = gettext_noop(
        "The practice bulletin could not be written: the encoder stopped ({reason}). Look at the free disk space and try again."
    )


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


@dataclass(frozen=True)
class Span:
    """Which film frames to encode: from `first` up to and without `last` (None: to the end)."""

    first: int = 0
    last: int | None = None


def encode(
    pictures: Pictures, sound: Path, video: Path, *, ffmpeg: Path, span: Span | None = None, on_progress: Progress | None = None
) -> None:
    """Draw the frames of `span` and write them with `sound` to `video`.

    Raises:
        BulletinNotMade: the encoder stopped early.
    """
    span = span or Span()
    part = video.with_name(f".{video.stem}.part{video.suffix}")
    start = Fraction(span.first, RATE)
    with tempfile.TemporaryFile() as said:
        encoder = subprocess.Popen(encoder_args(ffmpeg, sound, part, start), stdin=subprocess.PIPE, stderr=said)
        try:
            _feed(encoder, pictures, span, on_progress)
        except BrokenPipeError:
            encoder.kill()  # it has stopped reading: its words below say why
        except BaseException:
            encoder.kill()
            encoder.wait()
            part.unlink(missing_ok=True)
            raise
        if encoder.wait() != 0:
            part.unlink(missing_ok=True)
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines()
            raise BulletinNotMade(reason=lines[-1] if lines else f"exit {encoder.returncode}")
    os.replace(part, video)


def _feed(encoder: subprocess.Popen[bytes], pictures: Pictures, span: Span, on_progress: Progress | None) -> None:
    if encoder.stdin is None:
        raise BrokenPipeError
    last = pictures.count if span.last is None else span.last
    with encoder.stdin as pipe:
        for done, frame in enumerate(pictures.frames(span.first, last), 1):
            pipe.write(frame.data)
            if on_progress is not None and done % RATE == 0:
                on_progress(Fraction(done, last - span.first))


def encoder_args(ffmpeg: Path, sound: Path, video: Path, start: Fraction) -> list[str]:
    """Return the encoder's command: raw BT.709 frames on standard input, `sound` from `start` seconds on, MP4 out."""
    colours = ["-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]
    return [
        *(str(ffmpeg), "-hide_banner", "-loglevel", "error", "-nostdin", "-y"),
        *("-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", f"{WIDTH}x{HEIGHT}", "-framerate", str(RATE)),
        *(*colours, "-i", "pipe:0"),
        *("-ss", f"{float(start):.3f}", "-i", str(sound)),
        *("-map", "0:v", "-map", "1:a", "-c:v", "libx264", "-preset", "superfast", "-tune", "animation", "-crf", "21"),
        *("-g", str(RATE * 2), "-pix_fmt", "yuv420p", *colours),
        *("-c:a", "aac", "-b:a", "160k", "-shortest", "-movflags", "+faststart", "-f", "mp4", str(video)),
    ]
