"""Coming in by an invitation: who is new sets name and password, who has an account signs in as the invited person."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from clipdesk.accounts import inviting
from clipdesk.accounts.doors import public_door
from clipdesk.accounts.forms import AcceptForm
from clipdesk.accounts.models import Invitation, Person

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@public_door(methods=("GET", "POST"))
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take up an invitation."""
    invitation = inviting.open_invitation(token)
    if isinstance(request.user, Person):
        return _as_oneself(request, invitation, token, request.user)
    if inviting.known_person(invitation):
        way = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
        return _page(request, invitation, "sign_in", sign_in_url=way)
    return _as_new(request, invitation, token)


def _as_oneself(request: HttpRequest, invitation: Invitation, token: str, person: Person) -> HttpResponse:
    """Come in as who is signed in, where the invitation is theirs; else ask to sign out first."""
    if invitation.email != person.email:
        return _page(request, invitation, "somebody_else", me=person, here=request.path)
    if request.method == "POST":
        inviting.accept_as(token, person)
        return redirect("web:home", station=invitation.station.slug)
    return _page(request, invitation, "come_in")


def _as_new(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Set name, password and language, and be signed in."""
    form = AcceptForm(request.POST or None, initial={"language": invitation.station.language})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = inviting.accept_as_new(token, data["name"], data["password"], data["language"])
        except ValidationError as error:
            form.add_error("password", error)
        else:
            login(request, made, backend=_BACKEND)
            record_authentication(request, made, method="password")  # they have just set it
            return redirect("web:home", station=invitation.station.slug)
    return _page(request, invitation, "new", form=form)


def _page(request: HttpRequest, invitation: Invitation, how: str, **more: Any) -> HttpResponse:
    return render(request, "accounts/accept.html", {"invitation": invitation, "how": how, **more})
