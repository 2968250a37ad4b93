"""What YouTube counts is read in few calls, from a quota of its own; what it does not tell is not zero."""

from __future__ import annotations

import pytest

from clipdesk.connectors.contract import Measures, NotTaken
from clipdesk.connectors.youtube.connector import YouTubeChannel
from clipdesk.connectors.youtube.errors import QuotaUsedUp, SignInNeeded
from clipdesk.connectors.youtube.practice.emulator import Film, YouTube

FILM = "0123456789abcdef"


def shown(youtube: YouTube, name: str, privacy: str = "public", **counts: str) -> None:
    youtube.films[name] = Film({"id": name, "status": {"privacyStatus": privacy}}, b"", counts=counts)


def test_fifty_videos_are_one_call_that_costs_publishing_nothing(youtube: YouTube, channel: YouTubeChannel) -> None:
    assert isinstance(channel, Measures)
    names = [f"vid-{number:07d}" for number in range(channel.counters.at_once)]
    for number, name in enumerate(names):
        shown(youtube, name, viewCount=str(number), likeCount="2", commentCount="1")
    told = channel.measure(names)
    assert told[names[7]] == {"viewCount": 7, "likeCount": 2, "commentCount": 1}
    assert len(told) == 50
    assert [name for name, _said in youtube.asked] == ["videos.batchGetStats"]
    assert (youtube.units, youtube.invalid) == (10_000, [])


def test_what_is_hidden_is_missing_and_no_zero(youtube: YouTube, channel: YouTubeChannel) -> None:
    shown(youtube, "vid-0000001", viewCount="0")
    shown(youtube, "vid-0000002", privacy="private", viewCount="9")
    told = channel.measure(["vid-0000001", "vid-0000002", "vid-0000003"])
    assert told == {"vid-0000001": {"viewCount": 0}}


def test_while_a_correction_is_under_way_the_old_video_is_counted(youtube: YouTube, channel: YouTubeChannel) -> None:
    shown(youtube, "vid-0000001", viewCount="5")
    shown(youtube, "vid-0000002", viewCount="1")
    under_way = f"vid-0000001+vid-0000002.{FILM}"
    assert channel.measure([under_way]) == {under_way: {"viewCount": 5}}


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [("429", NotTaken), ("refuse 403 quotaExceeded", QuotaUsedUp), ("refuse 401 authError", SignInNeeded)],
)
def test_a_refusal_is_told_by_its_name(
    youtube: YouTube, channel: YouTubeChannel, fault: str, meaning: type[Exception]
) -> None:
    for _ in range(2):  # a 401 is tried once more with a new token
        youtube.faults.add("videos.batchGetStats", fault)
    with pytest.raises(meaning):
        channel.measure(["vid-0000001"])
