"""A survey as a value: questions in groups, words in any number of languages, rules, lists of choices.

It is kept and handed out as JSON (`docs/reference/survey.schema.json`, version 1) and says nothing of who asks whom, or when.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeAlias

from django.utils.translation import gettext_lazy as _

from clipdesk.surveys.refusals import FormUnfit

FORMAT, VERSION = "clipdesk.survey", 1
Texts: TypeAlias = Mapping[str, str]
"""Language code → text."""

ONE, MULTIPLE, RATING, RANGE = "select_one", "select_multiple", "rating", "range"
INTEGER, DECIMAL, TEXT, DATE, NOTE = "integer", "decimal", "text", "date", "note"
KINDS = (ONE, MULTIPLE, RATING, RANGE, INTEGER, DECIMAL, TEXT, DATE, NOTE)
CHOOSING = frozenset({ONE, MULTIPLE})
SCALED = frozenset({RATING, RANGE})
RULES = ("relevant", "constraint", "choice_filter")


@dataclass(frozen=True)
class Choice:
    """One answer of a list. columns: what choice_filter may ask about."""

    name: str
    label: Texts
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """One question, or a note between questions.

    list: the name of its choices. start, end, step: of a rating or a range, as written. right: the choice that whoever reads
    attentively takes; any other marks the answers. source: where its wording comes from. clip: the code of a film of ours that
    stands above it (`films`).
    """

    kind: str
    name: str
    label: Texts
    hint: Texts = field(default_factory=dict)
    list: str = ""
    required: bool = False
    required_message: Texts = field(default_factory=dict)
    relevant: str = ""
    constraint: str = ""
    constraint_message: Texts = field(default_factory=dict)
    choice_filter: str = ""
    randomize: bool = False
    start: str = ""
    end: str = ""
    step: str = ""
    right: str = ""
    source: str = ""
    clip: str = ""


@dataclass(frozen=True)
class Group:
    """Questions that belong together: a page of the survey, where it is asked on pages."""

    name: str
    label: Texts = field(default_factory=dict)
    relevant: str = ""
    items: tuple[Item, ...] = ()


Item: TypeAlias = Question | Group


@dataclass(frozen=True)
class Form:
    """The whole. languages: code → the language's own name, the first is the default. lists: name → choices."""

    languages: Mapping[str, str]
    title: Texts
    introduction: Texts = field(default_factory=dict)
    thanks: Texts = field(default_factory=dict)
    lists: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    items: tuple[Item, ...] = ()

    @property
    def default_language(self) -> str:
        """The language that everything is written in."""
        return next(iter(self.languages))

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions and notes in their order."""
        return tuple(item for item in walk(self.items) if isinstance(item, Question))

    def question(self, name: str) -> Question | None:
        """Return a question by its name."""
        return next((one for one in self.questions if one.name == name), None)

    def choices(self, question: Question) -> tuple[Choice, ...]:
        """Return the choices of a question; those of a rating are its steps."""
        if question.kind in CHOOSING:
            return tuple(self.lists.get(question.list, ()))
        return ()

    def said(self, texts: Texts, language: str) -> str:
        """Return a text in a language, else in the form's own."""
        return texts.get(language) or texts.get(self.default_language, "")


def walk(items: tuple[Item, ...]) -> Iterator[Item]:
    """Yield every group and question, each group before what it holds."""
    for item in items:
        yield item
        if isinstance(item, Group):
            yield from walk(item.items)


def as_json(form: Form) -> dict[str, Any]:
    """Return the form as JSON values; what is empty is left out."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "languages": [{"code": code, "name": name} for code, name in form.languages.items()],
        **_filled({"title": form.title, "introduction": form.introduction, "thanks": form.thanks}),
        "lists": {name: [_filled(vars(choice)) for choice in choices] for name, choices in form.lists.items()},
        "items": [_item(item) for item in form.items],
    }


def _item(item: Item) -> dict[str, Any]:
    if isinstance(item, Group):
        return {"kind": "group", **_filled({**vars(item), "items": [_item(one) for one in item.items]})}
    return _filled(vars(item))


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: dict(value) if isinstance(value, Mapping) else value for name, value in values.items()}
    return {name: value for name, value in plain.items() if value not in ("", {}, False, [], ())}


def from_json(data: Mapping[str, Any]) -> Form:
    """Return the form that JSON values say.

    Raises:
        FormUnfit: they are of another format or version, or lack what every form has.
    """
    if data.get("format") != FORMAT or data.get("version") != VERSION:
        raise FormUnfit(where=str(data.get("format")), what=_("this is no survey of version 1"))
    try:
        lists = {name: tuple(Choice(**choice) for choice in choices) for name, choices in data["lists"].items()}
        return Form(
            languages={one["code"]: one["name"] for one in data["languages"]},
            title=data.get("title", {}),
            introduction=data.get("introduction", {}),
            thanks=data.get("thanks", {}),
            lists=lists,
            items=tuple(_read(item) for item in data["items"]),
        )
    except (KeyError, TypeError) as error:
        raise FormUnfit(where=FORMAT, what=_("something is missing or not known")) from error


def _read(item: Mapping[str, Any]) -> Item:
    if item.get("kind") == "group":
        rest = {name: value for name, value in item.items() if name not in ("kind", "items")}
        return Group(**rest, items=tuple(_read(one) for one in item.get("items", ())))
    return Question(**{"label": {}, **item})


def changed(question: Question, **changes: Any) -> Question:
    """Return the question with some fields changed."""
    return replace(question, **changes)


QUESTION_FIELDS = tuple(one.name for one in fields(Question))
