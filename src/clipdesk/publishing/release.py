"""What a sign-off sets in motion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from clipdesk.clips.models import Clip
from clipdesk.clips.models.render import render_of
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import record, transition
from clipdesk.jobs.announce import announce, defer, hurry, is_laid_ready, is_waiting
from clipdesk.kernel.clock import now
from clipdesk.publishing.machine import Event, State
from clipdesk.publishing.models import Publication
from clipdesk.publishing.moves import apply, let_go, was_public, withdraw
from clipdesk.review.models import Package, SignOff
from clipdesk.review.signing import void

#: So long before its time the run of a publication is laid ready: at its time nothing is left to do but run it, also where
#: hundreds have the same.
READY = timedelta(seconds=8)


def release(package: Package) -> None:
    """Hand a signed package to its publications and start (or schedule) each. Safe to run twice, and late."""
    with transaction.atomic():
        clip = Clip.objects.select_for_update(of=("self",)).get(pk=package.clip_id)
        package = Package.objects.get(pk=package.pk)
        sign_off = package.sign_offs.filter(void=None).order_by("signed_at").last()
        if package.state != Package.SIGNED or sign_off is None:
            return
        keys = [post["publication"] for post in package.content["posts"]]
        rows = clip.publications.select_for_update(of=("self",)).filter(pk__in=keys)
        if package.kind == Package.WITHDRAWAL:
            _withdraw(clip, list(rows), sign_off)
            return
        if not _is_the_one(package, clip):
            return
        for publication in rows:
            if publication.package_id == package.pk or publication.state in {State.CANCELLED, State.WITHDRAWN}:
                continue
            Publication.objects.filter(pk=publication.pk).update(package=package, sign_off=sign_off, rest_until=None)
            sealed = {"package": package.sha256, "sign_off": str(sign_off.pk)}
            record(publication, "publication_sealed", by=CLIPDESK, after=sealed)
            start(publication)


def ring(publication: Publication) -> None:
    """Defer one run of sending, unless one waits already; two never run at the same time. What is due in a moment is laid
    ready for it, also behind a run that brings it just now: that may be done too early to go on."""
    at, lock = _in_a_moment(publication), publication.lock
    if not (is_laid_ready(lock, at) if at else is_waiting(lock)):
        _lay_ready(publication)


def overtake(clip: Clip) -> None:
    """Let what waits of a clip overtake everything else: it has become breaking news.

    Its review copy, its seal, the start of what was signed, its uploads, also those that wait for a time of theirs. What
    runs already runs on.
    """
    with transaction.atomic():
        hurry("publishing.prepare", clip_id=clip.pk)
        render = render_of(clip)
        if render is not None:
            hurry("publishing.prepare_for_render", render_id=render.pk)
        for package in clip.packages.filter(state__in=[Package.OPEN, Package.SIGNED]):
            hurry("review.copy", package_id=package.pk)
            hurry("publishing.release", package_id=package.pk)
        for publication in clip.publications.filter(state=State.PREPARED, room_from__gt=now()):
            moment = now()  # it waits no more, and is not late for having waited
            Publication.objects.filter(pk=publication.pk).update(rest_until=None, room_from=moment)
            ring(publication)
        for publication in clip.publications.exclude(state__in=[State.CANCELLED, State.WITHDRAWN]):
            hurry("publishing.ring", publication_id=publication.pk)
            hurry("publishing.send", publication_id=publication.pk)


def _is_the_one(package: Package, clip: Clip) -> bool:
    """Tell whether it is this package that the clip waits to go out with, and not an older one whose bell rings late."""
    newer = clip.packages.filter(state=Package.SIGNED, made_at__gt=package.made_at).exclude(kind=Package.WITHDRAWAL)
    return clip.state == Clip.SIGNED and package.revision.number == clip.head_number and not newer.exists()


def start(publication: Publication) -> None:
    """Ring a moment before the slot, or lay the run ready at once.

    A job that waits for its time holds no lock for longer than that: it would keep every later job of the same publication
    waiting.
    """
    bell = publication.slot - READY if publication.slot and not publication.is_public else now()
    if bell > now():
        defer("publishing.ring", at=bell, urgent=publication.is_urgent, publication_id=publication.pk)
    else:
        _lay_ready(publication)


def _lay_ready(publication: Publication) -> None:
    """Defer a run of sending, for its time where that comes in a moment."""
    at, lock = _in_a_moment(publication), publication.lock
    announce("publication.due", due=at, urgent=publication.is_urgent, lock=lock, publication_id=publication.pk)


def _in_a_moment(publication: Publication) -> datetime | None:
    """Return when a publication goes out whose time comes in a moment; None for any other."""
    slot = publication.slot
    is_soon = slot is not None and now() < slot <= now() + READY
    return slot if is_soon and not publication.is_public else None


def _withdraw(clip: Clip, publications: Sequence[Publication], sign_off: SignOff) -> None:
    """Take what is public out of sight at once (its files go in a job) and end everything else of the clip.

    Of what may be public nobody knows yet; once it turns out to be, it is taken down (`moves.go_public`).
    """
    package = sign_off.package
    reason = package.content["reason"]
    for publication in publications:
        if publication.is_public:
            withdraw(publication, sign_off)
    for publication in clip.publications.filter(state__in=[State.SENDING, State.BY_HAND]):
        let_go(publication, because=reason, by=CLIPDESK)
    for publication in clip.publications.filter(state__in=[State.PREPARED, State.MISSED, State.FAILED]):
        apply(publication, Event.CANCEL, by=CLIPDESK, because=reason)
    for other in clip.packages.filter(state__in=[Package.OPEN, Package.SIGNED]).exclude(pk=package.pk):
        if not was_public(other):
            void(other, reason, by=CLIPDESK)
    if clip.state in Clip.WITHDRAW.start:
        transition(clip, Clip.WITHDRAW, by=CLIPDESK, because=reason)
