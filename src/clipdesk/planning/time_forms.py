"""Forms of how long work takes, and for how much of it there is time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from clipdesk.kernel.recurrence import DAYS
from clipdesk.planning.models import Assignment
from clipdesk.planning.words import DAY_NAMES


class UsualForm(forms.Form):
    """How many minutes each kind of work takes as a rule."""

    def __init__(self, *args: Any, said: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, name in Assignment.KINDS.items():
            self.fields[kind] = forms.IntegerField(label=name, min_value=1, max_value=10_000, initial=said[kind])


class CapacityForm(forms.Form):
    """For how many minutes of planned work there is time on each day of the week."""

    def __init__(self, *args: Any, said: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, minutes in zip(DAYS, said, strict=True):
            self.fields[day] = forms.IntegerField(label=DAY_NAMES[day], min_value=0, max_value=1440, initial=minutes)

    def minutes(self) -> list[int]:
        """Return them, Monday first."""
        return [self.cleaned_data[day] for day in DAYS]
