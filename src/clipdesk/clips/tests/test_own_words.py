"""Words of their own for single destinations: kept in the clip, looked through for names, found, and counted."""

from __future__ import annotations

from typing import Any

import pytest

from clipdesk.clips import editing
from clipdesk.clips.content import Content, OwnWords, TextTooLong, UnfitText
from clipdesk.clips.models import Clip
from clipdesk.clips.names import Slip, keep_name, slips_in
from clipdesk.clips.tests.conftest import Ask
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.telegram.connector import CAPTION_CHARACTERS
from clipdesk.destinations.models import Account
from clipdesk.media.errors import RecipeError

PLACE = "01a00000-0000-7000-8000-000000000001"


def _with(draft: Clip, **words: Any) -> Content:
    own = {PLACE: {"title": "Lũ ở Ben Sen", "description": "", **words}}
    return editing.content_with(draft.content, {"own_words": own})


def test_they_are_stored_with_the_clip_and_stay_when_a_page_does_not_speak_of_them(draft: Clip) -> None:
    content = _with(draft)
    assert content.own_words == {PLACE: OwnWords(title="Lũ ở Ben Sen")}
    assert Content.from_json(content.to_json()) == content
    assert editing.content_with(content, {"title": "Khác"}).own_words == content.own_words
    assert editing.content_with(content, {"own_words": {}}).own_words == {}
    assert "own_words" not in draft.content.to_json()  # what has none keeps its digest
    assert "lu o ben sen" in content.searchable


def test_names_in_them_are_looked_through(newsroom: Newsroom, draft: Clip) -> None:
    assert slips_in(_with(draft), [keep_name(newsroom.lan, "Bến Sen")]) == [Slip("Ben Sen", "Bến Sen", 1)]


@pytest.mark.parametrize(
    ("own", "error"),
    [
        ({PLACE: {"title": "a" * 121, "description": ""}}, TextTooLong),
        ({PLACE: {"title": "a\x00", "description": ""}}, UnfitText),
        ({PLACE: {"title": "a"}}, RecipeError),
        ({PLACE: {"title": "a", "description": "", "tags": ""}}, RecipeError),
        ({"telegram": {"title": "a", "description": ""}}, RecipeError),
        ({PLACE: "a"}, RecipeError),
        ({PLACE.upper(): {"title": "a", "description": ""}}, RecipeError),
        ([], RecipeError),
        (
            {f"01a00000-0000-7000-8000-{number:012}": {"title": "", "description": ""} for number in range(51)},
            RecipeError,
        ),
    ],
)
def test_what_is_none_is_refused(draft: Clip, own: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        editing.content_with(draft.content, {"own_words": own})


def test_all_words_together_are_counted_as_the_destination_does(newsroom: Newsroom, draft: Clip, ask: Ask) -> None:
    """Telegram counts UTF-16 units: this picture of a wave is two of them; an empty line between two texts is two more."""
    newsroom.station.destinations.update(kind="telegram", name="Sông Hồng TV")
    place = newsroom.station.destinations.get()
    Account.objects.create(destination=place, remote="-1001", username="songhong", sealed=b"x")
    content = {**draft.content.to_json(), "title": "Lũ 🌊", "description": "Lên"}
    found = ask("counts", draft, {"content": content}).json()
    assert found == {"counts": [{"id": str(place.pk), "count": 10, "limit": CAPTION_CHARACTERS}]}
    content["own_words"] = {str(place.pk): {"title": "Lũ", "description": ""}}
    assert ask("counts", draft, {"content": content}).json()["counts"][0]["count"] == 2
