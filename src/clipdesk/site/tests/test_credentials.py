"""What is public carries the station's content credentials: c2pa's own reader says so, and names what was tampered with."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import c2pa
import pytest

from clipdesk.clips.credentials import certificate_of
from clipdesk.clips.models import SignedFile
from clipdesk.config.testing_cast import Newsroom
from clipdesk.config.vouching import what_it_says
from clipdesk.media.supply import ffmpeg_path
from clipdesk.publishing.models import Publication
from clipdesk.site.posts import post_of
from clipdesk.site.tests.conftest import Outside

VIDEOS = ("clip-16x9.mp4", "clip-1x1.mp4", "clip-4x5.mp4", "clip-9x16.mp4")


def read(path: Path, anchor: str) -> tuple[str, list[str]]:
    """The state that c2pa's own reader finds, and the checks that failed; nothing of ours in between."""
    settings: dict[str, Any] = {
        "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": True},
        "trust": {"trust_anchors": anchor},
    }
    with path.open("rb") as file:
        reader = c2pa.Reader.try_create("video/mp4", file, context=c2pa.Context.from_dict(settings))
        if reader is None:
            return "none", []
        failed = json.loads(reader.json()).get("validation_status") or []
        return str(reader.get_validation_state()), [status["code"] for status in failed]


@pytest.fixture
def public(published: Publication) -> Path:
    """The folder of the published files."""
    post = post_of(published)
    assert post is not None
    return post.folder


@pytest.fixture
def anchor(newsroom: Newsroom, published: Publication) -> str:
    """The certificate of the station's authority."""
    certificate = certificate_of(newsroom.station)
    assert certificate is not None
    return certificate.chain


def test_every_published_video_validates_and_the_tampered_one_is_named(
    public: Path, anchor: str, tmp_path: Path
) -> None:
    assert sorted(path.name for path in public.glob("*.mp4")) == list(VIDEOS)
    assert [read(public / name, anchor) for name in VIDEOS] == [("Trusted", [])] * len(VIDEOS)
    copies = [tmp_path / name for name in VIDEOS]
    for copy in copies:
        copy.write_bytes((public / copy.name).read_bytes())
    data = bytearray(copies[1].read_bytes())
    data[data.index(b"mdat") + len(data) // 4] ^= 1
    copies[1].write_bytes(data)
    assert [read(copy, anchor)[0] for copy in copies] == ["Trusted", "Invalid", "Trusted", "Trusted"]
    assert read(copies[1], anchor)[1] == ["assertion.bmffHash.mismatch"]
    assert [what_it_says(copy).is_ours for copy in copies] == [True, False, True, True]
    assert what_it_says(copies[1]).text.startswith("CHANGED after signing. It was signed by Đài Sông Hồng")


def test_a_copy_by_ffmpeg_is_reported_as_stripped(public: Path, anchor: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.mp4"
    words = ["-v", "error", "-i", str(public / VIDEOS[0]), "-c", "copy", "-movflags", "+faststart", str(copy)]
    subprocess.run([str(ffmpeg_path()), *words], check=True)
    assert read(copy, anchor) == ("none", [])
    assert what_it_says(copy).text.startswith("No Content Credentials: stripped on the way")


def test_what_is_said_of_a_file_in_plain_words(public: Path) -> None:
    said = what_it_says(public / "clip-9x16.mp4")
    assert said.is_ours
    first, *rest = said.text.splitlines()
    assert first.startswith("Intact. Signed by Đài Sông Hồng (Clipdesk: test certificate of a practice station)")
    assert "  cut: Kept of the recording: 00:00:00:00 to 00:00:00:12" in rest
    assert "  cropped: 9:16: a part of the picture" in rest


def test_the_watch_page_says_who_signed_and_who_vouches(published: Publication, outside: Outside) -> None:
    html = outside.html(outside.page(published))
    assert "do Đài Sông Hồng ký" in html
    assert "chứng thư thử nghiệm của đài thực hành; không ai bảo chứng" in html
    english = outside.html(outside.page(published) + "?lang=en")
    assert "Content Credentials (C2PA): signed by Đài Sông Hồng" in english
    SignedFile.objects.all().delete()
    assert "C2PA" not in outside.html(outside.page(published))
