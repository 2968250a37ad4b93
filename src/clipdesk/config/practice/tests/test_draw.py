"""The pictures: right size and rate, the same every time, and alive."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from clipdesk.config.practice.draw import Pictures
from clipdesk.config.practice.encode import BulletinNotMade, Span, encode
from clipdesk.config.practice.frame import HEIGHT, RATE, WIDTH, Frame, Plane, Sprite
from clipdesk.config.practice.gauge import Gauge, level_at
from clipdesk.config.practice.paint import Paint
from clipdesk.config.practice.script import ITEMS
from clipdesk.config.practice.sound import mouths, programme_sound, voices, write_wav
from clipdesk.config.practice.speech import tones
from clipdesk.config.practice.studio import single
from clipdesk.config.practice.timing import lay_out, programme_length, shots
from clipdesk.media.supply import ffmpeg_path

NUMBER = np.s_[230:400, 1262:1800]  # where the water level stands in large figures
FACE = np.s_[230:560, 420:700]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pictures, Path]:
    timed = lay_out(ITEMS, tones)
    length, cuts = programme_length(timed), shots(timed)
    track = voices(timed, length)
    sound = tmp_path_factory.mktemp("sound") / "mix.wav"
    write_wav(sound, programme_sound(timed, cuts, track))
    return Pictures(timed, cuts, mouths(track)), sound


def drawn(studio: object, number: int, mouth: int) -> Plane:
    frame = Frame()
    studio.draw(frame, number, mouth, "vi")  # type: ignore[attr-defined]  # any scene of the studio
    return frame.planes[0].copy()


def test_an_excerpt_has_the_size_rate_colours_and_length_asked_for(
    pictures: tuple[Pictures, Path], tmp_path: Path
) -> None:
    video = tmp_path / "excerpt.mp4"
    told: list[Fraction] = []
    encode(pictures[0], pictures[1], video, ffmpeg=ffmpeg_path(), span=Span(450, 500), on_progress=told.append)
    assert told == [Fraction(26, 50), Fraction(1)]  # once a second, after a whole drawing
    assert list(tmp_path.iterdir()) == [video]
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (1920, 1080)
        assert stream.average_rate == Fraction(25)
        assert stream.codec_context.color_primaries == 1  # BT.709
        assert container.streams.audio[0].codec_context.sample_rate == 48000
        assert sum(1 for _ in container.decode(stream)) == 50


def test_the_same_frames_come_out_every_time(pictures: tuple[Pictures, Path]) -> None:
    once, again = ([frame.data.copy() for frame, _ in pictures[0].frames(150, 154)] for _ in range(2))
    for first, second in zip(once, again, strict=True):
        assert np.array_equal(first, second)


def test_a_new_shot_is_drawn_on_its_very_first_frame(pictures: tuple[Pictures, Path]) -> None:
    cut = round(pictures[0].shots[0].end * RATE)
    assert [stands_for for _, stands_for in pictures[0].frames(cut - 3, cut + 3)] == [2, 1, 2, 1]


def test_an_encoder_that_stops_gives_a_sentence_and_no_file(pictures: tuple[Pictures, Path], tmp_path: Path) -> None:
    with pytest.raises(BulletinNotMade, match="the encoder stopped"):
        encode(pictures[0], tmp_path / "no-such.wav", tmp_path / "out.mp4", ffmpeg=ffmpeg_path(), span=Span(0, 40))
    assert list(tmp_path.iterdir()) == []


def test_the_gauge_numbers_move_and_reach_what_is_said() -> None:
    gauge = Gauge(warn_after=6)
    seen = []
    for seconds in (1.0, 2.0, 20.0, 21.0):
        frame = Frame()
        gauge.draw(frame, seconds)
        seen.append(frame.planes[0][NUMBER].copy())
    assert not np.array_equal(seen[0], seen[1])
    assert np.array_equal(seen[2], seen[3])
    assert f"{level_at(0):.2f}" == "3.42"
    assert f"{level_at(20):.2f}" == "4.18"  # “bốn mét mười tám”


def test_the_presenter_speaks_blinks_and_moves() -> None:
    studio = single("vi", "flood")
    silent, speaking = (drawn(studio, 100, mouth)[FACE] for mouth in (0, 5))
    assert (silent != speaking).sum() > 400
    later = drawn(studio, 130, 0)[FACE]
    assert (silent != later).sum() > 2000
    lids = {studio.heads[0][0]._lids(number) for number in range(200)}
    assert lids == {0, 1, 2}


def test_a_mouth_opens_with_the_voice_and_closes_in_pauses() -> None:
    timed = lay_out(ITEMS[:1], tones)
    shapes = mouths(voices(timed, Fraction(12)))
    first, second = timed[0].spoken
    assert not any(shapes[: int(first.start * RATE) - 1])
    assert any(shapes[int(first.start * RATE) : int(first.start * RATE) + 4])
    assert len(set(shapes)) >= 3
    assert not any(shapes[int(first.end * RATE) + 2 : int(second.start * RATE) - 1])


def test_a_sprite_mixes_with_what_is_below_and_keeps_to_its_clip() -> None:
    below = Paint(WIDTH, HEIGHT, "#000000")
    frame = Frame(below.done())
    paint = Paint(40, 40)
    paint.rect((0, 0, 40, 20), "#ffffff", 0.5)
    paint.rect((0, 20, 40, 40), "#ffffff")
    frame.put(Sprite(paint.done()), 100, 100, (0, 0, 120, HEIGHT))
    luma = frame.planes[0]
    assert luma[90, 110] == 16  # black in limited range
    assert abs(int(luma[110, 110]) - 126) <= 2  # half of the way to white
    assert luma[130, 110] in (234, 235)
    assert luma[130, 130] == 16  # beyond the clip
