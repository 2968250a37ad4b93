"""What makes an answer doubtful. Doubtful answers are marked and shown with and without; nobody's is deleted silently."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clipdesk.surveys.form import NOTE, ONE, RATING, Form, Question

CAUGHT, INATTENTIVE, FAST, SAME = "caught", "inattentive", "fast", "same"
MARKS: Mapping[str, str | Promise] = {
    CAUGHT: _("filled in a field that people cannot see"),
    INATTENTIVE: _("gave another than the asked-for answer to the attention item"),
    FAST: _("took less than a third of the median time"),
    SAME: _("gave the same answer to every question of a row"),
}
#: Fewer people have no median that says anything.
LEAST_FOR_SPEED = 10
SHORTEST_ROW = 4
_FEWEST_CHOICES = 3


def marks_of(form: Form, answers: Sequence[tuple[Mapping[str, Any], int, bool]]) -> list[frozenset[str]]:
    """Return what makes each answer doubtful.

    Args:
        answers: of each person: the answers, the seconds they took, whether the hidden field was filled.
    """
    median = statistics.median(seconds for _data, seconds, _caught in answers) if len(answers) >= LEAST_FOR_SPEED else 0
    rows = _rows(form)
    found = []
    for data, seconds, caught in answers:
        marks = {CAUGHT} if caught else set()
        if any(one.right and data.get(one.name, one.right) != one.right for one in form.questions):
            marks.add(INATTENTIVE)
        if seconds * 3 < median:
            marks.add(FAST)
        if any(_is_straight(row, data) for row in rows):
            marks.add(SAME)
        found.append(frozenset(marks))
    return found


def _rows(form: Form) -> list[list[str]]:
    """Names of questions in a row that are answered on one scale."""
    rows: list[list[str]] = []
    last = None
    for question in form.questions:
        if question.kind == NOTE:
            continue
        scale = _scale(form, question)
        if scale is not None and scale == last:
            rows[-1].append(question.name)
        elif scale is not None:
            rows.append([question.name])
        last = scale
    return [row for row in rows if len(row) >= SHORTEST_ROW]


def _scale(form: Form, question: Question) -> tuple[str, ...] | None:
    if question.kind == ONE and not question.right and len(form.choices(question)) >= _FEWEST_CHOICES:
        return (question.list,)
    if question.kind == RATING:
        return question.start, question.end, question.step
    return None


def _is_straight(row: Sequence[str], data: Mapping[str, Any]) -> bool:
    said = [data[name] for name in row if name in data]
    return len(said) >= SHORTEST_ROW and len(set(said)) == 1
