"""Which questions stand on which page, what somebody is asked there, and what of that was answered.

Pages work without scripts. So a question that depends on an answer (relevant, choice_filter) stands on a later page than what
it depends on, also where everything is asked on one page otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clipdesk.kernel.text import clean_words
from clipdesk.surveys.checking import scale, steps
from clipdesk.surveys.form import (
    CHOOSING,
    DATE,
    DECIMAL,
    INTEGER,
    MULTIPLE,
    NOTE,
    SCALED,
    TEXT,
    Choice,
    Form,
    Group,
    Item,
    Question,
    Texts,
)
from clipdesk.surveys.rules import Value, parse

LONGEST_TEXT = 2000
Data: TypeAlias = dict[str, Any]
"""Question → answer: a text (numbers, too), or a list of names of choices."""


@dataclass(frozen=True)
class Asked:
    """A question with the rules of the groups around it."""

    question: Question
    relevant: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """What stands on one page. title: of its group, if it has one."""

    title: Texts
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Read:
    """What a page was answered with. data: what is kept; faults: question → why an answer is not taken."""

    data: Data
    faults: Mapping[str, str | Promise]


def pages_of(form: Form, *, one_page: bool) -> list[Page]:
    """Return the pages: one for each group of the first level and for the questions between them, or as few as can be."""
    blocks = [Page({}, tuple(_asked(form.items, ())))] if one_page else _blocks(form)
    return [page for block in blocks for page in _split(block)]


def _blocks(form: Form) -> list[Page]:
    blocks: list[Page] = []
    loose: list[Asked] = []
    for item in form.items:
        if isinstance(item, Question):
            loose.append(Asked(item, ()))
            continue
        if loose:
            blocks.append(Page({}, tuple(loose)))
            loose = []
        blocks.append(Page(item.label, tuple(_asked((item,), ()))))
    return [*blocks, Page({}, tuple(loose))] if loose else blocks


def _asked(items: Sequence[Item], around: tuple[str, ...]) -> Iterator[Asked]:
    for item in items:
        relevant = (*around, item.relevant) if item.relevant else around
        if isinstance(item, Group):
            yield from _asked(item.items, relevant)
        else:
            yield Asked(item, relevant)


def _split(page: Page) -> Iterator[Page]:
    """Begin a new page where a rule asks about an answer of this one."""
    part: list[Asked] = []
    for one in page.asked:
        needs = {name for rule in one.relevant for name in parse(rule).names}
        if one.question.choice_filter:
            needs |= parse(one.question.choice_filter, of_choices=True).names
        if needs & {before.question.name for before in part}:
            yield Page(page.title, tuple(part))
            part = []
        part.append(one)
    if part:
        yield Page(page.title, tuple(part))


def values(form: Form, data: Data) -> dict[str, Value]:
    """Return the answers as rules read them."""
    found: dict[str, Value] = {}
    for question in form.questions:
        if question.name in data:
            found[question.name] = value_of(question, data[question.name])
    return found


def value_of(question: Question, answer: Any) -> Value:
    """Return one answer as rules read it."""
    if isinstance(answer, list):
        return " ".join(answer)
    if question.kind in SCALED or question.kind in (INTEGER, DECIMAL):
        return float(answer) if answer else ""
    if question.kind == DATE and answer:
        return date.fromisoformat(answer)
    return str(answer)


def shown(form: Form, page: Page, data: Data, today: date) -> list[Question]:
    """Return the questions of a page that somebody with these answers is asked."""
    known = values(form, data)
    return [one.question for one in page.asked if all(parse(rule).holds(known, today=today) for rule in one.relevant)]


def choices_for(form: Form, question: Question, data: Data, seed: str) -> list[Choice]:
    """Return the choices that somebody with these answers has, mixed where they are (the same way each time for a seed)."""
    choices = list(form.choices(question))
    if question.choice_filter:
        rule, known = parse(question.choice_filter, of_choices=True), values(form, data)
        choices = [one for one in choices if rule.holds(known, columns={"name": one.name, **one.columns})]
    if question.randomize:
        choices.sort(key=lambda one: hashlib.sha256(f"{seed} {question.name} {one.name}".encode()).digest())
    return choices


def read_page(
    form: Form, questions: Sequence[Question], posted: Mapping[str, list[str]], data: Data, today: date
) -> Read:
    """Read what was posted for the questions of a page, over what was answered before.

    posted: field → all its values; a question's field is `q-<name>`.
    """
    kept, faults = dict(data), {}
    for question in questions:
        if question.kind == NOTE:
            continue
        said = [clean_words(one) for one in posted.get(f"q-{question.name}", [])]
        answer, fault = _answer(form, question, said, kept)
        kept.pop(question.name, None)
        if answer:
            kept[question.name] = answer
            fault = fault or _broken(form, question, kept, today)
        elif question.required and not fault:
            fault = question.required_message or _("This question needs an answer.")
        if fault:
            faults[question.name] = fault
    return Read(kept, faults)


def _broken(form: Form, question: Question, data: Data, today: date) -> Any:
    """Why the constraint does not hold: the form's own words, or ours."""
    if not question.constraint:
        return None
    known = values(form, data)
    if parse(question.constraint).holds(known, own=known[question.name], today=today):
        return None
    return question.constraint_message or _("This answer does not fit. Please look at it again.")


def _answer(form: Form, question: Question, said: list[str], data: Data) -> tuple[Any, Any]:
    """Return the answer as it is kept (empty: none), and why it is not taken."""
    said = [one for one in said if one]
    if not said:
        return "", None
    if question.kind in CHOOSING:
        offered = [one.name for one in choices_for(form, question, data, "")]
        taken = [name for name in offered if name in said]
        if question.kind == MULTIPLE:
            return taken, None
        return (taken[0] if taken else ""), None
    if question.kind == TEXT:
        return said[0][:LONGEST_TEXT], None
    if question.kind == DATE:
        return _date(said[0])
    return _number(question, said[0])


def _date(said: str) -> tuple[str, Any]:
    try:
        return date.fromisoformat(said).isoformat(), None
    except ValueError:
        return "", _("Write the date as year-month-day, for example 2026-11-28.")


def _number(question: Question, said: str) -> tuple[str, Any]:
    text = said.replace("\u00a0", "").replace(" ", "").replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return "", _("Write a number.")
    if not number.is_finite() or abs(number) >= Decimal("1e15"):
        return "", _("Write a number.")
    if question.kind == INTEGER and number != number.to_integral_value():
        return "", _("Write a whole number.")
    plain = format(number.normalize(), "f")
    if question.kind in SCALED and plain not in steps(question):
        start, end, _step = scale(question)
        return "", _("Choose a number from %(start)s to %(end)s.") % {"start": start, "end": end}
    return plain, None


def final(form: Form, pages: Sequence[Page], data: Data, today: date) -> tuple[Data, int | None]:
    """Return the answers without those to questions that were not asked in the end, and the first page that lacks one."""
    kept: Data = {}
    lacking = None
    for number, page in enumerate(pages):
        for question in shown(form, page, kept, today):
            if question.kind == NOTE:
                continue
            if question.name in data:
                kept[question.name] = data[question.name]
            elif question.required and lacking is None:
                lacking = number
    return kept, lacking
