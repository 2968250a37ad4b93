"""Captions and the picture before a video plays: once, in their languages, and only where YouTube shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from clipdesk.connectors.contract import Post, SealedFile
from clipdesk.connectors.tests.clips import film, picture, sealed
from clipdesk.connectors.tests.test_contract import brought_out
from clipdesk.connectors.youtube.connector import YouTubeChannel
from clipdesk.connectors.youtube.errors import NoThumbnail
from clipdesk.connectors.youtube.practice.emulator import YouTube
from clipdesk.connectors.youtube.words import film_of, is_short

Clips = Callable[..., Post]
VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nNước lên nhanh\n".encode()


@pytest.fixture
def captioned(tmp_path: Path, clip: Clips) -> Clips:
    """Returns a clip with captions in two languages and a wide picture."""

    def made(version: str = "a", vtt: bytes = VTT, **changes: object) -> Post:
        post = clip(version, **changes)
        beside = [
            sealed(tmp_path, "captions.vtt", vtt, "text/vtt"),
            sealed(tmp_path, "captions-en.vtt", VTT + b"\n", "text/vtt"),
            sealed(tmp_path, "wide.jpg", picture(1920, 1080), "image/jpeg"),
        ]
        return replace(post, files=(*post.files, *beside))

    return made


def tracks(youtube: YouTube, video: str) -> dict[str, bytes]:
    """Return the captions of a video, by language."""
    return {one["snippet"]["language"]: one["data"] for one in youtube.films[video].captions.values()}


def test_captions_go_along_in_every_language_that_was_sealed(
    channel: YouTubeChannel, youtube: YouTube, captioned: Clips
) -> None:
    remote = brought_out(channel, captioned(shape="9:16"))
    assert remote
    assert tracks(youtube, remote) == {"vi": VTT, "en": VTT + b"\n"}
    assert all(one["snippet"]["isDraft"] is False for one in youtube.films[remote].captions.values())
    assert youtube.invalid == []


@pytest.mark.parametrize("fault", ["reset", "500", "reset before the end"])
def test_captions_whose_answer_was_lost_are_not_brought_twice(
    channel: YouTubeChannel, youtube: YouTube, captioned: Clips, fault: str
) -> None:
    youtube.faults.add("captions.insert", fault)
    remote = brought_out(channel, captioned(shape="9:16"))
    assert remote
    assert tracks(youtube, remote) == {"vi": VTT, "en": VTT + b"\n"}


def test_a_corrected_caption_takes_the_place_of_the_old_and_the_rest_stays(
    channel: YouTubeChannel, youtube: YouTube, captioned: Clips, tmp_path: Path
) -> None:
    first = captioned(shape="9:16")
    remote = brought_out(channel, first)
    assert remote
    better = replace(captioned(shape="9:16", vtt=VTT), is_public=True, replaces=first)
    mended = sealed(tmp_path, "mended.vtt", VTT + "Tứ Liên".encode(), "text/vtt")
    files = tuple(replace(mended, name="captions.vtt") if one.name == "captions.vtt" else one for one in better.files)
    youtube.asked.clear()
    assert brought_out(channel, replace(better, files=files), remote) == remote
    assert tracks(youtube, remote) == {"vi": VTT + "Tứ Liên".encode(), "en": VTT + b"\n"}
    assert [name for name, _ in youtube.asked].count("captions.update") == 1
    assert "thumbnails.set" not in [name for name, _ in youtube.asked]
    assert youtube.invalid == []


def test_the_picture_goes_along_with_a_wide_video_and_not_with_a_short(
    channel: YouTubeChannel, youtube: YouTube, captioned: Clips
) -> None:
    wide, short = brought_out(channel, captioned(shape="16:9")), brought_out(channel, captioned("b", shape="9:16"))
    assert wide
    assert short
    assert youtube.films[wide].picture == picture(1920, 1080)
    assert youtube.films[short].picture == b""


def test_a_channel_that_may_choose_no_picture_is_told_how_it_may(
    channel: YouTubeChannel, youtube: YouTube, captioned: Clips
) -> None:
    youtube.faults.add("thumbnails.set", "refuse 403 forbidden")
    with pytest.raises(NoThumbnail, match="by telephone"):
        brought_out(channel, captioned(shape="16:9"))
    assert youtube.seen == []


@pytest.mark.parametrize(
    ("width", "height", "seconds", "short"),
    [(90, 160, 180, True), (90, 160, 181, False), (90, 90, 60, True), (160, 90, 20, False)],
)
def test_upright_or_square_and_not_longer_than_three_minutes_is_a_short(
    tmp_path: Path, width: int, height: int, seconds: int, short: bool
) -> None:
    file: SealedFile = sealed(tmp_path, "clip.mp4", film(width, height, "a", seconds), "video/mp4", "9:16")
    assert is_short(film_of(Post("a" * 64, "Cầu", "", "vi", (file,)))) is short
