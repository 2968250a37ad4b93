"""The register of official accounts: everybody at the station reads it, two roles write it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import DECLARE
from clipdesk.destinations import register as written
from clipdesk.destinations.access import access_account, may_declare
from clipdesk.destinations.forms import ChangeForm, EndForm, NewAccountForm
from clipdesk.destinations.models import AccountStatement
from clipdesk.destinations.official import former_accounts, official_accounts, platform_name
from clipdesk.history.transition import entries_of
from clipdesk.ui.sentences import sentence

SHOWN = 50
"""Earlier statements and rows of the history on an entry's page: the newest."""


@door()
def accounts(request: HttpRequest, station: str) -> HttpResponse:
    """List what is ours now, and what was."""
    member = member_of_request(request)
    context = {
        "current": official_accounts(member.station),
        "former": former_accounts(member.station),
        "may_declare": may_declare(member),
    }
    return render(request, "destinations/accounts.html", context)


@door(DECLARE, methods=("GET", "POST"))
def register_account(request: HttpRequest, station: str) -> HttpResponse:
    """Register an account."""
    member = member_of_request(request)
    member.require_reach(DECLARE, None)
    form = NewAccountForm(request.POST or None, station=member.station)
    if request.method == "POST" and form.is_valid():
        try:
            written.register(member, form.chosen, form.said())
        except (written.NoAccountAddress, written.AlreadyRegistered, written.TooManyAccounts) as error:
            form.add_error("url", sentence(error))
        else:
            messages.success(request, _("The account stands in the register. It is public at once."))
            return redirect("destinations:accounts", station=station)
    return render(request, "destinations/new_account.html", {"form": form})


@door(DECLARE, methods=("GET", "POST"))
def account(request: HttpRequest, station: str, account_id: UUID) -> HttpResponse:
    """Show an entry with its history; say something else of it."""
    member = member_of_request(request)
    member.require_reach(DECLARE, None)
    statement = access_account(member, account_id)
    form = ChangeForm(request.POST or None, station=member.station, statement=statement)
    if request.method == "POST" and form.is_valid():
        try:
            written.change(statement.account, form.said(), base=form.cleaned_data["base"], member=member)
        except (written.NoAccountAddress, written.AlreadyRegistered) as error:
            form.add_error("url", sentence(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("destinations:accounts", station=station)
    return _account_page(request, statement, form, EndForm(station=member.station, since=statement.since))


@door(DECLARE, methods=("POST",))
def end_account(request: HttpRequest, station: str, account_id: UUID) -> HttpResponse:
    """Say that it is not the station's any more."""
    member = member_of_request(request)
    member.require_reach(DECLARE, None)
    statement = access_account(member, account_id)
    form = EndForm(request.POST, station=member.station, since=statement.since)
    if form.is_valid():
        written.end(statement.account, member=member, **form.cleaned_data)
        messages.success(request, _("The entry was ended."))
        return redirect("destinations:accounts", station=station)
    return _account_page(request, statement, ChangeForm(station=member.station, statement=statement), form)


def _account_page(
    request: HttpRequest, statement: AccountStatement, form: ChangeForm, end_form: EndForm
) -> HttpResponse:
    context = {
        "statement": statement,
        "platform": platform_name(statement.account.platform),
        "end": getattr(statement.account, "end", None),
        "form": form,
        "end_form": end_form,
        "earlier": statement.account.statements.exclude(pk=statement.pk).order_by("-number")[:SHOWN],
        "ledger": entries_of(statement.account).order_by("-seq")[:SHOWN],
    }
    return render(request, "destinations/account.html", context)
