"""Forms of contacts with others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Person
from clipdesk.kernel.text import clean_words
from clipdesk.planning.contacts.access import keepers_for
from clipdesk.planning.forms import DeskForm, OneLine, desk_field
from clipdesk.planning.models import Contact, Letter

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
#: What a dossier never holds.
NOBODY = _(
    "No comment, profile or name of a member of the public: only the station’s own posts and letters belong here."
)


class Words(forms.CharField):
    """A text of several lines."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> str:
        """Take control characters out."""
        cleaned: str = super().clean(clean_words(value or ""))
        return cleaned


class ContactForm(DeskForm):
    """What a request is, and who is asked or asks."""

    subject = OneLine(label=_("Subject"), max_length=150)
    desk = desk_field()
    direction = forms.ChoiceField(label=_("Who asks"), choices=lambda: list(Contact.DIRECTIONS.items()))
    party = OneLine(label=_("With whom"), max_length=150, help_text=_("The institution, and its office if need be."))
    kind = forms.ChoiceField(label=_("What they are"), choices=lambda: list(Contact.KINDS.items()))
    due_on = forms.DateField(label=_("Answer due"), required=False, widget=_DAY)
    keeper = forms.ChoiceField(
        label=_("Who looks after it"), required=False, help_text=_("They are told the day before the answer is due.")
    )
    about = Words(label=_("What it is about"), required=False, max_length=4000, help_text=NOBODY)

    def __init__(self, *args: Any, member: Member, contact: Contact | None = None, **kwargs: Any) -> None:
        super().__init__(*args, member=member, **kwargs)
        people = keepers_for(member)
        if contact is not None and contact.keeper is not None and contact.keeper not in people:
            people.append(contact.keeper)
        self._people = {str(person.pk): person for person in people}
        names = [(key, person.name) for key, person in self._people.items()]
        self.fields["keeper"].choices = [("", _("Whoever began it")), *names]  # type: ignore[attr-defined]
        if contact is not None:
            kept = {
                name: getattr(contact, name) for name in ("subject", "direction", "party", "kind", "due_on", "about")
            }
            self.initial.update({**kept, "desk": contact.desk_id, "keeper": str(contact.keeper_id or "")})

    def clean_keeper(self) -> Person | None:
        """Return who was chosen, if anybody was."""
        return self._people.get(self.cleaned_data["keeper"])

    def said(self) -> Mapping[str, Any]:
        """Return what was said, as a contact keeps it."""
        return {name: self.cleaned_data[name] for name in self.fields}


class _Files(forms.FileInput):
    """Any number of files."""

    allow_multiple_selected = True


class LetterForm(forms.Form):
    """A letter or an answer. Its files are read from the request (`enclosures.read_files`)."""

    direction = forms.ChoiceField(label=_("Whose letter"), choices=lambda: list(Letter.DIRECTIONS.items()))
    on = forms.DateField(label=_("Date of the letter"), widget=_DAY)
    reference = OneLine(label=_("Reference"), required=False, max_length=80)
    text = Words(label=_("What the letter says"), required=False, max_length=20_000, help_text=NOBODY)
    enclosed = forms.Field(
        label=_("Files"),
        required=False,
        widget=_Files(attrs={"accept": ".pdf,.docx,.jpg,.jpeg,.png,.webp"}),
        help_text=_("PDF, Word document (.docx) or pictures, at most 8 MB together. They are kept as they are."),
    )

    def said(self) -> Mapping[str, Any]:
        """Return what was said, as a letter keeps it."""
        return {name: self.cleaned_data[name] for name in ("direction", "on", "reference", "text")}


class OutcomeForm(forms.Form):
    """How a request ended."""

    outcome = Words(label=_("How it ended"), required=False, max_length=4000)


class TemplateForm(forms.Form):
    """The station's own Word document."""

    file = forms.FileField(
        label=_("Word document (.docx)"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text=_("At most 5 MB, without macros, links or linked pictures."),
    )
