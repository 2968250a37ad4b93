"""A form is checked as a whole; editing keeps it one; the published schema is what we write."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation

from clipdesk.surveys import editing
from clipdesk.surveys.checking import check, unsaid
from clipdesk.surveys.form import Choice, Form, Group, Question, as_json
from clipdesk.surveys.refusals import FormUnfit
from clipdesk.surveys.tests.conftest import small_form
from clipdesk.surveys.usual import USUAL, usual_form

DOCS = Path(__file__).parents[4] / "docs" / "reference"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences are read in English here."""
    with translation.override("en"):
        yield


def names(form: Form) -> str:
    """The rows of a form on one line: groups in brackets."""
    found = []
    for row in editing.flat(form.items):
        found.append(")" if row.item is None else f"{row.item.name}(" if isinstance(row.item, Group) else row.item.name)
    return " ".join(found)


def test_the_usual_surveys_are_whole_in_both_languages_with_a_source_each() -> None:
    for key in USUAL:
        form = usual_form(key)
        check(form)
        assert list(unsaid(form)) == []
        assert [one.name for one in form.questions if one.kind != "note" and not one.source] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"relevant": "${age} = 'old'"}, "not asked before"),
        ({"name": "hears"}, "two questions"),
        ({"name": "năm"}, "letters without marks"),
        ({"list": "gone"}, "choices are missing"),
        ({"kind": "rating", "start": "5", "end": "1"}, "below end"),
        ({"kind": "range", "start": "0", "end": "1000"}, "101 steps"),
        ({"right": "nothing"}, "right answer"),
    ],
)
def test_what_does_not_fit_together_is_named(change: dict[str, str], said: str) -> None:
    form = small_form()
    one = form.question("kinds")
    assert one is not None
    with pytest.raises(FormUnfit, match=said):
        check(editing.with_changed(form, "kinds", replace(one, **change)))  # type: ignore[arg-type]


def test_questions_move_through_groups_and_back() -> None:
    form = small_form()
    assert names(form) == "p1( hears kinds good ) p2( age words )"
    out = editing.moved(form, "good", up=False)
    assert names(out) == "p1( hears kinds ) good p2( age words )"
    assert names(editing.moved(out, "good", up=False)) == "p1( hears kinds ) p2( good age words )"
    assert names(editing.moved(form, "p2", up=True)) == "p2( age words ) p1( hears kinds good )"
    assert names(editing.moved(form, "p1", up=False)) == "p2( age words ) p1( hears kinds good )"
    assert names(editing.moved(form, "p1", up=True)) == names(form)
    assert names(editing.moved(form, "p2", up=False)) == names(form)
    assert names(editing.without(form, "p1")) == "hears kinds good p2( age words )"


def test_however_often_something_moves_nothing_is_lost() -> None:
    everything = ["age", "good", "hears", "kinds", "p1", "p2", "words"]
    for seed in range(100):
        draw, form = random.Random(seed), small_form()
        for _ in range(30):
            form = editing.moved(form, draw.choice(everything), up=draw.random() < 0.5)
        assert sorted(names(form).replace("(", "").replace(")", "").split()) == everything


def test_a_shared_list_is_not_changed_behind_another_question() -> None:
    form = usual_form("trust")
    one = form.question("corrects")
    assert one is not None
    changed = editing.with_changed(form, "corrects", one, (Choice("x", {"vi": "X", "en": "X"}),))
    other = changed.question("most_news")
    assert other is not None
    assert len(changed.choices(other)) == 5
    mine = changed.question("corrects")
    assert mine is not None
    assert [choice.name for choice in changed.choices(mine)] == ["x"]


def test_a_language_comes_and_goes_with_its_words() -> None:
    form = editing.with_language(small_form(), "km", "ភាសាខ្មែរ")
    assert ("hears", "km") in list(unsaid(form))
    assert editing.without_language(form, "km") == small_form()
    gone = editing.without_language(small_form(), "en")
    assert "English" not in json.dumps(as_json(gone))
    assert "Under 40" not in json.dumps(as_json(gone))


def test_the_published_schema_knows_every_field_that_is_written() -> None:
    schema = json.loads((DOCS / "survey.schema.json").read_text(encoding="utf-8"))
    question = schema["$defs"]["question"]["properties"]
    group = schema["$defs"]["group"]["properties"]
    assert set(question) == set(Question.__dataclass_fields__)
    assert set(group) == set(Group.__dataclass_fields__) | {"kind"}
    for key in USUAL:
        assert set(as_json(usual_form(key))) <= set(schema["properties"])
