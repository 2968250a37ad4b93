"""Contacts with others: requests, their letters, and the posts that they are about."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import PLAN
from clipdesk.history.transition import entries_of
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.planning.contacts import corresponding
from clipdesk.planning.contacts.access import access_contact, access_letter, access_made, contacts_for
from clipdesk.planning.contacts.enclosures import LARGEST_BYTES, read_files
from clipdesk.planning.contacts.finding import posts_to_link
from clipdesk.planning.contacts.forms import ContactForm, LetterForm, OutcomeForm
from clipdesk.planning.forms import BecauseForm
from clipdesk.planning.models import Contact, Enclosure
from clipdesk.planning.views.calendar import today_of
from clipdesk.ui.sentences import sentence

PAGE_SIZE = 30


@door(PLAN)
def contacts(request: HttpRequest, station: str) -> HttpResponse:
    """List what is open, what is due first at the top; what is closed on a page of its own."""
    member = member_of_request(request)
    state = Contact.CLOSED if request.GET.get("state") == Contact.CLOSED else Contact.OPEN
    rows = contacts_for(member).filter(state=state)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    today = today_of(member)
    context = {
        "page_obj": page,
        "rows": [(row, row.is_overdue(today)) for row in page],
        "state": state,
        "tabs": [
            {"url": f"?state={name}", "label": Contact.STATES[name], "current": name == state}
            for name in (Contact.OPEN, Contact.CLOSED)
        ],
    }
    return render(request, "planning/contacts.html", context)


@door(PLAN, methods=("GET", "POST"))
def new(request: HttpRequest, station: str) -> HttpResponse:
    """Begin a contact."""
    member = member_of_request(request)
    form = ContactForm(request.POST or None, member=member)
    if form.is_bound and form.is_valid():
        made = corresponding.begin(member, form.said())
        messages.success(request, _("The request is on record. Add its first letter now."))
        return redirect("planning:contact", station=station, contact_id=made.pk)
    context = {"form": form, "contact": None}
    return render(request, "planning/contact_form.html", context, status=422 if form.is_bound else 200)


@door(PLAN)
def show(request: HttpRequest, station: str, contact_id: UUID) -> HttpResponse:
    """Show a contact with its letters; `?find=` looks for posts of the station that it is about."""
    member = member_of_request(request)
    return _page(request, member, access_contact(member, contact_id), LetterForm())


@door(PLAN, methods=("GET", "POST"))
def change(request: HttpRequest, station: str, contact_id: UUID) -> HttpResponse:
    """Change what is said of a contact."""
    member = member_of_request(request)
    found = access_contact(member, contact_id)
    form = ContactForm(request.POST or None, member=member, contact=found)
    if form.is_bound and form.is_valid():
        corresponding.change(found, member, form.said())
        messages.success(request, _("Saved."))
        return redirect("planning:contact", station=station, contact_id=contact_id)
    context = {"form": form, "contact": found}
    return render(request, "planning/contact_form.html", context, status=422 if form.is_bound else 200)


@door(PLAN, methods=("POST",))
def add_letter(request: HttpRequest, station: str, contact_id: UUID) -> HttpResponse:
    """Put a letter down, with its files."""
    member = member_of_request(request)
    found = access_contact(member, contact_id)
    form = LetterForm(request.POST)
    if form.is_valid():
        files = [(one.name or "", one.read(LARGEST_BYTES + 1)) for one in request.FILES.getlist("enclosed")]
        try:
            corresponding.add_letter(found, member, form.said(), read_files(files))
        except ClipdeskError as error:
            form.add_error("enclosed", sentence(error))
        else:
            messages.success(request, _("The letter is on record."))
            return redirect("planning:contact", station=station, contact_id=contact_id)
    return _page(request, member, found, form, status=422)


@door(PLAN, methods=("POST",))
def strike(request: HttpRequest, station: str, contact_id: UUID, letter_id: UUID) -> HttpResponse:
    """Strike a letter out that was put down wrongly."""
    member = member_of_request(request)
    letter = access_letter(member, contact_id, letter_id)
    form = BecauseForm(request.POST)
    because = form.cleaned_data["because"] if form.is_valid() else ""
    corresponding.strike(letter, because=because, member=member)
    messages.success(request, _("The letter is struck out. It stays in the history and leaves the dossier."))
    return redirect("planning:contact", station=station, contact_id=contact_id)


@door(PLAN, methods=("POST",))
def link(request: HttpRequest, station: str, contact_id: UUID, made_id: int) -> HttpResponse:
    """Say that a contact is about a post, or (`say=unlink`) take that back."""
    member = member_of_request(request)
    found, made = access_contact(member, contact_id), access_made(member, made_id)
    act = corresponding.unlink if request.POST.get("say") == "unlink" else corresponding.link
    act(found, made, member)
    messages.success(request, _("Saved."))
    return redirect("planning:contact", station=station, contact_id=contact_id)


@door(PLAN, methods=("POST",))
def close(request: HttpRequest, station: str, contact_id: UUID) -> HttpResponse:
    """Close a contact, or go on with a closed one (`say=reopen`)."""
    member = member_of_request(request)
    found = access_contact(member, contact_id)
    if request.POST.get("say") == "reopen":
        corresponding.reopen(found, member=member)
        messages.success(request, _("The request is open again."))
    else:
        form = OutcomeForm(request.POST)
        outcome = form.cleaned_data["outcome"] if form.is_valid() else ""
        corresponding.close(found, outcome=outcome, member=member)
        messages.success(request, _("The request is closed. Its dossier stays here."))
    return redirect("planning:contact", station=station, contact_id=contact_id)


def _page(request: HttpRequest, member: Member, found: Contact, form: LetterForm, status: int = 200) -> HttpResponse:
    files: dict[UUID, list[Enclosure]] = {}
    for one in Enclosure.objects.filter(letter__contact=found).defer("data").order_by("pk"):
        files.setdefault(one.letter_id, []).append(one)
    letters = found.letters.select_related("made_by").order_by("-on", "-made_at")
    sought = request.GET.get("find", "")
    context = {
        "contact": found,
        "overdue": found.is_overdue(today_of(member)),
        "letters": [(letter, files.get(letter.pk, [])) for letter in letters],
        "posts": [row.made for row in found.posts.select_related("made__destination").order_by("made__at", "pk")],
        "sought": sought,
        "found": posts_to_link(found, sought) if sought.strip() else [],
        "form": form,
        "outcome_form": OutcomeForm(),
        "ledger": entries_of(found),
    }
    return render(request, "planning/contact.html", context, status=status)
