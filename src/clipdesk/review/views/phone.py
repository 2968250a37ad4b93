"""What the phone page shows beside what every page of a package shows: one light video, and the captions to read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from clipdesk.accounts.member import Member
from clipdesk.clips.models.render import SHAPE_ICONS
from clipdesk.library.links import file_link
from clipdesk.library.models import StoredFile
from clipdesk.media.recipe import SHAPES
from clipdesk.review.copying import is_being_made
from clipdesk.review.models import Package, ReviewCopy
from clipdesk.review.models.review_copy import copy_of, going_out, sealed_video
from clipdesk.review.tracks import Captions, read_sealed
from clipdesk.ui.shape_names import SHAPE_NAMES

_PHONE = "phone"


def is_phone(request: HttpRequest) -> bool:
    """Tell whether the phone page is asked for, or a form on it was sent."""
    if request.method == "POST":
        return request.POST.get("page") == _PHONE
    return request.resolver_match is not None and request.resolver_match.url_name == _PHONE


def on_phone(request: HttpRequest, member: Member, package: Package) -> dict[str, Any]:
    """Return the phone page's own context. After a refusal the same video is shown as before."""
    video = sealed_video(package)
    if video is None:
        return {"page": _PHONE, "video": None}
    copy = copy_of(package)
    done = copy if copy is not None and copy.state == ReviewCopy.DONE else None
    asks_exact = not request.POST.get("copy") if request.method == "POST" else "exact" in request.GET
    copy_file = None if asks_exact or done is None else done.file
    poster = done.poster if done is not None else None
    return {
        "page": _PHONE,
        "video": video,
        "size": SHAPES[video["role"]],
        "shape_name": SHAPE_ICONS[video["role"]],
        "link": file_link(copy_file or _file_of(video), member.person),
        "poster": file_link(poster, member.person) if poster else "",
        "copy_file": copy_file,
        "has_copy": done is not None,
        "being_made": done is None and package.state == Package.OPEN and is_being_made(package),
        "failed_copy": copy if copy is not None and copy.state == ReviewCopy.FAILED else None,
        "captions": _captions(package),
        "others": [
            (SHAPE_NAMES[shape], other["size"], file_link(_file_of(other), member.person))
            for shape, other in going_out(package).items()
            if shape != video["role"]
        ],
    }


def _captions(package: Package) -> Captions | None:
    """Read the captions from the sealed file itself; None where the package has none."""
    sealed = next((one for one in package.content["files"] if one["role"] == "captions"), None)
    return read_sealed(sealed) if sealed else None


def _file_of(sealed: dict[str, Any]) -> StoredFile:
    return StoredFile(sha256=sealed["sha256"], size=sealed["size"], media_type=sealed["media_type"])
