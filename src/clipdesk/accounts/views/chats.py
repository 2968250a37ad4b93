"""A person's chats with their stations' bots."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.access import bots_for
from clipdesk.accounts.chats import is_waiting, make_link
from clipdesk.accounts.doors import person_of_request, signed_in_door
from clipdesk.accounts.views.me import bots_and_chats, page_of
from clipdesk.jobs.announce import defer
from clipdesk.ui.qr import qr_picture


@signed_in_door(methods=("POST",))
def link_chat(request: HttpRequest, bot_id: UUID) -> HttpResponse:
    """Make a link that opens Telegram, and show it once; a bot that is none of theirs, or no more, gets none."""
    person = person_of_request(request)
    bot = bots_for(person).filter(pk=bot_id).first()
    if bot is None:
        return redirect("accounts:me")
    link = make_link(person, bot)
    answer = page_of(request, person, chat_link=link, chat_square=qr_picture(link))
    answer["Cache-Control"] = "no-store"
    return answer


@signed_in_door()
def chats(request: HttpRequest) -> HttpResponse:
    """Say, to a page that waits for it, that a link was used or is over; nothing new while it waits."""
    person = person_of_request(request)
    if is_waiting(person):
        return HttpResponse(status=204)
    return render(request, "accounts/chats.html", {"bots": bots_and_chats(person), "is_part": True})


@signed_in_door(methods=("POST",))
def try_chat(request: HttpRequest, chat_id: UUID) -> HttpResponse:
    """Send a test notice to one of the person's own chats."""
    if person_of_request(request).chats.filter(pk=chat_id).exists():
        defer("accounts.greet_chat", chat_id=chat_id)
        messages.success(request, _("A test notice is on its way."))
    return redirect("accounts:me")


@signed_in_door(methods=("POST",))
def unlink_chat(request: HttpRequest, chat_id: UUID) -> HttpResponse:
    """Send nothing more to one of the person's own chats; one that is not theirs, or no more, stays as it is."""
    if person_of_request(request).chats.filter(pk=chat_id).delete()[0]:
        messages.success(request, _("The chat is unlinked."))
    return redirect("accounts:me")
