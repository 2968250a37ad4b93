"""Posting by hand: the link that is made at the desk, and the two pages that it opens on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from clipdesk.accounts.doors import door, member_of_request, public_door
from clipdesk.accounts.roles import SEE
from clipdesk.connectors.by_hand.posts import NoPostThere
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.publishing import by_hand
from clipdesk.publishing.access import access_publication
from clipdesk.publishing.found import LinkMissing, LinkTaken
from clipdesk.publishing.hand_saying import say_not_posted, say_posted
from clipdesk.publishing.handing import Handed, handed
from clipdesk.publishing.hands import address_of, at_work_until, said_gone
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import HandWord, Publication
from clipdesk.publishing.package import post_of
from clipdesk.review import limits
from clipdesk.review.wording import FIELD_NAMES, FLAG_NAMES
from clipdesk.ui.languages import language_choices
from clipdesk.ui.qr import qr_picture
from clipdesk.ui.sentences import sentence

MOST_OPENINGS = 200
"""How often within ten minutes one link is opened, or something is said with it."""
_NOT_KEPT = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
_LINE, _MOST_LINES = 30, 16


@door(SEE, methods=("POST",))
def make_link(request: HttpRequest, station: str, publication_id: UUID) -> HttpResponse:
    """Make a link for a phone, and show it this once, also as a square to scan."""
    member = member_of_request(request)
    publication = access_publication(member, publication_id)
    link, until = by_hand.make_link(publication, member=member)
    context = {"publication": publication, "clip": publication.clip, "link": link, "square": qr_picture(link)}
    context["until"] = until
    response = render(request, "publishing/hand_link.html", context)
    response["Cache-Control"] = "no-store"
    return response


@csrf_exempt  # no cookie is read: whoever knows the secret address may begin, whichever page the form stood on
@public_door(methods=("GET", "POST"))
def hand_link(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the link is for; begin with it. Looking alone uses nothing up: messengers open links by themselves."""
    return _spoken(request, lambda frame: _begin(request, token, frame))


@csrf_exempt  # as above
@public_door(methods=("GET", "POST"))
def hand_work(request: HttpRequest, token: str) -> HttpResponse:
    """Show the sealed file and the texts to whoever has the clip in hand; take what they say became of it."""
    return _spoken(request, lambda frame: _work(request, token, frame))


def _begin(request: HttpRequest, token: str, frame: dict[str, Any]) -> HttpResponse:
    link, member = by_hand.opened_by(token)
    limits.count("by-hand", str(link.pk), MOST_OPENINGS)
    publication = link.publication
    if request.method == "POST":
        secret = by_hand.begin(token)
        return redirect(reverse("publishing:hand_work", kwargs={"token": secret}) + frame["chosen"])
    context = {**frame, **_about(publication), "person": member.person, "until": link.expires_at}
    with _clock(publication):
        return render(request, "publishing/hand_begin.html", context)


def _work(request: HttpRequest, token: str, frame: dict[str, Any]) -> HttpResponse:
    held = by_hand.in_hand(token)
    limits.count("by-hand", str(held.used.pk), MOST_OPENINGS)
    typed, refused = request.POST.get("link", ""), ""
    if request.method == "POST":
        try:
            _take_word(held, request.POST.get("decision", ""), typed)
        except (LinkMissing, LinkTaken, NoPostThere) as error:
            refused = sentence(error)
        else:
            return redirect(f"{request.path}{frame['chosen']}")
    said = {"typed": typed, "refused": refused, "token": token}
    context = {**frame, **_about(held.publication), **_page(held), **said}
    with _clock(held.publication):
        return render(request, "publishing/hand_work.html", context, status=422 if refused else 200)


def _take_word(held: by_hand.InHand, decision: str, link: str) -> None:
    """Write what they say became of it."""
    if decision in {"not_posted", "deleted"}:
        say_not_posted(held, deleted=decision == "deleted")
    else:
        say_posted(held, link)


def _page(held: by_hand.InHand) -> dict[str, Any]:
    """Return what the page shows: everything while it may be posted; else why not, and what is still to be said."""
    publication = held.publication
    gone = publication.state == State.WITHDRAWN and publication.taken_down_at is not None
    context: dict[str, Any] = {
        "asks": held.asks,
        "asks_after": held.asks_after_withdrawal,
        "is_withdrawn": publication.state == State.WITHDRAWN and (held.asks_after_withdrawal or not gone),
        "is_superseded": not held.is_the_last and held.used.attempt.ended_at is None,
        "also": "" if held.asks else publication.hand_words.filter(kind=HandWord.ALSO, by=held.member.person).last(),
        "until": at_work_until(publication),
    }
    try:
        by_hand.check_may_post_now(held)
        package = handed(publication)
    except ClipdeskError as error:
        return {**context, "closed": sentence(error)}
    # What is posted anew mostly stands at a new address: nobody is to send the old one by oversight.
    is_anew = package.film_changed or said_gone(publication) is not None
    context["written"] = "" if is_anew else address_of(publication)
    return {**context, "it": package, "texts": _texts(package), "marks": [FLAG_NAMES[flag] for flag in package.marks]}


def _texts(package: Handed) -> list[tuple[str, str, int]]:
    """Return each text under its field's name, with how many lines to show of it."""
    return [(str(FIELD_NAMES[text.field]), text.words, _lines(text.words)) for text in package.texts]


def _lines(words: str) -> int:
    return min(_MOST_LINES, 1 + sum(1 + len(line) // _LINE for line in words.split("\n")))


def _about(publication: Publication) -> dict[str, Any]:
    package = publication.package
    content = package.content if package else {}  # of a withdrawal: it holds no title
    title = post_of(package, publication).title if package and "title" in content else publication.destination.name
    return {
        "publication": publication,
        "station": publication.station,
        "title": title,
        "language": content.get("language", ""),
        "account": publication.destination.account.statement,
        "is_correction": publication.is_public,
        "is_deleted": publication.is_public and said_gone(publication) is not None,
        "address": address_of(publication),
        "is_practice": not publication.destination.real,
    }


def _spoken(request: HttpRequest, answer: Callable[[dict[str, Any]], HttpResponse]) -> HttpResponse:
    """Answer in the language that was asked for, kept by nobody; what a link no longer opens is said in a sentence."""
    asked = request.GET.get("lang", "")
    language = asked if asked in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE
    with translation.override(language):
        frame = {"language_links": language_choices(language), "chosen": f"?{urlencode({'lang': language})}"}
        try:
            response = answer(frame)
        except ClipdeskError as error:
            status = 429 if isinstance(error, limits.TooOften) else 410
            context = {**frame, "said": sentence(error)}
            response = render(request, "publishing/hand_over.html", context, status=status)
    for name, value in {**_NOT_KEPT, "Content-Language": language}.items():
        response[name] = value
    return response


def _clock(publication: Publication) -> Any:
    return timezone.override(ZoneInfo(publication.station.timezone))
