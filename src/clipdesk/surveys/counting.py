"""From answers to figures that may be shown: made when a survey closes, made anew with weights, never so that two tell of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import ASK
from clipdesk.history.models import CLIPDESK, Actor
from clipdesk.history.transition import IllegalTransition, record
from clipdesk.kernel.clock import now
from clipdesk.statistics.designs import Lonely
from clipdesk.statistics.errors import StatisticsError
from clipdesk.surveys import erasing, making
from clipdesk.surveys.figures import Given, Weighting, figures
from clipdesk.surveys.models import Answer, Release, Survey
from clipdesk.surveys.quality import marks_of
from clipdesk.surveys.refusals import FewWithdrawn, NothingToCount
from clipdesk.surveys.sampling import sampling_of


def last_release(survey: Survey) -> Release | None:
    """Return the newest figures of a survey."""
    return survey.releases.order_by("-number").first()


def count(survey: Survey, by: Actor = CLIPDESK) -> Release:
    """Make the figures of a closed survey from the answers that are there now, and keep them.

    Raises:
        NothingToCount: the answers are deleted. FewWithdrawn: too few answers went since the last figures.
        StatisticsError: the weights cannot be made. Nothing was written.
    """
    return _release(survey, Weighting(survey.margins, survey.trims, sampling_of(survey)), by)


def count_first(survey: Survey, *, for_good: bool = False) -> None:
    """Make the first figures of a closed survey, unless somebody has: weighted as the wave before it, where that goes.

    A stratum of one unit leaves it without figures until somebody says how such strata count. for_good: the answers go now, so
    it is held against the mean of all units.
    """
    if last_release(survey) is not None:
        return
    drawn = sampling_of(survey)
    centred = replace(drawn, lonely=Lonely.CENTRE.value)
    margins = Weighting(survey.margins, survey.trims, drawn)
    for weighting in (margins, Weighting(sampling=drawn), *([Weighting(sampling=centred)] if for_good else [])):
        try:
            _release(survey, weighting, CLIPDESK)
        except StatisticsError:
            continue  # nobody of one group answered this time, say: the makers see plain figures, and weigh anew
        return


def hindrance(survey: Survey) -> StatisticsError | None:
    """Return why a closed survey has no figures; None: they can be made."""
    try:
        _content(survey, given_to(survey), Weighting(sampling=sampling_of(survey)))
    except StatisticsError as error:
        return error
    return None


def weigh(survey: Survey, margins: Sequence[Mapping[str, Any]], trims: bool, *, member: Member) -> Release:
    """Make the figures of a closed survey anew, weighted to what is known of the population (nothing: unweighted).

    Raises:
        MarginUnfit: a number or a source is missing. What `count` raises. Nothing was written.
    """
    member.require(ASK)
    making.check_margins(survey, margins)
    return _release(survey, Weighting(list(margins), trims, sampling_of(survey)), member.actor)


def _release(survey: Survey, weighting: Weighting, by: Actor) -> Release:
    if survey.answers_deleted_on is not None:
        raise NothingToCount
    given = given_to(survey)
    content = _content(survey, given, weighting)
    with transaction.atomic():
        held = Survey.objects.select_for_update().get(pk=survey.pk)
        if held.state != Survey.CLOSED:
            raise IllegalTransition(state=held.state)
        last = last_release(held)
        if last is not None and 0 < last.size - len(given) < held.least:
            raise FewWithdrawn(least=held.least)
        Survey.objects.filter(pk=held.pk).update(margins=list(weighting.margins), trims=weighting.trims)
        number = held.releases.count() + 1
        release = Release.objects.create(survey=held, number=number, content=content, size=len(given))
        sources = [{"question": one["question"], "source": one["source"]} for one in weighting.margins]
        record(held, "survey_figures_made", by=by, after={"figures": number, "answers": len(given), "margins": sources})
    survey.margins, survey.trims = list(weighting.margins), weighting.trims
    return release


def given_to(survey: Survey) -> list[Given]:
    """Return what was sent, with what makes it doubtful, in the order of random ids."""
    form = survey.versions.latest("number").as_form
    rows = list(Answer.objects.filter(survey=survey).exclude(completed_on=None).order_by("pk"))
    marks = marks_of(form, [(row.data, row.seconds, row.caught) for row in rows])
    return [
        Given(row.data, found, row.language, _day(row), row.stratum, row.unit)
        for row, found in zip(rows, marks, strict=True)
    ]


def _day(row: Answer) -> str:
    return row.completed_on.isoformat() if row.completed_on else ""


def go_round() -> None:
    """Close what has come to its end, and delete answers whose date has come; figures are made before. What was noted of
    erased ones goes after them."""
    moment = now()
    for survey in Survey.objects.filter(state=Survey.ASKING, asks_until__lte=moment).select_related("station"):
        making.close(survey, by=CLIPDESK)
    for survey in Survey.objects.filter(answers_deleted_on=None, delete_on__isnull=False).exclude(state=Survey.DRAFT):
        today = moment.astimezone(survey.zone).date()
        if survey.delete_on is None or today < survey.delete_on:
            continue
        if survey.state == Survey.ASKING:
            making.close(survey, by=CLIPDESK)
        count_first(survey, for_good=True)
        making.delete_answers(survey, today)
    erasing.forget(moment.date() - timedelta(days=1))


def _content(survey: Survey, given: list[Given], weighting: Weighting) -> dict[str, Any]:
    form = survey.versions.latest("number").as_form
    found = figures(form, given, survey.least, weighting)
    begun = Answer.objects.filter(survey=survey, completed_on=None).count()
    return {
        **found,
        "sample_type": survey.sample_type,
        "broken_off": begun,
        "turned_away": survey.turned_away,
        "links": survey.links_made,
        "links_used": survey.links_made - survey.single_links.count(),
    }
