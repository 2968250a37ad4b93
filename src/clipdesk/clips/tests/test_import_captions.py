"""Caption files: read, counted, mended; what is none is said in a sentence."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom

SRT = "1\n00:00:00,000 --> 00:00:02,000\n{first}\n\n2\n00:00:01,000 --> 00:00:03,000\nHai\n"


def _send(newsroom: Newsroom, clip: Clip, data: bytes | None, who: str = "lan") -> Any:
    files = {} if data is None else {"captions": SimpleUploadedFile("loi.srt", data)}
    client = newsroom.client(getattr(newsroom, who))
    return client.post(newsroom.path(f"clips/{clip.pk}/captions/"), files, headers={"accept": "application/json"})


def test_overlaps_are_mended_and_counted(newsroom: Newsroom, draft: Clip) -> None:
    answer = _send(newsroom, draft, SRT.format(first="Một").encode()).json()
    assert answer["cues"] == [
        {"start": "0/1", "end": "1/1", "text": "Một"},
        {"start": "1/1", "end": "3/1", "text": "Hai"},
    ]
    assert answer["said"].startswith("Đã đọc 2 phụ đề.")
    assert "1 phụ đề chồng nhau" in answer["said"]
    assert "Unicode" not in answer["said"]


def test_latin_1_is_read_and_said(newsroom: Newsroom, draft: Clip) -> None:
    answer = _send(newsroom, draft, SRT.format(first="Café à Huế".replace("ế", "e")).encode("latin-1")).json()
    assert answer["cues"][0]["text"] == "Café à Hue"
    assert "Unicode" in answer["said"]


@pytest.mark.parametrize(
    "data",
    [
        None,
        b"",
        b"hello",
        b"\x00\x01\x02" * 500,
        b"1\n00:00:02,000 --> 00:00:01,000\nMot\n",
        b"1\n00:00:99,000 --> 00:00:01,000\nMot\n",
        b"x" * 1_000_001,
    ],
)
def test_what_holds_no_captions(newsroom: Newsroom, draft: Clip, data: bytes | None) -> None:
    answer = _send(newsroom, draft, data)
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_nothing_is_saved_by_reading(newsroom: Newsroom, draft: Clip) -> None:
    number = draft.head_number
    _send(newsroom, draft, SRT.format(first="Một").encode())
    draft.refresh_from_db()
    assert draft.head_number == number


@pytest.mark.parametrize(("who", "status"), [("tuan", 403), ("binh", 404), ("oanh", 403), ("stranger", 404)])
def test_who_does_not_cut_there(newsroom: Newsroom, draft: Clip, who: str, status: int) -> None:
    assert _send(newsroom, draft, b"", who).status_code == status


@pytest.mark.parametrize(("form", "status"), [("srt", 200), ("vtt", 200), ("exe", 404)])
def test_captions_go_out_as_a_file(newsroom: Newsroom, draft: Clip, form: str, status: int) -> None:
    address = newsroom.path(f"clips/{draft.pk}/captions.{form}")
    assert newsroom.client(newsroom.lan).get(address).status_code == status
    assert newsroom.client(newsroom.binh).get(address).status_code == 404
