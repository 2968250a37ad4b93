"""The doors of the desk: who may open a view, and what an error looks like on the other side.

    @door(CUT, methods=("GET", "POST"))
    def edit(request, station, clip_id):
        member = member_of_request(request)
        clip = access_clip(member, clip_id, CUT)

Every view of the desk hangs behind exactly one of three doors:

* `door(ability)`: a member of the station in the address (`/s/<station>/…`) who may do `ability` on some desk; the
  room's `access.py` then asks again for the desk of the very object. Abilities of `roles.NEEDS_SECOND_FACTOR` also ask
  for the second factor.
* `signed_in_door()`: anybody who is signed in; for pages about the person, not about a station.
* `public_door()`: everybody.

Every door notes its rule on the view (`view.rule`), and the access matrix test (`tests/access`) compares all of them
with its table. A `ClipdeskError` that reaches a door becomes its sentence: a page, a fragment for htmx, or JSON, with
the status that fits (401 signed out, 403 not allowed, 409 changed meanwhile, else 422). Anonymous people are led to the
sign-in page and back; who is no member of the station got 404 from the middleware before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from clipdesk.accounts.identity import authenticator_of, has_second_factor, passed_second_factor
from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.accounts.models import Person
from clipdesk.accounts.roles import NEEDS_SECOND_FACTOR
from clipdesk.history.transition import IllegalTransition
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.ui.sentences import sentence

View = Callable[..., HttpResponseBase]
Guard = Callable[[HttpRequest], HttpResponse | None]


class SignedOut(ClipdeskError):
    """Somebody asks whom this browser no longer keeps signed in."""

    message = gettext_noop("You are signed out. Sign in again, then go on.")


_STATUS: tuple[tuple[type[ClipdeskError], int], ...] = ((SignedOut, 401), (NotAllowed, 403), (IllegalTransition, 409))


@dataclass(frozen=True)
class Rule:
    """What a door asks: `who` is public, signed_in or member; members may also need an `ability`."""

    who: str
    ability: str | None
    methods: tuple[str, ...]
    second_factor: bool = False


def door(
    ability: str | None = None, *, methods: tuple[str, ...] = ("GET",), second_factor: bool = False
) -> Callable[[View], View]:
    """Let members of the station through who may do `ability` on some desk, for `methods`.

    `second_factor` also asks for one-time codes, set up and passed in this session, unless this is a practice station
    that does without; abilities of `roles.NEEDS_SECOND_FACTOR` ask by themselves.
    """
    asks = second_factor or ability in NEEDS_SECOND_FACTOR

    def guard(request: HttpRequest) -> HttpResponse | None:
        member = member_of_request(request)
        if ability is not None:
            member.require(ability)
        way = second_factor_way(request, member) if asks else None
        return _lead_to(request, way) if way else None

    return _hang(Rule("member", ability, methods, asks), guard)


def signed_in_door(*, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Let everybody through who is signed in, for `methods`; for pages outside any station."""
    return _hang(Rule("signed_in", None, methods), lambda request: None)


def public_door(*, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Let everybody through, for `methods`; errors become sentences all the same."""
    return _hang(Rule("public", None, methods), None)


def member_of_request(request: HttpRequest) -> Member:
    """Return who is asking.

    Raises:
        NotAllowed: nobody of this station is.
    """
    member: Member | None = getattr(request, "member", None)
    if member is None:
        raise NotAllowed
    return member


def person_of_request(request: HttpRequest) -> Person:
    """Return who is signed in, on pages outside any station.

    Raises:
        SignedOut: nobody is.
    """
    if not isinstance(request.user, Person):
        raise SignedOut
    return request.user


def second_factor_way(request: HttpRequest, member: Member) -> str | None:
    """Return where to go for a missing second factor, or None when it was passed or is not asked for.

    For a view that does more than one thing: call it before the part that needs the second factor, and redirect there.
    """
    if member.station.is_practice and not member.station.asks_second_factor:
        return None
    if not has_second_factor(member.person):
        return _by_way_of("mfa_activate_totp", request)
    return missing_proof(request, member.person)


def missing_proof(request: HttpRequest, person: Person) -> str | None:
    """Return where to give the second factor that the person has and this session did not give yet, or None."""
    if not has_second_factor(person) or passed_second_factor(request, person):
        return None
    return _by_way_of("mfa_reauthenticate" if authenticator_of(person) else "mfa_reauthenticate_webauthn", request)


def refusal(request: HttpRequest, error: ClipdeskError) -> HttpResponse:
    """Answer an error with its sentence, in the form that was asked for."""
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 422)
    said = sentence(error)
    if _wants_json(request):
        return JsonResponse({"error": said, "code": error.code}, status=status)
    template = "accounts/refusal_part.html" if request.headers.get("HX-Request") else "accounts/refusal.html"
    back = "" if request.method == "GET" else _page_of(request)
    return render(request, template, {"sentence": said, "back": back}, status=status)


def _hang(rule: Rule, guard: Guard | None) -> Callable[[View], View]:
    """Return the decorator of one door; `guard` None lets anonymous people through."""

    def hang(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if guard is not None and not request.user.is_authenticated:
                return _ask_to_sign_in(request)
            if request.method not in rule.methods and not (request.method == "HEAD" and "GET" in rule.methods):
                return HttpResponseNotAllowed(rule.methods)
            try:
                return (guard(request) if guard else None) or view(request, *args, **kwargs)
            except ClipdeskError as error:
                return refusal(request, error)

        opened.rule = rule  # type: ignore[attr-defined]
        return opened

    return hang


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead a page, also one that asked for a fragment only, to the sign-in page and back; tell a script."""
    if _wants_json(request):
        return refusal(request, SignedOut())
    return _lead_to(request, redirect_to_login(_page_of(request), reverse("account_login")).url)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("accept", "").startswith("application/json")


def _by_way_of(page: str, request: HttpRequest) -> str:
    return f"{reverse(page)}?{urlencode({'next': _page_of(request)})}"


def _page_of(request: HttpRequest) -> str:
    """Return the page to come back to: this one, or (a form or fragment was asked for) the one it stands on."""
    if request.method in {"GET", "HEAD"} and not request.headers.get("HX-Request"):
        return request.get_full_path()
    from_page = urlsplit(request.headers.get("referer", ""))
    ours = f"{from_page.scheme}://{from_page.netloc}" in {settings.ORIGIN, f"{request.scheme}://{request.get_host()}"}
    if not ours or not from_page.path.startswith("/"):
        return "/"
    return from_page.path + (f"?{from_page.query}" if from_page.query else "")


def _lead_to(request: HttpRequest, way: str) -> HttpResponse:
    """Redirect the whole page, also when only a fragment was asked for."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": way})
    return redirect(way)
