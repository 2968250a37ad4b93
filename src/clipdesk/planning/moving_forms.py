"""The form by which an assignment goes to another day or to somebody else: what dragging does, without dragging."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Person
from clipdesk.planning.access import people_on
from clipdesk.planning.event_forms import NearDate, time_input
from clipdesk.planning.models import Assignment
from clipdesk.ui.moments import moment_in


class MoveWorkForm(forms.Form):
    """The new day, time and person of an assignment; what is not said stays as it is. to: the day that is offered."""

    on = NearDate(label=_("New day"))
    at = forms.TimeField(label=_("New time"), required=False, widget=time_input(), help_text=_("Empty: as before."))
    person = forms.ChoiceField(label=_("Who"), required=False)

    def __init__(self, *args: Any, member: Member, assignment: Assignment, to: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone, self._assignment = ZoneInfo(member.station.timezone), assignment
        self._shown = timezone.localtime(assignment.deadline, self._zone)
        people = people_on(member)
        if assignment.person is not None and assignment.person not in people:
            people.append(assignment.person)
        self._people = {str(person.pk): person for person in people}
        names = [(key, person.name) for key, person in self._people.items()]
        self.fields["person"].choices = [("", _("Nobody yet")), *names]  # type: ignore[attr-defined]
        who = str(assignment.person_id or "")
        self.initial.update({"on": to or self._shown.date(), "at": self._shown.time(), "person": who})

    def clean(self) -> dict[str, Any]:
        """Reckon the moment until which it is to be done."""
        data = super().clean() or {}
        if "on" in data and "at" in data:
            at = data["at"] or self._shown.time()
            try:
                data["deadline"] = moment_in(self._zone, f"{data['on'].isoformat()}T{at.isoformat()}")
            except forms.ValidationError as error:
                self.add_error("at", error)
        return data

    def whom(self) -> Person | None:
        """Return who is asked; nobody said: who has it now."""
        if "person" not in self.data:
            return self._assignment.person
        return self._people.get(self.cleaned_data["person"])
