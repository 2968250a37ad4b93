"""Forms of decisions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clipdesk.audience.learning.deciding import Said, TestNotNamed
from clipdesk.audience.models import Decision
from clipdesk.kernel.text import clean_words
from clipdesk.ui.sentences import sentence


class _OneLine(forms.CharField):
    """A text of one line."""

    def clean(self, value: Any) -> str:
        """Take line breaks and spaces around out."""
        cleaned: str = super().clean(" ".join(clean_words(value or "").split()))
        return cleaned


class DecisionForm(forms.Form):
    """The verdict of a person on one clip, and what they learnt."""

    verdict = forms.ChoiceField(label=_("Verdict"), choices=list(Decision.VERDICTS.items()))
    learnt = _OneLine(
        label=_("What we learnt"),
        max_length=280,
        required=False,
        help_text=_("One line that helps with the next clip."),
    )
    kind = forms.ChoiceField(
        label=_("Kind of finding"),
        choices=list(Decision.KINDS.items()),
        help_text=_(
            "Randomised is only what lots decided, such as a platform’s own test of thumbnails. What went out at another "
            "hour, or looked otherwise, is observational."
        ),
    )
    tested = _OneLine(label=_("In which test lots were drawn, and what came out"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """A randomised finding names its test."""
        data = super().clean() or {}
        if data.get("kind") == Decision.RANDOMISED and not data.get("tested"):
            self.add_error("tested", sentence(TestNotNamed()))
        return data

    def said(self) -> Said:
        """Return what was said."""
        data = self.cleaned_data
        return Said(data["verdict"], data["kind"], data["tested"], data["learnt"])
