"""What moves in a picture without faces is found in the one pass, kept in its file, and draws the window to it."""

from fractions import Fraction as F
from pathlib import Path

import pytest

from clipdesk.media.analysis.analyse import analyse
from clipdesk.media.analysis.listening import Extras
from clipdesk.media.analysis.motion import COLUMNS, ROWS, Motion, MotionListener
from clipdesk.media.analysis.result import Analysis
from clipdesk.media.framing.propose import Reason, propose
from clipdesk.media.framing.recording import scene_of
from clipdesk.media.probe import probe
from clipdesk.media.tests.conftest import Make

_SIZE = 48, 27


def _listened(*pictures: bytes, every: int = 1) -> Motion:
    listener = MotionListener(every, _SIZE)
    for picture in pictures:
        listener.take(picture)
    return listener.finish()


def _picture(columns: range = range(0), rows: range = range(27), level: int = 100) -> bytes:
    return bytes(level if x in columns and y in rows else 0 for y in range(27) for x in range(48))


def test_columns_and_rows_of_what_changed() -> None:
    """Nine rows of three columns change by 100 levels; 8 are taken for noise: 92 in a third of one column of the sums."""
    (moved,) = _listened(_picture(), _picture(range(30, 33), range(9, 18))).within(0, 2)
    assert moved.columns == pytest.approx([0] * 10 + [92 / 3] + [0] * 5, rel=0.02)
    assert moved.rows == pytest.approx([0] * 3 + [92 / 16] * 3 + [0] * 3, rel=0.02)


def test_what_does_not_move_takes_no_room() -> None:
    motion = _listened(_picture(), _picture(range(48), level=8), _picture())
    assert motion.samples == (b"", b"")
    assert all(not one.columns.any() and not one.rows.any() for one in motion.within(0, 3))


def test_only_pairs_of_the_stretch_are_handed_out() -> None:
    pictures = [_picture(range(3), level=20 * number) for number in range(11)]
    motion = _listened(*pictures, every=2)
    assert len(motion.samples) == 5
    assert [(one.first, one.end) for one in motion.within(3, 9)] == [(4, 6), (6, 8)]
    assert [(one.first, one.end) for one in motion.within(3, 8)] == [(4, 6)]
    assert motion.within(9, 10) == ()


@pytest.mark.parametrize(
    ("left", "reason"), [(1000, Reason.MOVEMENT), (-200, Reason.CENTRE)], ids=["in sight", "out of sight"]
)
def test_the_window_stands_where_a_square_swings(make: Make, tmp_path: Path, left: int, reason: Reason) -> None:
    film = make(
        f"swings{left}.mp4", "-f", "lavfi", "-i",
        "color=c=gray:s=1280x720:r=25:d=4[b];color=c=white:s=120x120:r=25:d=4[s];"
        f"[b][s]overlay=x={left}:y='300+200*sin(2*PI*t)'", "-c:v", "libx264",
    )  # fmt: skip
    info = probe(film)
    found = analyse(film, info, tmp_path, extras=Extras(speech=False))
    assert Analysis.from_json(found.to_json()).to_json() == found.to_json()
    assert found.motion is not None
    assert {len(sample) for sample in found.motion.samples} <= {0, COLUMNS + ROWS}
    (proposal,) = propose(scene_of(info, found), "9:16")
    assert proposal.reason == reason
    middle, window = F(1060, 1280), F(720 * 9, 16 * 1280)
    if reason is Reason.MOVEMENT:
        assert abs(proposal.parts[0].keys[0].x - middle) < window / 2 - F(60, 1280)
