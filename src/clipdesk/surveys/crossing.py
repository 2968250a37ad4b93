"""What people say they want beside what they watch: per content line, shape or length of clips, never per person.

One side are figures of the survey as they were shown; the other side counts of our own posts, each destination by itself and at
the same age. Nothing is added up over destinations, and no post is compared by another one's definition.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Desk
from clipdesk.accounts.roles import ASK
from clipdesk.audience.models import MetricDefinition
from clipdesk.audience.packing import Curves
from clipdesk.audience.usual import Usual
from clipdesk.clips.models.look import film_seconds
from clipdesk.connectors.registry import MEASURED
from clipdesk.destinations.models import Destination
from clipdesk.history.transition import record
from clipdesk.kernel.clock import now
from clipdesk.planning import ideas
from clipdesk.planning.models import ContentLine, Idea, Made
from clipdesk.publishing.access import publications_for
from clipdesk.publishing.models import Publication
from clipdesk.statistics.precision import Wording, wording
from clipdesk.surveys.form import CHOOSING, Form
from clipdesk.surveys.models import Release, Survey
from clipdesk.ui.formats import number
from clipdesk.ui.shape_names import SHAPE_NAMES

#: Posts of so many days before the survey closed, each as it stood after so many days.
PERIOD, AGE = timedelta(days=90), timedelta(days=7)
#: Fewer posts of one kind tell more of each of them than of the kind.
FEWEST = 5
MOST_PAIRS = 100
LINE, SHAPE, LENGTH = "line", "shape", "length"
LENGTHS: Mapping[str, tuple[str | Promise, float, float]] = {
    "30": (gettext_lazy("up to 30 seconds"), 0, 30),
    "60": (gettext_lazy("over 30 seconds to 1 minute"), 30, 60),
    "180": (gettext_lazy("over 1 to 3 minutes"), 60, 180),
    "longer": (gettext_lazy("over 3 minutes"), 180, float("inf")),
}


@dataclass(frozen=True)
class Watched:
    """Posts of one kind on one destination. posts: how many came out; counted: how many had a count at the age; median: of
    those, and of_all: of all our posts there; None: too few, or note says why."""

    destination: Destination
    posts: int
    counted: int
    metric: str
    median: float | None
    of_all: float | None
    note: str = ""


@dataclass(frozen=True)
class Crossed:
    """One choice. share, low, high: of those who want it, in percent; None: not shown. clips: how many we made of it."""

    question: str
    choice: str
    asked: str
    label: str
    made_of: str
    base: int | None
    share: float | None
    low: float | None
    high: float | None
    clips: int
    watched: tuple[Watched, ...]

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return f"{self.question}-{self.choice}"


def choices_of(survey: Survey) -> list[tuple[str, str]]:
    """Return what a choice can stand for, with its name: `line:ID`, `shape:9:16`, `length:30`."""
    lines = ContentLine.objects.filter(station=survey.station).order_by("name_sort")
    found = [(f"{LINE}:{line.pk}", _("Content line: %(name)s") % {"name": line.name}) for line in lines]
    found += [(f"{SHAPE}:{shape}", _("Shape: %(name)s") % {"name": name}) for shape, name in SHAPE_NAMES.items()]
    return found + [(f"{LENGTH}:{key}", _("Length: %(name)s") % {"name": one[0]}) for key, one in LENGTHS.items()]


def keep_pairs(survey: Survey, said: Mapping[tuple[str, str], str], *, member: Member) -> None:
    """Keep which choice stands for what; what is no choice or no such thing is left out."""
    member.require(ASK)
    known = {key for key, _name in choices_of(survey)}
    form = survey.versions.latest("number").as_form
    asked = {(one.name, choice.name) for one in form.questions if one.kind in CHOOSING for choice in form.choices(one)}
    pairs = [
        {"question": question, "choice": choice, "of": of}
        for (question, choice), of in said.items()
        if of in known and (question, choice) in asked
    ][:MOST_PAIRS]
    if pairs != survey.crossing:
        Survey.objects.filter(pk=survey.pk).update(crossing=pairs)
        record(survey, "survey_crossed", by=member.actor, after={"choices": len(pairs)})
        survey.crossing = pairs


def cross(survey: Survey, release: Release, member: Member, language: str) -> list[Crossed]:
    """Return each choice that stands for something, the most wanted of its question first."""
    form = survey.versions.latest("number").as_form
    names = dict(choices_of(survey))
    told = {one["name"]: one for one in release.content["questions"]}
    posts = _Posts(survey, member)
    found = [
        _crossed(form, told.get(pair["question"], {}), pair, (names[pair["of"]], posts.of(pair["of"])), language)
        for pair in survey.crossing
        if pair["of"] in names and form.question(pair["question"])
    ]
    places = {question.name: place for place, question in enumerate(form.questions)}
    return sorted(found, key=lambda one: (places[one.question], -(one.share or 0)))


def _crossed(
    form: Form,
    told: Mapping[str, Any],
    pair: Mapping[str, str],
    ours: tuple[str, tuple[int, tuple[Watched, ...]]],
    language: str,
) -> Crossed:
    question = form.question(pair["question"])
    assert question is not None
    label = next((one.label for one in form.choices(question) if one.name == pair["choice"]), {})
    share = next((row.get("share") for row in told.get("rows", ()) if row["name"] == pair["choice"]), None)
    made_of, (clips, watched) = ours
    return Crossed(
        question=question.name,
        choice=pair["choice"],
        asked=form.said(question.label, language),
        label=form.said(label, language),
        made_of=made_of,
        base=told.get("base"),
        share=100 * share["value"] if share else None,
        low=100 * share["low"] if share else None,
        high=100 * share["high"] if share else None,
        clips=clips,
        watched=watched,
    )


class _Posts:
    """Our posts before a survey closed, as far as a person may see them, and what was counted of them."""

    def __init__(self, survey: Survey, member: Member) -> None:
        until = survey.closed_at or now()
        rows = Made.objects.filter(station=survey.station, at__gt=until - PERIOD, at__lte=until, taken_down_at=None)
        seen = publications_for(member).filter(
            pk__in=rows.values("publication"), first_live_at__isnull=False, shown__isnull=False
        )
        self.posts = {one.pk: one for one in seen.select_related("destination", "shown__revision")}
        self.made = [row for row in rows.order_by("at") if row.publication in self.posts]
        self.usual = Usual(list(self.posts.values()))

    def of(self, what: str) -> tuple[int, tuple[Watched, ...]]:
        """Return how many clips we made of it, and how its posts did on each destination."""
        kind, _mark, value = what.partition(":")
        rows = [row for row in self.made if self._is(row, kind, value)]
        by_destination: dict[UUID, list[Publication]] = {}
        for row in rows:
            post = self.posts[row.publication]
            by_destination.setdefault(post.destination_id, []).append(post)
        watched = sorted(
            (self._watched(posts) for posts in by_destination.values()), key=lambda one: one.destination.name
        )
        return len({row.clip for row in rows}), tuple(watched)

    def _is(self, row: Made, kind: str, value: str) -> bool:
        if kind == LINE:
            return str(row.line_id) == value
        if kind == SHAPE:
            return row.shape == value
        _name, above, most = LENGTHS[value]
        return above < self._seconds[row.publication] <= most

    @cached_property
    def _seconds(self) -> dict[UUID, float]:
        """How long each film is."""
        return {
            pk: float(film_seconds(post.shown.revision.content.recipe, post.station_id))
            for pk, post in self.posts.items()
            if post.shown is not None
        }

    def _watched(self, posts: list[Publication]) -> Watched:
        destination = posts[0].destination
        if destination.kind not in MEASURED:
            return Watched(destination, len(posts), 0, "", None, None, _("This destination tells the desk no figures."))
        if self.usual.is_off(posts[0]):
            note = _("The platform's terms for comparing have not been accepted (Destinations).")
            return Watched(destination, len(posts), 0, "", None, None, note)
        definition = self._definition(destination.kind)
        if definition is None:
            return Watched(destination, len(posts), 0, "", None, None)
        counts = self._counts(destination, definition)
        mine = [counts[post.pk] for post in posts if post.pk in counts]
        few = len(mine) < FEWEST or len(counts) < FEWEST
        note = _("Fewer than %(least)d posts were counted at that age.") % {"least": FEWEST} if few else ""
        return Watched(
            destination=destination,
            posts=len(posts),
            counted=len(mine),
            metric=definition.label,
            median=None if few else statistics.median(mine),
            of_all=None if few else statistics.median(counts.values()),
            note=note,
        )

    def _definition(self, kind: str) -> MetricDefinition | None:
        """The platform's first metric that grows, by the definition that holds now."""
        return next((one for one in MetricDefinition.valid_at(kind, now()).values() if one.grows), None)

    def _counts(self, destination: Destination, definition: MetricDefinition) -> dict[UUID, float]:
        of_destination = [pk for pk, post in self.posts.items() if post.destination_id == destination.pk]
        return {pk: one.count for pk, one in Curves(of_destination, definition).at(AGE).items()}


def propose(survey: Survey, one: Crossed, desk: Desk, link: str, *, member: Member) -> Idea:
    """Put one of them on a desk's board of ideas, with its figures as evidence; twice is once."""
    member.require(ASK)
    words = _("Wanted: %(label)s") % {"label": one.label}
    return ideas.propose(desk, words, evidence_of(survey, one), link, "surveys", by=member.person)


def evidence_of(survey: Survey, one: Crossed) -> str:
    """Return what it rests on, in sentences."""
    return "\n".join(_sentences(survey, one))


def _sentences(survey: Survey, one: Crossed) -> Iterable[str]:
    title = {"survey": str(survey), "asked": one.asked}
    if one.share is None or one.low is None or one.high is None:
        yield _("%(survey)s: “%(asked)s”. How many want it is not shown: too few answers.") % title
    else:
        figures = {name: number(round(getattr(one, name), 1), 1) for name in ("share", "low", "high")}
        said = title | figures | {"label": one.label, "base": number(one.base or 0)}
        yield (
            _(
                "%(survey)s: “%(asked)s” %(share)s%% of %(base)s answers say “%(label)s” (95%% interval from %(low)s%% to "
                "%(high)s%%)."
            )
            % said
        )
        if wording(survey.sample) is Wording.MODELLED_PRECISION:
            yield _("People chose themselves to take part: this is a modelled precision.")
    what = {"made_of": one.made_of, "clips": number(one.clips), "days": PERIOD.days}
    yield _("%(made_of)s: %(clips)s clips in the %(days)d days before the survey closed.") % what
    for each in one.watched:
        yield watched_in_words(each)


def watched_in_words(one: Watched) -> str:
    """Return how the posts of one kind did on one destination."""
    said = {"destination": one.destination.name, "posts": number(one.posts), "days": AGE.days}
    if one.median is None or one.of_all is None:
        return " ".join(filter(None, (_("%(destination)s: %(posts)s posts.") % said, one.note)))
    figures = {"median": number(round(one.median)), "of_all": number(round(one.of_all)), "metric": one.metric}
    return _(
        "%(destination)s: %(posts)s posts, median %(median)s after %(days)d days (%(metric)s); of all our posts there %(of_all)s."
    ) % {**said, **figures}
