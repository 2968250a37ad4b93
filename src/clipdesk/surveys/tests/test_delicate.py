"""Questions about the answerer's own opinion, faith, origin, health or sexual life are refused; topics may be asked."""

from __future__ import annotations

import pytest

from clipdesk.surveys.delicate import check_delicate
from clipdesk.surveys.form import Choice, Form, Question
from clipdesk.surveys.refusals import Delicate
from clipdesk.surveys.usual import USUAL, usual_form


def asks(language: str, words: str, *choices: str) -> Form:
    listed = tuple(Choice(f"c{number}", {language: text}) for number, text in enumerate(choices))
    kind, lists = ("select_one", {"l": listed}) if choices else ("text", {})
    return Form(
        {language: language},
        {language: "T"},
        lists=lists,
        items=(Question(kind, "q", {language: words}, list="l" if choices else ""),),
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Who did you vote for?"),
        ("en", "Which party do you feel closest to?"),
        ("en", "What is your political opinion?"),
        ("en", "Do you trust the government?"),
        ("en", "What is your religion?"),
        ("en", "Are you religious?"),
        ("en", "What is your ethnicity?"),
        ("en", "How would you rate your own health?"),
        ("en", "Do you have a disability?"),
        ("en", "What is your sexual orientation?"),
        ("vi", "Bạn bầu cho ai?"),
        ("vi", "Quan điểm chính trị của bạn là gì?"),
        ("vi", "Bạn có phải đảng viên không?"),
        ("vi", "Bạn theo tôn giáo nào?"),
        ("vi", "Bạn có theo đạo không?"),
        ("vi", "Bạn thuộc dân tộc nào?"),
        ("vi", "Sức khỏe của bạn thế nào?"),
        ("vi", "Bạn có mắc bệnh gì không?"),
        ("vi", "Xu hướng tính dục của bạn?"),
    ],
)
def test_what_somebody_is_or_believes_is_not_asked(language: str, words: str) -> None:
    with pytest.raises(Delicate) as refused:
        check_delicate(asks(language, words))
    assert words in str(refused.value)


def test_choices_can_ask_it_too() -> None:
    with pytest.raises(Delicate):
        check_delicate(asks("vi", "Bạn là ai?", "Phật giáo", "Công giáo", "Khác"))
    with pytest.raises(Delicate):
        check_delicate(asks("en", "Which describes you?", "Liberal", "Conservative"))


@pytest.mark.parametrize(
    ("language", "words", "choices"),
    [
        ("en", "Which topics interest you?", ("Politics", "Health", "Religion")),
        ("vi", "Bạn quan tâm đến những chủ đề nào?", ("Chính trị", "Sức khỏe", "Tôn giáo")),
        ("vi", "Bạn nghe chương trình bằng tiếng dân tộc nào?", ("Tày", "Khmer", "Ê đê")),
        ("en", "How trustworthy is our news?", ()),
        ("vi", "Bạn tin tưởng tin tức của đài đến mức nào?", ()),
        ("en", "How old are you?", ()),
        ("vi", "Bạn sống ở thành thị hay nông thôn?", ()),
        ("en", "Do you use captions?", ()),
    ],
)
def test_topics_programmes_and_plain_facts_may_be_asked(language: str, words: str, choices: tuple[str, ...]) -> None:
    check_delicate(asks(language, words, *choices))


def test_the_usual_surveys_ask_nothing_of_the_kind() -> None:
    for key in USUAL:
        check_delicate(usual_form(key))
