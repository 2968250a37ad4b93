"""Forms of the rules of signing: one risk class, one question. Words are written in both languages of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from clipdesk.kernel.ids import new_id
from clipdesk.review.rules import ROUTINE, Question, RiskClass, Rules
from clipdesk.review.wording import FLAG_NAMES

_MOST_PHRASES = 200
_LONGEST_PHRASE = 80


class _Bilingual(forms.Form):
    """Words in Vietnamese and English, one of them at least."""

    vi = forms.CharField(label=_("In Vietnamese"), max_length=200, required=False)
    en = forms.CharField(label=_("In English"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """At least one language must say something."""
        data = super().clean() or {}
        if not self.errors and not (data["vi"] or data["en"]):
            self.add_error("vi", _("Write it in one language at least."))
        return data

    @property
    def words(self) -> dict[str, str]:
        """The words by language."""
        return {code: self.cleaned_data[code] for code in ("vi", "en") if self.cleaned_data[code]}


class ClassForm(_Bilingual):
    """One risk class. The routine is found by nothing: it is every clip."""

    questions = forms.MultipleChoiceField(
        label=_("Questions of the checklist"), widget=forms.CheckboxSelectMultiple, required=False
    )
    signers = forms.IntegerField(
        label=_("How many people sign"), min_value=1, max_value=3, help_text=_("Two signatures are two people.")
    )
    is_personal = forms.BooleanField(label=_("An editor-in-chief signs personally"), required=False)
    chiefs_only = forms.BooleanField(
        label=_("Editors-in-chief alone sign, never a deputy"),
        required=False,
        help_text=_("Also not in an emergency. A correction of words alone, too, is signed by one of them."),
    )
    of_desk = forms.BooleanField(
        label=_("One of those who sign answers for the clip's own desk"),
        required=False,
        help_text=_(
            "Their role, editor-in-chief or deputy, is for that desk and not for all desks: the head of the desk."
        ),
    )
    needs_key = forms.BooleanField(label=_("A signing key is needed: a password does not suffice"), required=False)
    valid_hours = forms.IntegerField(
        label=_("A sign-off holds for so many hours after the last planned time"),
        min_value=1,
        max_value=max(1, int(settings.SIGN_OFF_VALID_HOURS)),
    )
    is_full_round = forms.BooleanField(
        label=_("A correction of words alone goes the whole way again"),
        required=False,
        help_text=_(
            "Otherwise one person signs it after the short checklist, without watching the same pictures again."
        ),
    )
    phrases = forms.CharField(
        label=_("Words that the desk finds it by, one phrase a line"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Looked for in title, description, strap, captions, the names of who speaks and those on the picture; in what the "
            "recording and its file are called and where it comes from; in title, slug and marks of the rundown's items. Who "
            "sends a clip may add a class by hand."
        ),
    )
    flags = forms.MultipleChoiceField(
        label=_("Marks for the public that it goes with"),
        choices=list(FLAG_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    look_hours = forms.IntegerField(
        label=_("Somebody else looks at an emergency release within so many hours"), min_value=1, max_value=168
    )

    def __init__(self, data: Any = None, *, rules: Rules, one: RiskClass | None) -> None:
        said = _said(one) if one else {"signers": 1, "valid_hours": 24, "is_full_round": True}
        super().__init__(data, initial={**said, "look_hours": rules.look_hours})
        self._one = one
        self.fields["questions"].choices = [(q.key, str(q)) for q in rules.questions]  # type: ignore[attr-defined]
        if one is not None and one.key == ROUTINE:
            del self.fields["phrases"], self.fields["flags"]
        else:
            del self.fields["look_hours"]

    def clean_phrases(self) -> tuple[str, ...]:
        """Return the phrases, each once."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["phrases"].splitlines()]
        found = tuple(dict.fromkeys(line for line in lines if line))
        if len(found) > _MOST_PHRASES or any(len(line) > _LONGEST_PHRASE for line in found):
            raise forms.ValidationError(
                _("At most %(count)d phrases of %(length)d characters each."),
                params={"count": _MOST_PHRASES, "length": _LONGEST_PHRASE},
            )
        return found

    def altered(self, rules: Rules) -> Rules:
        """Return the rules with what the form says, once it is valid."""
        data = self.cleaned_data
        hours = data.get("look_hours", rules.look_hours)
        return replace(rules.with_class(self._risk_class(data)), look_hours=hours)

    def _risk_class(self, data: Mapping[str, Any]) -> RiskClass:
        return RiskClass(
            key=self._one.key if self._one else new_id().hex[-12:],
            name=self.words,
            questions=tuple(data["questions"]),
            signers=data["signers"],
            is_personal=data["is_personal"] or data["chiefs_only"],
            chiefs_only=data["chiefs_only"],
            of_desk=data["of_desk"],
            needs_key=data["needs_key"],
            valid_hours=data["valid_hours"],
            is_full_round=data["is_full_round"],
            phrases=data.get("phrases", ()),
            flags=tuple(data.get("flags", ())),
        )


class QuestionForm(_Bilingual):
    """One question; a yes must be the good answer."""

    is_short = forms.BooleanField(
        label=_("Asked also of breaking news and of corrections of words alone"), required=False
    )

    def __init__(self, data: Any = None, *, one: Question | None) -> None:
        super().__init__(data, initial={**one.text, "is_short": one.is_short} if one else {})
        self._one = one

    def altered(self, rules: Rules) -> Rules:
        """Return the rules with what the form says, once it is valid."""
        key = self._one.key if self._one else new_id().hex[-12:]
        return rules.with_question(Question(key=key, text=self.words, is_short=self.cleaned_data["is_short"]))


def _said(one: RiskClass) -> dict[str, Any]:
    return {
        **one.name,
        "questions": one.questions,
        "signers": one.signers,
        "is_personal": one.is_personal,
        "chiefs_only": one.chiefs_only,
        "of_desk": one.of_desk,
        "needs_key": one.needs_key,
        "valid_hours": one.valid_hours,
        "is_full_round": one.is_full_round,
        "phrases": "\n".join(one.phrases),
        "flags": one.flags,
    }
