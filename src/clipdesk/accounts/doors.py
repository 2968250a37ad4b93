"""The doors of the desk: who may open a view, and what an error looks like on the other side.

    @door(CUT, methods=("GET", "POST"))
    def edit(request, station, clip_id):
        member = member_of_request(request)
        clip = access_clip(member, clip_id, CUT)

`door` asks for a signed-in member of the station in the address and for an ability on any desk; the room's `access.py`
then asks again for the desk of the very object. Every door notes its rule on the view (`view.rule`), and the access
matrix test compares all of them with its table. A `ClipdeskError` that reaches a door becomes its sentence: a page, a
fragment for htmx, or JSON, with the status that fits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from clipdesk.accounts.identity import has_second_factor
from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.history.transition import IllegalTransition
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.ui.sentences import sentence

View = Callable[..., HttpResponse]
_STATUS: tuple[tuple[type[ClipdeskError], int], ...] = ((NotAllowed, 403), (IllegalTransition, 409))


@dataclass(frozen=True)
class Rule:
    """What a door asks. `public`: nothing; else a member, with `ability` (None: any member)."""

    public: bool
    ability: str | None
    methods: tuple[str, ...]
    second_factor: bool = False


def door(
    ability: str | None = None, *, methods: tuple[str, ...] = ("GET",), second_factor: bool = False
) -> Callable[[View], View]:
    """Let members of the station through who may do `ability` on some desk, for `methods`.

    `second_factor` also asks that they have set up one-time codes (signing in then always asks for one), unless this is
    a practice station that does without.
    """

    def hang(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse("account_login"))
            if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
                return HttpResponseNotAllowed(methods)
            try:
                member = member_of_request(request)
                if ability is not None:
                    member.require(ability)
                if second_factor and (way := second_factor_way(request, member)):
                    return redirect(way)
                return view(request, *args, **kwargs)
            except ClipdeskError as error:
                return refusal(request, error)

        opened.rule = Rule(False, ability, methods, second_factor)  # type: ignore[attr-defined]
        return opened

    return hang


def public_door(*, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Let everybody through, for `methods`; errors become sentences all the same."""

    def hang(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
                return HttpResponseNotAllowed(methods)
            try:
                return view(request, *args, **kwargs)
            except ClipdeskError as error:
                return refusal(request, error)

        opened.rule = Rule(True, None, methods)  # type: ignore[attr-defined]
        return opened

    return hang


def member_of_request(request: HttpRequest) -> Member:
    """Return who is asking.

    Raises:
        NotAllowed: nobody of this station is.
    """
    member: Member | None = getattr(request, "member", None)
    if member is None:
        raise NotAllowed
    return member


def second_factor_way(request: HttpRequest, member: Member) -> str | None:
    """Return where to go for a missing second factor, or None when it is there or not asked for."""
    if member.station.is_practice and not member.station.asks_second_factor:
        return None
    after = f"?next={request.get_full_path()}"
    if not has_second_factor(member.person):
        return reverse("mfa_activate_totp") + after
    return None


def refusal(request: HttpRequest, error: ClipdeskError) -> HttpResponse:
    """Answer an error with its sentence, in the form that was asked for."""
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 422)
    said = sentence(error)
    if request.headers.get("accept", "").startswith("application/json"):
        return JsonResponse({"error": said, "code": error.code}, status=status)
    template = "accounts/refusal_part.html" if request.headers.get("HX-Request") else "accounts/refusal.html"
    return render(request, template, {"sentence": said}, status=status)
