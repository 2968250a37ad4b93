"""What the pages share on which somebody answers for packages: what is shown, who may, and the proof."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from clipdesk.accounts.identity import Confirmation, confirm_identity
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import SIGN
from clipdesk.clips.credentials import certificate_on
from clipdesk.clips.models.render import SHAPE_NAMES
from clipdesk.clips.names import names_of, slips_in
from clipdesk.library.links import file_link
from clipdesk.library.models import StoredFile
from clipdesk.media.recipe import SHAPES
from clipdesk.review import keys, signing
from clipdesk.review.challenge import challenge_of
from clipdesk.review.changes import FLAG_NAMES, changes_of
from clipdesk.review.duty import signs_now
from clipdesk.review.keys import KeyAnswer
from clipdesk.review.models import Package
from clipdesk.review.models.package import BrokenSeal
from clipdesk.review.own_work import is_own_work
from clipdesk.ui.sentences import sentence


def may_sign_it(member: Member, package: Package) -> bool:
    """Tell whether this very person may sign this very package now; nobody may once its seal is broken."""
    try:
        may = member.may(SIGN, package.clip.desk_id) and signs_now(member, package.clip.desk_id)
        return may and not is_own_work(package, member.person)
    except BrokenSeal:
        return False


def duty_refusal(member: Member, package: Package) -> str:
    """Return the sentence that keeps a deputy who is not on duty from signing; empty for everybody else."""
    if not member.may(SIGN, package.clip.desk_id):
        return ""
    try:
        signing.check_duty(package, member)
    except signing.NotOnDuty as error:
        return sentence(error)
    return ""


def proof_of(request: HttpRequest, member: Member) -> Confirmation | KeyAnswer:
    """Return who the signer proved to be: the answer of their key, or password and code, checked here.

    Outside any transaction, because wrong passwords and codes are counted in the database.
    """
    if answer := request.POST.get("key"):
        return KeyAnswer(answer)
    password, code = request.POST.get("password", ""), request.POST.get("code", "")
    if member.station.asks_signing_key:
        raise signing.KeyNeeded
    return confirm_identity(member.person, member.station, password, code)


def key_options(packages: Sequence[Package], member: Member) -> str:
    """Return what the browser asks the person's signing keys for, as JSON; empty where they have none."""
    asked = keys.request_for(member.person, challenge_of([package.canonical for package in packages]))
    return json.dumps(asked) if asked else ""


def sealed_in(package: Package, member: Member) -> dict[str, Any]:
    """Return what the package's page shows of its content, all of it read from what is sealed."""
    content = package.content
    files = {sealed["role"]: StoredFile(**_file(sealed)) for sealed in content.get("files", [])}
    return {
        "package": package,
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
        "credentials": certificate_on([file.pk for shape, file in files.items() if shape in SHAPES]),
        "changes": changes_of(package),
        "slips": slips_in(package.revision.content, names_of(package.clip.station_id))
        if package.state == Package.OPEN
        else [],
    }


def _file(sealed: dict[str, Any]) -> dict[str, Any]:
    return {name: sealed[name] for name in ("sha256", "size", "media_type")}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
