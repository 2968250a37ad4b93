"""Signing in, and saying why it cannot work at the wrong address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.views import LoginView, ReauthenticateView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from clipdesk.accounts.passkeys import passkeys_of


class SignIn(LoginView):  # type: ignore[misc]  # allauth has no types
    """allauth's sign-in, with the one origin explained where somebody came by another name."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether this page was opened by another name than the desk's own."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["wrong_host"] = self.request.get_host() != urlsplit(settings.ORIGIN).netloc
        context["origin"] = settings.ORIGIN
        return context


class Again(ReauthenticateView):  # type: ignore[misc]
    """Is it you? By the password, or (a way on the page) a passkey."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way by a passkey, where the person has one."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if passkeys_of(self.request.user).exists():
            context["passkey_way"] = self.passthrough_next_url(reverse("mfa_reauthenticate_webauthn"))
        return context


sign_in = SignIn.as_view()
again = Again.as_view()


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to signing in: nobody signs up by themselves."""
    return redirect("account_login")


def to_overview(request: HttpRequest) -> HttpResponse:
    """Lead to the page about signing in, where allauth expects a list of its own."""
    return redirect("mfa_index")


def to_me(request: HttpRequest) -> HttpResponse:
    """Lead to the person's own page, where allauth expects pages of its own."""
    return redirect("accounts:me")
