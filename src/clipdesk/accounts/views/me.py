"""A person's own page: name, language, appearance; the ways to sign in hang on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import person_of_request, signed_in_door
from clipdesk.accounts.forms import MeForm, ToldHowForm
from clipdesk.accounts.identity import has_second_factor
from clipdesk.accounts.models import Person, ToldHow
from clipdesk.accounts.naming import rename
from clipdesk.accounts.pushing import key_of_the_desk
from clipdesk.ui import preferences


@signed_in_door(methods=("GET", "POST"))
def me(request: HttpRequest) -> HttpResponse:
    """Show what belongs to the person; POST changes name, language and appearance."""
    person = person_of_request(request)
    form = MeForm(request.POST or None, initial=_about(person))
    if request.method == "POST" and form.is_valid():
        rename(person, form.cleaned_data["name"])
        answer = redirect("accounts:me")
        for what in ("language", "theme"):
            preferences.choose(request, answer, what, form.cleaned_data[what])
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Saved."))
        return answer
    return _page(request, person, form, ToldHowForm(initial=_told_how(person)))


@signed_in_door(methods=("POST",))
def told_how(request: HttpRequest) -> HttpResponse:
    """Keep how the person wants to be told."""
    person = person_of_request(request)
    told_form = ToldHowForm(request.POST)
    if not told_form.is_valid():
        return _page(request, person, MeForm(initial=_about(person)), told_form, 422)
    ToldHow.objects.update_or_create(person=person, defaults=told_form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("accounts:me")


def _about(person: Person) -> dict[str, str]:
    language = person.language or translation.get_language()
    return {"name": person.name, "language": language, "theme": person.theme}


def _told_how(person: Person) -> dict[str, Any]:
    return dict(ToldHow.objects.filter(person=person).values("mails", "quiet_from", "quiet_until").first() or {})


def _page(
    request: HttpRequest, person: Person, form: MeForm, told_form: ToldHowForm, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "told_form": told_form,
        "me": person,
        "has_second_factor": has_second_factor(person),
        "devices": person.devices.order_by("made_at"),
        "push_key": key_of_the_desk(),
    }
    return render(request, "accounts/me.html", context, status=status)
