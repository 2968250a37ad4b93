"""What is wrong with a picture or a sound is found at key frames and in the loudness, and nothing else is found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clipdesk.media.errors import MediaError
from clipdesk.media.live import TICKS, Faults
from clipdesk.media.live.faults import BLACK, FROZEN, SILENT, Spell
from clipdesk.media.live.looking import HIGH, MOST_KEYS, WIDE, Piece, Seen, look
from clipdesk.media.live.receiver import receiving
from clipdesk.media.tests.conftest import Make

#: 12 s of a moving picture, 12 black, 12 frozen, 12 moving; silent while it is frozen. A key frame every two seconds.
PICTURE = (
    "testsrc2=s=640x360:r=25:d=36,drawbox=t=fill:color=black:enable='gte(t,12)*lt(t,24)',loop=loop=300:size=1:start=600"
)
SOUND = "aevalsrc='0.1*sin(2000*PI*t)*(1-gte(t,24)*lt(t,36))|0.1*sin(2000*PI*t)*(1-gte(t,24)*lt(t,36))':s=48000:d=48"
CODED = ("-c:v", "libx264", "-preset", "veryfast", "-b:v", "300k", "-g", "50", "-sc_threshold", "0", "-c:a", "aac")


@pytest.fixture
def segments(make: Make, tmp_path: Path) -> list[Mapping[str, Any]]:
    """What the receiver says of it; the files lie in `tmp_path`/segments."""
    whole = make("faults.ts", "-f", "lavfi", "-i", PICTURE, "-f", "lavfi", "-i", SOUND, *CODED)
    said: list[Mapping[str, Any]] = []
    folder = tmp_path / "segments"
    folder.mkdir()
    with receiving(folder, "mpegts", 1, said.append) as receiver:
        receiver.feed(whole.read_bytes())
    return [one for one in said if one["kind"] == "segment"]


def _pieces(segments: list[Mapping[str, Any]]) -> list[Piece]:
    return [Piece(f"{one['number']:010d}.ts", len(one["keys"])) for one in segments]


def test_each_fault_is_found_when_it_begins_and_when_it_ends(segments: list[Mapping[str, Any]], tmp_path: Path) -> None:
    faults, zero = Faults(), segments[0]["first_pts"]
    began: dict[str, float] = {}
    ended: dict[str, float] = {}
    for at in range(0, len(segments), 4):
        some = segments[at : at + 4]
        seen = look(tmp_path / "segments", _pieces(some), picture=True, sound=True)
        begins, ends = some[0]["first_pts"] - zero, some[-1]["first_pts"] + some[-1]["ticks"] - zero
        keys = [one["first_pts"] - zero + key for one in some for key in one["keys"]]
        assert len(seen.pictures) == len(keys)
        faults.note(seen, begins, ends, keys)
        for fault, spell in faults.spells.items():
            if spell.since is not None:
                began.setdefault(fault, spell.since / TICKS)
            elif fault in began:
                assert spell.until is not None
                ended.setdefault(fault, spell.until / TICKS)
    assert began[BLACK] == pytest.approx(12, abs=0.05)
    assert began[FROZEN] == pytest.approx(24, abs=0.05)
    assert began[SILENT] == pytest.approx(24, abs=0.6)
    assert ended[BLACK] == pytest.approx(22, abs=2.05)
    assert ended[FROZEN] == pytest.approx(36, abs=2.05)
    assert ended[SILENT] == pytest.approx(36, abs=0.6)


def test_loudness_is_that_of_the_tone(segments: list[Mapping[str, Any]], tmp_path: Path) -> None:
    """EBU Tech 3341: a 1 kHz tone in both channels is as loud in LUFS as its peak in dBFS; here that is -20."""
    assert look(tmp_path / "segments", _pieces(segments[:4]), picture=False, sound=True).loudness == pytest.approx(
        -20, abs=0.3
    )
    silent = look(tmp_path / "segments", _pieces(segments[13:17]), picture=False, sound=True).loudness
    assert silent is not None
    assert silent < -60


def test_a_programme_has_none(programme: Path, tmp_path: Path) -> None:
    """The bulletin's first two seconds are black; after that a presenter sits still and speaks."""
    said: list[Mapping[str, Any]] = []
    folder = tmp_path / "segments"
    folder.mkdir()
    with receiving(folder, "mpegts", 1, said.append) as receiver:
        receiver.feed(programme.read_bytes())
    some = [one for one in said if one["kind"] == "segment"][1:]
    faults, zero = Faults(), some[0]["first_pts"]
    seen = look(folder, _pieces(some), picture=True, sound=True)
    keys = [one["first_pts"] - zero + key for one in some for key in one["keys"]]
    faults.note(seen, 0, some[-1]["first_pts"] + some[-1]["ticks"] - zero, keys)
    assert not any(spell.has_lasted(4) for spell in faults.spells.values())


def test_a_track_that_holds_nothing_is_no_sound(make: Make, tmp_path: Path) -> None:
    """An encoder that lost its sound goes on naming the track."""
    whole = make(
        "x.ts",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=320x180:d=4",
        "-f",
        "lavfi",
        "-i",
        "sine=d=4",
        *CODED,
        "-bsf:a",
        "noise=drop=1",
    )
    seen = look(whole.parent, [Piece(whole.name, 2)], picture=True, sound=True)
    assert len(seen.pictures) == 2
    assert seen.levels == ()


def test_what_cannot_be_decoded_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.ts").write_bytes(b"\x47" * 1880)
    with pytest.raises(MediaError):
        look(tmp_path, [Piece("x.ts", 1)], picture=True, sound=True)


def test_of_an_encoder_that_sends_key_frames_alone_the_newest_are_enough(make: Make) -> None:
    every = ("-c:v", "libx264", "-g", "1", "-c:a", "aac")
    whole = make("every.ts", "-f", "lavfi", "-i", "testsrc2=s=320x180:d=1", "-f", "lavfi", "-i", "sine=d=1", *every)
    pieces = [Piece(whole.name, MOST_KEYS + 1)] * 3
    seen = look(whole.parent, pieces, picture=True, sound=True)
    assert len(seen.pictures) == 25
    assert len(seen.levels) > 20  # the sound of all three was heard


def _seen(*pictures: int) -> Seen:
    return Seen(np.array([np.full((HIGH, WIDE), luma, np.uint8) for luma in pictures]), (), None)


def test_a_slow_fade_is_not_frozen() -> None:
    """Each picture differs little from the one before, and after a while much from the first."""
    faults = Faults()
    for number in range(20):
        begins = 2 * number * TICKS
        faults.note(_seen(60 + 4 * number), begins, begins + 2 * TICKS, [begins])
        assert not faults.spells[FROZEN].has_lasted(8)
    faults.note(_seen(*[136] * 5), 40 * TICKS, 50 * TICKS, [tick * TICKS for tick in range(40, 50, 2)])
    assert faults.spells[FROZEN].has_lasted(8)


def test_a_click_does_not_end_the_waiting_for_steadiness() -> None:
    spell = Spell()
    spell.hear([(0, 0, True), (10 * TICKS, 10 * TICKS, True), (11 * TICKS, 11 * TICKS, False)], 12 * TICKS)
    assert not spell.is_over(12 * TICKS, 5)
    spell.hear([(13 * TICKS, 13 * TICKS, False)], 16 * TICKS)
    assert spell.is_over(16 * TICKS, 5)
    assert not spell.has_lasted(1)


def test_what_was_not_seen_says_nothing() -> None:
    spell = Spell(since=0, until=TICKS)
    spell.hear([], 30 * TICKS)
    assert not spell.has_lasted(2)
