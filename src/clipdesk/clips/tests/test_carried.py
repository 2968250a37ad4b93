"""Captions that a recording itself carries come into a clip: taken out once, by a worker, when somebody asks."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.clips.tests.conftest import Ask
from clipdesk.config.testing_cast import Newsroom, ready_recording
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.media.recipe import Range
from clipdesk.media.supply import ffmpeg_path
from clipdesk.media.tests import caption_carriers


def _ffmpeg(*words: str) -> None:
    subprocess.run([str(ffmpeg_path()), "-v", "error", "-nostdin", "-y", *words], check=True)


@pytest.fixture(scope="module")
def broadcast(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds of a transport stream with CEA-608 in its pictures."""
    folder = tmp_path_factory.mktemp("broadcast")
    bare, stream, out = folder / "bare.h264", folder / "captions.h264", folder / "broadcast.ts"
    picture = (
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=320x180:r=25:d=8",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-bf",
        "0",
    )
    _ffmpeg(*picture, str(bare))
    stream.write_bytes(
        caption_carriers.h264_with_cea608(bare.read_bytes(), [(2, 4, "HELLO 608"), (5, 7, "Second one")])
    )
    _ffmpeg("-r", "25", "-f", "h264", "-i", str(stream), "-c", "copy", str(out))
    return out


def _body(clip: Clip, **more: Any) -> dict[str, Any]:
    return {"content": clip.content.to_json(), **more}


def test_they_are_taken_out_once_and_put_in(newsroom: Newsroom, broadcast: Path, ask: Ask) -> None:
    clip = editing.new_clip(newsroom.lan, ready_recording(newsroom, broadcast), cut=Range(Fraction(1), Fraction(3)))
    first = ask("captions_carried", clip, _body(clip))
    assert (first.status_code, first.json()) == (202, {"waits": True})
    assert ask("captions_carried", clip, _body(clip, again=True)).status_code == 202
    assert run_waiting_jobs() == ["library.take_carried"]
    answer = ask("captions_carried", clip, _body(clip, again=True)).json()
    assert [(cue["start"], cue["end"], cue["text"]) for cue in answer["cues"]] == [
        ("2/1", "4/1", "HELLO 608"),
        ("5/1", "7/1", "Second one"),
    ]
    assert answer["said"] == "Đã đọc 2 phụ đề."
    assert ask("captions_carried", clip, _body(clip)).json() == answer  # from now on at once
    assert run_waiting_jobs() == []


def test_a_recording_without_any_says_so(draft: Clip, ask: Ask) -> None:
    answer = ask("captions_carried", draft, _body(draft))
    assert answer.status_code == 422
    assert "CEA-608" in answer.json()["error"]
    assert run_waiting_jobs() == []


def test_where_a_worker_failed_nobody_waits_for_ever(newsroom: Newsroom, broadcast: Path, ask: Ask) -> None:
    clip = editing.new_clip(newsroom.lan, ready_recording(newsroom, broadcast))
    answer = ask("captions_carried", clip, _body(clip, again=True))  # nothing waits, nothing came
    assert answer.status_code == 422
    assert run_waiting_jobs() == []
