"""A person's own page: name, language, appearance; the ways to sign in hang on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from clipdesk.accounts.access import bots_for
from clipdesk.accounts.chats import is_waiting
from clipdesk.accounts.choosing import chosen_by
from clipdesk.accounts.doors import person_of_request, signed_in_door
from clipdesk.accounts.forms import MeForm
from clipdesk.accounts.identity import has_second_factor
from clipdesk.accounts.models import Bot, Chat, Person, ToldHow
from clipdesk.accounts.naming import rename
from clipdesk.accounts.pushing import key_of_the_desk
from clipdesk.accounts.told_forms import ToldHowForm
from clipdesk.kernel.text import sort_key
from clipdesk.ui import preferences


@signed_in_door(methods=("GET", "POST"))
def me(request: HttpRequest) -> HttpResponse:
    """Show what belongs to the person; POST changes name, language and appearance."""
    person = person_of_request(request)
    form = MeForm(request.POST or None, initial=_about(person))
    if request.method == "POST" and form.is_valid():
        rename(person, form.cleaned_data["name"])
        answer = redirect("accounts:me")
        for what in ("language", "theme"):
            preferences.choose(request, answer, what, form.cleaned_data[what])
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Saved."))
        return answer
    return page_of(request, person, form=form)


@signed_in_door(methods=("POST",))
def told_how(request: HttpRequest) -> HttpResponse:
    """Keep how the person wants to be told."""
    person = person_of_request(request)
    chosen, telegram = chosen_by(person), bots_for(person).exists()
    told_form = ToldHowForm(request.POST, chosen=chosen, telegram=telegram)
    if not told_form.is_valid():
        return page_of(request, person, 422, told_form=told_form)
    ToldHow.objects.update_or_create(person=person, defaults=told_form.to_keep())
    messages.success(request, _("Saved."))
    return redirect("accounts:me")


def bots_and_chats(person: Person) -> list[tuple[Bot, Chat | None]]:
    """Return the bots of the person's stations, each with the person's chat, if there is one; by the stations' names."""
    chats = {chat.bot_id: chat for chat in person.chats.all()}
    bots = sorted(bots_for(person), key=lambda bot: sort_key(bot.station.name))
    return [(bot, chats.get(bot.pk)) for bot in bots]


def page_of(request: HttpRequest, person: Person, status: int = 200, **more: object) -> HttpResponse:
    """Show the person's page; `more` takes the place of what stands there otherwise (`form`, `told_form`)."""
    bots = bots_and_chats(person)
    context = {
        "form": MeForm(initial=_about(person)),
        "told_form": ToldHowForm(chosen=chosen_by(person), telegram=bool(bots)),
        "me": person,
        "has_second_factor": has_second_factor(person),
        "devices": person.devices.order_by("made_at"),
        "push_key": key_of_the_desk(),
        "bots": bots,
        "chat_waits": is_waiting(person),
        **more,
    }
    return render(request, "accounts/me.html", context, status=status)


def _about(person: Person) -> dict[str, str]:
    language = person.language or translation.get_language()
    return {"name": person.name, "language": language, "theme": person.theme}
