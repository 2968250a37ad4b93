"""A browser's choice of language and theme, and who else wants to remember it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "__Host-theme"
ONE_YEAR = 365 * 86400

Remember = Callable[[HttpRequest, str, str], None]
_remember: list[Remember] = []


def remembered_by(remember: Remember) -> None:
    """Call `remember(request, "language" | "theme", value)` whenever a person chooses; registered in `ready`."""
    if remember not in _remember:
        _remember.append(remember)


def choose(request: HttpRequest, response: HttpResponseBase, what: str, value: str) -> None:
    """Keep a choice in the browser and tell everyone who remembers it. `value` must be one of the offered ones."""
    name = settings.LANGUAGE_COOKIE_NAME if what == "language" else THEME_COOKIE
    response.set_cookie(name, value, max_age=ONE_YEAR, secure=True, httponly=True, samesite="Lax")
    for remember in _remember:
        remember(request, what, value)


def theme(request: HttpRequest) -> str:
    """Return the theme this browser chose: `auto`, `light` or `dark`."""
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"
