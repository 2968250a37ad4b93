"""A copy of a clip is known again, with what was done to it; another clip of the same programme is not."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from clipdesk.media.errors import NoUsableStream
from clipdesk.media.fingerprints import Likeness, Print, Stretch, explain, likeness, shortlist, take_print
from clipdesk.media.fingerprints.copies import LEAST_SECONDS
from clipdesk.media.probe import probe
from clipdesk.media.tests.conftest import Make

Cut = Callable[..., Path]
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "28", "-c:a", "aac")
#: Where the clips begin in the bulletin: speech over a studio, a street, a film; all of different items.
STARTS = (3, 35, 64, 104)
SECONDS = 12


def prints(path: Path) -> Print:
    return take_print(path, probe(path))


@pytest.fixture(scope="module")
def clips(bulletin: Path, make: Make) -> dict[int, Path]:
    """Upright clips of the bulletin, by where they begin."""
    upright = ("-vf", "crop=ih*9/16:ih,scale=360:640", *X264)
    return {
        start: make(f"clip-{start}.mp4", "-ss", str(start), "-t", str(SECONDS), "-i", str(bulletin), *upright)
        for start in STARTS
    }


@pytest.fixture(scope="module")
def kept(clips: dict[int, Path]) -> dict[int, Print]:
    return {start: prints(path) for start, path in clips.items()}


def named(asked: Print, kept: dict[int, Print]) -> dict[int, Likeness]:
    found = {key: likeness(asked, kept[key]) for key in shortlist(asked, kept.items())}
    return {key: found[key] for key in explain(found)}


@pytest.mark.parametrize("start", STARTS)
def test_cropped_to_a_square_trimmed_and_squeezed(
    start: int, clips: dict[int, Path], kept: dict[int, Print], make: Make
) -> None:
    squeezed = ("-vf", "crop=iw:iw,scale=240:240", *X264, "-b:v", "120k", "-b:a", "48k")
    copy = make(f"copy-{start}.mp4", "-ss", "3.07", "-t", "6", "-i", str(clips[start]), *squeezed)
    found = named(prints(copy), kept)
    assert list(found) == [start]
    for stretch, step in ((found[start].picture, 0.2), (found[start].sound, 0.125)):
        assert stretch is not None
        assert stretch.start <= 0.6
        assert stretch.seconds >= 5
        assert abs(float(stretch.theirs - stretch.start) - 3.07) <= 1.5 * step


def test_without_sound_the_picture_tells(clips: dict[int, Path], kept: dict[int, Print], make: Make) -> None:
    copy = make("mute.mp4", "-i", str(clips[35]), "-vf", "scale=180:-2", *X264, "-an")
    (match,) = [named(prints(copy), kept)[35]]
    assert match.picture is not None
    assert match.sound is None


def test_a_radio_clip_is_known_by_its_sound(clips: dict[int, Path], kept: dict[int, Print], make: Make) -> None:
    heard = {key: Print(one.picture[:0], one.sound) for key, one in kept.items()}
    copy = make("radio.mp3", "-ss", "2", "-i", str(clips[64]), "-vn", "-c:a", "libmp3lame", "-b:a", "48k")
    found = named(prints(copy), heard)
    assert list(found) == [64]
    assert found[64].picture is None
    assert found[64].sound is not None
    assert float(found[64].sound.seconds) == pytest.approx(10, abs=0.7)


def test_other_sound_under_our_picture(clips: dict[int, Path], kept: dict[int, Print], make: Make) -> None:
    """Both clips are named, each for what is its own."""
    mixed = ("-i", str(clips[3]), "-i", str(clips[104]), "-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "aac")
    found = named(prints(make("mixed.mp4", *mixed)), kept)
    assert set(found) == {3, 104}
    assert found[3].picture is not None
    assert found[3].sound is None
    assert found[104].sound is not None
    assert found[104].picture is None


def test_between_black_bars(clips: dict[int, Path], kept: dict[int, Print], make: Make) -> None:
    copy = make("bars.mp4", "-i", str(clips[104]), "-vf", "scale=-2:360,pad=640:360:(ow-iw)/2:0", *X264, "-an")
    found = named(prints(copy), kept)
    assert list(found) == [104]


def test_the_same_still_behind_two_speakers(bulletin: Path, shared_media: Path, make: Make) -> None:
    """A studio that never changes is the same in every clip, and tells nothing."""
    still = ("-loop", "1", "-t", "10", "-i", str(shared_media / "src" / "astronaut.png"))
    ours, theirs = (
        prints(
            make(
                f"still-{start}.mp4", *still, "-ss", str(start), "-t", "10", "-i", str(bulletin),
                "-map", "0:v", "-map", "1:a", "-vf", "scale=360:640", "-r", "25", *X264,
            )
        )
        for start in (40, 66)
    )  # fmt: skip
    assert likeness(theirs, ours).seconds == 0
    again = likeness(ours, ours)
    assert again.picture is None
    assert again.sound is not None


def test_silence_and_black_are_like_nothing(make: Make) -> None:
    empty = ("-f", "lavfi", "-i", "color=black:s=320x180:d=8", "-f", "lavfi", "-i", "anullsrc", "-shortest", *X264)
    one = prints(make("empty.mp4", *empty))
    assert likeness(one, one).seconds == 0
    assert shortlist(one, [("itself", one)]) == [] or likeness(one, one).seconds == 0


def test_noise_is_like_none_of_a_thousand() -> None:
    random = np.random.default_rng(5)

    def noise() -> Print:
        return Print(
            random.integers(1, 1 << 63, (6, 100), dtype=np.uint64), random.integers(1, 1 << 32, 160, dtype=np.uint64)
        )

    kept = {number: noise() for number in range(1000)}
    asked = noise()
    assert shortlist(asked, kept.items()) == []
    assert shortlist(kept[700], kept.items())[0] == 700


def test_who_holds_only_what_another_explains_is_not_named() -> None:
    def stretch(start: int, end: int) -> Stretch:
        return Stretch(Fraction(start), Fraction(end), Fraction(0))

    whole = Likeness(stretch(0, 20), stretch(0, 20))
    same_words = Likeness(None, stretch(1, 18))
    other_part = Likeness(stretch(20, 20 + int(LEAST_SECONDS)), None)
    assert explain({"words": same_words, "whole": whole, "part": other_part}) == ["whole", "part"]
    assert explain({"none": Likeness(None, None)}) == []


def test_of_clips_with_the_same_film_the_one_that_agrees_best_is_named() -> None:
    def seen(agreement: float) -> Likeness:
        return Likeness(Stretch(Fraction(0), Fraction(6), Fraction(3), agreement), None)

    assert explain({"other": seen(0.71), "source": seen(0.93)}) == ["source"]


def test_what_is_heard_explains_pictures_that_a_moved_window_hides() -> None:
    def stretch(start: int, end: int, theirs: int) -> Stretch:
        return Stretch(Fraction(start), Fraction(end), Fraction(theirs))

    source = Likeness(stretch(7, 14, 7), stretch(0, 14, 0))
    same_film = Likeness(stretch(0, 5, 3), None)
    assert explain({"film": same_film, "source": source}) == ["source"]
    elsewhere = Likeness(
        stretch(7, 14, 30), stretch(0, 14, 0)
    )  # a quotation: its sound tells nothing of these pictures
    assert explain({"film": same_film, "quoted": elsewhere}) == ["quoted", "film"]


def test_stored_and_read_again(kept: dict[int, Print]) -> None:
    one = kept[35]
    again = Print.from_bytes(one.to_bytes())
    assert np.array_equal(again.picture, one.picture)
    assert np.array_equal(again.sound, one.sound)
    with pytest.raises(ValueError, match="not a print"):
        Print.from_bytes(one.to_bytes() + b"x")


def test_nothing_to_take_a_print_of(clips: dict[int, Path], make: Make) -> None:
    mute = make("mute-2.mp4", "-i", str(clips[35]), "-c", "copy", "-an")
    with pytest.raises(NoUsableStream):
        take_print(mute, probe(mute), picture=False)
