"""Setting up one-time codes, removing them, recovery codes: allauth's views, leading where the person wanted to go."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from allauth.account.mixins import NextRedirectMixin
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy

from clipdesk.accounts.doors import missing_proof, person_of_request, signed_in_door
from clipdesk.accounts.identity import authenticator_of, came_by_recovery_code
from clipdesk.accounts.one_time_codes import use_up
from clipdesk.accounts.passkeys import passkeys_of
from clipdesk.accounts.second_factors import note


@signed_in_door()
def overview(request: HttpRequest) -> HttpResponse:
    """Show by what the person signs in: password, passkeys, one-time codes, recovery codes and how many are left."""
    person = person_of_request(request)
    stored = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).first()
    context = {
        "passkeys": passkeys_of(person),
        "codes": authenticator_of(person),
        "recovery": stored,
        "left": len(stored.wrap().get_unused_codes()) if stored else 0,
        "by_recovery_code": came_by_recovery_code(request, person),
    }
    return render(request, "mfa/index.html", context)


class Leading(NextRedirectMixin):  # type: ignore[misc]  # allauth has no types
    """A page that knows where the person wants to go afterwards: `next`, or else the page about signing in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the checked way on."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["way_on"] = self.way_on()
        return context

    def way_on(self) -> str:
        """Return the checked way on."""
        return self.get_next_url() or reverse("mfa_index")


class Proven:
    """A page that changes second factors asks for the one there is first: a session may be older than it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead by the proof where it is missing."""
        if way := missing_proof(request, person_of_request(request)):
            return redirect(way)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class SetUp(Proven, Leading, ActivateTOTPView):  # type: ignore[misc]
    """Switch one-time codes on. The code that proved the new key also passes the second factor of this session."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Store the key, use the code up, and show the recovery codes on the way."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            note(self.request.user, "codes_set_up")
            if self.did_generate_recovery_codes:
                note(self.request.user, "recovery_codes_made")
        stored = authenticator_of(self.request.user)
        if stored is not None and use_up(stored, form.cleaned_data["code"]):
            post_authentication(self.request, stored)
        return response

    def get_success_url(self) -> str:
        """Lead by the recovery codes, if these are new, to where the person wanted to go."""
        if not self.did_generate_recovery_codes:
            return self.way_on()
        way: str = self.passthrough_next_url(reverse("mfa_view_recovery_codes"))
        return way


class Remove(Proven, DeactivateTOTPView):  # type: ignore[misc]
    """Switch one-time codes off; recovery codes go with the last second factor."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove the key, and say so in the ledger."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            note(self.request.user, "codes_removed")
        return response


class Codes(Leading, ViewRecoveryCodesView):  # type: ignore[misc]
    """Show the recovery codes, once; later only how many are left."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the codes as a file: it lies in the page, so that they are sent no second time."""
        context = super().get_context_data(**kwargs)
        context["left"] = len(context["unused_codes"])
        if context["can_view_codes"]:
            context["file"] = "data:text/plain;charset=utf-8," + quote("\r\n".join(context["unused_codes"]) + "\r\n")
        return context

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Let no browser keep the page."""
        response: HttpResponse = super().render_to_response(context, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response


class NewCodes(Proven, GenerateRecoveryCodesView):  # type: ignore[misc]
    """Make new recovery codes; the old ones work no more."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Make them, and say so in the ledger."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            note(self.request.user, "recovery_codes_made")
        return response


set_up = SetUp.as_view()
remove = Remove.as_view()
codes = Codes.as_view()
new_codes = NewCodes.as_view()
