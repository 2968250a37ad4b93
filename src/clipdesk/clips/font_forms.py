"""The form in which a font is brought."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

_KINDS = ".ttf,.otf,font/ttf,font/otf"


class FontForm(forms.Form):
    """A file, and the word that the station may use it."""

    prefix = "font"
    file = forms.FileField(
        label=_("Font file (TTF or OTF)"),
        help_text=_("At most 10 MB, with every letter of Vietnamese. The desk opens it behind walls."),
        widget=forms.FileInput(attrs={"accept": _KINDS}),
    )
    may_use = forms.BooleanField(
        label=_("Our station may use this font in its clips: its licence covers that"),
        widget=forms.CheckboxInput(check_test=lambda said: False),  # said anew of each file, also after a refusal
        error_messages={"required": _("Say that your station may use the font. Who said it is kept in the history.")},
    )
