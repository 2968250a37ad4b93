"""Skills and training: a person's page, seen by them and by whoever heads their desk; the list, and who has what."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Person
from clipdesk.accounts.roles import CHIEF, SEE
from clipdesk.planning import skills as acts
from clipdesk.planning.models import Held, Skill, Training
from clipdesk.planning.skill_forms import ListForm, SkillForm, TrainingForm
from clipdesk.planning.views.calendar import today_of
from clipdesk.planning.worktime.counting import KINDS, practised
from clipdesk.ui.sentences import sentence

_Row = TypeVar("_Row", Held, Training)


@door(SEE, methods=("GET", "POST"))
def mine(request: HttpRequest, station: str) -> HttpResponse:
    """Show the person's own skills and trainings; say more of them."""
    member = member_of_request(request)
    return _page(request, member, member.person)


@door(CHIEF, methods=("GET", "POST"))
def of_person(request: HttpRequest, station: str, person_id: UUID) -> HttpResponse:
    """Show the same of somebody of a desk that one heads."""
    member = member_of_request(request)
    return _page(request, member, acts.access_person(member, person_id))


@door(CHIEF, methods=("GET", "POST"))
def people(request: HttpRequest, station: str) -> HttpResponse:
    """Show the list of skills and who has them, by name; put a skill on the list."""
    member = member_of_request(request)
    form = ListForm(request.POST if "name_vi" in request.POST else None)
    if request.method == "POST":
        if not form.is_bound:
            acts.begin_list(member)
            return redirect("planning:skills_of_desk", station=station)
        if form.is_valid():
            try:
                acts.put_on_list(member, **form.cleaned_data)
            except acts.SkillThere as error:
                form.add_error(None, sentence(error))
            else:
                messages.success(request, _("The skill is on the list."))
                return redirect("planning:skills_of_desk", station=station)
    persons = acts.headed_people(member)
    rows = Held.objects.filter(station=member.station, person__in=persons).select_related("person")
    by_skill: dict[UUID, list[Held]] = {}
    for held in rows.order_by("person__name_sort"):
        by_skill.setdefault(held.skill_id, []).append(held)
    listed = list(acts.skills_of(member))
    context = {
        "form": form,
        "people": persons,
        "skills": [(one, by_skill.get(one.pk, [])) for one in listed if one.state == Skill.ACTIVE],
        "ended": [one for one in listed if one.state == Skill.ENDED],
    }
    return render(request, "planning/skills_of_desk.html", context, status=422 if form.is_bound else 200)


@door(CHIEF, methods=("POST",))
def change_list(request: HttpRequest, station: str, skill_id: UUID) -> HttpResponse:
    """Take a skill off the list, or put it back (`say=revive`)."""
    member = member_of_request(request)
    skill = acts.access_skill(member, skill_id)
    (acts.revive_skill if request.POST.get("say") == "revive" else acts.end_skill)(skill, member)
    messages.success(request, _("Saved."))
    return redirect("planning:skills_of_desk", station=station)


@door(SEE, methods=("POST",))
def drop_held(request: HttpRequest, station: str, held_id: UUID) -> HttpResponse:
    """Take a skill of one's own back."""
    member = member_of_request(request)
    acts.drop(_own(acts.access_held(member, held_id), member), member)
    messages.success(request, _("The skill is gone."))
    return redirect("planning:skills", station=station)


@door(SEE, methods=("POST",))
def drop_training(request: HttpRequest, station: str, training_id: UUID) -> HttpResponse:
    """Take a training of one's own away."""
    member = member_of_request(request)
    acts.drop_training(_own(acts.access_training(member, training_id), member), member)
    messages.success(request, _("The training is gone."))
    return redirect("planning:skills", station=station)


@door(CHIEF, methods=("POST",))
def settle_held(request: HttpRequest, station: str, held_id: UUID) -> HttpResponse:
    """Confirm the skill of somebody of one's desk, or take it back (`say=drop`)."""
    member = member_of_request(request)
    held = acts.access_held(member, held_id)
    if request.POST.get("say") == "drop":
        acts.drop(held, member)
        messages.success(request, _("The skill is gone."))
    else:
        acts.confirm(held, member)
        messages.success(request, _("Confirmed."))
    return _back(station, member, held.person)


@door(CHIEF, methods=("POST",))
def settle_training(request: HttpRequest, station: str, training_id: UUID) -> HttpResponse:
    """Take a training of somebody of one's desk away."""
    member = member_of_request(request)
    training = acts.access_training(member, training_id)
    acts.drop_training(training, member)
    messages.success(request, _("The training is gone."))
    return _back(station, member, training.person)


def _own(row: _Row, member: Member) -> _Row:
    """Return what is the member's own, or answer 404."""
    if row.person_id != member.person.pk:
        raise Http404
    return row


def _page(request: HttpRequest, member: Member, person: Person) -> HttpResponse:
    """Show one person's page, and carry out what one of its two forms said."""
    today, said = today_of(member), request.POST if request.method == "POST" else None
    is_training = said is not None and "title" in said
    form = SkillForm(None if is_training else said, member=member, today=today)
    training = TrainingForm(said if is_training else None, member=member, today=today, auto_id="training_%s")
    if said is not None:
        if is_training and training.is_valid():
            acts.note_training(person, member, training.cleaned_data)
            messages.success(request, _("The training is written down."))
            return _back(member.station.slug, member, person)
        if not is_training and form.is_valid():
            acts.say(person, member, form.cleaned_data["skill"], form.cleaned_data["since"])
            messages.success(request, _("Saved."))
            return _back(member.station.slug, member, person)
    taught = acts.trainings_of(person, member)
    hours = practised(person)
    context: dict[str, Any] = {
        "person": person,
        "is_own": person.pk == member.person.pk,
        "held": list(acts.held_by(person, member)),
        "trainings": list(taught),
        "hours": taught.aggregate(Sum("hours"))["hours__sum"],
        "practised": [(KINDS[kind], took) for kind, took in hours.items()],
        "practised_all": sum(hours.values()),
        "form": form,
        "training_form": training,
        "has_list": bool(form.fields["skill"].queryset),  # type: ignore[attr-defined]
        "heads": member.may(CHIEF),
    }
    return render(request, "planning/skills.html", context, status=200 if said is None else 422)


def _back(station: str, member: Member, person: Person) -> HttpResponse:
    if person.pk == member.person.pk:
        return redirect("planning:skills", station=station)
    return redirect("planning:skills_of_person", station=station, person_id=person.pk)
