"""The form of how a sample was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clipdesk.statistics.designs import Lonely
from clipdesk.surveys.sampling import LONELY, LONGEST_NAME, Sampling


class SizesForm(forms.Form):
    """What may be said as long as there are answers."""

    sizes = forms.CharField(
        label=_("How large each stratum is in all"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_(
            "One a row: its name as in the list, “=”, and how many there are, clusters where clusters were drawn, else people. "
            "Without strata the number alone. Empty: so many that it does not matter."
        ),
    )
    lonely = forms.ChoiceField(
        label=_("A stratum with one unit only"),
        choices=list(LONELY.items()),
        initial=Lonely.REFUSE.value,
        help_text=_("It does not tell how much units differ there. The methods section says what was chosen."),
    )

    def clean_sizes(self) -> dict[str, int]:
        """Return them by name."""
        found: dict[str, int] = {}
        for line in filter(str.strip, self.cleaned_data["sizes"].splitlines()):
            name, _mark, said = line.rpartition("=")
            plain = "".join(said.split()).replace(".", "").replace(",", "")
            if not (plain.isascii() and plain.isdecimal() and 0 < len(plain) < 12 and int(plain)):
                raise forms.ValidationError(
                    _("“%(line)s” does not end with a whole number above 0."), params={"line": line.strip()}
                )
            found[" ".join(name.split())] = int(plain)
        return found


class SampleForm(SizesForm):
    """All of it, before links were made."""

    strata = forms.CharField(
        label=_("Column of the list with the stratum"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_(
            "Strata are groups of the list that were drawn from separately, such as districts. Empty: there are none."
        ),
    )
    clusters = forms.CharField(
        label=_("Column of the list with the cluster"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_(
            "Clusters were drawn instead of single people, such as classes or villages, and all of a drawn one get a link. "
            "Empty: people were drawn one by one."
        ),
    )
    field_order = ("strata", "clusters", "sizes", "lonely")

    def clean(self) -> dict[str, Any]:
        """Write names of columns on one line each."""
        data = super().clean() or {}
        return data | {name: " ".join(str(data.get(name, "")).split()) for name in ("strata", "clusters")}


def sample_form(held: Sampling, *, is_free: bool, data: Any = None) -> SizesForm:
    """Return the form with what is kept; without the columns once links were made."""
    initial = {"strata": held.strata, "clusters": held.clusters, "lonely": held.lonely, "sizes": _lines(held.sizes)}
    return (SampleForm if is_free else SizesForm)(data, initial=initial)


def said_in(form: SizesForm, held: Sampling) -> Sampling:
    """Return what a valid form says; columns that it does not ask for stay."""
    data = form.cleaned_data
    columns = data.get("strata", held.strata), data.get("clusters", held.clusters)
    return Sampling(*columns, sizes=data["sizes"], lonely=data["lonely"])


def _lines(sizes: Mapping[str, int]) -> str:
    return "\n".join(f"{name} = {size}" if name else str(size) for name, size in sizes.items())
