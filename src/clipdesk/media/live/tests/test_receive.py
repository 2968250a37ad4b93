"""Segments hold every picture and every sound of the programme, once and in order, also where the clock wraps."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

import av
import pytest

from clipdesk.media.errors import TooManyStreams, UnreadableMedia
from clipdesk.media.live import TracksDiffer, join, playable
from clipdesk.media.live.errors import NoKeyFrame, ReceiverDied, Unreadable
from clipdesk.media.live.receive_worker import WRAP, unwrap
from clipdesk.media.live.receiver import receiving
from clipdesk.media.live.tests.conftest import FRAMES, Remembering
from clipdesk.media.tests import strip
from clipdesk.media.tests.conftest import Make


def _receive(path: Path, keeper: Remembering, form: str = "mpegts") -> None:
    with receiving(keeper.folder, form, keeper.next_number(), keeper.hear) as receiver:
        data = path.read_bytes()
        for at in range(0, len(data), 100_000):
            receiver.feed(data[at : at + 100_000])


def _sounds(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(audio=0) if packet.size]


def _first_picture(path: Path) -> int:
    with av.open(str(path)) as container:
        return min(packet.pts for packet in container.demux(video=0) if packet.pts is not None)


def test_every_picture_once_and_each_segment_from_a_key_frame(
    programme: Path, keeper: Remembering, tmp_path: Path
) -> None:
    _receive(programme, keeper)
    assert [one.found.keys[0] for one in keeper.placed] == [0] * len(keeper.placed)
    assert [one.found.ticks for one in keeper.placed] == [180_000] * 8
    assert [(one.epoch, one.gap, one.begins) for one in keeper.placed] == [(1, 0, 180_000 * n) for n in range(8)]
    assert keeper.placed[0].found.first_pts == _first_picture(programme)
    whole = join(keeper.folder, keeper.stored, tmp_path / "whole")
    assert strip.numbers(whole, scale=1 / 3) == list(range(FRAMES))
    sounds = _sounds(whole)
    assert sounds == _sounds(programme)[-len(sounds) :]
    assert len(sounds) >= len(_sounds(programme)) - 2  # what was heard before the first picture


def test_some_segments_are_exactly_their_pictures(programme: Path, keeper: Remembering, tmp_path: Path) -> None:
    _receive(programme, keeper)
    part = join(keeper.folder, keeper.stored[2:5], tmp_path / "part")
    assert strip.numbers(part, scale=1 / 3) == list(range(100, 250))
    fragment = playable(keeper.folder, keeper.stored[3], tmp_path / "played")
    assert strip.numbers(fragment, scale=1 / 3) == list(range(150, 200))
    with av.open(str(fragment)) as container:
        assert [stream.codec_context.name for stream in container.streams] == ["h264", "aac"]
        first = min(packet.pts * packet.time_base for packet in container.demux(video=0) if packet.pts is not None)
    assert first == 6 + 10  # the fourth segment of two seconds, and what `join` leaves before the beginning


def test_the_clock_wraps(programme: Path, keeper: Remembering, make: Make, tmp_path: Path) -> None:
    """MPEG-TS counts to 2³³ / 90000 s = 95443.7 s; the programme begins five seconds before that."""
    late = make("late.ts", "-i", str(programme), "-c", "copy", "-muxdelay", "0", "-output_ts_offset", "95438.7")
    _receive(late, keeper)
    assert keeper.placed[0].found.first_pts < WRAP < keeper.placed[-1].found.first_pts
    assert [(one.epoch, one.begins) for one in keeper.placed] == [(1, 180_000 * n) for n in range(8)]
    whole = join(keeper.folder, keeper.stored, tmp_path / "whole")
    assert strip.numbers(whole, scale=1 / 3) == list(range(FRAMES))


def test_unwrapping_finds_the_nearest_turn() -> None:
    assert unwrap(10, WRAP - 10) == WRAP + 10
    assert unwrap(WRAP - 10, WRAP + 10) == WRAP - 10
    assert unwrap(5, 3 * WRAP) == 3 * WRAP + 5


def test_sound_alone(make: Make, keeper: Remembering, tmp_path: Path) -> None:
    for name, form, codec in (("radio.aac", "aac", "aac"), ("radio.mp3", "mp3", "libmp3lame")):
        radio = make(name, "-f", "lavfi", "-i", "sine=f=440:d=9", "-c:a", codec)
        heard = Remembering(tmp_path / form)
        heard.folder.mkdir()
        _receive(radio, heard, form)
        assert [track["type"] for track in heard.tracks] == ["audio"]
        assert len(heard.placed) in (4, 5)
        assert abs(sum(one.found.ticks for one in heard.placed) - 9 * 90_000) < 9_000
        sounds = _sounds(join(heard.folder, heard.stored, tmp_path / f"{form}-whole"))
        assert sounds[1:] == _sounds(radio)[-len(sounds) + 1 :]


def _feed(data: bytes, times: int, keeper: Remembering) -> None:
    with receiving(keeper.folder, "mpegts", 1, keeper.hear) as receiver:
        for _ in range(times):
            receiver.feed(data)


def test_noise_is_refused_in_a_sentence(keeper: Remembering) -> None:
    with pytest.raises(Unreadable):
        _feed(b"\x00" * 100_000, 400, keeper)
    assert list(keeper.folder.iterdir()) == []


def test_a_multiplex_is_refused_in_a_sentence(make: Make, keeper: Remembering) -> None:
    tones = [word for _ in range(20) for word in ("-f", "lavfi", "-i", "sine=d=3")]
    maps = [word for number in range(20) for word in ("-map", str(number))]
    many = make("many.ts", *tones, *maps, "-c:a", "mp2")
    with pytest.raises(TooManyStreams):
        _feed(many.read_bytes(), 200, keeper)


def test_who_hears_nothing_more_is_fed_nothing_more(programme: Path, keeper: Remembering) -> None:
    def hear(said: object) -> None:
        raise KeyError("lost")

    fed = 0
    data = programme.read_bytes()
    with suppress(KeyError), receiving(keeper.folder, "mpegts", 1, hear) as receiver:
        for fed in range(200):  # noqa: B007  the same programme again and again, as on the air
            receiver.feed(data)
    assert fed < 199


def test_a_receiver_that_hangs_is_given_up(programme: Path, keeper: Remembering) -> None:
    def feed() -> None:
        with receiving(keeper.folder, "mpegts", 1, keeper.hear, patience=1) as receiver:
            os.killpg(receiver._talk.process.pid, signal.SIGSTOP)
            for _ in range(10):
                receiver.feed(programme.read_bytes())

    with pytest.raises(ReceiverDied):
        feed()


def test_a_segment_that_no_key_frame_ends_is_closed_and_said(make: Make, keeper: Remembering) -> None:
    picture = ("-f", "lavfi", "-i", "testsrc=size=160x90:rate=5:duration=80")
    stream = make("one-key.ts", *picture, "-c:v", "libx264", "-g", "100000", "-sc_threshold", "0", "-bf", "0")
    with pytest.raises(NoKeyFrame):
        _feed(stream.read_bytes(), 1, keeper)
    assert [round(one.found.ticks / 90_000) for one in keeper.placed] == [60]


def test_a_segment_that_a_break_closed_before_its_sound_came_joins_the_others(
    programme: Path, keeper: Remembering, make: Make, tmp_path: Path
) -> None:
    """Its sound is named and not there; whichever place it has, the others' sound stays whole."""
    _receive(programme, keeper)
    whole = join(keeper.folder, keeper.stored[:4], tmp_path / "before")
    sounds, first = len(_sounds(whole)), len(_sounds(keeper.folder / keeper.stored[0].file))
    for number in (0, 2):
        _silence(keeper.folder / keeper.stored[number].file)
    whole = join(keeper.folder, keeper.stored[:4], tmp_path / "whole")
    assert strip.numbers(whole, scale=1 / 3) == list(range(200))
    assert 0 < len(_sounds(whole)) <= sounds - 2 * first + 2
    fragment = playable(keeper.folder, keeper.stored[2], tmp_path / "played")
    assert strip.numbers(fragment, scale=1 / 3) == list(range(100, 150))
    other = make("other.ts", "-i", str(programme), "-c:v", "copy", "-ar", "32000", "-t", "2")
    (keeper.folder / keeper.stored[3].file).write_bytes(other.read_bytes())
    with pytest.raises(TracksDiffer):
        join(keeper.folder, keeper.stored[:4], tmp_path / "differs")


def _silence(path: Path) -> None:
    """Take every packet of sound out of a transport stream; its tables still name the track."""
    with av.open(str(path)) as container:
        (pid,) = [stream.id for stream in container.streams if stream.type == "audio"]
    data = path.read_bytes()
    packets = (data[at : at + 188] for at in range(0, len(data), 188))
    path.write_bytes(b"".join(one for one in packets if (one[1] & 0x1F) << 8 | one[2] != pid))


def test_of_a_segment_that_is_gone_or_empty_only_its_time_is_missing(
    programme: Path, keeper: Remembering, tmp_path: Path
) -> None:
    _receive(programme, keeper)
    (keeper.folder / keeper.stored[0].file).unlink()
    (keeper.folder / keeper.stored[3].file).write_bytes(b"")
    whole = join(keeper.folder, keeper.stored[:6], tmp_path / "whole")
    assert strip.numbers(whole, scale=1 / 3) == [*range(50, 150), *range(200, 300)]
    with pytest.raises(UnreadableMedia):
        join(keeper.folder, [keeper.stored[0], keeper.stored[3]], tmp_path / "none")
