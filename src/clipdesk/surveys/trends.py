"""Waves of one survey beside each other: the share of each answer, and how much it changed from the wave before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clipdesk.statistics.errors import StatisticsError
from clipdesk.statistics.estimates import Estimate, change
from clipdesk.statistics.proportions import Interval
from clipdesk.surveys.counting import last_release
from clipdesk.surveys.form import Form
from clipdesk.surveys.models import Survey


@dataclass(frozen=True)
class Point:
    """One answer in one wave; told: its share and how sure, None where it is not shown. change: to the wave before."""

    told: Mapping[str, Any] | None
    change: Interval | None
    points: float | None


@dataclass(frozen=True)
class Line:
    """One answer over the waves."""

    question: str
    label: str
    points: tuple[Point, ...]


def waves_of(survey: Survey) -> list[Survey]:
    """Return the waves up to this one that have figures, the first first."""
    found: list[Survey] = []
    at: Survey | None = survey
    while at is not None:
        if last_release(at) is not None:
            found.append(at)
        at = at.previous
    return found[::-1]


def trend(waves: list[Survey], form: Form, language: str) -> list[Line]:
    """Return every answer that was asked in the last wave and in one before it, wave by wave."""
    shares = [_shares(wave) for wave in waves]
    lines = []
    for question in form.questions:
        for choice in form.choices(question):
            key = (question.name, choice.name)
            told = [of_wave.get(key) for of_wave in shares]
            if sum(one is not None for one in told) > 1:
                lines.append(
                    Line(form.said(question.label, language), form.said(choice.label, language), _points(told))
                )
    return lines


def _shares(wave: Survey) -> dict[tuple[str, str], Mapping[str, Any]]:
    release = last_release(wave)
    assert release is not None
    return {
        (question["name"], row["name"]): {**row["share"], "base": question["base"]}
        for question in release.content["questions"]
        for row in question.get("rows", ())
        if row.get("share")
    }


def _points(told: list[Mapping[str, Any] | None]) -> tuple[Point, ...]:
    points = []
    before: Mapping[str, Any] | None = None
    for one in told:
        found = _change(before, one)
        points.append(Point(one, found[0], found[1]))
        before = one or before
    return tuple(points)


def _change(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> tuple[Interval | None, float | None]:
    if before is None or after is None:
        return None, None
    found = change(_estimate(before), _estimate(after))
    try:
        return found.interval(), found.value
    except StatisticsError:  # nobody and nobody: no change, and nothing about how sure
        return None, found.value


def _estimate(told: Mapping[str, Any]) -> Estimate:
    return Estimate(told["value"], told["error"], told["degrees"], told["base"], told["effective"], None, None)
