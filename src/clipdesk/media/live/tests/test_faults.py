"""What is wrong with a picture or a sound is found at key frames and in the loudness, and nothing else is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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

#: 8 s of a moving picture, 8 black, 8 frozen, 8 moving; silent while it is frozen. A key frame every two seconds, and so
#: few bits that no two of them are coded alike.
PICTURE = "testsrc2=s=320x180:r=25:d=24,loop=loop=200:size=1:start=400,drawbox=t=fill:color=black:enable='gte(t,8)*lt(t,15.99)'"
SOUND = "aevalsrc='0.1*sin(2000*PI*t)*(1-gte(t,16)*lt(t,24))|0.1*sin(2000*PI*t)*(1-gte(t,16)*lt(t,24))':s=48000:d=32"
CODED = ("-c:v", "libx264", "-preset", "veryfast", "-b:v", "120k", "-g", "50", "-sc_threshold", "0", "-c:a", "aac")


@dataclass(frozen=True)
class Recorded:
    """Where segments lie, and what the receiver said of them."""

    folder: Path
    said: list[Mapping[str, Any]]

    @property
    def pieces(self) -> list[Piece]:
        return [Piece(f"{one['number']:010d}.ts", len(one["keys"])) for one in self.said]


def _recorded(whole: Path, folder: Path) -> Recorded:
    said: list[Mapping[str, Any]] = []
    with receiving(folder, "mpegts", 1, said.append) as receiver:
        receiver.feed(whole.read_bytes())
    return Recorded(folder, [one for one in said if one["kind"] == "segment"])


@pytest.fixture(scope="module")
def faulty(make: Make, tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    whole = make("faults.ts", "-f", "lavfi", "-i", PICTURE, "-f", "lavfi", "-i", SOUND, *CODED)
    return _recorded(whole, tmp_path_factory.mktemp("faulty"))


def test_each_fault_is_found_when_it_begins_and_when_it_ends(faulty: Recorded) -> None:
    faults, zero = Faults(), faulty.said[0]["first_pts"]
    began: dict[str, float] = {}
    ended: dict[str, float] = {}
    for at in range(0, len(faulty.said), 4):
        some = faulty.said[at : at + 4]
        seen = look(faulty.folder, faulty.pieces[at : at + 4], picture=True, sound=True)
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
    assert began[BLACK] == pytest.approx(8, abs=0.05)
    assert began[FROZEN] == pytest.approx(16, abs=0.05)
    assert began[SILENT] == pytest.approx(16, abs=0.6)
    assert ended[BLACK] == pytest.approx(14, abs=2.05)
    assert ended[FROZEN] == pytest.approx(24, abs=2.05)
    assert ended[SILENT] == pytest.approx(24, abs=0.6)


def test_loudness_is_that_of_the_tone(faulty: Recorded) -> None:
    """EBU Tech 3341: a 1 kHz tone in both channels is as loud in LUFS as its peak in dBFS; here that is -20."""
    loud = look(faulty.folder, faulty.pieces[:4], picture=False, sound=True).loudness
    assert loud == pytest.approx(-20, abs=0.3)
    silent = look(faulty.folder, faulty.pieces[9:12], picture=False, sound=True).loudness
    assert silent is not None
    assert silent < -60


def test_a_programme_has_none(programme: Path, tmp_path: Path) -> None:
    """The bulletin's first two seconds are black, and are left out."""
    found = _recorded(programme, tmp_path)
    pieces, some = found.pieces[1:], found.said[1:]
    faults, zero = Faults(), some[0]["first_pts"]
    seen = look(tmp_path, pieces, picture=True, sound=True)
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
