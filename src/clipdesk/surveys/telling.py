"""Figures as pages and workbooks tell them: words by the type of the sample, labels in one language, a methods section.

“Margin of error” is said of probability samples alone. Of all others it is a model's precision, and what that supposes is said
with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from clipdesk.statistics.precision import SampleType, Wording, precision, wording
from clipdesk.surveys.condition_form import SAMPLES
from clipdesk.surveys.form import MULTIPLE, Form, Question
from clipdesk.surveys.models import Release, Survey, SurveyVersion
from clipdesk.surveys.quality import MARKS
from clipdesk.surveys.sampling import LONELY
from clipdesk.ui.formats import date_time, day, number


@dataclass(frozen=True)
class Line:
    """One answer. count: None is hidden. share, low, high: in percent, None where not shown; sound: without doubtful answers."""

    label: str
    count: int | None
    share: float | None
    low: float | None
    high: float | None
    sound: float | None

    @property
    def width(self) -> float | None:
        """How wide the interval is, in points."""
        return self.high - self.low if self.high is not None and self.low is not None else None


@dataclass(frozen=True)
class Table:
    """One question. note: why it has no figures, or what has to be known to read them. mean: in words."""

    name: str
    label: str
    base: int | None
    base_sound: int | None
    lines: tuple[Line, ...]
    mean: str
    note: str
    source: str


@dataclass(frozen=True)
class Told:
    """Everything that a report says. precision: how sure, in the words that the sample allows."""

    survey: Survey
    release: Release
    tables: tuple[Table, ...]
    precision: str
    methods: tuple[tuple[str, str], ...]
    doubtful: str


def tell(survey: Survey, release: Release, version: SurveyVersion, language: str) -> Told:
    """Return the report of a release, with the labels in a language of the form, if it has it."""
    form, content = version.as_form, release.content
    tables = tuple(_tables(form, content, language))
    return Told(
        survey=survey,
        release=release,
        tables=tables,
        precision=_precision(survey, content),
        methods=tuple(_methods(survey, release, version)),
        doubtful=_doubtful(content),
    )


def _tables(form: Form, content: Mapping[str, Any], language: str) -> Iterator[Table]:
    for told in content["questions"]:
        question = form.question(told["name"])
        if question is None:
            continue
        labels = {one.name: form.said(one.label, language) for one in form.choices(question)}
        lines = tuple(_line(row, labels) for row in told.get("rows", ()))
        yield Table(
            name=question.name,
            label=form.said(question.label, language),
            base=told.get("base"),
            base_sound=told.get("base_sound"),
            lines=lines,
            mean=_mean(told.get("mean")),
            note=_note(question, told, lines, content["least"]),
            source=question.source,
        )


def _line(row: Mapping[str, Any], labels: Mapping[str, str]) -> Line:
    share, sound = row.get("share"), row.get("share_sound")
    return Line(
        label=labels.get(row["name"], row["name"]),
        count=row["count"],
        share=100 * share["value"] if share else None,
        low=100 * share["low"] if share else None,
        high=100 * share["high"] if share else None,
        sound=100 * sound["value"] if sound else None,
    )


def _mean(mean: Mapping[str, Any] | None) -> str:
    if not mean:
        return ""
    said = {name: number(round(mean[name], 2), 2) for name in ("value", "low", "high")}
    return _("Mean %(value)s (from %(low)s to %(high)s, 95%% interval)") % said


def _note(question: Question, told: Mapping[str, Any], lines: tuple[Line, ...], least: int) -> str:
    if told.get("hidden") == "few":
        return _("Fewer than %(least)d people answered this question, so nothing is shown.") % {"least": least}
    if told.get("hidden") == "follows":
        return _(
            "This question was asked only after certain answers, of which some are hidden. Its figures would give those away."
        )
    notes = []
    if question.kind == MULTIPLE:
        notes.append(_("Several answers were possible: the shares add up to more than 100%."))
    if any(line.count is None for line in lines):
        notes.append(_("Small counts are hidden (–), and as many others that nobody can work them out."))
    if told.get("base", 0) and lines and all(line.share is None for line in lines):
        notes.append(_("Percentages are shown from 30 answers on."))
    return " ".join(notes)


def _precision(survey: Survey, content: Mapping[str, Any]) -> str:
    """How sure a share of one half would be."""
    if not content["size"]:
        return ""
    sample = content.get("sample")
    deff = content["weights"]["deff"] if content["weights"] else 1.0
    if sample:
        if sample["deff"] is None:
            return _("Too few units were drawn to say how sure the figures are.")
        deff = sample["deff"]
    found = precision(content["size"], survey.sample, deff=deff)
    points = number(round(100 * found.half_width, 1), 1)
    if found.wording is Wording.MARGIN_OF_ERROR:
        return _("Margin of error: ±%(points)s points at most, for shares of everybody asked (95%%).") % {
            "points": points
        }
    said = _(
        "Modelled precision: ±%(points)s points at most, for shares of everybody asked (95%%). It supposes that, weighted as "
        "described, those who answered are like those who did not. People chose themselves to take part, so nobody knows "
        "whether that is so."
    )
    return said % {"points": points}


def _doubtful(content: Mapping[str, Any]) -> str:
    count = content["doubtful"]
    if count == 0:
        return _("No answers are doubtful.")
    if count is None:
        return _(
            "Fewer than %(least)d answers are doubtful. They are in the figures; without them hardly anything changes."
        ) % {"least": content["least"]}
    said = ngettext(
        "%(count)s answer is doubtful. Nobody's is left out: where enough are, the figures without them stand beside.",
        "%(count)s answers are doubtful. Nobody's is left out: where enough are, the figures without them stand beside.",
        count,
    )
    return said % {"count": number(count)}


def _methods(survey: Survey, release: Release, version: SurveyVersion) -> Iterator[tuple[str, str]]:
    """What AAPOR's Transparency Initiative asks to be disclosed, from what the desk knows."""
    content = release.content
    yield _("Asked and paid for by"), f"{survey.station.name} ({survey.contact})"
    yield _("Whom the figures are about"), survey.population
    yield (
        _("How people came to the survey"),
        " ".join(filter(None, [str(SAMPLES[survey.sample_type]) + ".", survey.recruitment])),
    )
    if content.get("sample"):
        yield _("How the sample was drawn"), " ".join(_drawing(content["sample"]))
    yield _("How it was asked"), _("On the web, by the people themselves, without an interviewer.")
    if content["days"]:
        first, last = (day(date.fromisoformat(one)) for one in content["days"])
        yield _("When"), first if first == last else f"{first} – {last}"
    yield _("Languages"), _languages(version.as_form, content)
    yield _("Answers"), _answers(content)
    yield _("Weighting"), _weighting(version.as_form, content)
    yield _("How sure"), _precision(survey, content)
    yield _("Quality"), _quality(content)
    hidden = _(
        "Counts below %(least)d are hidden, and as many others that nobody can work them out; percentages stand from 30 answers "
        "on. Intervals are Wilson's; with weights, strata or clusters logit-t."
    )
    yield _("Protection of people"), hidden % {"least": content["least"]}
    yield (
        _("Questions"),
        _("Word for word in the tables; fixed at opening under SHA-256 %(digest)s.") % {"digest": version.sha256},
    )
    yield (
        _("What surveys cannot do"),
        _(
            "Wording and order of questions, and who takes part, shift answers. People tend to report more use of news than "
            "there was. Minutes that people report are never put beside minutes that platforms count."
        ),
    )
    yield (
        _("Figures"),
        _("number %(number)d, made %(moment)s")
        % {
            "number": release.number,
            "moment": date_time(release.made_at, survey.zone),
        },
    )


def _drawing(sample: Mapping[str, Any]) -> Iterator[str]:
    """The design, in sentences."""
    units = number(sample["units"])
    if sample["clusters"]:
        said = _("From a list in one stage: %(units)s clusters with answers, of which everybody was sent a link.")
    else:
        said = _("From a list in one stage: %(units)s people with answers.")
    yield said % {"units": units}
    if sample["strata"]:
        yield _("Drawn separately in %(strata)s strata.") % {"strata": number(sample["strata"])}
    if sample["silent"]:
        yield _("Nobody answered in: %(strata)s.") % {"strata": ", ".join(sample["silent"])}
    if sample["population"]:
        said = _("In all there are %(population)s such units; that most of them were not asked is counted (fpc).")
        yield said % {"population": number(sample["population"])}
    else:
        yield _("How many units there are in all is not known: the intervals suppose very many.")
    yield _(
        "Each answer stands for the links per answer of its stratum, and for the units there are per unit drawn where that is "
        "known: from %(low)s to %(high)s times the mean. Variances follow strata and clusters (Taylor linearisation)."
    ) % {"low": number(sample["low"], 2), "high": number(sample["high"], 2)}
    if sample["lonely"]:
        yield " ".join((_("Strata with one unit only:"), f"{LONELY[sample['lonely']]}."))


def _languages(form: Form, content: Mapping[str, Any]) -> str:
    counts = content["languages"]
    said = {
        code: "–" if counts.get(code) is None and code in counts else number(counts.get(code, 0))
        for code in form.languages
    }
    return ", ".join(f"{form.languages[code]} ({count})" for code, count in said.items())


def _answers(content: Mapping[str, Any]) -> str:
    said = [_("complete: %(count)s") % {"count": number(content["size"])}]
    said.append(_("begun and not sent: %(count)s") % {"count": number(content["broken_off"])})
    if content["turned_away"]:
        said.append(_("turned away by full quotas: %(count)s") % {"count": number(content["turned_away"])})
    if content["links"]:
        used = {"used": number(content["links_used"]), "links": number(content["links"])}
        said.append(_("links that work once: %(used)s of %(links)s used") % used)
    return "; ".join(said)


def _weighting(form: Form, content: Mapping[str, Any]) -> str:
    weights = content["weights"]
    if not weights:
        return _("None: every answer counts the same.")
    margins = "; ".join(
        f"{form.said(question.label, get_language() or '')} ({one['source']})"
        for one in weights["margins"]
        if (question := form.question(one["question"]))
    )
    said = _(
        "Raked to: %(margins)s. Whoever did not answer one of these keeps their share. Weights from %(low)s to %(high)s; design "
        "effect %(deff)s; as much as %(effective)s answers of equal weight."
    )
    figures = {
        name: number(weights[name], digits) for name, digits in (("low", 2), ("high", 2), ("deff", 2), ("effective", 0))
    }
    trimmed = _("The most extreme weights (1 of 100 on each side) were cut back, and all raked again.")
    return " ".join([said % {**figures, "margins": margins}, *([trimmed] if weights["trims"] else [])])


def _quality(content: Mapping[str, Any]) -> str:
    said = [
        f"{MARKS[mark]}: "
        + (number(count) if count is not None else _("fewer than %(least)d") % {"least": content["least"]})
        for mark, count in content["marks"].items()
        if mark in MARKS
    ]
    return " ".join(filter(None, [_doubtful(content), "; ".join(said)]))


def is_modelled(survey: Survey) -> bool:
    """Tell whether only a model says how sure the figures are."""
    return wording(SampleType(survey.sample_type)) is Wording.MODELLED_PRECISION
