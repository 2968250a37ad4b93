"""What a practice platform's pages say, in the language of whoever reads, and how they look.

The translations are the connectors' own catalogue (`locale/`), read with the standard library: these pages stand outside the
desk, and know nothing of it.
"""

from __future__ import annotations

import gettext
import html
import re
from collections.abc import Collection
from email.message import Message
from functools import cache
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

from clipdesk.kernel.errors import gettext_noop

LANGUAGES = ("vi", "en")
COOKIE = "practice-language"
#: Pages hold nothing that comes from elsewhere, and run nothing.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
BAND = gettext_noop("Everything here is for learning; nothing reaches the audience.")
ASKS = gettext_noop("The desk asks for permission to publish, change and delete for this account.")
ALLOW = gettext_noop("Allow")
NOT_AS_WANTED = gettext_noop(
    "The desk's program is not known here, or the address it wants to be answered at is not registered. Compare what was "
    "entered in the desk with what stands on the practice platform's page."
)
_LOCALE = Path(__file__).resolve().parents[1] / "locale"
_STYLE = (Path(__file__).parent / "static" / "page.css").read_text(encoding="utf-8")


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("django", _LOCALE, [language], fallback=True)


class Words:
    """Says things in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, text: str, **places: object) -> str:
        """Return an English text in this language, its {places} filled."""
        said = _catalogue(self.language).gettext(text) if self.language != "en" else text
        return said.format(**places) if places else said


def language_of(headers: Message) -> str:
    """Return in which language somebody reads: as they chose here, else as their browser says, else Vietnamese."""
    try:
        kept = SimpleCookie(headers.get("Cookie", "")).get(COOKIE)
    except CookieError:
        kept = None
    if kept is not None and kept.value in LANGUAGES:
        return kept.value
    wanted = re.findall(r"\b(vi|en)\b", headers.get("Accept-Language", "").lower())
    return wanted[0] if wanted else LANGUAGES[0]


def page(language: str, title: str, told: str) -> str:
    """Return a whole page; `told` is HTML."""
    words = Words(language)
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><title>{html.escape(title)}</title><style>{_STYLE}</style>'
        f'<header class="band"><strong lang="vi">THỰC HÀNH / <span lang="en">PRACTICE</span></strong> '
        f"{html.escape(words(BAND))}</header><main><h1>{html.escape(title)}</h1>{told}</main></html>"
    )


def is_registered(address: str, registered: Collection[str], desk: str) -> bool:
    """Tell whether a platform may send people back to an address: one that was registered, or any of a desk's own."""
    return address in registered or bool(desk and address.startswith(f"{desk}/"))
