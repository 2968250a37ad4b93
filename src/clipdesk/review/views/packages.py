"""The review desk: what waits, and the page on which somebody answers for a clip."""

from __future__ import annotations

import difflib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.identity import confirm_identity
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import SEE, SEND_BACK, SIGN
from clipdesk.clips.access import access_clip, clips_for
from clipdesk.clips.models import Clip
from clipdesk.history.transition import entries_of
from clipdesk.library.links import file_link
from clipdesk.library.models import StoredFile
from clipdesk.media.recipe import SHAPES
from clipdesk.review import signing
from clipdesk.review.access import access_package, packages_for
from clipdesk.review.checklist import CHECKLIST
from clipdesk.review.models import Package


@door(SEE)
def packages(request: HttpRequest, station: str) -> HttpResponse:
    """List what waits for a sign-off, what is still rendering, and what was decided lately."""
    member = member_of_request(request)
    waiting = packages_for(member).filter(state=Package.OPEN).select_related("revision").order_by("made_at")
    sealed = {package.clip_id for package in waiting}
    rendering = [clip for clip in clips_for(member).filter(state=Clip.IN_REVIEW) if clip.pk not in sealed]
    context = {
        "waiting": [(package, _may_sign(member, package)) for package in waiting],
        "rendering": rendering,
        "decided": packages_for(member).exclude(state=Package.OPEN)[:20],
    }
    return render(request, "review/packages.html", context)


@door(SEE)
def show(request: HttpRequest, station: str, package_id: UUID) -> HttpResponse:
    """Show one package: everything that is sealed, and the ceremony."""
    member = member_of_request(request)
    return render(request, "review/package.html", _page(member, access_package(member, package_id)))


@door(SIGN, methods=("POST",), second_factor=True)
def sign(request: HttpRequest, station: str, package_id: UUID) -> HttpResponse:
    """Sign a package: watched, answered, and confirmed for this sign-off alone."""
    member = member_of_request(request)
    package = access_package(member, package_id)
    member.require(SIGN, package.clip.desk_id)
    form = request.POST
    proof = confirm_identity(member.person, member.station, form.get("password", ""), form.get("code", ""))
    given = signing.Given(
        seen_sha256=form.get("seen", ""),
        watched="watched" in form,
        answers=frozenset(name for name in CHECKLIST if f"check-{name}" in form),
        confirmation=proof,
    )
    signing.sign(package, given, member=member)
    messages.success(request, _("Signed. Exactly this goes out."))
    return redirect("review:show", station=station, package_id=package_id)


@door(SEND_BACK, methods=("POST",))
def send_back(request: HttpRequest, station: str, package_id: UUID) -> HttpResponse:
    """Send a package back with a reason."""
    member = member_of_request(request)
    package = access_package(member, package_id)
    signing.send_back(package, request.POST.get("reason", ""), member=member)
    messages.success(request, _("Sent back to the author."))
    return redirect("review:list", station=station)


@door(SEE)
def of_clip(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Answer what review has to say about a clip, for the clip's own page."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id)
    found = clip.packages.order_by("-made_at").select_related("refusal__by").prefetch_related("sign_offs").first()
    return render(request, "review/of_clip.html", {"package": found, "station": member.station})


def _may_sign(member: Member, package: Package) -> bool:
    """Tell whether this very person may sign this very package."""
    own = {package.clip.author_id, package.revision.made_by_id, package.sent_by_id}
    return member.may(SIGN, package.clip.desk_id) and member.person.pk not in own


def _page(member: Member, package: Package) -> dict[str, Any]:
    """Return what the package's page shows, all of it read from the sealed content."""
    content = package.content
    files = {sealed["role"]: StoredFile(**_file(sealed)) for sealed in content.get("files", [])}
    return {
        "package": package,
        "clip": package.clip,
        "content": content,
        "videos": [(shape, file_link(files[shape]), size) for shape, size in SHAPES.items() if shape in files],
        "poster": file_link(files["thumbnail"]) if "thumbnail" in files else "",
        "captions": file_link(files["captions"]) if "captions" in files else "",
        "flags": [name for name, on in content.get("flags", {}).items() if on],
        "checklist": CHECKLIST,
        "may_sign": package.state == Package.OPEN and _may_sign(member, package),
        "may_send_back": package.state == Package.OPEN and member.may(SEND_BACK, package.clip.desk_id),
        "own": member.may(SIGN, package.clip.desk_id) and not _may_sign(member, package),
        "asks_code": member.station.asks_second_factor or not member.station.is_practice,
        "changes": _changes(package, content),
        "sign_offs": package.sign_offs.select_related("void"),
        "ledger": entries_of(package),
    }


def _file(sealed: dict[str, Any]) -> dict[str, Any]:
    return {name: sealed[name] for name in ("sha256", "size", "media_type")}


def _changes(package: Package, content: dict[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what differs from the last signed package of the same clip: field, then lines with `+`, `-` or ` `."""
    signed = package.clip.packages.filter(state=Package.SIGNED).exclude(pk=package.pk).exclude(kind=Package.WITHDRAWAL)
    before = signed.select_related("revision").order_by("-made_at").first()
    if before is None or package.kind == Package.WITHDRAWAL:
        return []
    old, cues = before.content, package.revision.content.recipe.captions
    pairs = [
        (_("Title"), old["title"], content["title"]),
        (_("Description"), old["description"], content["description"]),
        (_("Captions"), _words(before.revision.content.recipe.captions), _words(cues)),
    ]
    return [(name, _diff(was, now)) for name, was, now in pairs if was != now]


def _words(cues: tuple[Any, ...]) -> str:
    return "\n".join(cue.text for cue in cues)


def _diff(was: str, now: str) -> list[tuple[str, str]]:
    lines = difflib.ndiff(was.splitlines(), now.splitlines())
    return [(line[0], line[2:]) for line in lines if line[0] in "+-"]
