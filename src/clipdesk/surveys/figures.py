"""The figures of a survey: how many, which share, how sure, and what is hidden so that nobody is told of.

What comes out holds no answers: it is shown, kept and compared with later figures. All of it is made at once, because what is
hidden in one table must not be given away by another one of the same figures:

* Each question is one table. Where enough answers are doubtful, its rows are the sound and the doubtful ones, so that figures
  with and without them are protected together; where few are, figures without them are not shown at all.
* A question that is asked only after a certain answer has a base that tells how many gave it. Where any cell of that question
  is hidden, the later one is not shown.
* A mean tells of cells that are hidden, so it is shown only where none is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from clipdesk.statistics.designs import Design, design
from clipdesk.statistics.errors import StatisticsError
from clipdesk.statistics.estimates import Estimate, mean, share
from clipdesk.statistics.proportions import Interval, normal_quantile, student_quantile, wilson
from clipdesk.statistics.raking import Margin
from clipdesk.statistics.suppression import percentages_allowed, suppress
from clipdesk.statistics.weights import effective_size, kish, trim
from clipdesk.surveys.checking import steps
from clipdesk.surveys.form import DATE, DECIMAL, INTEGER, MULTIPLE, NOTE, SCALED, TEXT, Form, Group, Item, Question
from clipdesk.surveys.rules import parse
from clipdesk.surveys.sampling import Sampling, design_of

FORMAT, VERSION = "clipdesk.survey-figures", 1
_CONFIDENCE = 0.95
_Rows = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Given:
    """What one person answered. marks: what makes it doubtful; day: on which it was sent; stratum, unit: of the sample."""

    data: Mapping[str, Any]
    marks: frozenset[str]
    language: str
    day: str
    stratum: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Weighting:
    """What is known of the population: [{question, source, targets}]; whether extreme weights are cut back; the drawing."""

    margins: Sequence[Mapping[str, Any]] = ()
    trims: bool = False
    sampling: Sampling = field(default_factory=Sampling)

    @property
    def is_plain(self) -> bool:
        """Whether every answer counts the same, drawn one by one."""
        return not self.margins and not self.sampling.counts


def figures(form: Form, given: Sequence[Given], least: int, weighting: Weighting) -> dict[str, Any]:
    """Return all figures as JSON values; counts below `least` are None, with as many others as it takes.

    Raises:
        StatisticsError: the weights cannot be made, with the reason.
    """
    return _Counting(form, given, least, weighting).all()


class _Counting:
    def __init__(self, form: Form, given: Sequence[Given], least: int, weighting: Weighting) -> None:
        self.form, self.given, self.least, self.weighting = form, given, least, weighting
        self.sound: _Rows = np.array([not one.marks for one in given], dtype=bool)
        doubtful = len(given) - int(self.sound.sum())
        self.both = doubtful >= least and int(self.sound.sum()) >= least
        self.plan = self._plan() if len(given) >= least else None
        self.costs: list[tuple[float, float]] = []  # of shares of everybody: standard error and design effect

    def all(self) -> dict[str, Any]:
        size = len(self.given)
        days = sorted(one.day for one in self.given)
        marks = Counter(mark for one in self.given for mark in one.marks)
        questions = self._questions()
        return {
            "format": FORMAT,
            "version": VERSION,
            "size": size,
            "least": self.least,
            "days": [days[0], days[-1]] if days else [],
            "doubtful": self._count(size - int(self.sound.sum())),
            "marks": {mark: self._count(count) for mark, count in sorted(marks.items())},
            "languages": self._languages(),
            "weights": self._weights(),
            "sample": self._sample(),
            "questions": questions,
        }

    # weights

    def _plan(self) -> Design:
        plan = self._drawn()
        if not self.weighting.margins:
            return plan
        margins = [self._margin(one, plan) for one in self.weighting.margins]
        raked = plan.raked(margins, total=len(self.given))
        if self.weighting.trims:
            raked = replace(plan, weights=trim(raked.weights).weights).raked(margins, total=len(self.given))
        return raked

    def _drawn(self) -> Design:
        """How people came to be asked, before any fit to the population."""
        if not self.weighting.sampling.counts:
            return design([1.0] * len(self.given))
        return design_of(self.weighting.sampling, [(one.stratum, one.unit) for one in self.given])

    def _margin(self, said: Mapping[str, Any], plan: Design) -> Margin:
        """A table of the population; whoever did not say keeps their share of the sample."""
        labels = [str(one.data.get(said["question"], "")) for one in self.given]
        silent = float(plan.weights[[label == "" for label in labels]].sum() / plan.weights.sum())
        whole = sum(said["targets"].values())
        targets = {name: number / whole * (1 - silent) for name, number in said["targets"].items()}
        return Margin(labels, {**targets, **({"": silent} if silent else {})})

    def _weights(self) -> dict[str, Any] | None:
        if self.plan is None or not self.weighting.margins:
            return None
        weights = self.plan.weights
        return {
            "margins": [{"question": one["question"], "source": one["source"]} for one in self.weighting.margins],
            "trims": self.weighting.trims,
            "deff": round(kish(weights), 4),
            "effective": round(effective_size(weights), 1),
            "low": round(float(weights.min()), 3),
            "high": round(float(weights.max()), 3),
        }

    def _sample(self) -> dict[str, Any] | None:
        """How the sample was drawn, in numbers. deff: what it costs the least sure share of everybody, few units counted in."""
        sampling = self.weighting.sampling
        if self.plan is None or not sampling.counts:
            return None
        degrees = self.plan.degrees
        few = (student_quantile(_CONFIDENCE, degrees) / normal_quantile(_CONFIDENCE)) ** 2 if degrees > 0 else None
        base = self._drawn().weights
        return {
            "strata": len(self.plan.sampled) if sampling.strata else 0,
            "units": int(self.plan.sampled.sum()),
            "clusters": bool(sampling.clusters),
            "population": sum(sampling.sizes.values()) or None,
            "silent": sorted(set(sampling.drawn) - {one.stratum for one in self.given}),
            "lonely": sampling.lonely if (self.plan.sampled == 1).any() else "",
            "low": round(float(base.min() / base.mean()), 3),
            "high": round(float(base.max() / base.mean()), 3),
            "deff": None if few is None else round(few * max(self.costs, default=(0.0, kish(self.plan.weights)))[1], 4),
        }

    # questions

    def _questions(self) -> list[dict[str, Any]]:
        hidden: set[str] = set()  # questions of which a cell is hidden
        found = []
        for question, needs in _with_needs(self.form.items, frozenset()):
            if question.kind == NOTE:
                continue
            one = {"name": question.name, "kind": question.kind}
            if needs & hidden:
                hidden.add(question.name)
                found.append({**one, "hidden": "follows"})
                continue
            told = self._question(question)
            if told.get("hidden") or any(row["count"] is None for row in told.get("rows", ())):
                hidden.add(question.name)
            found.append({**one, **told})
        return found

    def _question(self, question: Question) -> dict[str, Any]:
        answered: _Rows = np.array([question.name in one.data for one in self.given], dtype=bool)
        base, sound = int(answered.sum()), int((answered & self.sound).sum())
        if self.plan is None or base < self.least:
            return {"hidden": "few"}
        both = self.both and sound >= self.least and base - sound >= self.least
        told: dict[str, Any] = {"base": base, "base_sound": sound if both else None}
        if question.kind == TEXT:
            return told
        if question.kind in (INTEGER, DECIMAL):
            return {**told, "mean": self._mean(question, answered)}
        rows = self._rows(question)
        if question.kind == MULTIPLE:
            told["rows"] = [self._row(name, answered, yes, self._pair(answered, yes, both)) for name, yes in rows]
        else:
            told["rows"] = self._partition(answered, rows, both)
        if question.kind in SCALED and all(row["count"] is not None for row in told["rows"]):
            told["mean"] = self._mean(question, answered)
        return told

    def _rows(self, question: Question) -> list[tuple[str, _Rows]]:
        """Each answer that can be given, and who gave it."""
        if question.kind == DATE:
            said = [str(one.data.get(question.name, ""))[:7] for one in self.given]
            names = sorted(set(said) - {""})
        elif question.kind in SCALED:
            names = steps(question)
        else:
            names = [choice.name for choice in self.form.choices(question)]
        return [(name, np.array([self._says(one, question, name) for one in self.given], dtype=bool)) for name in names]

    def _says(self, one: Given, question: Question, name: str) -> bool:
        said = one.data.get(question.name, "")
        if question.kind == DATE:
            return str(said)[:7] == name
        return name in said if isinstance(said, list) else said == name

    def _partition(self, answered: _Rows, rows: list[tuple[str, _Rows]], both: bool) -> list[dict[str, Any]]:
        """One table: each answer is a column."""
        shown, sound = self._protected([yes for _name, yes in rows], both)
        return [self._row(name, answered, yes, (shown[place], sound[place])) for place, (name, yes) in enumerate(rows)]

    def _pair(self, answered: _Rows, yes: _Rows, both: bool) -> tuple[int | None, int | None]:
        """The table of one choice of several: yes and no."""
        shown, sound = self._protected([yes, answered & ~yes], both)
        return shown[0], sound[0]

    def _protected(self, columns: list[_Rows], both: bool) -> tuple[Sequence[int | None], Sequence[int | None]]:
        """The counts of everybody and of the sound ones, as they may be shown together with how many those are.

        Where the table of both could only be protected by hiding how many they are, the sound ones are not shown.
        """
        if both:
            rows = [[int((yes & cut).sum()) for yes in columns] for cut in (self.sound, ~self.sound)]
            cells = suppress(rows, self.least).cells
            if all(row[-1] is not None for row in cells):
                return cells[-1], cells[0]
        cells = suppress([[int(yes.sum()) for yes in columns]], self.least).cells
        return cells[0], [None] * len(columns)

    def _row(self, name: str, answered: _Rows, yes: _Rows, counts: tuple[int | None, int | None]) -> dict[str, Any]:
        count, sound = counts
        told: dict[str, Any] = {"name": name, "count": count, "count_sound": sound}
        if count is not None and percentages_allowed(int(answered.sum())):
            told["share"] = self._share(yes, answered)
        clean = answered & self.sound
        if count is not None and sound is not None and percentages_allowed(int(clean.sum())):
            told["share_sound"] = self._share(yes, clean)
        return told

    def _share(self, yes: _Rows, of: _Rows) -> dict[str, Any] | None:
        assert self.plan is not None
        found = share(self.plan, yes, of)
        if of.all() and found.deff_replaced:
            self.costs.append((found.standard_error, found.deff_replaced))
        try:
            plain = wilson(int((yes & of).sum()), int(of.sum()))
            interval = plain if self.weighting.is_plain else found.interval()
        except StatisticsError:  # of one single answer, say: a share, and nothing about how sure
            return None
        return _told(found, interval)

    def _mean(self, question: Question, answered: _Rows) -> dict[str, Any] | None:
        assert self.plan is not None
        if not percentages_allowed(int(answered.sum())):
            return None
        numbers = [float(one.data[question.name]) if question.name in one.data else 0.0 for one in self.given]
        found = mean(self.plan, numbers, answered)
        try:
            return _told(found, found.interval())
        except StatisticsError:  # of one single cluster, say
            return None

    # small counts

    def _count(self, count: int) -> int | None:
        return None if 0 < count < self.least else count

    def _languages(self) -> dict[str, int | None]:
        counts = Counter(one.language for one in self.given)
        if not counts:
            return {}
        names = sorted(counts)
        return dict(zip(names, suppress([[counts[name] for name in names]], self.least).cells[0], strict=False))


def _told(found: Estimate, interval: Interval) -> dict[str, Any]:
    return {
        "value": round(found.value, 6),
        "low": round(interval.low, 6),
        "high": round(interval.high, 6),
        "error": round(found.standard_error, 8),
        "degrees": found.degrees,
        "effective": round(found.effective_size, 1),
    }


def _with_needs(items: Sequence[Item], around: frozenset[str]) -> list[tuple[Question, frozenset[str]]]:
    """Every question with the questions that decide whether it is asked, or which choices it has."""
    found = []
    for item in items:
        needs = around | (parse(item.relevant).names if item.relevant else frozenset())
        if isinstance(item, Group):
            found += _with_needs(item.items, needs)
        else:
            filters = parse(item.choice_filter, of_choices=True).names if item.choice_filter else frozenset()
            found.append((item, needs | filters))
    return found
