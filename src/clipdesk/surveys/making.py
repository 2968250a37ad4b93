"""What makers do with a survey: begin, change, open, close, ask again, delete a draft, make links, say margins."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import ASK
from clipdesk.history.models import CLIPDESK, Actor
from clipdesk.history.transition import record, transition
from clipdesk.kernel.canonical import canonical_json, digest
from clipdesk.kernel.clock import now
from clipdesk.surveys.checking import check, unsaid
from clipdesk.surveys.delicate import check_delicate
from clipdesk.surveys.films import films_of
from clipdesk.surveys.form import ONE, Form, as_json
from clipdesk.surveys.models import Answer, SingleLink, Survey, SurveyVersion
from clipdesk.surveys.refusals import LinksUnfit, MarginUnfit, NotDraft, NotReady
from clipdesk.surveys.sampling import places_of, sampling_of, with_drawn

MOST_LINKS = 5000
DECLARED = "not_sensitive"
"""How the history keeps what the maker said at opening (`ui.verbs.REASONS`)."""
LONGEST_KEEPING = timedelta(days=730)
#: What a wave takes along from the one before it.
_TAKEN_ALONG = (
    "sample_type",
    "population",
    "recruitment",
    "contact",
    "one_page",
    "links_only",
    "least",
    "quotas",
    "margins",
    "crossing",
)
_CONDITIONS = (
    *("sample_type", "population", "recruitment", "contact", "asks_from", "asks_until", "daily_from", "daily_until"),
    *("delete_on", "one_page", "links_only", "least", "quotas"),
)


def begin(member: Member, form: Form) -> Survey:
    """Make a draft of a form.

    Raises:
        FormUnfit, RuleUnfit, Delicate: nothing was written.
    """
    member.require(ASK)
    check(form)
    check_delicate(form)
    with transaction.atomic():
        survey = Survey.objects.create(station=member.station, form=as_json(form))
        record(survey, "survey_made", by=member.actor, after={"title": str(survey)})
    return survey


def keep_form(survey: Survey, form: Form, *, member: Member) -> None:
    """Keep another form of a draft. Drafts are no history yet, so the ledger says nothing.

    Raises:
        NotDraft: it was opened meanwhile. FormUnfit, RuleUnfit, Delicate: nothing was written.
    """
    member.require(ASK)
    check(form)
    check_delicate(form)
    written = Survey.objects.filter(pk=survey.pk, state=Survey.DRAFT).update(form=as_json(form))
    if not written:
        raise NotDraft
    survey.form = as_json(form)


def keep_conditions(survey: Survey, said: Mapping[str, Any], *, member: Member) -> None:
    """Keep how a draft will be asked; of an open one, only when it ends and who answers for it (`said` holds those alone).

    Raises:
        NotDraft: what is said changes what people were told when they agreed.
    """
    member.require(ASK)
    late = {"asks_until", "daily_from", "daily_until"}
    if survey.state != Survey.DRAFT and set(said) - late:
        raise NotDraft
    with transaction.atomic():
        rows = Survey.objects.filter(pk=survey.pk, state=survey.state)
        if survey.state == Survey.CLOSED or not rows.update(
            **{name: said[name] for name in said if name in _CONDITIONS}
        ):
            raise NotDraft
        if survey.state == Survey.ASKING:
            plain = {name: str(value) for name, value in said.items()}
            record(survey, "survey_hours_changed", by=member.actor, after=plain)
    survey.refresh_from_db()


def open_survey(survey: Survey, *, declared: bool, member: Member) -> None:
    """Open it: from now on the form is a version that nothing changes.

    declared: the maker said that no question asks for opinion, faith, origin, health or sexual life of whoever answers.

    Raises:
        NotReady: with what is missing. FormUnfit, RuleUnfit, Delicate, IllegalTransition: nothing was written.
    """
    member.require(ASK)
    form = survey.as_form
    check(form)
    check_delicate(form)
    _check_ready(survey, form, declared)
    content = canonical_json(as_json(form))
    with transaction.atomic():
        transition(survey, Survey.OPEN, by=member.actor, changes={"opened_at": now()}, because=DECLARED)
        # Read again under the lock of the transition: what was kept a moment ago is not opened unchecked.
        if Survey.objects.get(pk=survey.pk).form != as_json(form):
            raise NotReady(what=_("its questions were changed at this moment"))
        version = SurveyVersion.objects.create(
            survey=survey, number=1, canonical=content.decode(), sha256=digest(content)
        )
        record(survey, "survey_version_made", by=member.actor, after={"version": 1, "sha256": version.sha256})


def _check_ready(survey: Survey, form: Form, declared: bool) -> None:
    if not any(question.kind != "note" for question in form.questions):
        raise NotReady(what=_("it has no question"))
    missing = next(unsaid(form), None)
    if missing:
        raise NotReady(
            what=_("“%(where)s” has no words in %(language)s") % dict(zip(("where", "language"), missing, strict=True))
        )
    if not survey.contact.strip():
        raise NotReady(what=_("nobody is named who answers for it"))
    if not survey.population.strip():
        raise NotReady(what=_("it does not say whom its figures are about"))
    today = now().astimezone(survey.zone).date()
    if survey.delete_on is None or not today < survey.delete_on <= today + LONGEST_KEEPING:
        raise NotReady(what=_("the day on which the answers are deleted has to lie ahead, within two years"))
    codes = {one.clip: one.name for one in form.questions if one.clip}
    lacking = codes.keys() - films_of(survey.station, codes).keys()
    if lacking:
        raise NotReady(what=_("the clip of “%s” is not public on your own site") % codes[min(lacking)])
    drawing = sampling_of(survey)
    if (drawing.strata or drawing.clusters) and not survey.links_only:
        raise NotReady(what=_("a sample with strata or clusters is asked only with links that work once"))
    if survey.asks_until and survey.asks_until <= now():
        raise NotReady(what=_("its end has passed already"))
    choices = {one.name: {choice.name for choice in form.choices(one)} for one in form.questions if one.kind == ONE}
    if any(quota["choice"] not in choices.get(quota["question"], ()) for quota in survey.quotas):
        raise NotReady(what=_("a quota names a choice that is not asked any more"))
    if not declared:
        raise NotReady(what=_("nobody has said that it asks for no sensitive data"))


def close(survey: Survey, *, by: Actor) -> None:
    """Close it; its figures are counted then.

    Raises:
        IllegalTransition: it is not open.
    """
    transition(survey, Survey.CLOSE, by=by, changes={"closed_at": now()})


def ask_again(survey: Survey, *, member: Member) -> Survey:
    """Make the next wave of a closed survey: a draft with the same questions. Twice is once."""
    member.require(ASK)
    with transaction.atomic():
        held = Survey.objects.select_for_update().get(pk=survey.pk)
        if held.state != Survey.CLOSED:
            raise NotReady(what=_("the wave before it is not closed yet"))
        following = Survey.objects.filter(previous=held).first()
        if following is not None:
            return following
        along = {name: getattr(held, name) for name in _TAKEN_ALONG}
        along["sampling"] = asdict(replace(sampling_of(held), drawn={}))
        form = held.versions.latest("number").content
        new = Survey.objects.create(station=held.station, form=form, previous=held, wave=held.wave + 1, **along)
        record(new, "survey_wave_made", by=member.actor, after={"wave": new.wave, "of": str(held.pk)})
    return new


def delete_draft(survey: Survey, *, member: Member) -> None:
    """Delete a draft, of which nobody was asked anything.

    Raises:
        NotDraft: it was opened.
    """
    member.require(ASK)
    with transaction.atomic():
        held = Survey.objects.select_for_update().get(pk=survey.pk)
        if held.state != Survey.DRAFT:
            raise NotDraft
        held.single_links.all().delete()
        record(held, "survey_draft_deleted", by=member.actor, before={"title": str(held)})
        held.delete()


def address_of(survey: Survey, token: str = "") -> str:
    """Return the whole public address of a survey, or of a link that opens it once."""
    address = settings.ORIGIN + reverse("surveys:ask", kwargs={"name": survey.public_name})
    return f"{address}?t={token}" if token else address


def make_links(survey: Survey, wanted: int | bytes, *, member: Member) -> str:
    """Make links that open the survey once: so many, or one for each row of a CSV. Return a CSV with the addresses.

    What stood in the rows goes back to whoever brought it and is kept nowhere; the desk keeps a digest of each link.

    Raises:
        LinksUnfit: neither a number nor a table that fits.
        ColumnMissing, GroupSmall, SizesUnfit: the table does not fit how the sample was drawn.
    """
    member.require(ASK)
    rows = [[str(number)] for number in range(1, wanted + 1)] if isinstance(wanted, int) else _table(wanted)
    has_head, places = places_of(sampling_of(survey), rows)
    head, rows = (rows[:1], rows[1:]) if has_head else ([], rows)
    if not 0 < len(rows) <= MOST_LINKS or survey.state == Survey.CLOSED:
        raise LinksUnfit(most=MOST_LINKS)
    tokens = [secrets.token_urlsafe(18) for _row in rows]
    # In the order of their digests, so that no order of rows is kept either.
    digests = sorted((digest(token.encode()), *place) for token, place in zip(tokens, places, strict=True))
    with transaction.atomic():
        held = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
        sampling = with_drawn(sampling_of(held), places)
        made = held.links_made + len(tokens)
        Survey.objects.filter(pk=held.pk).update(links_made=made, sampling=asdict(sampling))
        SingleLink.objects.bulk_create(
            [SingleLink(survey=survey, token_sha256=one, stratum=stratum, unit=unit) for one, stratum, unit in digests]
        )
        record(survey, "survey_links_made", by=member.actor, after={"links": len(tokens)})
    survey.links_made, survey.sampling = made, asdict(sampling)
    written = io.StringIO()
    lines = csv.writer(written)
    for row in head:
        lines.writerow([*(_harmless(cell) for cell in row), str(_("link"))])
    for row, token in zip(rows, tokens, strict=True):
        lines.writerow([*(_harmless(cell) for cell in row), address_of(survey, token)])
    return "\ufeff" + written.getvalue()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell[:1] else cell


def _table(data: bytes) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
        rows = [row for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise LinksUnfit(most=MOST_LINKS) from error
    return rows


def check_margins(survey: Survey, margins: Sequence[Mapping[str, Any]]) -> None:
    """Make sure that what is known of the population is whole: [{question, source, targets: {choice: number}}].

    Raises:
        MarginUnfit: a number or a source is missing.
    """
    form = survey.as_form
    for margin in margins:
        question = form.question(margin["question"])
        names = [choice.name for choice in form.choices(question)] if question and question.kind == ONE else []
        whole = all(margin["targets"].get(name, 0) > 0 for name in names)
        if question is None or not names or not whole or not str(margin["source"]).strip():
            raise MarginUnfit(
                where=form.said(question.label, form.default_language) if question else margin["question"]
            )


def delete_answers(survey: Survey, today: date) -> int:
    """Delete the raw answers of a closed survey at their date; the figures stay. Return how many went."""
    with transaction.atomic():
        held = Survey.objects.select_for_update().get(pk=survey.pk)
        if held.state != Survey.CLOSED or held.answers_deleted_on is not None:
            return 0
        count, _by_table = Answer.objects.filter(survey=held).delete()
        SingleLink.objects.filter(survey=held).delete()
        Survey.objects.filter(pk=held.pk).update(answers_deleted_on=today)
        record(held, "survey_answers_deleted", by=CLIPDESK, after={"on": today.isoformat()})
    return count
