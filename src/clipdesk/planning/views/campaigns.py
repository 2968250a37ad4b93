"""Campaigns: what leads to a day, how it stands, and what became of it."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import PLAN, SEE
from clipdesk.history.transition import entries_of
from clipdesk.kernel.ids import is_id
from clipdesk.planning.access import access_event, stories_for
from clipdesk.planning.campaigns import running
from clipdesk.planning.campaigns.access import access_campaign, campaigns_for
from clipdesk.planning.campaigns.forms import CampaignForm, PhaseForm
from clipdesk.planning.campaigns.standing import missing_of, phases_of, posts_of, standing_of
from clipdesk.planning.expanding import nearest
from clipdesk.planning.models import Campaign, Story
from clipdesk.planning.views.calendar import today_of
from clipdesk.ui.sentences import sentence


@door(SEE)
def campaigns(request: HttpRequest, station: str) -> HttpResponse:
    """Show what runs with its countdown, and what has ended."""
    member = member_of_request(request)
    rows, today = list(campaigns_for(member)), today_of(member)
    context = {
        "running": [(row, row.days_to(today)) for row in rows if row.state == Campaign.RUNNING],
        "ended": [row for row in rows if row.state == Campaign.ENDED],
        "may_plan": member.may(PLAN),
    }
    return render(request, "planning/campaigns.html", context)


@door(PLAN, methods=("GET", "POST"))
def new(request: HttpRequest, station: str) -> HttpResponse:
    """Make a campaign; what an event says already (`?event=…`) nobody types again."""
    member = member_of_request(request)
    form = CampaignForm(request.POST or None, member=member, initial=_from_event(request, member))
    if form.is_bound and form.is_valid():
        try:
            made = running.make(member, form.said())
        except running.CampaignNameTaken as error:
            form.add_error("name", sentence(error))
        else:
            messages.success(request, _("The campaign is there. Give it phases and stories now."))
            return redirect("planning:campaign", station=station, campaign_id=made.pk)
    context = {"form": form, "campaign": None}
    return render(request, "planning/campaign_form.html", context, status=422 if form.is_bound else 200)


@door(SEE)
def show(request: HttpRequest, station: str, campaign_id: UUID) -> HttpResponse:
    """Show a campaign: how long it is until it begins, its phases, what is planned and made, what is missing."""
    member = member_of_request(request)
    return _page(request, member, access_campaign(member, campaign_id), PhaseForm())


@door(PLAN, methods=("GET", "POST"))
def change(request: HttpRequest, station: str, campaign_id: UUID) -> HttpResponse:
    """Change a campaign."""
    member = member_of_request(request)
    found = access_campaign(member, campaign_id)
    form = CampaignForm(request.POST or None, member=member, campaign=found)
    if form.is_bound and form.is_valid():
        try:
            running.change(found, member, form.said())
        except running.CampaignNameTaken as error:
            form.add_error("name", sentence(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("planning:campaign", station=station, campaign_id=campaign_id)
    context = {"form": form, "campaign": found}
    return render(request, "planning/campaign_form.html", context, status=422 if form.is_bound else 200)


@door(PLAN, methods=("POST",))
def add_phase(request: HttpRequest, station: str, campaign_id: UUID) -> HttpResponse:
    """Add a phase."""
    member = member_of_request(request)
    found = access_campaign(member, campaign_id)
    form = PhaseForm(request.POST)
    if not form.is_valid():
        return _page(request, member, found, form, status=422)
    running.add_phase(found, member, form.said())
    messages.success(request, _("Saved."))
    return redirect("planning:campaign", station=station, campaign_id=campaign_id)


@door(PLAN, methods=("POST",))
def drop_phase(request: HttpRequest, station: str, campaign_id: UUID, phase_id: int) -> HttpResponse:
    """Take a phase away."""
    member = member_of_request(request)
    running.drop_phase(access_campaign(member, campaign_id), phase_id, member)
    messages.success(request, _("The phase is gone. Stories and their work stay."))
    return redirect("planning:campaign", station=station, campaign_id=campaign_id)


@door(PLAN, methods=("POST",))
def end(request: HttpRequest, station: str, campaign_id: UUID) -> HttpResponse:
    """End a campaign, or go on with an ended one (`say=revive`)."""
    member = member_of_request(request)
    found = access_campaign(member, campaign_id)
    if request.POST.get("say") == "revive":
        running.revive(found, member)
        messages.success(request, _("The campaign goes on."))
    else:
        running.end(found, member)
        messages.success(request, _("The campaign has ended. Its result stays here."))
    return redirect("planning:campaign", station=station, campaign_id=campaign_id)


@door(SEE)
def result(request: HttpRequest, station: str, campaign_id: UUID) -> HttpResponse:
    """Show what became of a campaign: planned, made, on time, and what each post did."""
    member = member_of_request(request)
    found = access_campaign(member, campaign_id)
    standing = standing_of(found)
    context = {
        "campaign": found,
        "standing": standing,
        "total": standing.total,
        "phases": phases_of(found),
        "posts": posts_of(found),
        "days": found.days_to(today_of(member)),
    }
    return render(request, "planning/campaign_result.html", context)


def _page(request: HttpRequest, member: Member, found: Campaign, form: PhaseForm, status: int = 200) -> HttpResponse:
    rows = stories_for(member).filter(campaign=found, state=Story.OPEN)
    stories = list(rows.prefetch_related("assignments__person", "assignments__destination"))
    standing, today = standing_of(found), today_of(member)
    context = {
        "campaign": found,
        "days": found.days_to(today),
        "today": today,
        "standing": standing,
        "total": standing.total,
        "phases": phases_of(found),
        "stories": stories,
        "missing": missing_of(found, stories),
        "form": form,
        "ledger": entries_of(found),
        "may_plan": member.may(PLAN),
    }
    return render(request, "planning/campaign.html", context, status=status)


def _from_event(request: HttpRequest, member: Member) -> dict[str, object]:
    """Return name and days of the event that the address names, if it names one."""
    if not is_id(request.GET.get("event", "")):
        return {}
    found = nearest(access_event(member, UUID(request.GET["event"])))
    first, last = found.days(ZoneInfo(member.station.timezone))
    return {"name": found.event.title[:80], "first_on": first, "last_on": last if last != first else None}
