"""A question as pages draw it: its words in one language, its choices, and what was answered so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clipdesk.surveys.checking import scale, steps
from clipdesk.surveys.films import Film
from clipdesk.surveys.form import CHOOSING, MULTIPLE, ONE, SCALED, Form, Question
from clipdesk.surveys.models import Answer
from clipdesk.surveys.pages import choices_for

_FEW_STEPS = 11  # a scale with more is written as a number


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Drawn:
    """kind: note, one, several, text, date or number. low, high, step: of a number. film: above it; film_gone: one was."""

    name: str
    kind: str
    label: str
    hint: str
    required: bool
    options: tuple[Option, ...]
    value: str
    fault: str
    low: str
    high: str
    step: str
    is_scale: bool
    film: Film | None = None
    film_gone: bool = False

    @property
    def described_by(self) -> str:
        """The ids of what describes the field."""
        return " ".join(f"{part}-{self.name}" for part in ("hint", "fault") if getattr(self, part))


def drawn(
    form: Form,
    question: Question,
    answer: Answer | None,
    language: str,
    faults: Mapping[str, Any],
    films: Mapping[str, Film],
) -> Drawn:
    """Return a question for somebody; answer None: for a look at it. films: those that are public now, by code."""
    data = answer.data if answer else {}
    said = data.get(question.name, "")
    chosen = said if isinstance(said, list) else [said]
    options: tuple[Option, ...] = ()
    kind, low, high, step = question.kind, "", "", ""
    if question.kind in CHOOSING:
        offered = choices_for(form, question, data, answer.code_sha256) if answer else form.choices(question)
        options = tuple(Option(one.name, form.said(one.label, language), one.name in chosen) for one in offered)
        kind = {ONE: "one", MULTIPLE: "several"}[question.kind]
    elif question.kind in SCALED:
        low, high, step = (format(number, "f") for number in scale(question))
        values = steps(question)
        kind = "one" if len(values) <= _FEW_STEPS else "number"
        options = tuple(Option(one, one, one in chosen) for one in values) if kind == "one" else ()
    elif question.kind in ("integer", "decimal"):
        kind, step = "number", "1" if question.kind == "integer" else "any"
    return Drawn(
        name=question.name,
        kind=kind,
        label=form.said(question.label, language),
        hint=form.said(question.hint, language),
        required=question.required,
        options=options,
        value="" if isinstance(said, list) else str(said),
        fault=str(faults.get(question.name, "")),
        low=low,
        high=high,
        step=step,
        is_scale=question.kind in SCALED,
        film=films.get(question.clip),
        film_gone=bool(question.clip) and question.clip not in films,
    )
