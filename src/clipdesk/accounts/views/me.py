"""A person's own page: name, language, appearance; password and second factor stand on it too."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import person_of_request, signed_in_door
from clipdesk.accounts.forms import MeForm
from clipdesk.accounts.naming import rename
from clipdesk.ui import preferences


@signed_in_door(methods=("GET", "POST"))
def me(request: HttpRequest) -> HttpResponse:
    """Show what belongs to the person; POST changes name, language and appearance."""
    person = person_of_request(request)
    language = person.language or translation.get_language()
    form = MeForm(request.POST or None, initial={"name": person.name, "language": language, "theme": person.theme})
    if request.method == "POST" and form.is_valid():
        rename(person, form.cleaned_data["name"])
        answer = redirect("accounts:me")
        for what in ("language", "theme"):
            preferences.choose(request, answer, what, form.cleaned_data[what])
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Saved."))
        return answer
    kinds = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    return render(request, "accounts/me.html", {"form": form, "me": person, "kinds": kinds})
