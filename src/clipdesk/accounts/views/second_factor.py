"""Setting up one-time codes, removing them, recovery codes: allauth's views, leading where the person wanted to go."""

from __future__ import annotations

from typing import Any

from allauth.account.mixins import NextRedirectMixin
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy

from clipdesk.accounts.identity import authenticator_of


class _Leading(NextRedirectMixin):  # type: ignore[misc]  # allauth has no types
    """A page that knows where the person wants to go afterwards: `next`, or else their own page."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the checked way on."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["way_on"] = self.get_next_url() or reverse("accounts:me")
        return context


class SetUp(_Leading, ActivateTOTPView):  # type: ignore[misc]
    """Switch one-time codes on. The code that proved the new key also passes the second factor of this session."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Store the key, use the code up, and show the recovery codes on the way."""
        response: HttpResponse = super().form_valid(form)
        stored = authenticator_of(self.request.user)
        if stored is not None and TOTP(stored).validate_code(form.cleaned_data["code"]):
            post_authentication(self.request, stored)
        return response

    def get_success_url(self) -> str:
        """Lead by the recovery codes to where the person wanted to go."""
        way: str = self.passthrough_next_url(reverse("mfa_view_recovery_codes"))
        return way


class Remove(DeactivateTOTPView):  # type: ignore[misc]
    """Switch one-time codes off; recovery codes go with them."""

    success_url = reverse_lazy("accounts:me")


class Codes(_Leading, ViewRecoveryCodesView):  # type: ignore[misc]
    """Show the recovery codes that are left."""


set_up = SetUp.as_view()
remove = Remove.as_view()
codes = Codes.as_view()
