"""Somebody lost every factor: an operator begins, a second person agrees, the person comes in by a link."""

from __future__ import annotations

from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts import mailing, recovering
from clipdesk.accounts.access import access_person, access_recovery
from clipdesk.accounts.doors import door, member_of_request, public_door
from clipdesk.accounts.forms import NewPasswordForm
from clipdesk.accounts.roles import OPERATE, PEOPLE

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@door(OPERATE, methods=("POST",))
def begin(request: HttpRequest, station: str, person_id: UUID) -> HttpResponse:
    """Say that somebody lost every factor."""
    member = member_of_request(request)
    recovering.begin(member, access_person(member, person_id), request.POST.get("reason", "")[:1000])
    messages.success(
        request, _("Begun. A second person, an operator or an editor-in-chief, must agree; they were told.")
    )
    return redirect("accounts:person", station=station, person_id=person_id)


@door(PEOPLE, methods=("POST",))
def confirm(request: HttpRequest, station: str, recovery_id: UUID) -> HttpResponse:
    """Agree, and have the link mailed to the person. Where the mail cannot be sent, the link would be lost: it is dropped."""
    member = member_of_request(request)
    recovery = access_recovery(member, recovery_id)
    token = recovering.confirm(member, recovery)
    if mailing.mail_recovery(recovery, recovering.link_to(token)) == "failed":
        recovering.drop(member, recovery)
        messages.error(
            request,
            _(
                "The e-mail could not be sent. Nothing opens the account now, and nobody can come in: tell the operator, "
                "then begin anew."
            ),
        )
    else:
        messages.success(request, _("Agreed. A link was sent to {email}.").format(email=recovery.person.email))
    return redirect("accounts:person", station=station, person_id=recovery.person_id)


@door(PEOPLE, methods=("POST",))
def drop(request: HttpRequest, station: str, recovery_id: UUID) -> HttpResponse:
    """Let it be."""
    member = member_of_request(request)
    recovery = access_recovery(member, recovery_id)
    recovering.drop(member, recovery)
    if recovery.confirmed_at is None:
        messages.success(request, _("Dropped."))
    else:
        messages.success(request, _("Dropped. The link works no longer; until it is begun anew they stay out."))
    return redirect("accounts:person", station=station, person_id=recovery.person_id)


@public_door(methods=("GET", "POST"))
def recover(request: HttpRequest, token: str) -> HttpResponse:
    """Set a new password by the link; then the desk asks for a new second factor."""
    recovery = recovering.opened_by(token)
    form = NewPasswordForm(request.POST) if request.method == "POST" else NewPasswordForm()
    if request.method == "POST" and form.is_valid():
        try:
            person = recovering.use(token, form.cleaned_data["password"])
        except ValidationError as error:
            form.add_error("password", error)
        else:
            login(request, person, backend=_BACKEND)
            record_authentication(request, person, method="password")  # they have just set it
            return redirect("mfa_activate_totp")
    context = {"recovery": recovery, "form": form}
    answer = render(request, "accounts/recover.html", context, status=422 if form.is_bound else 200)
    answer["Referrer-Policy"] = "no-referrer"
    return answer
