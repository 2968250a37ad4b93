"""Caption files: read, counted, mended; what is none is said in a sentence."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clipdesk.clips import editing
from clipdesk.clips.content import Content
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


@pytest.mark.parametrize("form", ["srt", "vtt", "ttml", "ass"])
def test_what_is_handed_out_is_taken_back(newsroom: Newsroom, draft: Clip, form: str) -> None:
    """Every form comes back with the same words, on the same frames of 25 a second."""
    text = "1\n00:00:00,040 --> 00:00:01,960\nMực nước bốn mét mười tám\n\n2\n00:00:02,000 --> 00:00:03,520\nÔ tô & xe máy\n"
    sent = _send(newsroom, draft, text.encode()).json()["cues"]
    recipe = {**draft.content.to_json()["recipe"], "captions": sent}
    content = Content.from_json({**draft.content.to_json(), "recipe": recipe})
    editing.save(draft, content, base=draft.head_number, member=newsroom.lan)
    file = newsroom.client(newsroom.lan).get(newsroom.path(f"clips/{draft.pk}/captions.{form}"))
    assert file.status_code == 200
    back = _send(newsroom, draft, file.content).json()["cues"]
    frames = [[(round(25 * Fraction(cue[edge])), cue["text"]) for edge in ("start", "end")] for cue in back]
    assert frames == [
        [(1, "Mực nước bốn mét mười tám"), (49, "Mực nước bốn mét mười tám")],
        [(50, "Ô tô & xe máy"), (88, "Ô tô & xe máy")],
    ]
