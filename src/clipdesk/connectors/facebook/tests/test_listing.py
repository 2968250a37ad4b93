"""A Page's own videos and Reels are listed, page by page; what is not public is left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from clipdesk.connectors.contract import Listed, Lists, NotTaken
from clipdesk.connectors.facebook.connector import FacebookPage
from clipdesk.connectors.facebook.practice.emulator import PAGE, Facebook, Film

DAY = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def stands(facebook: Facebook, number: int, *, reel: bool = True, told: bool = True) -> str:
    """Let a video stand there, made so many hours before a day."""
    name = str(777000000000000 + number)
    facebook.films[name] = Film(
        PAGE, reel=reel, told=told, finished=True, made=DAY - timedelta(hours=number), sides=(1080, 1920)
    )
    facebook.films[name].said = {"description": f"Clip {number}\nPhần còn lại"}
    return name


def test_videos_and_reels_since_a_moment_are_listed(facebook: Facebook, page: FacebookPage) -> None:
    assert isinstance(page, Lists)
    for number in range(230):
        stands(facebook, number, reel=number % 2 == 0)
    found = {one.remote_id: one for one in page.list_posts(DAY - timedelta(hours=219))}
    assert len(found) == 220
    reel, video = str(777000000000006), str(777000000000007)
    since = DAY - timedelta(hours=6)
    assert found[reel] == Listed(reel, f"https://www.facebook.com/reel/{reel}/", "Clip 6", since, "9:16")
    assert found[video].address == f"https://www.facebook.com/{PAGE}/videos/{video}/"
    assert facebook.invalid == []


def test_what_is_not_public_is_left_out(facebook: Facebook, page: FacebookPage) -> None:
    stands(facebook, 1, told=False)
    stands(facebook, 2, reel=False, told=False)
    assert page.list_posts(DAY - timedelta(days=1)) == []


def test_a_limit_is_said(facebook: Facebook, page: FacebookPage) -> None:
    facebook.faults.add("videos.list", "429")
    with pytest.raises(NotTaken):
        page.list_posts(DAY)


def test_ours_stand_there_under_these_names() -> None:
    assert FacebookPage.names_of("77+78.0123456789abcdef") == ("78", "77")
