"""Passkeys: adding, renaming, removing them, and signing in with one. allauth's views; user verification always."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy

from clipdesk.accounts.passkeys import passkeys_of
from clipdesk.accounts.second_factors import note
from clipdesk.accounts.views.second_factor import Leading, Proven


def _asked(options: dict[str, Any]) -> str:
    """Return what the browser asks a passkey for, as `browser-key.js` reads it."""
    return json.dumps(options["publicKey"])


class Add(Proven, Leading, AddWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Add a passkey. Who was verified to make it has passed the second factor of this session, too."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask for a passkey that the device keeps and that verifies its person; allauth would ask for less, and drops the
        form that was refused."""
        context: dict[str, Any] = {**super().get_context_data(**kwargs), **kwargs}
        context["options"] = _asked(auth.begin_registration(self.request.user, passwordless=True))
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        """Store it, and say so in the ledger."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            made = form.cleaned_data["credential"]["rawId"]
            added = passkeys_of(self.request.user).get(data__credential__rawId=made)
            note(self.request.user, "passkey_added", name=str(added))
            if self.did_generate_recovery_codes:
                note(self.request.user, "recovery_codes_made")
        post_authentication(self.request, added)
        return response

    def get_success_url(self) -> str:
        """Lead by the recovery codes, if these are new, to where the person wanted to go."""
        if not self.did_generate_recovery_codes:
            return self.way_on()
        way: str = self.passthrough_next_url(reverse("mfa_view_recovery_codes"))
        return way


class Rename(Proven, EditWebAuthnView):  # type: ignore[misc]
    """Give a passkey another name."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        """Store the name, and say so in the ledger."""
        before = str(self.get_object())
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            note(self.request.user, "passkey_renamed", {"name": before}, name=form.cleaned_data["name"])
        return response


class Remove(Proven, RemoveWebAuthnView):  # type: ignore[misc]
    """Remove a passkey; recovery codes go with the last second factor."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it, and say so in the ledger."""
        before = str(self.get_object())
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            note(self.request.user, "passkey_removed", {"name": before})
        return response


class SignIn(LoginWebAuthnView):  # type: ignore[misc]
    """Sign in with a passkey: GET answers what to ask it, POST takes its answer."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask whichever passkey of the desk the device has."""
        asked = auth.begin_authentication(user=None)["publicKey"]
        return JsonResponse(dict(asked), headers={"Cache-Control": "no-store"})

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say why on the sign-in page, which keeps where the person wanted to go."""
        for message in form.errors.get("credential", []):
            messages.error(self.request, message)
        wanted = self.request.POST.get("next", "")
        return redirect(reverse("account_login") + (f"?{urlencode({'next': wanted})}" if wanted else ""))


class Second(AuthenticateView):  # type: ignore[misc]
    """The second factor after the password: a code, a recovery code, or a passkey."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what a passkey is asked, where the person has one."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if passkeys_of(self.stage.login.user).exists():
            context["options"] = _asked(context["js_data"]["request_options"])
        return context


class Again(ReauthenticateView):  # type: ignore[misc]
    """Is it you? By a code."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way by a passkey, where the person has one."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if passkeys_of(self.request.user).exists():
            context["passkey_way"] = self.passthrough_next_url(reverse("mfa_reauthenticate_webauthn"))
        return context


class AgainByPasskey(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Is it you? By a passkey."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the passkey is asked. allauth's view drops the form that was refused; here it comes back."""
        context: dict[str, Any] = {**super().get_context_data(**kwargs), **kwargs}
        context["options"] = _asked(context["js_data"]["request_options"])
        context["code_way"] = self.passthrough_next_url(reverse("mfa_reauthenticate"))
        return context

    def form_invalid(self, form: Any) -> HttpResponse:
        """Stay here and say why."""
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return response


add = Add.as_view()
rename = Rename.as_view()
remove = Remove.as_view()
sign_in = SignIn.as_view()
second = Second.as_view()
again = Again.as_view()
again_by_passkey = AgainByPasskey.as_view()
