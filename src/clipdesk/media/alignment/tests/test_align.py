"""Alignment against known onsets: real reading, the bulletin's synthetic voices, speech beside the script."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clipdesk.media import sandbox
from clipdesk.media.alignment import Alignment, align, alignment_cues
from clipdesk.media.alignment.errors import EmptyScript, LanguageNotSpoken, NoSpeechHeard, NoSpeechTrack
from clipdesk.media.alignment.reference import reference
from clipdesk.media.alignment.script import script_lines
from clipdesk.media.alignment.tests.conftest import ONSETS, SONNET, Make
from clipdesk.media.errors import Cancelled
from clipdesk.media.recipe import Range

pytestmark = pytest.mark.usefixtures("espeak")
_UNREAD = "The minister said on Tuesday that farmers expect a good harvest in spite of the rain."


@pytest.fixture(scope="module")
def read(sonnet: Path) -> Alignment:
    return align(sonnet, SONNET, "en")


def misses(found: Alignment, onsets: dict[int, float]) -> np.ndarray:
    return np.abs([float(found.lines[line].start) - onset for line, onset in onsets.items()])


def test_lines_of_a_real_reading(read: Alignment) -> None:
    missed = misses(read, ONSETS)
    assert np.median(missed) <= 0.10
    assert missed.max() <= 0.30
    assert all(line.heard and not line.unsure for line in read.lines[1:])


def test_words_are_those_of_the_script_in_order(read: Alignment) -> None:
    assert [line.text for line in read.lines] == SONNET.splitlines()
    words = read.words
    assert all(word.start <= word.end for word in words)
    assert all(one.end <= other.start for one, other in zip(words, words[1:], strict=False))
    assert words[-1].end < Fraction("53.2")


def test_bulletin_cues(shared_media: Path, truth: dict[str, Any]) -> None:
    item = next(item for item in truth["items"] if item["slug"] == "school-bridge")
    cues = [cue for cue in truth["cues"] if cue["item"] == "school-bridge"]
    within = Range(Fraction(str(item["start"])), Fraction(str(item["end"])))
    found = align(shared_media / "bulletin.mp4", "\n".join(cue["text"] for cue in cues), "en-GB", within)
    assert [float(line.start) for line in found.lines] == pytest.approx([cue["start"] for cue in cues], abs=0.1)
    assert [float(line.end) for line in found.lines] == pytest.approx([cue["end"] for cue in cues], abs=0.2)


def test_eleven_seconds_beside_the_script_are_passed_over(sonnet: Path, shared_media: Path, make: Make) -> None:
    lecture = str(shared_media / "src" / "physicsworks_audio.webm")
    parts = (
        "[0:a]atrim=end=14.9,asetpts=PTS-STARTPTS,aresample=22050[a];[1:a]atrim=20:31,asetpts=PTS-STARTPTS,"
        "aresample=22050,pan=mono|c0=c0[b];[2:a]atrim=start=14.9,asetpts=PTS-STARTPTS,aresample=22050[c];"
        "[a][b][c]concat=n=3:v=0:a=1"
    )
    inputs = ("-i", str(sonnet), "-i", lecture, "-i", str(sonnet))
    found = align(make("beside.wav", *inputs, "-filter_complex", parts), SONNET, "en")
    missed = misses(found, {line: onset + (11 if onset > 14.9 else 0) for line, onset in ONSETS.items()})
    assert np.median(missed) <= 0.10
    assert missed.max() <= 0.30


def test_lines_that_nobody_read_are_told(sonnet: Path) -> None:
    lines = SONNET.splitlines()
    found = align(sonnet, "\n".join([*lines[:6], _UNREAD, *lines[6:]]), "en")
    assert found.lines[6].unsure
    missed = misses(found, {line if line < 6 else line + 1: onset for line, onset in ONSETS.items()})
    assert np.median(missed) <= 0.10
    assert missed.max() <= 0.30


def test_lines_missing_in_the_script(sonnet: Path) -> None:
    lines = SONNET.splitlines()
    found = align(sonnet, "\n".join([*lines[:6], *lines[8:]]), "en")
    kept = {line if line < 6 else line - 2: onset for line, onset in ONSETS.items() if line not in (6, 7)}
    assert np.median(misses(found, kept)) <= 0.10
    assert misses(found, kept).max() <= 0.30


def test_music_under_the_reading(sonnet: Path, make: Make) -> None:
    """Chords 10 dB under the voice, which fill its pauses: eight of ten lines stay where they are. Not so the first
    line behind a heading of one word, which music alone parts from it."""
    tones = (110, 165, 220, 277)
    chord = "+".join(f"0.012*sin(2*PI*{tone}*t*(1+0.2*floor(mod(t\\,4))))" for tone in tones)
    inputs = ("-i", str(sonnet), "-f", "lavfi", "-i", f"aevalsrc={chord}:s=22050:d=53")
    mix = "[0:a]aresample=22050[voice];[voice][1:a]amix=2:normalize=0:duration=first"
    found = align(make("music.wav", *inputs, "-filter_complex", mix), SONNET, "en")
    missed = np.sort(misses(found, ONSETS))
    assert np.median(missed) <= 0.10
    assert missed[7] <= 0.10


def test_times_count_from_the_first_picture(sonnet: Path, make: Make) -> None:
    """In a transport stream, whose own clock begins elsewhere, and in a part of it."""
    video = ("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=26", "-i", str(sonnet), "-t", "26")
    stream = make("reading.ts", *video, "-c:v", "mpeg2video", "-c:a", "mp2", "-ar", "48000")
    found = align(stream, "\n".join(SONNET.splitlines()[3:8]), "en", Range(Fraction(9), Fraction("25.9")))
    assert misses(found, {0: 9.24, 2: 15.24, 4: 22.78}).max() <= 0.30


@pytest.fixture
def unboxed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "sandbox_available", lambda: False)


@pytest.mark.usefixtures("unboxed")
def test_without_bubblewrap(read: Alignment, sonnet: Path) -> None:
    found = align(sonnet, SONNET, "en")
    assert [float(line.start) for line in found.lines] == pytest.approx(
        [float(line.start) for line in read.lines], abs=0.1
    )


def test_vietnamese_figures_are_one_word_of_the_script() -> None:
    line = script_lines("Triều cường đạt 4,18 m tại TP.HCM.", "vi")
    said = reference(line, "vi").lines[0]
    pieces = np.diff(said.words)
    assert len(said.words) == 7
    assert (pieces > 0).all()
    assert pieces[3] > 2 * pieces[4]  # four syllables against one


def test_captions_of_the_reading(read: Alignment) -> None:
    cues = alignment_cues(read)
    assert [" ".join(cue.text.split()) for cue in cues] == [line.text for line in read.lines if line.heard]
    assert all(one.end <= other.start for one, other in zip(cues, cues[1:], strict=False))
    assert all(len(line) <= 42 for cue in cues for line in cue.text.splitlines() if len(line.split()) > 1)
    assert all(len(cue.text.splitlines()) <= 2 for cue in cues)


def test_refusals(tone: Path, make: Make) -> None:
    with pytest.raises(EmptyScript, match="no words"):
        align(tone, " \n– –\n", "vi")
    with pytest.raises(LanguageNotSpoken, match="“xx”"):
        align(tone, "word", "xx")
    silence = make("silence.wav", "-f", "lavfi", "-i", "anullsrc=r=22050:cl=mono:d=3")
    with pytest.raises(NoSpeechHeard, match="only silence between 0:00 and 0:03"):
        align(silence, "word", "en")
    mute = make("mute.mp4", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=1")
    with pytest.raises(NoSpeechTrack, match="no sound"):
        align(mute, "word", "en")
    with pytest.raises(Cancelled):
        align(tone, "word", "en", should_stop=lambda: True)


@pytest.fixture(scope="session")
def tone(make: Make) -> Path:
    return make("short-tone.wav", "-f", "lavfi", "-i", "sine=f=330:r=48000:d=2")
