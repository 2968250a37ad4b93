"""Where a station's notices also go: its Telegram bot and its webhook."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts import bots, webhooks
from clipdesk.accounts.access import access_bot, access_webhook, bot_of, last_calls_of, webhook_of
from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Call
from clipdesk.accounts.roles import OPERATE
from clipdesk.accounts.told_forms import BotForm, WebhookForm
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.ui.sentences import sentence


@door(OPERATE)
def outside(request: HttpRequest, station: str) -> HttpResponse:
    """Show the bot, the webhook and its last calls."""
    return _page(request, member_of_request(request))


@door(OPERATE, methods=("POST",))
def give_bot(request: HttpRequest, station: str) -> HttpResponse:
    """Take a bot's token in."""
    member = member_of_request(request)
    bot_of(member)
    form = BotForm(request.POST)
    if form.is_valid():
        try:
            bots.give_bot(member, form.cleaned_data["token"])
        except ClipdeskError as error:
            form.add_error("token", sentence(error))
        else:
            messages.success(
                request, _("The bot speaks for the station now. People link their chats under My account.")
            )
            return redirect("accounts:outside", station=station)
    return _page(request, member, 422, bot_form=form)


@door(OPERATE, methods=("POST",))
def remove_bot(request: HttpRequest, station: str) -> HttpResponse:
    """Forget the bot."""
    member = member_of_request(request)
    bots.remove_bot(member, access_bot(member))
    messages.success(request, _("The bot and the chats linked with it are forgotten."))
    return redirect("accounts:outside", station=station)


@door(OPERATE, methods=("POST",))
def set_webhook(request: HttpRequest, station: str) -> HttpResponse:
    """Keep where notices are also sent; the secret of a new webhook is shown once."""
    member = member_of_request(request)
    webhook_of(member)
    form = WebhookForm(request.POST)
    if form.is_valid():
        try:
            _hook, secret = webhooks.set_webhook(member, form.cleaned_data["url"], form.cleaned_data["groups"])
        except ClipdeskError as error:
            form.add_error("url", sentence(error))
        else:
            if secret:
                return _page(request, member, secret=secret)
            messages.success(request, _("Saved."))
            return redirect("accounts:outside", station=station)
    return _page(request, member, 422, webhook_form=form)


@door(OPERATE, methods=("POST",))
def renew_secret(request: HttpRequest, station: str) -> HttpResponse:
    """Sign with a new secret, and show it once."""
    member = member_of_request(request)
    return _page(request, member, secret=webhooks.renew_secret(member, access_webhook(member)))


@door(OPERATE, methods=("POST",))
def try_webhook(request: HttpRequest, station: str) -> HttpResponse:
    """Have one call made that says it is a trial."""
    webhooks.try_webhook(access_webhook(member_of_request(request)))
    messages.success(request, _("A trial call is on its way. Reload this page to see what came of it."))
    return redirect("accounts:outside", station=station)


@door(OPERATE, methods=("POST",))
def remove_webhook(request: HttpRequest, station: str) -> HttpResponse:
    """Call the webhook no more."""
    member = member_of_request(request)
    webhooks.remove_webhook(member, access_webhook(member))
    messages.success(request, _("The webhook is called no more."))
    return redirect("accounts:outside", station=station)


def _page(request: HttpRequest, member: Member, status: int = 200, **more: object) -> HttpResponse:
    """Show the page; `more` takes the place of what stands there otherwise."""
    bot, hook = bot_of(member), webhook_of(member)
    context = {
        "bot": bot,
        "linked": bot.chats.count() if bot else 0,
        "bot_form": BotForm(),
        "hook": hook,
        "webhook_form": WebhookForm(url=hook.url, groups=hook.groups) if hook else WebhookForm(),
        "calls": [(row, _said_of(row)) for row in last_calls_of(hook)] if hook else [],
        "most_tries": webhooks.MOST_TRIES,
        **more,
    }
    answer = render(request, "accounts/outside.html", context, status=status)
    answer["Cache-Control"] = "no-store"  # a secret may stand on it
    return answer


def _said_of(call: Call) -> str:
    if call.outcome.isdigit():
        return _("Answered {status}").format(status=call.outcome)
    return str(webhooks.OUTCOMES.get(call.outcome, _("On its way")))
