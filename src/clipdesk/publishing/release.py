"""What a sign-off sets in motion, and the sweep that finds what nobody set in motion."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from clipdesk.accounts.notices import people_who_may, tell
from clipdesk.accounts.roles import CORRECT
from clipdesk.clips.models import Clip
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import record, transition
from clipdesk.jobs.announce import announce, defer, is_waiting
from clipdesk.kernel.clock import now
from clipdesk.publishing.machine import Command, Event, State
from clipdesk.publishing.models import Publication
from clipdesk.publishing.moves import apply, is_held, is_late
from clipdesk.review.models import Package
from clipdesk.review.signing import void

_PUBLIC = [State.LIVE, State.CORRECTED, State.FAILED]


def release(package: Package) -> None:
    """Hand a signed package to its publications and start (or schedule) each. Safe to run twice."""
    with transaction.atomic():
        Clip.objects.select_for_update(of=("self",)).get(pk=package.clip_id)
        package = Package.objects.get(pk=package.pk)
        sign_off = package.sign_offs.filter(void=None).first()
        if package.state != Package.SIGNED or sign_off is None:
            return
        keys = [post["publication"] for post in package.content["posts"]]
        for publication in Publication.objects.select_for_update(of=("self",)).filter(pk__in=keys):
            if publication.package_id == package.pk or publication.shown_id == package.pk:
                continue
            if package.kind == Package.WITHDRAWAL:
                _withdraw(publication, package, sign_off)
                continue
            Publication.objects.filter(pk=publication.pk).update(package=package, sign_off=sign_off)
            sealed = {"package": package.sha256, "sign_off": str(sign_off.pk)}
            record(publication, "publication_sealed", by=CLIPDESK, after=sealed)
            _start(publication)
        if package.kind == Package.WITHDRAWAL:
            transition(package.clip, Clip.WITHDRAW, by=CLIPDESK, because=package.content["reason"])


def sweep() -> None:
    """Look after every publication that waits: start what is due, ask about what is late, end what has lapsed."""
    soon = now() + timedelta(seconds=1)
    waiting = Publication.objects.filter(
        Q(state=State.PREPARED, sign_off__isnull=False) | Q(state__in=[State.SENDING, State.PROCESSING])
    ).filter(Q(slot=None) | Q(slot__lte=soon))
    for publication in waiting.select_related("clip", "sign_off", "package", "station"):
        if publication.state == State.PREPARED and is_late(publication):
            _ask_about(publication)
        elif not is_held(publication):
            ring(publication)
    _expire()


def ring(publication: Publication) -> None:
    """Defer one run of sending, unless one waits already; two never run at the same time."""
    lock = f"publication:{publication.pk}"
    if not is_waiting(lock):
        announce("publication.due", lock=lock, publication_id=publication.pk)


def after_restore() -> None:
    """Nothing is sent again after a restore: what was under way is unknown, what was signed asks first."""
    for publication in Publication.objects.filter(state__in=[State.SENDING, State.PROCESSING]):
        apply(publication, Event.LOST, by=CLIPDESK, because="restored from a backup")
    for publication in Publication.objects.filter(state=State.PREPARED, sign_off__isnull=False):
        apply(publication, Event.LATE, by=CLIPDESK, because="restored from a backup")


def _start(publication: Publication) -> None:
    """Ring at the slot, or now."""
    if publication.slot and publication.slot > now() and publication.state == State.PREPARED:
        lock = f"publication:{publication.pk}"
        defer("publishing.send", at=publication.slot, lock=lock, publication_id=publication.pk)
    else:
        ring(publication)


def _withdraw(publication: Publication, package: Package, sign_off: object) -> None:
    """Take a publication out of sight at once; its files go in a job."""
    if publication.state not in _PUBLIC:
        return
    changes = {"package": package, "sign_off": sign_off, "shown": None}
    command = apply(publication, Event.WITHDRAW, by=CLIPDESK, changes=changes, because=package.content["reason"])
    if command is Command.TAKE_DOWN:
        lock = f"publication:{publication.pk}"
        defer("publishing.take_down", lock=lock, publication_id=publication.pk)


def _ask_about(publication: Publication) -> None:
    """Mark a publication that missed its time; it is never sent late by itself."""
    with transaction.atomic():
        command = apply(publication, Event.LATE, by=CLIPDESK)
        if command is Command.TELL_MISSED:
            tell_about(publication, "missed_slot")


def tell_about(publication: Publication, kind: str) -> None:
    """Tell those who can settle it, and the author, what became of a publication."""
    clip = publication.clip
    people = {*people_who_may(CORRECT, clip.station, clip.desk), clip.author}
    cause = f"publication:{publication.pk}:{publication.run}"
    link = f"/s/{clip.station.slug}/publishing/{publication.pk}/"
    tell(people, station=clip.station, desk=clip.desk, kind=kind, cause=cause, link=link)


def _expire() -> None:
    """End signed packages whose time window has passed before anything went out."""
    for clip in Clip.objects.filter(state=Clip.SIGNED).prefetch_related("packages"):
        package = (
            clip.packages.filter(state=Package.SIGNED).exclude(kind=Package.WITHDRAWAL).order_by("-made_at").first()
        )
        if package is None or package.sign_offs.filter(void=None, valid_until__gt=now()).exists():
            continue
        waiting = clip.publications.filter(state__in=[State.PREPARED, State.MISSED])
        if clip.publications.exclude(state__in=[State.PREPARED, State.MISSED, State.CANCELLED]).exists():
            continue
        with transaction.atomic():
            for publication in waiting:
                apply(publication, Event.CANCEL, by=CLIPDESK, because="the sign-off expired")
            void(package, "the sign-off expired", by=CLIPDESK)
            transition(clip, Clip.EXPIRE, by=CLIPDESK, because=f"after {settings.SIGN_OFF_VALID_HOURS} h")
