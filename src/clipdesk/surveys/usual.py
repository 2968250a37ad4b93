"""Surveys to begin with, in Vietnamese and English: what stations ask most, each question with its source."""

from __future__ import annotations

import json
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clipdesk.surveys.form import Form, from_json

_FOLDER = Path(__file__).parent / "usual"
USUAL: dict[str, str | Promise] = {
    "news_habits": _("News habits"),
    "user_needs": _("What people need (the six user needs)"),
    "short_clips": _("Formats of short clips"),
    "trust": _("Trust in the station"),
    "radio": _("Listening to the radio"),
    "accessibility": _("Accessibility"),
}


def usual_form(key: str) -> Form:
    """Return one of `USUAL`."""
    return from_json(json.loads((_FOLDER / f"{key}.json").read_text(encoding="utf-8")))


def empty_form(language: str, name: str, title: str) -> Form:
    """Return a survey without questions, in one language."""
    return Form(languages={language: name}, title={language: title})
