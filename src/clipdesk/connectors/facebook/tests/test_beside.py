"""Captions and the picture before a video plays: as Facebook takes them, and only beside a video that is no Reel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from clipdesk.connectors.contract import Post
from clipdesk.connectors.facebook.beside import as_subrip
from clipdesk.connectors.facebook.connector import FacebookPage
from clipdesk.connectors.facebook.practice.emulator import Facebook
from clipdesk.connectors.tests.clips import picture, sealed
from clipdesk.connectors.tests.test_contract import brought_out

Clips = Callable[..., Post]
VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nNước lên nhanh\n"
SRT = "1\n00:00:00,000 --> 00:00:02,000\nNước lên nhanh\n"


@pytest.fixture
def captioned(tmp_path: Path, clip: Clips) -> Clips:
    """Returns a clip with captions in three languages, one of which Facebook has no name for, and a wide picture."""

    def made(version: str = "a", vtt: str = VTT, **changes: object) -> Post:
        post = clip(version, **changes)
        beside = [
            sealed(tmp_path, "captions.vtt", vtt.encode(), "text/vtt"),
            sealed(tmp_path, "captions-en.vtt", VTT.encode() + b"\n", "text/vtt"),
            sealed(tmp_path, "captions-tlh.vtt", VTT.encode(), "text/vtt"),
            sealed(tmp_path, "wide.jpg", picture(1920, 1080), "image/jpeg"),
        ]
        return replace(post, files=(*post.files, *beside))

    return made


def test_they_go_along_with_a_video_before_it_is_public_and_not_with_a_reel(
    page: FacebookPage, facebook: Facebook, captioned: Clips
) -> None:
    brought_out(page, captioned(shape="16:9"))
    brought_out(page, captioned("b", shape="9:16"))
    wide, reel = facebook.films.values()
    assert wide.captions == {"vi_VN": SRT.encode(), "en_US": SRT.encode()}
    assert wide.picture == picture(1920, 1080)
    assert (reel.captions, reel.picture) == ({}, b"")
    names = [name for name, _ in facebook.asked]
    assert names.index("captions.create") < names.index("video.update")
    assert facebook.invalid == []


def test_a_corrected_caption_takes_the_place_of_the_old_and_the_rest_stays(
    page: FacebookPage, facebook: Facebook, captioned: Clips, tmp_path: Path
) -> None:
    first = captioned(shape="16:9")
    remote = brought_out(page, first)
    assert remote
    mended = sealed(tmp_path, "mended.vtt", VTT.replace("nhanh", "chậm").encode(), "text/vtt")
    files = tuple(replace(mended, name="captions.vtt") if one.name == "captions.vtt" else one for one in first.files)
    facebook.asked.clear()
    assert brought_out(page, replace(first, files=files, is_public=True, replaces=first), remote) == remote
    assert facebook.films[remote].captions["vi_VN"] == SRT.replace("nhanh", "chậm").encode()
    names = [name for name, _ in facebook.asked]
    assert (names.count("captions.create"), names.count("thumbnails.create")) == (1, 0)


def test_our_captions_say_the_same_as_subrip() -> None:
    vtt = (
        "WEBVTT - Sông Hồng\n\n00:00:01.500 --> 00:00:02.250 line:80%\n<v Bà Lan &amp; con>Nước &lt; 3 m\nở Tứ Liên\n\n"
        "01:00:00.000 --> 01:00:01.000\n<c.yellow>Cầu</c> mới\n"
    )
    assert as_subrip(vtt) == (
        "1\n00:00:01,500 --> 00:00:02,250\nBà Lan & con: Nước < 3 m\nở Tứ Liên\n\n"
        "2\n01:00:00,000 --> 01:00:01,000\nCầu mới\n"
    )
    assert as_subrip("WEBVTT\n") == ""
