"""The rules of signing: what is asked of which clips; an editor-in-chief of the whole station changes them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.accounts.roles import CHIEF, SEE
from clipdesk.review.changing_rules import RulesChanged, change
from clipdesk.review.models import Policy
from clipdesk.review.models.policy import policy_of
from clipdesk.review.rule_forms import ClassForm, QuestionForm
from clipdesk.review.rules import ROUTINE, Rules
from clipdesk.review.wording import FLAG_NAMES
from clipdesk.ui.sentences import sentence

_NEW = "new"


@door(SEE)
def rules(request: HttpRequest, station: str) -> HttpResponse:
    """Show the rules that hold, and the versions before them."""
    member = member_of_request(request)
    policy = policy_of(member.station)
    held = policy.rules
    classes = [
        {
            "one": one,
            "questions": [question for question in held.questions if question.key in one.questions],
            "flags": [FLAG_NAMES[flag] for flag in one.flags if flag in FLAG_NAMES],
        }
        for one in held.classes
    ]
    context = {
        "policy": policy,
        "classes": classes,
        "questions": held.questions,
        "look_hours": held.look_hours,
        "versions": Policy.objects.filter(station=member.station).select_related("made_by").order_by("-version")[:20],
        "may_change": _may_change(member),
    }
    return render(request, "review/rules.html", context)


@door(CHIEF, methods=("GET", "POST"))
def rule_class(request: HttpRequest, station: str, key: str) -> HttpResponse:
    """Show one class to be changed; POST changes, adds or removes it."""
    member = member_of_request(request)
    policy = policy_of(member.station)
    one = policy.rules.risk_class(key)
    if one is None and key != _NEW:
        raise Http404
    form = ClassForm(request.POST or None, rules=policy.rules, one=one)
    context = {"what": "class", "one": one, "removable": one is not None and key != ROUTINE}
    return _change(request, member, policy, form, context)


@door(CHIEF, methods=("GET", "POST"))
def rule_question(request: HttpRequest, station: str, key: str) -> HttpResponse:
    """Show one question to be changed; POST changes, adds or removes it."""
    member = member_of_request(request)
    policy = policy_of(member.station)
    one = policy.rules.question(key)
    if one is None and key != _NEW:
        raise Http404
    form = QuestionForm(request.POST or None, one=one)
    return _change(request, member, policy, form, {"what": "question", "one": one, "removable": one is not None})


def _may_change(member: Member) -> bool:
    try:
        member.require_reach(CHIEF, None)
    except NotAllowed:
        return False
    return True


def _change(
    request: HttpRequest, member: Member, policy: Policy, form: ClassForm | QuestionForm, context: dict[str, Any]
) -> HttpResponse:
    """Answer the page of one class or question."""
    member.require_reach(CHIEF, None)
    context |= {"form": form, "base": policy.version}
    removes = "remove" in request.POST and context["removable"]
    if request.method != "POST":
        return render(request, "review/rule.html", context)
    if not removes and not form.is_valid():
        return render(request, "review/rule.html", context, status=422)
    base = request.POST.get("base", "")
    try:
        change(
            int(base) if base.isdecimal() else -1, lambda held: _altered(held, form, context, removes), member=member
        )
    except RulesChanged as error:
        again = {**context, "refused": sentence(error), "base": base}  # saving once more is refused once more
        return render(request, "review/rule.html", again, status=409)
    messages.success(request, _("From now on the rules are so. What waits already keeps what was sealed in it."))
    return redirect("review:rules", station=member.station.slug)


def _altered(held: Rules, form: ClassForm | QuestionForm, context: dict[str, Any], removes: bool) -> Rules:
    if not removes:
        return form.altered(held)
    key = context["one"].key
    return held.without_class(key) if context["what"] == "class" else held.without_question(key)
