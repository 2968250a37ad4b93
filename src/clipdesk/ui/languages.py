"""The choice of languages on pages without a cookie: by the address alone."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language_info


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
