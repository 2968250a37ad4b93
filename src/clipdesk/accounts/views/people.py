"""People of a station: list, invite, roles, leaving."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clipdesk.accounts import granting, inviting, leaving, mailing, recovering
from clipdesk.accounts.access import (
    access_invitation,
    access_membership,
    access_person,
    invitations_of,
    managed_desks,
    people_of,
)
from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.forms import InviteForm, LeaveForm, RoleForm
from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Membership, Person
from clipdesk.accounts.roles import OPERATE, PEOPLE
from clipdesk.kernel.text import fold
from clipdesk.ui.sentences import sentence


@door(PEOPLE, methods=("GET", "POST"))
def people(request: HttpRequest, station: str) -> HttpResponse:
    """List people and open invitations; POST invites one and shows the link once."""
    member = member_of_request(request)
    desks, all_desks = managed_desks(member)
    form = InviteForm(request.POST or None, desks=desks, all_desks=all_desks)
    invited = _invite(member, form) if request.method == "POST" and form.is_valid() else {}
    if invited:
        form = InviteForm(desks=desks, all_desks=all_desks)
    query = request.GET.get("q", "").strip()
    found = people_of(member).filter(name_folded__contains=fold(query)) if query else people_of(member)
    roles: dict[UUID, list[Membership]] = {}
    for row in Membership.objects.filter(station=member.station).select_related("desk"):
        roles.setdefault(row.person_id, []).append(row)
    context = {
        "people": [(person, roles.get(person.pk, [])) for person in found],
        "invitations": invitations_of(member),
        "form": form,
        "query": query,
        **invited,
    }
    return render(request, "accounts/people.html", context)


@door(PEOPLE, methods=("POST",))
def take_back(request: HttpRequest, station: str, invitation_id: UUID) -> HttpResponse:
    """Let an invitation's link work no longer."""
    member = member_of_request(request)
    inviting.take_back(member, access_invitation(member, invitation_id))
    messages.success(request, _("The link no longer works."))
    return redirect("accounts:people", station=station)


@door(PEOPLE, methods=("GET", "POST"))
def person(request: HttpRequest, station: str, person_id: UUID) -> HttpResponse:
    """Show one person's roles; POST gives one more."""
    member = member_of_request(request)
    found = access_person(member, person_id)
    desks, all_desks = managed_desks(member)
    form = RoleForm(request.POST or None, desks=desks, all_desks=all_desks)
    if request.method == "POST" and form.is_valid():
        granting.give_role(member, found, form.cleaned_data["role"], form.cleaned_data["desk"])
        messages.success(request, _("The role was given."))
        return redirect("accounts:person", station=station, person_id=person_id)
    return _person_page(request, found, form, LeaveForm(takers=_takers(member, found)))


@door(PEOPLE, methods=("POST",))
def take_role(request: HttpRequest, station: str, membership_id: UUID) -> HttpResponse:
    """Take a role away."""
    member = member_of_request(request)
    row = access_membership(member, membership_id)
    granting.take_role(member, row)
    messages.success(request, _("The role was taken away."))
    if people_of(member).filter(pk=row.person_id).exists():
        return redirect("accounts:person", station=station, person_id=row.person_id)
    return redirect("accounts:people", station=station)


@door(PEOPLE, methods=("POST",))
def leave(request: HttpRequest, station: str, person_id: UUID) -> HttpResponse:
    """Let a person go and hand their drafts over, in one step."""
    member = member_of_request(request)
    found = access_person(member, person_id)
    leave_form = LeaveForm(request.POST, takers=_takers(member, found))
    if not leave_form.is_valid():
        desks, all_desks = managed_desks(member)
        return _person_page(request, found, RoleForm(desks=desks, all_desks=all_desks), leave_form)
    taker = leave_form.cleaned_data["taker"]
    count = leaving.leave(member, found, taker)
    said = ngettext(
        "{name} has left. {count} draft went to {taker}.", "{name} has left. {count} drafts went to {taker}.", count
    )
    messages.success(request, said.format(name=found.name, count=count, taker=taker.name))
    return redirect("accounts:people", station=station)


def _invite(member: Member, form: InviteForm) -> dict[str, Any]:
    """Invite whom the form names and send the link; return what the page shows, or nothing and say why in the form."""
    data = form.cleaned_data
    try:
        token = inviting.invite(member, data["email"], data["role"], data["desk"])
    except granting.NotYourself as error:
        form.add_error("email", sentence(error))
        return {}
    link = inviting.link_to(token)
    mailed = mailing.mail_invitation(inviting.open_invitation(token), link)
    return {"link": link, "invited": data["email"], "mailed": mailed}


def _takers(member: Member, leaver: Person) -> list[Person]:
    return list(people_of(member).exclude(pk=leaver.pk).filter(is_active=True))


def _person_page(request: HttpRequest, found: Person, form: RoleForm, leave_form: LeaveForm) -> HttpResponse:
    member = member_of_request(request)
    roles = Membership.objects.filter(person=found, station=member.station).select_related("desk")
    recovery, whole = recovering.running(found), member.desks_for(PEOPLE) is None
    context = {
        "found": found,
        "recovery": recovery,
        "may_begin": member.desks_for(OPERATE) is None and not member.station.is_practice and found != member.person,
        "may_drop": whole and found != member.person,
        "may_confirm": recovery is not None and recovering.may_agree(member, recovery),
        "agreeing": recovering.stations_that_agree(found) if recovery else [],
        "roles": roles,
        "form": form,
        "leave_form": leave_form,
        "oneself": found.pk == member.person.pk,
        "own_words": sentence(granting.NotYourself()),
    }
    return render(request, "accounts/person.html", context)
