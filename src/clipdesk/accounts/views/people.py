"""People of a station: list, invite, roles, leaving; and taking up an invitation."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clipdesk.accounts import granting, inviting, leaving
from clipdesk.accounts.access import access_membership, access_person, people_of
from clipdesk.accounts.doors import door, member_of_request, public_door
from clipdesk.accounts.forms import AcceptForm, InviteForm, RoleForm
from clipdesk.accounts.models import Membership, Person
from clipdesk.accounts.roles import PEOPLE
from clipdesk.kernel.text import fold


@door(PEOPLE, methods=("GET", "POST"), second_factor=True)
def people(request: HttpRequest, station: str) -> HttpResponse:
    """List people; POST invites one and shows the link once."""
    member = member_of_request(request)
    link = ""
    form = InviteForm(request.POST or None, station=member.station)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        token = inviting.invite(member, data["email"], data["role"], data["desk"])
        link = settings.ORIGIN + reverse("accounts:accept", kwargs={"token": token})
        form = InviteForm(station=member.station)
    query = request.GET.get("q", "")
    found = people_of(member).filter(name_folded__contains=fold(query)) if query else people_of(member)
    rows = Membership.objects.filter(station=member.station).select_related("desk")
    roles: dict[UUID, list[Membership]] = {}
    for row in rows:
        roles.setdefault(row.person_id, []).append(row)
    listed = [(person, roles.get(person.pk, [])) for person in found]
    return render(request, "accounts/people.html", {"people": listed, "form": form, "link": link, "query": query})


@door(PEOPLE, methods=("GET", "POST"), second_factor=True)
def person(request: HttpRequest, station: str, person_id: UUID) -> HttpResponse:
    """Show one person's roles; POST gives one more."""
    member = member_of_request(request)
    found = access_person(member, person_id)
    form = RoleForm(request.POST or None, station=member.station)
    if request.method == "POST" and form.is_valid():
        granting.give_role(member, found, form.cleaned_data["role"], form.cleaned_data["desk"])
        messages.success(request, _("The role was given."))
        return redirect("accounts:person", station=station, person_id=person_id)
    rows = Membership.objects.filter(person=found, station=member.station).select_related("desk")
    others = people_of(member).exclude(pk=found.pk).filter(is_active=True)
    context = {"found": found, "roles": rows, "form": form, "others": others}
    return render(request, "accounts/person.html", context)


@door(PEOPLE, methods=("POST",), second_factor=True)
def take_role(request: HttpRequest, station: str, membership_id: UUID) -> HttpResponse:
    """Take a role away."""
    member = member_of_request(request)
    row = access_membership(member, membership_id)
    granting.take_role(member, row)
    messages.success(request, _("The role was taken away."))
    return redirect("accounts:people", station=station)


@door(PEOPLE, methods=("POST",), second_factor=True)
def leave(request: HttpRequest, station: str, person_id: UUID) -> HttpResponse:
    """Let a person go and hand their drafts over, in one step."""
    member = member_of_request(request)
    found = access_person(member, person_id)
    taker = access_person(member, UUID(request.POST.get("taker", str(member.person.pk))))
    count = leaving.leave(member, found, taker)
    said = ngettext(
        "{name} has left. {count} draft went to {taker}.", "{name} has left. {count} drafts went to {taker}.", count
    )
    messages.success(request, said.format(name=found.name, count=count, taker=taker.name))
    return redirect("accounts:people", station=station)


@public_door(methods=("GET", "POST"))
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take up an invitation."""
    invitation = inviting.open_invitation(token)
    known = Person.objects.filter(email=invitation.email).exists()
    form = AcceptForm(request.POST or None, initial={"language": invitation.station.language})
    if request.method == "POST" and (known or form.is_valid()):
        data = form.cleaned_data if not known else {"name": "", "password": "", "language": ""}
        try:
            made = inviting.accept_as_new(token, data["name"], data["password"], data["language"])
        except ValidationError as error:
            form.add_error("password", error)
        else:
            if known:
                return redirect("web:home", station=invitation.station.slug)
            login(request, made, backend="allauth.account.auth_backends.AuthenticationBackend")
            return redirect("web:home", station=invitation.station.slug)
    return render(request, "accounts/accept.html", {"invitation": invitation, "form": form, "known": known})
