"""Answering a survey: begin with consent, page by page, save and go on by a code, read and erase by it.

A code is made when somebody agrees, shown to them, and kept as a digest. There is no cookie and no session, and nothing of
the connection is kept but a hash in the cache that ends after ten minutes, for who comes too often.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.db.models.fields.json import KeyTextTransform

from clipdesk.kernel.canonical import digest
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.surveys import erasing
from clipdesk.surveys.form import Form
from clipdesk.surveys.models import Answer, SingleLink, Survey
from clipdesk.surveys.pages import Data, Page, final

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that looks like another
_CODE_LENGTH, _PART = 16, 4
LONGEST_PAGE_SECONDS = 3600
_SALT = "clipdesk.surveys.shown"


class NotAsked(ClipdeskError):
    """Nobody is asked at this moment."""

    message = gettext_noop("This survey takes no answers at this moment.")


class LinkUsed(ClipdeskError):
    """A link that opens the survey once was used, or is none."""

    message = gettext_noop(
        "This link was used already, or is none of this survey. Whoever began with it goes on with the code that was shown then."
    )


class NoSuchCode(ClipdeskError):
    """No answers lie under this code."""

    message = gettext_noop(
        "No answers lie under this code. Look at each letter again. Perhaps they were erased, or deleted at their date."
    )


class AlreadyGiven(ClipdeskError):
    """The answers were given: they can be read and erased, no longer changed."""

    message = gettext_noop(
        "These answers were sent already. They can be shown to you or erased, but not changed any more."
    )


class QuotaFull(ClipdeskError):
    """Enough people of this group have answered."""

    message = gettext_noop(
        "Enough people of your group have answered. Thank you for coming; nothing that you said was kept."
    )


@dataclass(frozen=True)
class Begun:
    """Somebody's answers, and the code that opens them: it is known now and to nobody later."""

    answer: Answer
    code: str


def today_of(survey: Survey) -> date:
    """Return the day on the station's clock."""
    return now().astimezone(survey.zone).date()


def begin(survey: Survey, language: str, token: str = "", caught: bool = False) -> Begun:
    """Begin answers for somebody who agreed.

    Raises:
        NotAsked: not open, or not at this hour. LinkUsed: a link was needed, or this one was used. Nothing was written.
    """
    if not survey.is_asked_at(now()):
        raise NotAsked
    code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
    version = survey.versions.latest("number")
    language = language if language in version.as_form.languages else version.as_form.default_language
    with transaction.atomic():
        link = _use(survey, token) if token or survey.links_only else None
        answer = Answer.objects.create(
            survey=survey,
            version=version,
            code_sha256=_sha256(code),
            language=language,
            caught=caught,
            invited=bool(token),
            stratum=link.stratum if link else "",
            unit=link.unit if link else "",
            begun_on=today_of(survey),
        )
    return Begun(answer, spelled(code))


def _use(survey: Survey, token: str) -> SingleLink:
    """Use a link up: its row goes. One that stayed, marked, would tell by its place and its transaction which answer is its.

    Raises:
        LinkUsed: there is no such row, or somebody else took it at this moment.
    """
    link = SingleLink.objects.filter(survey=survey, token_sha256=digest(token.encode())).first()
    if link is None or not SingleLink.objects.filter(pk=link.pk).delete()[0]:
        raise LinkUsed
    return link


def spelled(code: str) -> str:
    """Return a code in groups of four."""
    return "-".join(code[at : at + _PART] for at in range(0, len(code), _PART))


def answers_under(survey: Survey, code: str) -> Answer:
    """Return the answers that lie under a code, however it was typed.

    Raises:
        NoSuchCode: none do.
    """
    rows = Answer.objects.select_related("version").filter(survey=survey, code_sha256=_sha256(code))
    found = rows.first()
    if found is None:
        raise NoSuchCode
    return found


def _sha256(code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())
    return digest(f"clipdesk survey {plain}".encode())


def stamp() -> str:
    """Return, signed, when a page was shown: it goes along in the page, so that nothing has to be kept meanwhile."""
    return signing.dumps(int(time.time()), salt=_SALT)


def seconds_since(stamped: str) -> int:
    """Return how long ago a page was shown; 0 where nobody knows."""
    try:
        shown_at = signing.loads(stamped, salt=_SALT)
    except signing.BadSignature:
        return 0
    return max(0, min(LONGEST_PAGE_SECONDS, int(time.time()) - int(shown_at)))


def keep(answer: Answer, data: Data, seconds: int, caught: bool) -> None:
    """Keep what a page was answered with.

    Raises:
        AlreadyGiven: the answers were sent meanwhile, or erased.
    """
    changes: dict[str, Any] = {"data": data, "seconds": F("seconds") + seconds}
    if caught:
        changes["caught"] = True
    if not Answer.objects.filter(pk=answer.pk, completed_on=None).update(**changes):
        raise AlreadyGiven
    answer.data = data


def check_quota(survey: Survey, answer: Answer) -> None:
    """Make sure that people of this group are still wanted; otherwise their answers go at once, and one is counted.

    Raises:
        QuotaFull: enough have answered.
    """
    with transaction.atomic():
        if _is_full(survey, answer.data):
            _turn_away(survey, answer)
        else:
            return
    erasing.write_down([answer.code_sha256], _gone_on(survey))
    raise QuotaFull


def send(survey: Survey, answer: Answer, form: Form, pages: list[Page]) -> int | None:
    """Take the answers for good: once this returns None, they are kept. Otherwise the page that lacks an answer.

    Raises:
        NotAsked: it was closed meanwhile. QuotaFull: the last place was taken meanwhile. AlreadyGiven: sent already.
    """
    data, lacking = final(form, pages, answer.data, today_of(survey))
    if lacking is not None:
        return lacking
    full = False
    with transaction.atomic():
        # Those with quotas come one after the other, so that none is one over; all others beside each other.
        rows = Survey.objects.select_for_update() if survey.quotas else Survey.objects.all()
        held = rows.select_related(None).get(pk=survey.pk)
        if held.state != Survey.ASKING:
            raise NotAsked
        full = _is_full(held, data)
        if full:
            _turn_away(held, answer)
        elif not Answer.objects.filter(pk=answer.pk, completed_on=None).update(
            data=data, completed_on=today_of(survey)
        ):
            raise AlreadyGiven
    if full:
        erasing.write_down([answer.code_sha256], _gone_on(survey))
        raise QuotaFull
    return None


def erase(answer: Answer) -> None:
    """Delete somebody's answers at their wish, for good."""
    erasing.erase(answer, _gone_on(answer.survey))


def handed_out(answer: Answer) -> dict[str, Any]:
    """Return everything that is kept of somebody's answers, with the words they were asked in."""
    form = answer.version.as_form
    return {
        "version": answer.version.sha256,
        "language": answer.language,
        "begun": answer.begun_on.isoformat(),
        "completed": answer.completed_on.isoformat() if answer.completed_on else None,
        "seconds": answer.seconds,
        **({"stratum": answer.stratum} if answer.stratum else {}),
        **({"cluster": answer.unit} if answer.unit else {}),
        "answers": [
            {"question": form.said(one.label, answer.language), "name": one.name, "answer": answer.data[one.name]}
            for one in form.questions
            if one.name in answer.data
        ],
    }


def next_opening(survey: Survey, moment: datetime) -> datetime | None:
    """Return when an open survey is asked again, if that is known."""
    if survey.asks_from and moment < survey.asks_from:
        return survey.asks_from
    return None


def _is_full(survey: Survey, data: Data) -> bool:
    for quota in survey.quotas:
        if data.get(quota["question"]) == quota["choice"]:
            # As a key and not as a lookup: a question may have the name of one.
            rows = Answer.objects.annotate(given=KeyTextTransform(quota["question"], "data")).exclude(completed_on=None)
            if rows.filter(survey=survey, given=quota["choice"]).count() >= quota["most"]:
                return True
    return False


def _turn_away(survey: Survey, answer: Answer) -> None:
    if Answer.objects.filter(pk=answer.pk, completed_on=None).delete()[0]:
        Survey.objects.filter(pk=survey.pk).update(turned_away=F("turned_away") + 1)


def _gone_on(survey: Survey) -> date:
    """The day on which all answers go anyway."""
    return survey.delete_on or today_of(survey)
