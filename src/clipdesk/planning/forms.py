"""Forms of stories, assignments, ideas, content lines and holidays. Times are of the station's own clock."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Desk, Person
from clipdesk.accounts.roles import PLAN, SEE
from clipdesk.destinations.access import destinations_for
from clipdesk.destinations.models import Destination
from clipdesk.kernel.text import clean_words, fold
from clipdesk.media.recipe import SHAPES
from clipdesk.planning.access import lines_for, people_on, seen_desks
from clipdesk.planning.campaigns.access import campaigns_for
from clipdesk.planning.models import Assignment, Campaign, ContentLine, LineTarget, Story
from clipdesk.ui.languages import LANGUAGES
from clipdesk.ui.moments import moment_in
from clipdesk.ui.shape_names import SHAPE_NAMES

_AREA = forms.Textarea(attrs={"rows": 3})
_ANYWHERE = ("", _("Anywhere"))


def one_line(text: str) -> str:
    """Return what was typed as one line."""
    return " ".join(clean_words(text).split())


class OneLine(forms.CharField):
    """A text of one line."""

    def clean(self, value: Any) -> str:
        """Take line breaks and spaces around out."""
        cleaned: str = super().clean(one_line(value or ""))
        return cleaned


class DeskForm(forms.Form):
    """A form with a desk on which the person may do something; where there is one only, nobody is asked."""

    ability = PLAN

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        self._desks = seen_desks(member, self.ability)
        field: Any = self.fields["desk"]
        field.queryset = member.station.desks.filter(pk__in=[desk.pk for desk in self._desks])
        field.choices = [(desk.pk, desk.name) for desk in self._desks]
        if len(self._desks) == 1:
            field.required, field.widget = False, forms.HiddenInput()
        if self._desks:
            self.initial.setdefault("desk", self._desks[0].pk)

    def clean_desk(self) -> Desk:
        """Return the desk, or the only one there is."""
        found: Desk | None = self.cleaned_data["desk"]
        return found or self._desks[0]


def desk_field() -> forms.ModelChoiceField[Desk]:
    """Return the field of a desk."""
    return forms.ModelChoiceField(label=_("Desk"), queryset=Desk.objects.none())


class StoryForm(DeskForm):
    """What a story is."""

    title = OneLine(label=_("What is to be told"), max_length=150)
    slug = OneLine(
        label=_("Slug"),
        required=False,
        max_length=40,
        help_text=_("The short name by which the newsroom calls it. Empty: made of the title."),
    )
    desk = desk_field()
    line = forms.ModelChoiceField(
        label=_("Content line"),
        queryset=ContentLine.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("Clips that are made of the story count for it."),
    )
    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.none(), required=False, empty_label=_("None")
    )
    about = forms.CharField(label=_("Notes"), required=False, max_length=4000, widget=_AREA)

    def __init__(self, *args: Any, member: Member, story: Story | None = None, **kwargs: Any) -> None:
        super().__init__(*args, member=member, **kwargs)
        field: Any = self.fields["line"]
        field.queryset = lines_for(member).filter(state=ContentLine.ACTIVE)
        campaigns: Any = self.fields["campaign"]
        campaigns.queryset = campaigns_for(member).filter(state=Campaign.RUNNING)
        if story is not None:
            if story.line_id:
                field.queryset = lines_for(member).filter(pk=story.line_id) | field.queryset
            if story.campaign_id:
                campaigns.queryset = campaigns_for(member).filter(pk=story.campaign_id) | campaigns.queryset
            kept = {name: getattr(story, name) for name in ("title", "slug", "about")}
            self.initial.update({**kept, "desk": story.desk_id, "line": story.line_id, "campaign": story.campaign_id})

    def clean(self) -> dict[str, Any]:
        """Make a slug of the title where none was written."""
        data = super().clean() or {}
        if "title" in data and not data.get("slug"):
            data["slug"] = slug_of(data["title"])
        return data

    def said(self) -> Mapping[str, Any]:
        """Return what was said, as a story keeps it."""
        return {name: self.cleaned_data[name] for name in ("title", "slug", "desk", "line", "campaign", "about")}


def slug_of(title: str) -> str:
    """Return a short name for a title: its first words without marks, joined by hyphens."""
    words = re.findall(r"[a-z0-9]+", fold(title))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:40]
        if len(longer) > 40:
            break
        slug = longer
    return slug or "story"


class AssignmentForm(forms.Form):
    """What is to be done for a story, by whom and until when."""

    kind = forms.ChoiceField(label=_("What kind of work"), choices=lambda: list(Assignment.KINDS.items()))
    what = OneLine(label=_("What exactly"), required=False, max_length=200)
    person = forms.ChoiceField(
        label=_("Who"), required=False, help_text=_("They are told, and accept or decline. Empty: whoever takes it.")
    )
    deadline = forms.CharField(
        label=_("Until when"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    destination = forms.ModelChoiceField(
        label=_("Where it is to appear"),
        queryset=Destination.objects.none(),
        required=False,
        empty_label=_("Anywhere"),
    )
    language = forms.ChoiceField(
        label=_("In which language"), required=False, choices=[("", _("The station’s own")), *LANGUAGES.items()]
    )
    minutes = forms.IntegerField(
        label=_("How long it takes, in minutes"), required=False, min_value=1, max_value=10_000
    )

    def __init__(self, *args: Any, member: Member, assignment: Assignment | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone = ZoneInfo(member.station.timezone)
        people = people_on(member)
        if assignment is not None and assignment.person is not None and assignment.person not in people:
            people.append(assignment.person)
        self._people = {str(person.pk): person for person in people}
        names = [(key, person.name) for key, person in self._people.items()]
        self.fields["person"].choices = [("", _("Nobody yet")), *names]  # type: ignore[attr-defined]
        places = destinations_for(member)
        field: Any = self.fields["destination"]
        field.queryset = Destination.objects.filter(station=member.station)
        field.choices = [_ANYWHERE, *((place.pk, place.name) for place in places)]
        if assignment is not None:
            kept = {name: getattr(assignment, name) for name in ("kind", "what", "language", "minutes")}
            shown = timezone.localtime(assignment.deadline, self._zone)
            who = str(assignment.person_id or "")
            self.initial.update({**kept, "person": who, "destination": assignment.destination_id, "deadline": shown})

    def clean_deadline(self) -> datetime:
        """Return the moment meant."""
        return moment_in(self._zone, self.cleaned_data["deadline"])

    def said(self) -> Mapping[str, Any]:
        """Return what was said, as an assignment keeps it, but for who is asked."""
        names = ("kind", "what", "deadline", "destination", "language", "minutes")
        return {name: self.cleaned_data[name] for name in names}

    def whom(self) -> Person | None:
        """Return who is asked, if anybody is."""
        return self._people.get(self.cleaned_data["person"])


class IdeaForm(DeskForm):
    """An idea, in one line."""

    ability = SEE
    words = OneLine(label=_("Your idea"), max_length=280, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    desk = desk_field()


class LineForm(forms.Form):
    """What a content line is."""

    name = OneLine(label=_("Name"), max_length=80)
    what_for = forms.CharField(label=_("What for"), required=False, max_length=1000, widget=_AREA)


class TargetForm(forms.Form):
    """How many clips are wanted of a line."""

    count = forms.IntegerField(label=_("How many clips"), min_value=1, max_value=1000, initial=2)
    per = forms.ChoiceField(label=_("In what time"), choices=lambda: list(LineTarget.PERIODS.items()))
    destination = forms.ModelChoiceField(
        label=_("Destination"), queryset=Destination.objects.none(), required=False, empty_label=_("Anywhere")
    )
    shape = forms.ChoiceField(
        label=_("Shape"),
        required=False,
        choices=lambda: [("", _("Any shape")), *((shape, SHAPE_NAMES[shape]) for shape in SHAPES)],
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["destination"]
        field.queryset = Destination.objects.filter(station=member.station)
        field.choices = [_ANYWHERE, *((place.pk, place.name) for place in destinations_for(member))]


class HolidayForm(forms.Form):
    """A file of holidays."""

    name = OneLine(label=_("Name"), max_length=80, help_text=_("The same name again replaces what it held before."))
    file = forms.FileField(label=_("iCal file (.ics)"), widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}))


class BecauseForm(forms.Form):
    """A reason that is kept in the history."""

    because = OneLine(label=_("Why"), required=False, max_length=300)
