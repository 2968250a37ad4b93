"""One search box over recordings, clips, texts and captions, with and without diacritics."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from django.test import Client

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.library.models import Recording

Search = Callable[[str], str]


@pytest.fixture
def found(newsroom: Newsroom, draft: Clip) -> Search:
    """Search as Lan; the draft has texts and one caption inside its cut."""
    recipe = draft.content.recipe.to_json()
    cue = {"start": "0/1", "end": "12/25", "text": "Bà con ở Cồn Mây đang sơ tán"}
    named = {"start": "0/1", "end": "12/25", "name": "Đỗ Thị Ẩn", "role": "Trưởng thôn Vạn Phước"}
    content = editing.content_with(
        draft.content,
        {
            "description": "Đỉnh lũ tại Bến Sen\nlà 4,18 mét",
            "recipe": {**recipe, "captions": [cue], "lower_thirds": [named]},
        },
    )
    editing.save(draft, content, base=draft.head_number, member=newsroom.lan)
    client = newsroom.client(newsroom.lan)

    def searched(words: str) -> str:
        response = client.get(newsroom.path("search/"), {"q": words})
        assert response.status_code == 200
        return str(response.content.decode())

    return searched


def test_a_clip_is_found_by_its_words(found: Search, draft: Clip) -> None:
    asked = [
        "Sông Hồng",
        "song hong",
        "SÔNG hong lên",
        "hong song",  # in any order
        "đỉnh lũ",
        "dinh lu ben sen",
        "4,18",
        "cồn mây",
        "so tan",
        "nhanh so tan",  # one word in the title, two in a caption
        "do thi an",  # a name on the picture
        "nhan",  # a longer word may be begun only
        "“Sông Hồng”?",
        "so\u0302ng ho\u0302\u0300ng",  # typed as letters and marks
    ]
    assert [words for words in asked if f"/clips/{draft.pk}/" not in found(words)] == []


def test_every_word_has_to_be_there(found: Search, draft: Clip) -> None:
    for words in ("sông Đà", "nhanh quá", "ong", "4,1"):
        html = found(words)
        assert f"/clips/{draft.pk}/" not in html, words
        assert "Không clip nào có đủ các từ này." in html


def test_it_shows_the_line_that_was_found(found: Search) -> None:
    assert "“Bà con ở Cồn Mây đang sơ tán”" in found("so tan")
    assert "“Đỉnh lũ tại Bến Sen”" in found("dinh lu")
    assert "“Đỗ Thị Ẩn · Trưởng thôn Vạn Phước”" in found("van phuoc")
    assert "“" not in found("song hong").split("</form>")[-1]  # the title shows it already


def test_a_recording_is_found_by_its_title(found: Search, recording: Recording) -> None:
    assert f"/recordings/{recording.pk}/" in found("ban tin 18")
    assert f"/recordings/{recording.pk}/" not in found("ban tin 19")


def test_a_recording_is_found_by_one_item_of_its_rundown(found: Search, recording: Recording) -> None:
    items = [
        {"title": "Cảng mới", "script": "Tàu đầu tiên\ncập bến sáng nay", "start": Fraction(0), "end": Fraction(1)},
        {"title": "Giá lúa", "script": "Nông dân đang chờ", "start": Fraction(1), "end": Fraction(2)},
    ]
    recording.replace_rundown(items)
    page = f"/recordings/{recording.pk}/"
    for words in ("cang moi", "cập bến", "cảng cập bến", "bản tin lúa"):  # the last: title and item
        assert page in found(words), words
    for words in ("cảng lúa", "dan cho xyz", "ang"):
        assert page not in found(words), words
    assert "“cập bến sáng nay”" in found("ban tin cap ben")
    assert "Nông dân đang chờ" not in found("lua")
    recording.replace_rundown([])
    assert page not in found("cang moi")


def test_without_words_it_explains_itself(found: Search) -> None:
    for words in ("", "   ", "\0", "%", "\\"):
        html = found(words)
        assert "có hoặc không có dấu" in html
        assert "Không clip nào" not in html


def test_words_are_shown_as_they_were_typed_and_never_run(found: Search) -> None:
    html = found('"><script>alert(1)</script>')
    assert "<script>alert" not in html
    assert "&quot;&gt;&lt;script&gt;" in html


def test_a_very_long_question_is_cut_off(found: Search) -> None:
    assert f'value="{"a" * 200}"' in found("a" * 5000)


def test_nothing_of_other_desks_or_stations_is_found(newsroom: Newsroom, found: Search, draft: Clip) -> None:
    for_binh = newsroom.client(newsroom.binh).get(newsroom.path("search/"), {"q": "song hong"}).content.decode()
    assert str(draft.pk) not in for_binh
    elsewhere = newsroom.client(newsroom.stranger).get("/s/cuu-long/search/", {"q": "song hong"}).content.decode()
    assert str(draft.pk) not in elsewhere


def test_who_sees_no_clips_may_not_search_them(newsroom: Newsroom) -> None:
    assert newsroom.client(newsroom.oanh).get(newsroom.path("search/"), {"q": "song"}).status_code == 403
    assert Client().get(newsroom.path("search/"), {"q": "song"}).status_code == 302
