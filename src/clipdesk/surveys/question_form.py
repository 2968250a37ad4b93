"""The editor's form of one question or group: words in every language, choices in rows, rules as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from clipdesk.kernel.text import clean_words, fold
from clipdesk.surveys.form import (
    CHOOSING,
    DATE,
    DECIMAL,
    INTEGER,
    MULTIPLE,
    NOTE,
    ONE,
    RANGE,
    RATING,
    SCALED,
    TEXT,
    Choice,
    Form,
    Group,
    Item,
    Question,
)

GROUP = "group"
KIND_NAMES = {
    ONE: _("One of several choices"),
    MULTIPLE: _("Several choices"),
    RATING: _("Rating"),
    RANGE: _("Scale from … to …"),
    INTEGER: _("Whole number"),
    DECIMAL: _("Number"),
    TEXT: _("Free text"),
    DATE: _("Date"),
    NOTE: _("Note without an answer"),
    GROUP: _("Page (group of questions)"),
}
SPARE_ROWS = 4
_MOST_ROWS = 310


@dataclass(frozen=True)
class ChoiceRow:
    """One row of choices in the editor. words: (language code, its name, text)."""

    at: int
    name: str
    words: tuple[tuple[str, str, str], ...]


def fresh(kind: str, name: str) -> Item:
    """Return an item that says nothing yet."""
    return Group(name) if kind == GROUP else Question(kind, name, {})


def choice_rows(form: Form, question: Question) -> list[ChoiceRow]:
    """Return the rows of a question's choices, and some empty ones."""
    choices = [*form.choices(question), *[Choice("", {})] * SPARE_ROWS]
    return [
        ChoiceRow(at, one.name, tuple((code, name, one.label.get(code, "")) for code, name in form.languages.items()))
        for at, one in enumerate(choices, start=1)
    ]


def read_item(form: Form, item: Item, posted: Mapping[str, Any]) -> tuple[Item, tuple[Choice, ...] | None]:
    """Return the item and its choices as they were typed; what the form does not show stays as it is."""
    label = _texts(form, posted, "label")
    relevant = _line(posted, "relevant")
    if isinstance(item, Group):
        return Group(item.name, label, relevant, item.items), None
    told: dict[str, Any] = {
        "label": label,
        "hint": _texts(form, posted, "hint"),
        "required_message": item.required_message,
        "constraint_message": _texts(form, posted, "constraint_message"),
        "required": bool(posted.get("required")),
        "relevant": relevant,
        "source": _line(posted, "source"),
        "clip": _line(posted, "clip"),
    }
    if item.kind != NOTE:
        told["constraint"] = _line(posted, "constraint")
    if item.kind in SCALED:
        told |= {name: _line(posted, name) for name in ("start", "end", "step")}
    choices = None
    if item.kind in CHOOSING:
        choices = _choices(form, item, posted)
        told |= {"choice_filter": _line(posted, "choice_filter"), "randomize": bool(posted.get("randomize"))}
        told["right"] = _right(item, posted, choices)
    return Question(kind=item.kind, name=item.name, list=item.list, **told), choices


def _right(item: Question, posted: Mapping[str, Any], choices: tuple[Choice, ...]) -> str:
    said = _line(posted, "right")
    return said if item.kind == ONE and said in {one.name for one in choices} else ""


def _choices(form: Form, question: Question, posted: Mapping[str, Any]) -> tuple[Choice, ...]:
    """The rows that say something, by the places that were typed."""
    before = {one.name: one for one in form.choices(question)}
    rows: list[tuple[int, int, str, dict[str, str]]] = []
    for at in range(1, _MOST_ROWS):
        if f"choice-{at}" not in posted:
            break
        words = {code: _line(posted, f"choice-{at}-{code}") for code in form.languages}
        said = {code: text for code, text in words.items() if text}
        place = _line(posted, f"choice-{at}-place")
        if said:
            rows.append(
                (int(place) if place.isdecimal() and len(place) < 5 else at, at, _line(posted, f"choice-{at}"), said)
            )
    taken = {name for _place, _at, name, _said in rows if name}
    found = []
    for _place, _at, name, said in sorted(rows, key=lambda row: row[:2]):
        if not name:
            name = _named(said.get(form.default_language) or next(iter(said.values())), taken)
            taken.add(name)
        found.append(Choice(name, said, before[name].columns if name in before else {}))
    return tuple(found)


def _named(words: str, taken: set[str]) -> str:
    """A short name made of the words, without marks."""
    plain = re.sub(r"[^a-z0-9]+", "_", fold(words)).strip("_")[:30] or "choice"
    number, name = 1, plain
    while name in taken:
        number += 1
        name = f"{plain}_{number}"
    return name


def _texts(form: Form, posted: Mapping[str, Any], base: str) -> dict[str, str]:
    said = {code: clean_words(str(posted.get(f"{base}_{code}", ""))) for code in form.languages}
    return {code: text for code, text in said.items() if text}


def _line(posted: Mapping[str, Any], name: str) -> str:
    return " ".join(clean_words(str(posted.get(name, ""))).split())[:1000]
