"""A station's rules of signing: the questions that are asked, the risk classes, and what a clip's classes demand together.

Plain values; `models.policy` keeps them in versions, `demands` is what a package seals of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from clipdesk.kernel.canonical import canonical_json, digest
from clipdesk.ui.languages import Words, in_language

ROUTINE = "routine"
"""The class of every clip: what it asks for holds always."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One line of the checklist. `is_short`: it is asked also where there is no time for the others."""

    key: str
    text: Words
    is_short: bool = False

    def __str__(self) -> str:
        return in_language(self.text)


@dataclass(frozen=True, kw_only=True)
class RiskClass:
    """What a kind of clip asks for beyond the routine.

    questions: keys of the policy's questions. signers: how many different people. is_personal: one of them is an
    editor-in-chief. chiefs_only: all of them are, also in an emergency. of_desk: one of them answers for the clip's own desk,
    by a role that is held on that desk and not on all of them. needs_key: a password does not suffice. valid_hours: how long
    a sign-off may be used after the last slot. is_full_round: also a correction of words alone is watched, answered and
    signed by all of them. phrases and flags: what the desk finds it by.
    """

    key: str
    name: Words
    questions: tuple[str, ...] = ()
    signers: int = 1
    is_personal: bool = False
    needs_key: bool = False
    valid_hours: int = 24
    is_full_round: bool = True
    phrases: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    chiefs_only: bool = False
    of_desk: bool = False

    def __str__(self) -> str:
        return in_language(self.name)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """All of it: the questions in their order, the classes (the routine first), and within how many hours somebody else
    looks at an emergency release."""

    questions: tuple[Question, ...]
    classes: tuple[RiskClass, ...]
    look_hours: int = 24

    def to_json(self) -> dict[str, Any]:
        """Return the value as it is stored."""
        return {"format": 1, **asdict(self), "classes": [_without_unsaid(asdict(one)) for one in self.classes]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` made."""
        return cls(
            questions=tuple(Question(**one) for one in data["questions"]),
            classes=tuple(_class_of(one) for one in data["classes"]),
            look_hours=data["look_hours"],
        )

    @property
    def canonical(self) -> str:
        """The canonical text of the rules."""
        return canonical_json(self.to_json()).decode()

    @property
    def sha256(self) -> str:
        """The digest of the canonical text."""
        return digest(self.canonical.encode())

    @property
    def routine(self) -> RiskClass:
        """The class of every clip."""
        return self.classes[0]

    @property
    def risky(self) -> tuple[RiskClass, ...]:
        """The classes beyond the routine."""
        return self.classes[1:]

    def risk_class(self, key: str) -> RiskClass | None:
        """Return a class by its key; None where the rules have none of that name any more."""
        return next((one for one in self.classes if one.key == key), None)

    def question(self, key: str) -> Question | None:
        """Return a question by its key."""
        return next((one for one in self.questions if one.key == key), None)

    def with_class(self, changed: RiskClass) -> Self:
        """Return the rules with one class put in the place of its namesake, or added."""
        if self.risk_class(changed.key) is None:
            return replace(self, classes=(*self.classes, changed))
        return replace(self, classes=tuple(changed if one.key == changed.key else one for one in self.classes))

    def without_class(self, key: str) -> Self:
        """Return the rules without a class; the routine stays."""
        return replace(self, classes=tuple(one for one in self.classes if one.key != key or key == ROUTINE))

    def with_question(self, changed: Question) -> Self:
        """Return the rules with one question put in the place of its namesake, or added (to the routine, too)."""
        if self.question(changed.key) is not None:
            return replace(self, questions=tuple(changed if q.key == changed.key else q for q in self.questions))
        routine = replace(self.routine, questions=(*self.routine.questions, changed.key))
        return replace(self, questions=(*self.questions, changed), classes=(routine, *self.risky))

    def without_question(self, key: str) -> Self:
        """Return the rules without a question."""
        classes = (replace(one, questions=tuple(q for q in one.questions if q != key)) for one in self.classes)
        return replace(self, questions=tuple(q for q in self.questions if q.key != key), classes=tuple(classes))

    def demands_on(self, keys: Iterable[str]) -> Demands:
        """Return what clips of these classes demand: the routine's and all of theirs, the strictest of each."""
        wanted = set(keys)
        found = [one for one in self.risky if one.key in wanted]
        everything = [self.routine, *found]
        asked = {key for one in everything for key in one.questions}
        special = {key for one in found for key in one.questions}
        return Demands(
            classes=tuple(one.key for one in found),
            names=tuple(one.name for one in found),
            questions=tuple(
                replace(question, is_short=question.is_short or question.key in special)
                for question in self.questions
                if question.key in asked
            ),
            signers=max(one.signers for one in everything),
            is_personal=any(one.is_personal for one in everything),
            needs_key=any(one.needs_key for one in everything),
            valid_hours=min(one.valid_hours for one in everything),
            is_full_round=any(one.is_full_round for one in everything),
            look_hours=self.look_hours,
            chiefs_only=any(one.chiefs_only for one in everything),
            of_desk=any(one.of_desk for one in everything),
        )


@dataclass(frozen=True, kw_only=True)
class Demands:
    """What one package asks of its signers, sealed in it word for word.

    is_watched False: its pictures and sound were signed before, byte for byte, and need not be watched again.
    """

    classes: tuple[str, ...] = ()
    names: tuple[Words, ...] = ()
    questions: tuple[Question, ...] = ()
    signers: int = 1
    is_personal: bool = False
    needs_key: bool = False
    valid_hours: int = 24
    is_full_round: bool = True
    look_hours: int = 24
    is_watched: bool = field(default=True)
    chiefs_only: bool = False
    of_desk: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the value as a package seals it."""
        return _without_unsaid(asdict(self))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` made."""
        return cls(
            **{
                **data,
                "classes": tuple(data["classes"]),
                "names": tuple(data["names"]),
                "questions": tuple(Question(**one) for one in data["questions"]),
            }
        )

    @property
    def is_routine(self) -> bool:
        """Whether no risk class holds, and one signature suffices."""
        return not self.classes and self.signers == 1

    @property
    def class_names(self) -> list[str]:
        """The names of the classes in the active language."""
        return [in_language(name) for name in self.names]

    def asked(self, *, in_haste: bool) -> Sequence[Question]:
        """Return the questions that are asked; in haste the short ones alone."""
        return [one for one in self.questions if one.is_short or not in_haste]

    def for_words_alone(self) -> Self:
        """Return what a correction asks for whose pictures and sound were signed before, where no full round is asked for: one
        person, who still is an editor-in-chief where never anybody else signs."""
        if self.is_full_round:
            return self
        short = tuple(one for one in self.questions if one.is_short)
        return replace(self, questions=short, signers=1, is_personal=False, of_desk=False, is_watched=False)


def _without_unsaid(data: dict[str, Any]) -> dict[str, Any]:
    """Leave out what came after version 0.14 where it asks for nothing: rules that nobody changed keep their digest."""
    return {name: said for name, said in data.items() if said or name not in {"chiefs_only", "of_desk"}}


def _class_of(data: Mapping[str, Any]) -> RiskClass:
    lists: dict[str, Any] = {name: tuple(data[name]) for name in ("questions", "phrases", "flags")}
    return RiskClass(**{**data, **lists})
