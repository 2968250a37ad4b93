"""The rules of signing as values: what several classes demand together, and that a policy is kept in versions."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from clipdesk.accounts.member import NotAllowed
from clipdesk.config.testing_cast import Newsroom, make_member
from clipdesk.history.models import LedgerEntry
from clipdesk.review.changing_rules import RulesChanged, change
from clipdesk.review.models import Policy
from clipdesk.review.models.policy import policy_of
from clipdesk.review.rules import ROUTINE, Demands, Question, RiskClass, Rules
from clipdesk.review.usual_rules import USUAL, usual_texts

_RULES = Rules(
    questions=tuple(Question(key=key, text={"en": key}, is_short=key == "a") for key in "abcd"),
    classes=(
        RiskClass(key=ROUTINE, name={"en": "Routine"}, questions=("a", "b"), valid_hours=48, is_full_round=False),
        RiskClass(key="courts", name={"en": "Courts"}, questions=("c",), signers=2, valid_hours=12),
        RiskClass(key="minors", name={"en": "Minors"}, questions=("d",), is_personal=True, needs_key=True),
    ),
)


def test_several_classes_demand_the_strictest_of_each() -> None:
    both = _RULES.demands_on({"minors", "courts"})
    assert (both.signers, both.is_personal, both.needs_key, both.valid_hours) == (2, True, True, 12)
    assert [question.key for question in both.questions] == ["a", "b", "c", "d"]
    assert both.is_full_round
    routine = _RULES.demands_on(())
    assert (routine.signers, routine.valid_hours, [question.key for question in routine.questions]) == (
        1,
        48,
        ["a", "b"],
    )
    assert routine.is_routine
    assert not both.is_routine


def test_in_haste_the_short_questions_are_asked_and_those_of_the_risk() -> None:
    assert [one.key for one in _RULES.demands_on({"courts"}).asked(in_haste=True)] == ["a", "c"]


def test_words_alone_ask_for_less_where_no_class_wants_the_whole_round() -> None:
    light = _RULES.demands_on(()).for_words_alone()
    assert (light.is_watched, [one.key for one in light.questions]) == (False, ["a"])
    assert _RULES.demands_on({"courts"}).for_words_alone() == _RULES.demands_on({"courts"})


@pytest.mark.parametrize("rules", [USUAL, _RULES])
def test_what_is_stored_is_read_back(rules: Rules) -> None:
    assert Rules.from_json(rules.to_json()) == rules
    demands = rules.demands_on({"minors", "courts"})
    assert Demands.from_json(demands.to_json()) == demands


def test_the_usual_checklist_asks_what_the_house_promises_to_ask() -> None:
    """Issue 5, checklists: accuracy, two sources, names and figures, fairness, privacy, rights, AI, sponsorship, law."""
    assert [q.key for q in USUAL.demands_on(()).questions] == [
        "accuracy",
        "sources",
        "names",
        "fairness",
        "privacy",
        "rights",
        "ai",
        "sponsorship",
        "law",
    ]
    for words in (*(q.text for q in USUAL.questions), *(one.name for one in USUAL.classes)):
        assert set(words) == {"vi", "en"}


def test_a_change_is_a_version_and_the_earlier_ones_stay(newsroom: Newsroom) -> None:
    assert policy_of(newsroom.station).version == 0
    courts = USUAL.risk_class("courts")
    assert courts is not None
    made = change(0, lambda rules: rules.with_class(replace(courts, signers=2)), member=newsroom.minh)
    assert (made.version, made.rules.demands_on({"courts"}).signers) == (1, 2)
    again = change(1, lambda rules: rules.with_class(replace(courts, signers=2)), member=newsroom.minh)
    assert again.pk == made.pk  # nothing changed: no version
    change(1, lambda rules: rules.without_class("courts"), member=newsroom.minh)
    assert policy_of(newsroom.station).rules.risk_class("courts") is None
    assert Policy.objects.get(version=1).rules.demands_on({"courts"}).signers == 2
    rows = LedgerEntry.objects.filter(verb="rules_changed").order_by("seq")
    assert [row.after["version"] for row in rows] == [1, 2]
    with pytest.raises(DatabaseError), transaction.atomic():
        Policy.objects.filter(version=1).update(canonical="{}")


def test_two_who_change_at_the_same_time_do_not_overwrite_each_other(newsroom: Newsroom) -> None:
    change(0, lambda rules: rules.without_question("law"), member=newsroom.minh)
    with pytest.raises(RulesChanged):
        change(0, lambda rules: rules.without_question("ai"), member=newsroom.ha)
    assert policy_of(newsroom.station).rules.question("ai") is not None


@pytest.mark.parametrize("who", ["lan", "huong", "dung", "oanh"])
def test_nobody_else_changes_the_rules(newsroom: Newsroom, who: str) -> None:
    with pytest.raises(NotAllowed):
        change(0, lambda rules: rules.without_question("law"), member=getattr(newsroom, who))


def test_the_chief_of_one_desk_does_not_change_them_for_all(newsroom: Newsroom) -> None:
    quynh = make_member(newsroom.station, "Quỳnh", "editor_in_chief", newsroom.news)
    with pytest.raises(NotAllowed):
        change(0, lambda rules: rules.without_question("law"), member=quynh)


def test_the_routine_stays() -> None:
    assert _RULES.without_class(ROUTINE) == _RULES


def test_the_usual_rules_of_this_release_and_of_the_one_before_are_kept_by_their_digest() -> None:
    before = "2e16e1805451a00ae9739158eb36d225f3f375257da43fae1fb81193915733a2"
    kept = usual_texts([USUAL.sha256, before, "0" * 64])
    assert kept[USUAL.sha256] == USUAL.canonical, "keep the text in review/usual, and never change one that lies there"
    assert {hashlib.sha256(text.encode()).hexdigest() for text in kept.values()} == {USUAL.sha256, before}
