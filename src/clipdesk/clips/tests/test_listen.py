"""Captions by listening: the times are those of the programme's own truth."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.clips.tests.conftest import Ask
from clipdesk.config.testing_cast import Newsroom
from clipdesk.library.models import Recording

NEAR = 0.3


@pytest.fixture
def clip(newsroom: Newsroom, bridge: Recording) -> Clip:
    """A clip of all of the excerpt, in English."""
    made = editing.new_clip(newsroom.lan, bridge)
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


def test_a_text_that_no_database_takes(clip: Clip, ask: Ask) -> None:
    answer = ask("listen", clip, _body(clip, "Nước\0 lên"))
    assert answer.status_code == 422
    assert answer.json()["error"]
