"""The forms of looks and names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from clipdesk.clips.looks import check_logo
from clipdesk.clips.models import Font, Look
from clipdesk.clips.models.look import CLOSING, LOGO, OPENING
from clipdesk.clips.names import check_wrong
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.library.models import StoredFile
from clipdesk.media.look import MOST_CARD_SECONDS, MOST_OPENING_SECONDS, AudiogramColours, Strap
from clipdesk.ui.sentences import sentence

_CORNERS = {
    "top-left": _("Top left"),
    "top-right": _("Top right"),
    "bottom-left": _("Bottom left"),
    "bottom-right": _("Bottom right"),
}
_COLOUR = RegexValidator(r"\A#[0-9a-f]{6}\Z")
_COLOURS = {
    "strap_background": ("strap", "background"),
    "strap_text": ("strap", "text"),
    "sound_background": ("audiogram", "background"),
    "sound_wave": ("audiogram", "wave"),
    "sound_progress": ("audiogram", "progress"),
    "sound_text": ("audiogram", "text"),
}
#: The cards of a look: how `values` calls their files, and how many seconds they stand at first.
CARDS = {"opening": (OPENING, 2), "closing": (CLOSING, 3)}
_VERSIONS = {"opening": 4, "closing": 3, "font": 2}  # which version of the form a look needs that has these
_CARD_KINDS = {"accept": "image/jpeg,image/png,image/webp"}
_AT_FIRST: Mapping[str, Mapping[str, str]] = {"strap": vars(Strap()), "audiogram": vars(AudiogramColours())}


class _Colour(forms.CharField):
    """A colour as `#rrggbb`."""

    def __init__(self, label: Any) -> None:
        widget = forms.TextInput(attrs={"type": "color"})
        super().__init__(label=label, widget=widget, validators=[_COLOUR])

    def to_python(self, value: Any) -> str:
        """Browsers may send capitals."""
        return str(super().to_python(value)).lower()


class NameForm(forms.Form):
    """A name, and how it is written wrong: `wrong` is a list, a line of the field each."""

    written = forms.CharField(label=_("The name as it is written right"), max_length=80)
    wrong = forms.CharField(
        label=_("How it is written wrong, one spelling a line"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note = forms.CharField(label=_("Who or what it is"), required=False, max_length=200)

    def clean_wrong(self) -> list[str]:
        """Take every line; those that cannot be wrong spellings are named."""
        lines = [line.strip() for line in self.cleaned_data["wrong"].splitlines() if line.strip()]
        try:
            check_wrong(self.cleaned_data.get("written", ""), lines)
        except ClipdeskError as error:
            raise forms.ValidationError(sentence(error)) from error
        return lines


class LookForm(forms.Form):
    """Name, captions, logo, colours, cards. `values` is what is stored of it."""

    title = forms.CharField(label=_("Name of the look"), max_length=60)
    captions = forms.ChoiceField(label=_("Captions"), choices=[("outline", _("Outlined")), ("box", _("In a box"))])
    size = forms.ChoiceField(label=_("Size of the captions"), choices=[("medium", _("Medium")), ("large", _("Large"))])
    typeface = forms.ChoiceField(
        label=_("Font"),
        help_text=_("Captions, strap and names are written in it. Your own are added on the page “Looks”."),
        required=False,
    )
    logo = forms.FileField(label=_("Logo (PNG)"), required=False, widget=forms.FileInput(attrs={"accept": "image/png"}))
    without_logo = forms.BooleanField(label=_("Without a logo"), required=False)
    corner = forms.ChoiceField(label=_("Corner of the logo"), choices=list(_CORNERS.items()))
    width = forms.IntegerField(label=_("Width of the logo, in per cent of the shorter side"), min_value=2, max_value=60)
    margin = forms.IntegerField(
        label=_("Margin of the logo, in per cent of the shorter side"),
        help_text=_("Empty: the usual one. Upright, the logo keeps clear of the apps' own texts in any case."),
        min_value=0,
        max_value=30,
        required=False,
    )
    opacity = forms.IntegerField(label=_("How solid the logo is, in per cent"), min_value=10, max_value=100)
    strap_background = _Colour(_("Strap"))
    strap_text = _Colour(_("Text on the strap"))
    sound_background = _Colour(_("Sound alone: background"))
    sound_wave = _Colour(_("Sound alone: wave"))
    sound_progress = _Colour(_("Sound alone: what has been heard"))
    sound_text = _Colour(_("Sound alone: text"))
    opening = forms.FileField(
        label=_("Opening card (JPEG, PNG or WebP)"),
        help_text=_(
            "It stands alone before each clip, whole, with silence under it; captions and names move on with the clip. At least "
            "360 pixels a side; what is transparent in it becomes white. The limits of the destinations count it."
        ),
        required=False,
        widget=forms.FileInput(attrs=_CARD_KINDS),
    )
    without_opening = forms.BooleanField(label=_("Without an opening card"), required=False)
    opening_seconds = forms.IntegerField(
        label=_("Seconds that the opening card stands"),
        help_text=_("Who scrolls by has left before a longer one ends."),
        min_value=1,
        max_value=MOST_OPENING_SECONDS,
    )
    opening_ground = _Colour(_("Colour around the opening card"))
    closing = forms.FileField(
        label=_("Closing card (JPEG, PNG or WebP)"),
        help_text=_(
            "It stands alone after each clip, whole, with silence under it. At least 360 pixels a side; what is transparent "
            "in it becomes white. The limits of the destinations count it."
        ),
        required=False,
        widget=forms.FileInput(attrs=_CARD_KINDS),
    )
    without_closing = forms.BooleanField(label=_("Without a closing card"), required=False)
    closing_seconds = forms.IntegerField(
        label=_("Seconds that the closing card stands"), min_value=1, max_value=MOST_CARD_SECONDS
    )
    closing_ground = _Colour(_("Colour around the closing card"))

    def __init__(
        self, data: Any = None, files: Any = None, *, before: Look | None = None, fonts: Sequence[Font] = ()
    ) -> None:
        self._before = before
        self._fonts = {str(font.pk): font for font in fonts}
        super().__init__(data, files, initial=_fields(before))
        offered = [
            ("", _("Noto Sans (comes with Clipdesk)")),
            *((name, str(font)) for name, font in self._fonts.items()),
        ]
        cast(forms.ChoiceField, self.fields["typeface"]).choices = offered

    def clean_logo(self) -> UploadedFile[bytes] | None:
        """Refuse what is no usable PNG."""
        file: UploadedFile[bytes] | None = self.cleaned_data["logo"]
        if file:
            try:
                check_logo(file.read(64), file.size or 0)
            except ClipdeskError as error:
                raise forms.ValidationError(sentence(error)) from error
            file.seek(0)
        return file

    @property
    def keeps_logo(self) -> bool:
        """Whether the logo of the version before stays."""
        has = self._before is not None and self._before.logo_id is not None
        return has and not self.cleaned_data["without_logo"] and not self.cleaned_data["logo"]

    def kept_card(self, kind: str) -> StoredFile | None:
        """The card (`kind`: as in `CARDS`) of the version before, where it stays."""
        goes = self.cleaned_data[f"without_{kind}"] or self.cleaned_data[kind]
        return None if goes or self._before is None else getattr(self._before, kind)

    def new_card(self, kind: str) -> UploadedFile[bytes] | None:
        """The picture for a new card, as it was sent."""
        return None if self.cleaned_data[f"without_{kind}"] else self.cleaned_data[kind]

    @property
    def font(self) -> Font | None:
        """The station's font that is chosen; None for ours."""
        return self._fonts.get(self.cleaned_data["typeface"])

    @property
    def values(self) -> dict[str, Any]:
        """The look in the form of its file."""
        data = self.cleaned_data
        shown = self.keeps_logo or (data["logo"] and not data["without_logo"])
        logo = {"corner": data["corner"], "width": f"{data['width']}/100", "opacity": f"{data['opacity']}/100"}
        if data["margin"] is not None:
            logo["margin"] = f"{data['margin']}/100"
        colours: dict[str, dict[str, str]] = {"strap": {}, "audiogram": {}}
        for field, (part, name) in _COLOURS.items():
            colours[part][name] = data[field]
        newer: dict[str, Any] = {"font": {"file": self.font.file_name}} if self.font else {}
        for kind, (file, _seconds) in CARDS.items():
            if self.kept_card(kind) or self.new_card(kind):
                seconds, ground = f"{data[f'{kind}_seconds']}/1", data[f"{kind}_ground"]
                newer[kind] = {"file": file, "seconds": seconds, "ground": ground}
        return {
            "version": next((number for name, number in _VERSIONS.items() if name in newer), 1),
            **newer,
            "captions": {"look": data["captions"], "size": data["size"]},
            "safe_areas": {},
            "logo": {"file": LOGO, **logo} if shown else None,
            **colours,
        }


def _fields(look: Look | None) -> dict[str, Any]:
    """What the form shows of a look; of none, what comes with Clipdesk."""
    values: Mapping[str, Any] = look.values if look else {**_AT_FIRST, "captions": {"look": "box", "size": "medium"}}
    logo = values.get("logo") or {"corner": "top-right", "width": "18/100", "opacity": "100/100"}
    shares = {name: int(logo[name].split("/")[0]) for name in ("width", "margin", "opacity") if name in logo}
    return {
        "title": look.title if look else "",
        "typeface": str(look.font_id or "") if look else "",
        "captions": values["captions"]["look"],
        "size": values["captions"]["size"],
        "corner": logo["corner"],
        **_card_fields(values),
        **shares,
        **{field: values[part][name] for field, (part, name) in _COLOURS.items()},
    }


def _card_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for kind, (_file, usual) in CARDS.items():
        card = values.get(kind) or {"seconds": f"{usual}/1", "ground": "#ffffff"}
        found |= {f"{kind}_seconds": int(card["seconds"].split("/")[0]), f"{kind}_ground": card["ground"]}
    return found
