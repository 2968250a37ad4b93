"""What a form must be before it is kept, and what more before it may be opened."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from clipdesk.surveys.form import CHOOSING, NOTE, RATING, SCALED, Form, Item, Question, walk
from clipdesk.surveys.refusals import FormUnfit
from clipdesk.surveys.rules import parse

MOST_QUESTIONS, MOST_CHOICES, MOST_STEPS, LONGEST_LABEL = 200, 300, 101, 1000
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,62}")
_CLIP = re.compile(r"[A-Za-z0-9_-]{1,64}")
_CHOICE = re.compile(r"[^\s'\"]{1,64}")


def check(form: Form) -> None:
    """Make sure that a form is one: names, lists, scales and rules fit together.

    Raises:
        FormUnfit: with the name of the question or list that does not.
        RuleUnfit: a rule cannot be read.
    """
    if not form.languages:
        raise FormUnfit(where="languages", what=_("it needs at least one language"))
    if len(form.questions) > MOST_QUESTIONS:
        raise FormUnfit(where="survey", what=_("it has more than 200 questions"))
    named = Counter(item.name for item in walk(form.items))
    for name, count in named.items():
        if not _NAME.fullmatch(name):
            raise FormUnfit(where=name, what=_("a name has only letters without marks, digits, “_” and “-”"))
        if count > 1:
            raise FormUnfit(where=name, what=_("two questions have this name"))
    for name, choices in form.lists.items():
        _check_list(name, [choice.name for choice in choices])
    known: set[str] = set()
    for item in walk(form.items):
        _check_rules(item, known)
        if isinstance(item, Question):
            _check_question(form, item)
            if item.kind != NOTE:
                known.add(item.name)


def unsaid(form: Form) -> Iterator[tuple[str, str]]:
    """Yield what lacks words before the form can be opened: where (a name), and in which language (a code)."""
    for language in form.languages:
        if not form.title.get(language, "").strip():
            yield "title", language
        for question in form.questions:
            if not question.label.get(language, "").strip():
                yield question.name, language
            for choice in form.choices(question):
                if not choice.label.get(language, "").strip():
                    yield f"{question.name} / {choice.name}", language


def scale(question: Question) -> tuple[Decimal, Decimal, Decimal]:
    """Return start, end and step of a rating or range.

    Raises:
        FormUnfit: they are no numbers, or make no scale.
    """
    usual = ("1", "5", "1") if question.kind == RATING else ("0", "10", "1")
    said = (question.start or usual[0], question.end or usual[1], question.step or usual[2])
    try:
        start, end, step = (Decimal(one) for one in said)
    except InvalidOperation as error:
        raise FormUnfit(where=question.name, what=_("start, end and step have to be numbers")) from error
    if not (start.is_finite() and end.is_finite() and step.is_finite() and start < end and step > 0):
        raise FormUnfit(where=question.name, what=_("start has to be below end, and step above 0"))
    if (end - start) / step > MOST_STEPS - 1:
        raise FormUnfit(where=question.name, what=_("it has more than 101 steps"))
    return start, end, step


def steps(question: Question) -> list[str]:
    """Return the steps of a rating or range, as text."""
    start, end, step = scale(question)
    return [format((start + step * number).normalize(), "f") for number in range(int((end - start) / step) + 1)]


def _check_list(name: str, names: list[str]) -> None:
    if not names:
        raise FormUnfit(where=name, what=_("the list has no choice"))
    if len(names) > MOST_CHOICES:
        raise FormUnfit(where=name, what=_("the list has more than 300 choices"))
    if len(set(names)) < len(names):
        raise FormUnfit(where=name, what=_("two choices have the same name"))
    for one in names:
        if not _CHOICE.fullmatch(one):
            raise FormUnfit(where=f"{name} / {one}", what=_("the name of a choice has no spaces or quotes"))


def _check_question(form: Form, question: Question) -> None:
    if any(len(text) > LONGEST_LABEL for text in question.label.values()):
        raise FormUnfit(where=question.name, what=_("the question is longer than 1,000 characters"))
    if question.kind in SCALED:
        scale(question)
    if question.kind in CHOOSING and question.list not in form.lists:
        raise FormUnfit(where=question.name, what=_("its choices are missing"))
    if question.right and question.right not in {choice.name for choice in form.choices(question)}:
        raise FormUnfit(where=question.name, what=_("the right answer is none of its choices"))
    if question.clip and not _CLIP.fullmatch(question.clip):
        raise FormUnfit(where=question.name, what=_("this is no code of a clip"))
    if question.choice_filter and question.kind not in CHOOSING:
        raise FormUnfit(where=question.name, what=_("only questions with choices have a choice_filter"))


def _check_rules(item: Item, known: set[str]) -> None:
    """Each rule can be read and asks only about what was asked before."""
    rules = [parse(item.relevant)] if item.relevant else []
    if isinstance(item, Question):
        rules += [parse(item.constraint)] if item.constraint else []
        rules += [parse(item.choice_filter, of_choices=True)] if item.choice_filter else []
    for rule in rules:
        for name in sorted(rule.names - known - {item.name}):
            raise FormUnfit(where=f"{item.name}: {name}", what=_("a rule asks about what is not asked before it"))
