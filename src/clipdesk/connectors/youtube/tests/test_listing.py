"""The channel's own public videos are listed, page by page; what the public does not find there is left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from clipdesk.connectors.contract import Listed, Lists
from clipdesk.connectors.youtube.connector import YouTubeChannel
from clipdesk.connectors.youtube.errors import QuotaUsedUp
from clipdesk.connectors.youtube.practice.emulator import Film, YouTube

DAY = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
FILM = "0123456789abcdef"


def stands(youtube: YouTube, number: int, privacy: str = "public", **sides: str) -> str:
    """Let a video stand there, public since so many hours before a day."""
    name = f"vid-{number:07d}"
    since = (DAY - timedelta(hours=number)).strftime("%Y-%m-%dT%H:%M:%SZ")
    resource = {"id": name, "snippet": {"title": f"Clip {number}", "publishedAt": since}, "player": sides}
    youtube.films[name] = Film({**resource, "status": {"privacyStatus": privacy}}, b"")
    return name


def test_everything_public_since_a_moment_is_listed(youtube: YouTube, channel: YouTubeChannel) -> None:
    assert isinstance(channel, Lists)
    for number in range(120):
        stands(youtube, number, embedWidth="405", embedHeight="720")
    found = channel.list_posts(DAY - timedelta(hours=99))
    assert len(found) == 100
    address = "https://www.youtube.com/watch?v=vid-0000007"
    assert found[7] == Listed("vid-0000007", address, "Clip 7", DAY - timedelta(hours=7), "9:16")
    assert youtube.invalid == []
    assert (
        10_000 - youtube.units == 1 + 2 * 2 + 1
    )  # the list, two pages of fifty with their videos, and the one where it ends


def test_what_is_hidden_or_has_no_size_is_told_as_it_is(youtube: YouTube, channel: YouTubeChannel) -> None:
    stands(youtube, 1, privacy="private")
    stands(youtube, 2, privacy="unlisted")
    stands(youtube, 3, embedWidth="1280", embedHeight="720")
    stands(youtube, 4)
    found = channel.list_posts(DAY - timedelta(days=1))
    assert [(one.remote_id, one.shape) for one in found] == [("vid-0000003", "16:9"), ("vid-0000004", "")]


def test_a_channel_without_videos_has_none(youtube: YouTube, channel: YouTubeChannel) -> None:
    assert channel.list_posts(DAY) == []


def test_what_is_used_up_is_said(youtube: YouTube, channel: YouTubeChannel) -> None:
    youtube.units = 1
    stands(youtube, 1)
    with pytest.raises(QuotaUsedUp):
        channel.list_posts(DAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("remote_id", "names"),
    [
        ("vid-0000001", ("vid-0000001",)),
        (f"vid-0000002.{FILM}", ("vid-0000002",)),
        (f"vid-0000001+vid-0000002.{FILM}", ("vid-0000002", "vid-0000001")),
        ("", ()),
    ],
)
def test_ours_stand_there_under_these_names(remote_id: str, names: tuple[str, ...]) -> None:
    assert YouTubeChannel.names_of(remote_id) == names
