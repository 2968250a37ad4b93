"""What a package demands of its signers, as it is sealed in it, and what a signer answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clipdesk.review.models import Package, SignOff
from clipdesk.review.rules import Demands, Question
from clipdesk.review.usual_rules import USUAL

YES, NO, NOT_APPLICABLE = "yes", "no", "na"
ANSWER_NAMES: dict[str, str | Promise] = {YES: _("Yes"), NO: _("No"), NOT_APPLICABLE: _("Not applicable")}


@dataclass(frozen=True)
class Answer:
    """What a signer says to one question; `note` says why, where it is no plain yes."""

    answer: str
    note: str = ""


def demands_of(package: Package) -> Demands:
    """Return what is sealed; packages from before version 0.8 demand the usual routine."""
    content = package.content
    if "demands" in content:
        return Demands.from_json(content["demands"])
    return Demands(questions=()) if package.kind == Package.WITHDRAWAL else USUAL.demands_on(())


def asked_of(package: Package) -> list[Question]:
    """Return the questions that are asked now: the short ones alone while the clip is breaking news."""
    return list(demands_of(package).asked(in_haste=package.clip.breaking))


def all_yes(package: Package) -> dict[str, Answer]:
    """Return a yes to everything that is asked."""
    return {question.key: Answer(YES) for question in asked_of(package)}


def answered(sign_off: SignOff) -> list[tuple[str, Answer]]:
    """Return what a signer answered to which question, as it was sealed. Before version 0.8 lines were ticked: only their
    names are known."""
    asked = {question.key: str(question) for question in demands_of(sign_off.package).questions}
    found = []
    for one in sign_off.answers:
        if isinstance(one, str):
            found.append((one, Answer(YES)))
        else:
            found.append((asked.get(one["question"], one["question"]), Answer(one["answer"], one["note"])))
    return found


def in_order(package: Package, answers: Mapping[str, Answer]) -> list[dict[str, str]]:
    """Return the answers as a sign-off keeps them, in the order of the questions; also those that were not asked for in
    haste."""
    asked = demands_of(package).questions
    found = ((question.key, answers[question.key]) for question in asked if question.key in answers)
    return [{"question": key, "answer": one.answer, "note": one.note} for key, one in found]
