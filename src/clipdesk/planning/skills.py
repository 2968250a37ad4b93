"""Skills and training: each sees their own, whoever heads a desk those of the people there. Nobody is marked or ranked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import Http404

from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.accounts.models import Membership, Person
from clipdesk.accounts.roles import CHIEF
from clipdesk.history.models import Actor
from clipdesk.history.transition import record, transition
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.planning.models import Held, Skill, Training

#: What a list can begin with, in Vietnamese and English.
USUAL = (
    ("Cắt clip", "Cutting"),
    ("Phụ đề", "Captions"),
    ("Quay phim", "Camera"),
    ("Trực ký duyệt", "Signing rota"),
    ("Khảo sát", "Surveys"),
)


class SkillThere(ClipdeskError):
    """The list has this skill."""

    message = gettext_noop("The list has this skill already.")


def skills_of(member: Member) -> QuerySet[Skill]:
    """Return the list of the member's station, in order of names."""
    return Skill.objects.filter(station=member.station).order_by("name_sort")


def headed_people(member: Member) -> list[Person]:
    """Return who works on the desks that the member heads, in order of their names; nobody where they head none."""
    desks = member.desks_for(CHIEF)
    if desks == []:
        return []
    rows = Membership.objects.filter(station=member.station, person__is_active=True).select_related("person")
    if desks is not None:
        rows = rows.filter(Q(desk__in=desks) | Q(desk=None))
    return sorted({row.person for row in rows}, key=lambda person: (person.name_sort, str(person.pk)))


def access_person(member: Member, person_id: UUID) -> Person:
    """Return the member themselves, or somebody of a desk that they head; 404 for everybody else."""
    if person_id == member.person.pk:
        return member.person
    found = next((person for person in headed_people(member) if person.pk == person_id), None)
    if found is None:
        raise Http404
    return found


def held_by(person: Person, member: Member) -> QuerySet[Held]:
    """Return the skills of a person at the member's station, in order of their names."""
    rows = Held.objects.filter(station=member.station, person=person)
    return rows.select_related("skill", "confirmed_by", "person").order_by("skill__name_sort")


def trainings_of(person: Person, member: Member) -> QuerySet[Training]:
    """Return what a person was taught, the newest first."""
    rows = Training.objects.filter(station=member.station, person=person)
    return rows.select_related("skill", "said_by").order_by("-on", "title")


def access_skill(member: Member, skill_id: UUID) -> Skill:
    """Return a skill of the list, or answer 404."""
    skill = skills_of(member).filter(pk=skill_id).first()
    if skill is None:
        raise Http404
    return skill


def access_held(member: Member, held_id: UUID) -> Held:
    """Return a skill of somebody whose page the member sees, or answer 404."""
    held = Held.objects.filter(station=member.station, pk=held_id).select_related("person", "skill").first()
    if held is None:
        raise Http404
    access_person(member, held.person_id)
    return held


def access_training(member: Member, training_id: UUID) -> Training:
    """Return a training of somebody whose page the member sees, or answer 404."""
    training = Training.objects.filter(station=member.station, pk=training_id).select_related("person").first()
    if training is None:
        raise Http404
    access_person(member, training.person_id)
    return training


def put_on_list(member: Member, name_vi: str, name_en: str) -> Skill:
    """Put a skill on the station's list.

    Raises:
        NotAllowed: they head no desk; SkillThere.
    """
    member.require(CHIEF)
    try:
        with transaction.atomic():
            skill = Skill.objects.create(
                station=member.station, name_vi=name_vi, name_en=name_en, made_by=member.person
            )
            record(skill, "skill_made", by=member.actor, after={"vi": name_vi, "en": name_en})
    except IntegrityError as error:
        raise SkillThere from error
    return skill


def begin_list(member: Member) -> None:
    """Put the usual skills on a list that is empty.

    Raises:
        NotAllowed.
    """
    if not skills_of(member).exists():
        with transaction.atomic():
            for name_vi, name_en in USUAL:
                put_on_list(member, name_vi, name_en)


def end_skill(skill: Skill, member: Member) -> None:
    """Take a skill off the list; who has it still has it.

    Raises:
        NotAllowed, IllegalTransition.
    """
    member.require(CHIEF)
    transition(skill, Skill.END, by=member.actor)


def revive_skill(skill: Skill, member: Member) -> None:
    """Put a skill back on the list.

    Raises:
        NotAllowed, IllegalTransition.
    """
    member.require(CHIEF)
    transition(skill, Skill.REVIVE, by=member.actor)


def say(person: Person, member: Member, skill: Skill, since: date) -> Held:
    """Say that somebody has a skill; said by whoever heads their desk of somebody else, it is confirmed. Said twice, it is
    there once."""
    with transaction.atomic():
        said = {"station": member.station, "since": since, "said_by": member.person}
        held, is_new = Held.objects.get_or_create(person=person, skill=skill, defaults=said)
        if is_new:
            record(held, "skill_said", by=member.actor, after=_whose(held))
        if person.pk != member.person.pk and held.confirmed_by_id is None:
            confirm(held, member)
    return held


def confirm(held: Held, member: Member) -> None:
    """Vouch for somebody's skill; the first who does stays named.

    Raises:
        NotAllowed: it is their own.
    """
    if held.person_id == member.person.pk:
        raise NotAllowed
    with transaction.atomic():
        today = now().astimezone(ZoneInfo(member.station.timezone)).date()
        open_rows = Held.objects.filter(pk=held.pk, confirmed_by=None)
        if open_rows.update(confirmed_by=member.person, confirmed_on=today):
            record(held, "skill_confirmed", by=member.actor, after=_whose(held))
    held.refresh_from_db()


def drop(held: Held, member: Member) -> None:
    """Take a skill of somebody back."""
    with transaction.atomic():
        record(held, "skill_dropped", by=member.actor, after=_whose(held))
        held.delete()


def note_training(person: Person, member: Member, said: Mapping[str, Any]) -> Training:
    """Write down what somebody was taught."""
    with transaction.atomic():
        training = Training.objects.create(station=member.station, person=person, said_by=member.person, **said)
        record(training, "training_noted", by=member.actor, after={"person": person.name})
    return training


def drop_training(training: Training, member: Member) -> None:
    """Take a training away that was written down by mistake."""
    with transaction.atomic():
        record(training, "training_dropped", by=member.actor, before={"person": training.person.name})
        training.delete()


def drop_skills(station_id: UUID, giver: Person, taker: Person, by: Actor) -> int:
    """Delete the skills and trainings of somebody who leaves (`leaving`): nobody needs them any more."""
    Held.objects.filter(station_id=station_id, person=giver).delete()
    Training.objects.filter(station_id=station_id, person=giver).delete()
    return 0


def _whose(held: Held) -> dict[str, str]:
    """Return what the history keeps: whose skill it is. What it is stands not in it, because the history forgets nothing."""
    return {"person": held.person.name}
