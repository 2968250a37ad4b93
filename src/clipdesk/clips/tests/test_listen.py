"""Captions by listening: the times are those of the programme's own truth."""

from __future__ import annotations

import json
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.clips.tests.conftest import Ask
from clipdesk.config.testing_cast import Newsroom, ready_recording
from clipdesk.media.supply import ffmpeg_path

START, END = 88, 103  # seconds of the shared bulletin: one English item, and a little of its neighbours
NEAR = 0.3


@pytest.fixture
def told(shared_media: Path) -> list[dict[str, Any]]:
    """The item's captions, on the excerpt's own times."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    found = json.loads((shared_media / "truth.json").read_text())["cues"]
    cues = [cue for cue in found if cue["item"] == "school-bridge"]
    return [{**cue, "start": cue["start"] - START, "end": cue["end"] - START} for cue in cues]


@pytest.fixture
def clip(newsroom: Newsroom, shared_media: Path, tmp_path: Path) -> Clip:
    """The excerpt's sound as a recording, and a clip of all of it in English."""
    out = tmp_path / "bridge.wav"
    cut = ["-ss", str(START), "-to", str(END), "-i", str(shared_media / "bulletin.mp4"), "-vn", str(out)]
    subprocess.run([str(ffmpeg_path()), "-v", "error", *cut], check=True)
    made = editing.new_clip(newsroom.lan, ready_recording(newsroom, out))
    recipe = {**made.content.to_json()["recipe"], "language": "en"}
    content = editing.content_with(made.content, {"recipe": recipe, "language": "en"})
    editing.save(made, content, base=made.head_number, member=newsroom.lan)
    made.refresh_from_db()
    return made


def _body(clip: Clip, script: str) -> dict[str, Any]:
    return {"content": clip.content.to_json(), "script": script}


def _right(cues: list[dict[str, str]], told: list[dict[str, Any]]) -> None:
    starts = [float(Fraction(cue["start"])) for cue in cues]
    for each in told:
        assert min(abs(start - each["start"]) for start in starts) <= NEAR
    said = " ".join(" ".join(cue["text"].split()) for cue in cues)
    assert said == " ".join(each["text"] for each in told)


def test_a_pasted_text(clip: Clip, ask: Ask, told: list[dict[str, Any]]) -> None:
    answer = ask("listen", clip, _body(clip, "\n".join(each["text"] for each in told))).json()
    _right(answer["cues"], told)
    assert answer["said"].startswith("Đã nghe thấy 3 dòng.")


def test_the_rundown_s_script_replaces_only_its_own_captions(
    clip: Clip, ask: Ask, told: list[dict[str, Any]], newsroom: Newsroom
) -> None:
    script = "\n".join(each["text"] for each in told)
    item = {"title": "Bridge", "language": "en", "start": Fraction(1, 25), "end": Fraction(14), "script": script}
    clip.recording.replace_rundown([item])
    body = _body(clip, "")
    body["content"]["recipe"]["captions"] = [
        {"start": "2/1", "end": "3/1", "text": "Cũ"},
        {"start": "141/10", "end": "149/10", "text": "Của mục sau"},
    ]
    cues = ask("listen", clip, body).json()["cues"]
    assert cues[-1]["text"] == "Của mục sau"
    _right(cues[:-1], told)


def test_without_any_text(clip: Clip, ask: Ask) -> None:
    answer = ask("listen", clip, _body(clip, " \n"))
    assert answer.status_code == 422
    assert "kết cấu chương trình" in answer.json()["error"]
