"""Languages: the choice of them on pages without a cookie, by the address alone, and words that are kept in several."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import get_language, get_language_info

#: What a clip can be in, and its captions be translated into, each called by its own name.
LANGUAGES: Mapping[str, str] = {
    "vi": "Tiếng Việt",
    "en": "English",
    "zh": "中文",
    "ko": "한국어",
    "ja": "日本語",
    "fr": "Français",
    "ru": "Русский",
    "km": "ភាសាខ្មែរ",
    "lo": "ພາສາລາວ",
    "th": "ภาษาไทย",
}
Words = Mapping[str, str]
"""The same words by language code: `vi`, `en`; one of them may be missing."""


def in_language(words: Words) -> str:
    """Return the words in the active language, or in whatever language there is."""
    language = (get_language() or "")[:2]
    return words.get(language) or next((text for text in words.values() if text), "")


def language_choices(language: str) -> list[dict[str, str | bool]]:
    """Return the links to the same page in each language, each under its own name."""
    return [
        {
            "url": f"?lang={code}",
            "code": code,
            "label": get_language_info(code)["name_local"],
            "current": code == language,
        }
        for code, _name in settings.LANGUAGES
    ]


def language_name(code: str) -> str:
    """Return what a language calls itself; of an unknown one, its code."""
    return LANGUAGES.get(code, code)
