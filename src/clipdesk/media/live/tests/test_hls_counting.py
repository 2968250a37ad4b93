"""Which pieces our HLS client hands on, by their numbers: old copies of a playlist, counts begun anew, restarts."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from clipdesk.media.live import Source
from clipdesk.media.live.errors import StreamEnded
from clipdesk.media.live.piece import Piece
from clipdesk.media.live.sources import pieces_of
from clipdesk.media.live.tests.web import Answer, Web, serving

JOINT = 104


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        for number in (*range(20), *range(100, 110)):
            packet = b"\x47" + bytes([number]) * 187
            web.at[f"/{number}.ts"] = Answer(3 * packet)
        yield web


def _serve(web: Web, *spans: tuple[int, int], more: bool = False) -> None:
    """Answer with these playlists, one after the other, each from one number to another; the last one is the end."""
    told = []
    for first, last in spans:
        lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:0.5", f"#EXT-X-MEDIA-SEQUENCE:{first}"]
        for number in range(first, last + 1):
            lines += ["#EXT-X-DISCONTINUITY"] if number == JOINT else []
            lines += ["#EXTINF:0.5,", f"/{number}.ts"]
        told.append("\n".join(lines))
    if not more:
        told[-1] += "\n#EXT-X-ENDLIST"
    asked = itertools.count()
    web.at["/live.m3u8"] = lambda: Answer(told[min(next(asked), len(told) - 1)].encode())


def _heard(web: Web, position: Path | None = None, most: int = 100) -> list[Piece]:
    """Listen until the end, or until so many pieces came."""
    stop, heard = threading.Event(), []
    try:
        for piece in pieces_of(Source("hls", web.url("/live.m3u8"), ("127.0.0.1",)), position)(stop):
            heard += [piece] if piece is not None else []
            if len(heard) == most:
                stop.set()
    except StreamEnded:
        pass
    return heard


def _numbers(pieces: Sequence[Piece]) -> list[int]:
    return [piece.data[1] for piece in pieces]


def test_an_old_copy_of_a_playlist_repeats_nothing(web: Web) -> None:
    _serve(web, (1, 4), (0, 3), (1, 4), (2, 5), (0, 3), (0, 3), (1, 4), (3, 6))
    heard = _heard(web)
    assert _numbers(heard) == [2, 3, 4, 5, 6]
    assert [piece.joint for piece in heard] == [True, False, False, False, False]


def test_a_count_begun_anew_is_followed_at_once_where_it_lies_far_back(web: Web) -> None:
    _serve(web, (99, 103), (0, 2), (0, 3))
    heard = _heard(web)
    assert _numbers(heard) == [101, 102, 103, 0, 1, 2, 3]
    assert [(piece.data[1], piece.follows) for piece in heard if piece.joint] == [(101, False), (0, False)]


def test_a_count_begun_anew_near_by_is_followed_once_it_has_gone_on_for_a_while(web: Web) -> None:
    _serve(web, (3, 7), *[(0, 4)] * 6, *[(0, 5)] * 10, (0, 6))
    assert _numbers(_heard(web)) == [5, 6, 7, 2, 3, 4, 5, 6]


def test_who_begins_again_records_nothing_twice(web: Web, tmp_path: Path) -> None:
    position = tmp_path / "position"
    _serve(web, (1, 4), more=True)
    assert _numbers(_heard(web, position, most=3)) == [2, 3, 4]
    _serve(web, (1, 4), (2, 5), (3, 6))
    heard = _heard(web, position)
    assert _numbers(heard) == [5, 6]
    assert [(piece.joint, piece.follows) for piece in heard] == [(True, True), (False, True)]
    _serve(web, (10, 15), more=True)
    assert [(piece.data[1], piece.follows) for piece in _heard(web, position, most=1)] == [(13, False)]


@pytest.mark.parametrize("said", ["", "{}", "[]", '{"of": "other", "next": 4}', "\x00"])
def test_a_position_of_another_address_counts_for_nothing(web: Web, tmp_path: Path, said: str) -> None:
    (tmp_path / "position").write_text(said)
    _serve(web, (1, 4))
    assert _numbers(_heard(web, tmp_path / "position")) == [2, 3, 4]


def test_only_a_joint_without_a_missing_piece_follows(web: Web) -> None:
    web.at["/106.ts"] = Answer(status=404)
    _serve(web, (101, 103), (102, 105), (103, 108))
    joints = [(piece.data[1], piece.follows) for piece in _heard(web) if piece.joint]
    assert joints == [(101, False), (104, True), (107, False)]
