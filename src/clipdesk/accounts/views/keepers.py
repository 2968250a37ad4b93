"""Mailboxes outside that keep the history's checkpoints: named by operators, confirmed by whoever reads them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts import keepers as keeping
from clipdesk.accounts.access import access_keeper, keepers_of
from clipdesk.accounts.doors import door, member_of_request, public_door
from clipdesk.accounts.roles import OPERATE
from clipdesk.accounts.told_forms import KeeperForm
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.ui.sentences import sentence


@door(OPERATE, methods=("GET", "POST"))
def keepers(request: HttpRequest, station: str) -> HttpResponse:
    """Show the mailboxes; put another one on the list."""
    member = member_of_request(request)
    rows = keepers_of(member)
    form = KeeperForm(request.POST) if request.method == "POST" else KeeperForm()
    if request.method == "POST" and form.is_valid():
        try:
            keeping.name_keeper(member, form.cleaned_data["email"])
        except ClipdeskError as error:
            form.add_error("email", sentence(error))
        else:
            messages.success(request, _("Asked. Once somebody has said yes there, checkpoints are sent."))
            return redirect("accounts:keepers", station=station)
    context = {"keepers": rows, "form": form, "days": keeping.VALID_DAYS}
    return render(request, "accounts/keepers.html", context, status=422 if form.is_bound else 200)


@door(OPERATE, methods=("POST",))
def send(request: HttpRequest, station: str, keeper_id: UUID) -> HttpResponse:
    """Send the newest checkpoint now."""
    keeping.send_now(access_keeper(member_of_request(request), keeper_id))
    messages.success(request, _("The newest checkpoint is on its way."))
    return redirect("accounts:keepers", station=station)


@door(OPERATE, methods=("POST",))
def remove(request: HttpRequest, station: str, keeper_id: UUID) -> HttpResponse:
    """Take a mailbox off the list."""
    member = member_of_request(request)
    keeping.remove_keeper(access_keeper(member, keeper_id), by=member.actor)
    messages.success(request, _("Nothing is sent there any more. What was sent stays good."))
    return redirect("accounts:keepers", station=station)


@public_door(methods=("GET", "POST"))
def keep(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes, or that it is enough: for whoever reads the mailbox. Looking at the page changes nothing, for programs that
    check mails open every link."""
    keeper = keeping.keeper_behind(token)
    done = ""
    if request.method == "POST":
        if request.POST.get("say") == "enough":
            keeping.remove_keeper(keeper, by=keeping.reader_of(keeper))
            done = "ended"
        else:
            keeping.confirm(keeper)
            done = "kept"
    context = {"keeper": keeper, "done": done, "asks": keeper.confirmed_at is None}
    answer = render(request, "accounts/keep.html", context)
    answer["Referrer-Policy"] = "no-referrer"
    return answer
