"""What Facebook counts of a video is read; a retired name never fails the rest; what is not told is not zero."""

from __future__ import annotations

import pytest

from clipdesk.connectors.contract import Measures, NotTaken
from clipdesk.connectors.facebook.connector import FacebookPage
from clipdesk.connectors.facebook.counters import METRICS
from clipdesk.connectors.facebook.errors import RightsMissing
from clipdesk.connectors.facebook.practice.emulator import PAGE, RIGHTS, Facebook, Film

REEL = "777000000000001"
COUNTS = {name: 10 * number for number, name in enumerate(METRICS)}


@pytest.fixture
def reel(facebook: Facebook) -> Film:
    """A Reel with a figure for every metric; of the first it is 0."""
    film = Film(PAGE, reel=True, told=True, finished=True, counts=dict(COUNTS))
    facebook.films[REEL] = film
    return film


def test_every_counter_comes_with_one_call(facebook: Facebook, page: FacebookPage, reel: Film) -> None:
    assert isinstance(page, Measures)
    assert page.measure([REEL]) == {REEL: COUNTS}
    assert [name for name, _said in facebook.asked] == ["video_insights.list"]
    assert facebook.invalid == []


@pytest.mark.parametrize("retired", [{METRICS[0]}, {METRICS[5]}, {METRICS[1], METRICS[4]}, set(METRICS)])
def test_a_retired_name_never_fails_the_rest(
    facebook: Facebook, page: FacebookPage, reel: Film, retired: set[str]
) -> None:
    facebook.retired = retired
    assert page.measure([REEL]) == {REEL: {name: count for name, count in COUNTS.items() if name not in retired}}


def test_an_empty_answer_is_no_zero_and_a_gone_video_is_missing(
    facebook: Facebook, page: FacebookPage, reel: Film
) -> None:
    reel.counts = {}
    assert page.measure([REEL, "777000000000002"]) == {REEL: {}}


def test_without_the_right_it_is_said_and_no_half_is_asked(facebook: Facebook, page: FacebookPage, reel: Film) -> None:
    facebook.granted = RIGHTS.removesuffix(",read_insights")
    with pytest.raises(RightsMissing):
        page.measure([REEL])
    assert len(facebook.asked) == 1


def test_a_limit_ends_the_question(facebook: Facebook, page: FacebookPage, reel: Film) -> None:
    facebook.faults.add("video_insights.list", "429")
    with pytest.raises(NotTaken):
        page.measure([REEL])
    assert page.measure([REEL]) == {REEL: COUNTS}
