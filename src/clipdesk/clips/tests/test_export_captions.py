"""Captions go out as files in every form; a form that cannot carry them says so."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.clips.views.captions import CAPTION_FORMS
from clipdesk.config.testing_cast import Newsroom
from clipdesk.media.captions import read_file

CUE = {"start": "6/5", "end": "74/25", "text": "Flood alert two"}


def _with(newsroom: Newsroom, draft: Clip, text: str, **changes: Any) -> None:
    recipe = {"captions": [{**CUE, "text": text}], "language": "en"}
    content = editing.content_with(draft.content, {"recipe": recipe, "language": "en", **changes})
    editing.save(draft, content, base=draft.head_number, member=newsroom.lan)


def _get(newsroom: Newsroom, draft: Clip, form: str, query: str = "") -> Any:
    client = newsroom.client(newsroom.lan)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client.get(newsroom.path(f"clips/{draft.pk}/captions.{form}{query}"))


@pytest.mark.parametrize("form", list(CAPTION_FORMS))
def test_what_goes_out_comes_back(newsroom: Newsroom, draft: Clip, form: str) -> None:
    _with(newsroom, draft, CUE["text"])
    answer = _get(newsroom, draft, form)
    assert answer["Content-Disposition"] == f'attachment; filename="clip-{draft.pk}.{form}"'
    found = read_file(answer.content, f"a.{form}")
    assert (found.form, [cue.text for cue in found.cues]) == (form, ["Flood alert two"])
    assert found.cues[0].start * 25 == 30


def test_ebu_stl_names_the_programme_and_its_revision(newsroom: Newsroom, draft: Clip) -> None:
    _with(newsroom, draft, CUE["text"])
    answer = _get(newsroom, draft, "stl")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer.content[3:16] == b"STL25.0100009"
    assert answer.content[16:48].decode("cp850").rstrip() == "Nuoc sông Hong lên nhanh"
    assert answer.content[236:238] == f"{draft.head_number:02d}".encode()
    assert len(answer.content) == 1024 + 128


def test_letters_that_ebu_stl_does_not_have_are_named_on_the_page(newsroom: Newsroom, draft: Clip) -> None:
    _with(newsroom, draft, "Nước lên")
    answer = _get(newsroom, draft, "stl")
    assert answer.status_code == 422
    assert "no code for these letters of the captions: ư, ớ." in answer.content.decode()
    assert _get(newsroom, draft, "ttml").status_code == 200


def test_a_further_language_goes_out_alone(newsroom: Newsroom, draft: Clip) -> None:
    _with(newsroom, draft, "Nước lên", translations={"fr": ["L’eau monte à Hà Nôi"]})
    answer = _get(newsroom, draft, "stl", "?language=fr")
    assert answer.content[14:16] == b"0F"
    assert [cue.text for cue in read_file(answer.content, "a.stl").cues] == ["L’eau monte à Hà Nôi"]
    assert _get(newsroom, draft, "stl", "?language=ru").status_code == 404
