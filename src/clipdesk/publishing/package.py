"""Put the package together: everything that will go out, as canonical content for the signer to answer for."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from clipdesk.accounts.models import Person
from clipdesk.accounts.notices import tell
from clipdesk.clips.finishing import finished_file_of
from clipdesk.clips.models import Clip, Render
from clipdesk.clips.models.render import render_of, want_render
from clipdesk.clips.pictures import THUMBNAIL, PictureDamaged, picture_of
from clipdesk.clips.translations import sidecars_of
from clipdesk.connectors.contract import Post, SealedFile
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import transition
from clipdesk.kernel.clock import now
from clipdesk.library.models import StoredFile
from clipdesk.media.renditions import level_of, shape_of
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Publication
from clipdesk.publishing.preflight import look_ahead
from clipdesk.publishing.wording import line_of
from clipdesk.review.demands import demands_of
from clipdesk.review.models import Package
from clipdesk.review.models.policy import Policy, policy_of
from clipdesk.review.models.risk import classes_of
from clipdesk.review.risks import raise_by_rules
from clipdesk.review.rules import Demands
from clipdesk.review.signing import open_package

FORMAT = "clipdesk-package-v1"
_GOING_OUT = [State.PREPARED, State.LIVE, State.CORRECTED, State.FAILED, State.MISSED]


def prepare(clip: Clip) -> None:
    """Seal the clip once its render is done and put it before the signers; back to draft when the render failed, or when the
    picture that was brought for it is damaged.

    Whole files only, and only such as carry the station's content credentials: the seal comes after them, not before.

    Called when a clip was sent and whenever a render ended; safe to call at any time.
    """
    if clip.state != Clip.IN_REVIEW:
        return
    render = render_of(clip)
    if render is None:
        _ask_for_render(clip)
        return
    if render.state in {Render.WAITING, Render.RUNNING}:
        render.wake()
        return
    if render.state == Render.DONE and not render.is_whole():
        render.repair()
        return
    if render.state == Render.DONE and not render.is_signed():
        render.sign_anew()
        return
    if clip.packages.filter(state=Package.OPEN).exists():
        return
    number, sidecars = clip.head_number, sidecars_of(clip) if render.state == Render.DONE else []
    picture = picture_of(clip)
    damaged = picture is not None and not picture.is_whole()
    with transaction.atomic():
        clip = Clip.objects.select_for_update(of=("self",)).get(pk=clip.pk)
        if clip.head_number != number:
            return  # changed and sent again while its files were written: that rings by itself
        if clip.state != Clip.IN_REVIEW or clip.packages.filter(state=Package.OPEN).exists():
            return
        again = render_of(clip)
        if again is None or again.pk != render.pk:
            return  # the clip was changed while its files were read; its newest render rings by itself
        if render.state == Render.FAILED or damaged:
            _give_back(clip, render, because=PictureDamaged.message if damaged else "")
            return
        kind = Package.CORRECTION if clip.is_correction else Package.RELEASE
        publications = list(clip.publications.filter(state__in=_GOING_OUT).select_related("destination"))
        if not publications:
            transition(clip, Clip.TAKE_BACK, by=CLIPDESK)  # nowhere is left to go
            return
        levels = {one.destination.loudness for one in publications} - {""}
        if not render.has(levels):
            render.level(levels)
            return
        policy = policy_of(clip.station)
        raise_by_rules(clip, clip.content, policy.rules)
        sender = clip.sent_by or clip.author
        rendered = [
            (made.role, made.name, picture if picture and made.role == THUMBNAIL else made.file)
            for made in render.files.select_related("file").order_by("role")
            if level_of(made.role) in {"", *levels}
        ]
        content = _content(clip, [*rendered, *sidecars], publications, policy)
        package = open_package(clip, clip.head, kind, content, sender)
        look_ahead(package, [(publication, post_of(package, publication)) for publication in publications])


def open_withdrawal(clip: Clip, publications: Iterable[Publication], reason: str, sent_by: Person) -> Package:
    """Seal a withdrawal: which publications go, and the words the public will read. Call inside a transaction."""
    content = {
        **_head(clip, Package.WITHDRAWAL, policy_of(clip.station)),
        "demands": Demands(is_watched=False).to_json(),
        "reason": reason,
        "posts": [_where(publication) for publication in publications],
        "valid_until": _text(now() + timedelta(hours=settings.SIGN_OFF_VALID_HOURS)),
    }
    return open_package(clip, clip.head, Package.WITHDRAWAL, content, sent_by)


def post_of(package: Package, publication: Publication | None = None) -> Post:
    """Return what a connector gets: the package's own words and its sealed files in the store; for a publication, the words
    and the shape that were sealed for its destination."""
    content = package.content
    posts = {post["publication"]: post for post in content["posts"]}
    mine = posts.get(str(publication.pk), {}) if publication else {}
    words = mine.get("own", content)
    return Post(
        version=package.sha256,
        title=words["title"],
        description=words["description"],
        language=content["language"],
        files=tuple(
            SealedFile(
                name=sealed["name"],
                path=StoredFile(sha256=sealed["sha256"], size=sealed["size"]).path,
                sha256=sealed["sha256"],
                size=sealed["size"],
                media_type=sealed["media_type"],
                shape=shape_of(sealed["role"]),
            )
            for sealed in files_for(content, mine.get("loudness", ""))
        ),
        flags=content["flags"],
        note=content["note"],
        shape=mine.get("shape", ""),
    )


def files_for(content: dict[str, Any], level: str) -> list[dict[str, Any]]:
    """Return the sealed files of a package that go to a destination: of its videos those with the loudness that was sealed for
    it (`level`; empty: the clip's own), and all that is no video. A clip without sound has the same video for all."""
    levelled = {shape_of(one["role"]) for one in content["files"] if level and level_of(one["role"]) == level}
    return [
        one for one in content["files"] if level_of(one["role"]) == (level if shape_of(one["role"]) in levelled else "")
    ]


def loudness_of(content: dict[str, Any], publication: Publication) -> str:
    """Return the level that a package sealed for a publication; empty: the clip's own loudness."""
    sealed = {post["publication"]: post.get("loudness", "") for post in content["posts"]}
    return str(sealed.get(str(publication.pk), ""))


def _content(
    clip: Clip, files: list[tuple[str, str, StoredFile]], publications: list[Publication], policy: Policy
) -> dict[str, Any]:
    """Return the content of a release or correction; files: the role, name and bytes of each."""
    edit = clip.content
    demands = policy.rules.demands_on(classes_of(clip))
    seen = {file.pk for role, _name, file in files if not role.startswith("captions")}
    if clip.is_correction and _was_signed(clip, seen, edit.to_json()["flags"], demands):
        demands = demands.for_words_alone()
    slots = [publication.slot for publication in publications if publication.slot]
    last = max([*slots, now()]) + timedelta(hours=min(demands.valid_hours, settings.SIGN_OFF_VALID_HOURS))
    return {
        **_head(clip, Package.CORRECTION if clip.is_correction else Package.RELEASE, policy),
        "demands": demands.to_json(),
        "title": edit.title,
        "description": edit.description,
        "language": edit.language,
        "flags": edit.to_json()["flags"],
        **_origin(clip),
        **_finished(clip),
        "note": clip.correction_note,
        "files": [
            {
                "role": role,
                "name": name,
                "sha256": file.pk,
                "size": file.size,
                "media_type": file.media_type,
            }
            for role, name, file in files
        ],
        "posts": [
            {**_where(one), **_shape(one), **_loudness(one), **line_of(edit, one.destination, clip.correction_note)}
            for one in publications
        ],
        "valid_until": _text(last),
    }


def _origin(clip: Clip) -> dict[str, str]:
    """Return where the recording comes from; nothing where it is the station's own."""
    return {"origin": clip.origin} if clip.origin else {}


def _finished(clip: Clip) -> dict[str, Any]:
    """Return which file was finished outside the desk, who brought it, and the SHA-256 of the recording that the clip was cut
    from; nothing where the clip was made here."""
    found = finished_file_of(clip, clip.content.recipe.source_sha256)
    if found is None:
        return {}
    who, file = found.brought_by, found.recording
    said = {"name": file.original_name, "sha256": file.original_id, "cut_from": found.cut_from.original_id}
    return {"finished": {**said, "by": {"id": str(who.pk), "name": who.name}}}


def _was_signed(clip: Clip, files: set[str], flags: dict[str, bool], demands: Demands) -> bool:
    """Tell whether all that is public of the clip holds these very pictures and sounds, with the same marks, signed under
    the same risk classes and in no emergency: whoever signed it has watched them."""
    rows = list(clip.publications.filter(shown__isnull=False).select_related("shown", "destination"))
    if any(post_of(one.shown, one).shape != one.destination.shape for one in rows if one.shown):
        return False  # another of the videos would come in its place
    public = [one.shown for one in rows if one.shown]
    for package in public:
        sealed = package.content
        if not files <= {one["sha256"] for one in sealed["files"]} or sealed["flags"] != flags:
            return False
        if not set(demands.classes) <= set(demands_of(package).classes):
            return False
        if package.sign_offs.filter(emergency__isnull=False).exists():
            return False
    return bool(public)


def _head(clip: Clip, kind: str, policy: Policy) -> dict[str, Any]:
    """Return what every package begins with; the nonce makes each one unlike any other."""
    return {
        "format": FORMAT,
        "kind": kind,
        "policy": {"version": policy.version, "sha256": policy.sha256},
        "nonce": secrets.token_hex(16),
        "station": {"id": str(clip.station_id), "name": clip.station.name},
        "clip": str(clip.pk),
        "revision": {"number": clip.head_number, "sha256": clip.head.sha256},
        "author": {"id": str(clip.author_id), "name": clip.author.name},
        "last_editor": {"id": str(clip.last_editor_id), "name": clip.last_editor.name},
    }


def _where(publication: Publication) -> dict[str, Any]:
    """Return one line of the package: which destination, not before when."""
    return {
        "publication": str(publication.pk),
        "destination": str(publication.destination_id),
        "kind": publication.destination.kind,
        "name": publication.destination.name,
        "not_before": _text(publication.slot) if publication.slot else None,
    }


def _shape(publication: Publication) -> dict[str, str]:
    """Return the one shape that goes there; nothing where all do."""
    shape = publication.destination.shape
    return {"shape": shape} if shape else {}


def _loudness(publication: Publication) -> dict[str, str]:
    """Return the level at which its sound goes there; nothing where that is the clip's own."""
    level = publication.destination.loudness
    return {"loudness": level} if level else {}


def _ask_for_render(clip: Clip) -> None:
    """Ask for the render of a clip that was sent under an earlier engine; its end rings again."""
    with transaction.atomic():
        clip = Clip.objects.select_for_update(of=("self",)).get(pk=clip.pk)
        if clip.state == Clip.IN_REVIEW:
            want_render(clip.recording, clip.content, breaking=clip.breaking, by=CLIPDESK)


def _give_back(clip: Clip, render: Render, *, because: str) -> None:
    """Put a clip whose render failed back to draft and tell its people."""
    transition(clip, Clip.RENDER_FAILED, by=CLIPDESK, because=because)
    link = f"/s/{clip.station.slug}/clips/{clip.pk}/"
    people = {clip.author, clip.sent_by or clip.author}
    cause = f"render:{render.pk}:{render.run}"
    tell(people, station=clip.station, desk=clip.desk, kind="render_failed", cause=cause, link=link)


def _text(moment: Any) -> str:
    """Write a moment as the package holds it: UTC, ISO 8601."""
    return str(moment.isoformat())
