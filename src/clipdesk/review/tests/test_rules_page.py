"""The page of the rules: shown to everybody, changed by editors-in-chief of the whole station, nothing overwritten."""

from __future__ import annotations

from typing import Any

import pytest

from clipdesk.config.testing_cast import Newsroom, make_member
from clipdesk.review.models import Policy
from clipdesk.review.models.policy import policy_of
from clipdesk.review.rules import ROUTINE
from clipdesk.review.usual_rules import USUAL

_CLASS = {
    "base": "0",
    "vi": "Bão lũ",
    "en": "Storms",
    "questions": ["names"],
    "signers": "2",
    "is_personal": "on",
    "valid_hours": "12",
    "phrases": "vỡ đê\n vỡ  đê \nsơ tán khẩn cấp",
    "flags": [],
}


def _post(newsroom: Newsroom, rest: str, fields: dict[str, Any], who: str = "minh") -> Any:
    return newsroom.client(getattr(newsroom, who)).post(newsroom.path(f"review/rules/{rest}/"), fields)


def test_a_class_is_added_changed_and_taken_out(newsroom: Newsroom) -> None:
    assert _post(newsroom, "classes/new", _CLASS).status_code == 302
    made = policy_of(newsroom.station).rules.risky[-1]
    assert (dict(made.name), made.questions, made.signers) == ({"vi": "Bão lũ", "en": "Storms"}, ("names",), 2)
    assert (made.is_personal, made.needs_key, made.is_full_round, made.valid_hours) == (True, False, False, 12)
    assert made.phrases == ("vỡ đê", "sơ tán khẩn cấp")
    shown = newsroom.client(newsroom.lan).get(newsroom.path("review/rules/")).content.decode()
    assert "Bão lũ" in shown
    assert "sơ tán khẩn cấp" in shown
    changed = {**_CLASS, "base": "1", "signers": "1", "en": "", "is_personal": "", "chiefs_only": "on", "of_desk": "on"}
    assert _post(newsroom, f"classes/{made.key}", changed).status_code == 302
    again = policy_of(newsroom.station).rules.risk_class(made.key)
    assert again is not None
    assert (again.signers, dict(again.name)) == (1, {"vi": "Bão lũ"})
    assert (again.chiefs_only, again.is_personal, again.of_desk) == (True, True, True)
    assert _post(newsroom, f"classes/{made.key}", {"base": "2", "remove": "on"}).status_code == 302
    assert policy_of(newsroom.station).rules == USUAL
    assert Policy.objects.count() == 3


def test_the_routine_has_no_words_and_says_when_an_emergency_is_looked_at(newsroom: Newsroom) -> None:
    page = newsroom.client(newsroom.minh).get(newsroom.path(f"review/rules/classes/{ROUTINE}/"))
    assert {"phrases", "flags"}.isdisjoint(page.context["form"].fields)
    assert not page.context["removable"]
    fields = {**_CLASS, "vi": "Thường ngày", "en": "Routine", "look_hours": "6"}
    assert _post(newsroom, f"classes/{ROUTINE}", fields).status_code == 302
    assert policy_of(newsroom.station).rules.look_hours == 6
    assert _post(newsroom, f"classes/{ROUTINE}", {"base": "1", "remove": "on"}).status_code == 422


def test_a_question_is_added_to_the_routine_and_taken_out(newsroom: Newsroom) -> None:
    fields = {"base": "0", "vi": "Đã gọi cho người được nhắc tên.", "en": "", "is_short": "on"}
    assert _post(newsroom, "questions/new", fields).status_code == 302
    asked = policy_of(newsroom.station).rules.demands_on(()).questions[-1]
    assert (dict(asked.text), asked.is_short) == ({"vi": "Đã gọi cho người được nhắc tên."}, True)
    assert _post(newsroom, f"questions/{asked.key}", {"base": "1", "remove": "on"}).status_code == 302
    assert policy_of(newsroom.station).rules == USUAL


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"vi": "", "en": ""}, "vi"),
        ({"signers": "0"}, "signers"),
        ({"valid_hours": "25"}, "valid_hours"),  # the operator's limit is 24
        ({"questions": ["nothing"]}, "questions"),
        ({"phrases": "x" * 81}, "phrases"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(newsroom: Newsroom, changes: dict[str, Any], field: str) -> None:
    answer = _post(newsroom, "classes/new", {**_CLASS, **changes})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Policy.objects.exists()


def test_a_page_that_is_too_old_overwrites_nothing(newsroom: Newsroom) -> None:
    _post(newsroom, "classes/new", _CLASS)
    assert _post(newsroom, "classes/courts", {**_CLASS, "vi": "Toà"}).status_code == 409
    assert Policy.objects.count() == 1


def test_the_chief_of_one_desk_looks_but_does_not_change(newsroom: Newsroom) -> None:
    quynh = make_member(newsroom.station, "Quỳnh", "editor_in_chief", newsroom.news)
    client = newsroom.client(quynh)
    assert not client.get(newsroom.path("review/rules/")).context["may_change"]
    assert client.get(newsroom.path("review/rules/classes/courts/")).status_code == 403
    assert newsroom.client(newsroom.minh).get(newsroom.path("review/rules/classes/nothing/")).status_code == 404
