"""The review desk: what waits, and the page on which somebody answers for a clip."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request, second_factor_way
from clipdesk.accounts.identity import confirm_identity
from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.accounts.roles import SEE, SEND_BACK, SIGN
from clipdesk.clips.access import access_clip, clips_for
from clipdesk.clips.models import Clip
from clipdesk.clips.models.render import SHAPE_NAMES
from clipdesk.clips.names import names_of, slips_in
from clipdesk.history.transition import IllegalTransition
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.library.links import file_link
from clipdesk.library.models import StoredFile
from clipdesk.media.recipe import SHAPES
from clipdesk.review import signing
from clipdesk.review.access import access_package, packages_for
from clipdesk.review.changes import FLAG_NAMES, changes_of
from clipdesk.review.checklist import CHECKLIST
from clipdesk.review.models import Package
from clipdesk.review.models.package import BrokenSeal
from clipdesk.ui.sentences import sentence

_CHANGED = (signing.NotOpen, signing.OtherPackage, IllegalTransition)


@door(SEE)
def packages(request: HttpRequest, station: str) -> HttpResponse:
    """List what waits for a sign-off, what is still rendering, and what was decided lately."""
    member = member_of_request(request)
    rows = packages_for(member).select_related("revision")
    waiting = list(rows.filter(state=Package.OPEN).order_by("-clip__breaking", "made_at"))
    sealed = {package.clip_id for package in waiting}
    rendering = [clip for clip in clips_for(member).filter(state=Clip.IN_REVIEW) if clip.pk not in sealed]
    context = {
        "waiting": [(package, _may_sign(member, package)) for package in waiting],
        "signs": member.may(SIGN),
        "rendering": rendering,
        "decided": rows.exclude(state=Package.OPEN)[:20],
    }
    return render(request, "review/packages.html", context)


@door(SEE)
def show(request: HttpRequest, station: str, package_id: UUID) -> HttpResponse:
    """Show one package: everything that is sealed, and the ceremony."""
    member = member_of_request(request)
    return _answer(request, member, access_package(member, package_id))


@door(SIGN, methods=("POST",), second_factor=True)
def sign(request: HttpRequest, station: str, package_id: UUID) -> HttpResponse:
    """Sign a package: watched, answered, and confirmed for this sign-off alone. A refusal keeps what was ticked."""
    member = member_of_request(request)
    package = access_package(member, package_id)
    said = signing.Answers(
        seen_sha256=request.POST.get("seen", ""),
        watched="watched" in request.POST,
        answers=frozenset(name for name in CHECKLIST if f"check-{name}" in request.POST),
    )
    try:
        signing.check(package, said, member=member)
        # Outside any transaction, because wrong passwords and codes are counted in the database.
        password, code = request.POST.get("password", ""), request.POST.get("code", "")
        proof = confirm_identity(member.person, member.station, password, code)
        signing.sign(package, signing.Given(**vars(said), confirmation=proof), member=member)
    except NotAllowed:
        raise
    except ClipdeskError as error:
        ticked = {**vars(said), "refused": sentence(error)}
        return _answer(request, member, access_package(member, package_id), ticked, _status(error))
    messages.success(request, _("Signed. Exactly this goes out."))
    return redirect("review:show", station=station, package_id=package_id)


@door(SEND_BACK, methods=("POST",))
def send_back(request: HttpRequest, station: str, package_id: UUID) -> HttpResponse:
    """Send a package back with a reason."""
    member = member_of_request(request)
    package = access_package(member, package_id)
    reason = request.POST.get("reason", "")
    try:
        signing.send_back(package, reason, member=member)
    except NotAllowed:
        raise
    except ClipdeskError as error:
        typed = {"reason": reason, "refused": sentence(error)}
        return _answer(request, member, access_package(member, package_id), typed, _status(error))
    messages.success(request, _("Sent back to the author."))
    return redirect("review:list", station=station)


@door(SEE)
def of_clip(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Answer what review has to say about a clip, for the clip's own page."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id)
    found = clip.packages.order_by("-made_at").select_related("refusal__by").first()
    return render(request, "review/of_clip.html", {"package": found, "station": member.station})


def _status(error: ClipdeskError) -> int:
    return 409 if isinstance(error, _CHANGED) else 422


def _may_sign(member: Member, package: Package) -> bool:
    """Tell whether this very person may sign this very package; nobody may once its seal is broken."""
    try:
        return member.may(SIGN, package.clip.desk_id) and not signing.is_own_work(package, member.person)
    except BrokenSeal:
        return False


def _answer(
    request: HttpRequest,
    member: Member,
    package: Package,
    ticked: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the package's page; `ticked` is what somebody had filled in when they were refused."""
    is_open = package.state == Package.OPEN
    signs = member.may(SIGN, package.clip.desk_id)
    may_sign = is_open and _may_sign(member, package)
    late = package.valid_until <= now()
    context = {
        **_sealed(package, member),
        "checklist": CHECKLIST,
        "answers": frozenset(),
        "may_sign": may_sign and not late,
        "late": is_open and late,
        "second_factor": second_factor_way(request, member) if may_sign else None,
        "may_send_back": is_open and member.may(SEND_BACK, package.clip.desk_id),
        "own": is_open and signs and not may_sign,
        "asks_code": member.station.asks_second_factor or not member.station.is_practice,
        "changes": changes_of(package),
        "slips": slips_in(package.revision.content, names_of(package.clip.station_id)) if is_open else [],
        "sign_offs": package.sign_offs.select_related("void").order_by("signed_at"),
        **(ticked or {}),
    }
    return render(request, "review/package.html", context, status=status)


def _sealed(package: Package, member: Member) -> dict[str, Any]:
    """Return what the package's page shows of its content, all of it read from what is sealed."""
    content = package.content
    files = {sealed["role"]: StoredFile(**_file(sealed)) for sealed in content.get("files", [])}
    return {
        "package": package,
        "clip": package.clip,
        "content": content,
        "videos": [
            (shape, file_link(files[shape], member.person), size, SHAPE_NAMES[shape])
            for shape, size in SHAPES.items()
            if shape in files
        ],
        "poster": file_link(files["thumbnail"], member.person) if "thumbnail" in files else "",
        "captions": file_link(files["captions"], member.person) if "captions" in files else "",
        "flags": [label for name, label in FLAG_NAMES.items() if content.get("flags", {}).get(name)],
        "posts": [(post["name"], _moment(post["not_before"])) for post in content["posts"]],
        "valid_until": package.valid_until,
    }


def _file(sealed: dict[str, Any]) -> dict[str, Any]:
    return {name: sealed[name] for name in ("sha256", "size", "media_type")}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
