"""The sweep, every twenty seconds: find what is due, late or lapsed, and what lost its job."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TypeVar

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q

from clipdesk.clips.models import Clip
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import transition
from clipdesk.jobs.announce import defer, is_waiting
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import gettext_noop
from clipdesk.publishing.ahead import left_behind, next_to_bring
from clipdesk.publishing.hands import is_in_hands, remind
from clipdesk.publishing.machine import Command, Event, State
from clipdesk.publishing.models import Attempt, Publication
from clipdesk.publishing.moves import LAPSED, apply, is_held, is_late, let_go, ring_down
from clipdesk.publishing.package import prepare
from clipdesk.publishing.release import release, ring
from clipdesk.publishing.restoring import UnderWay
from clipdesk.publishing.telling import tell_about
from clipdesk.review.in_force import is_covered
from clipdesk.review.models import Package
from clipdesk.review.signing import void

log = logging.getLogger("clipdesk.publishing")
EXPIRED = gettext_noop("the sign-off expired")
_ASKED = [State.PROCESSING, State.UNKNOWN]  # looking up is no sending: no hold stops it
_Row = TypeVar("_Row", bound=models.Model)


def sweep() -> None:
    """Look after everything that waits. One thing that fails keeps nothing else waiting."""
    _each(_waiting(), _look_after)
    rested = Q(rest_until=None) | Q(rest_until__lte=now())
    _each(Publication.objects.filter(rested, state=State.WITHDRAWN, taken_down_at=None), _take_down)
    _each(next_to_bring(), ring)
    _each(left_behind(), _give_up)
    _each(Clip.objects.filter(state=Clip.SIGNED), expire)  # before what was forgotten is handed over again
    _each(_forgotten(), release)
    _each(Clip.objects.filter(state=Clip.IN_REVIEW).exclude(packages__state=Package.OPEN), prepare)


def ask_about(publication: Publication, because: str = "") -> None:
    """Mark a publication that missed its time; it is never sent late by itself."""
    with transaction.atomic():
        command = apply(publication, Event.LATE, by=CLIPDESK, because=because)
        if command is Command.TELL_MISSED:
            tell_about(publication, "missed_slot")


def _each(rows: Iterable[_Row], act: Callable[[_Row], None]) -> None:
    for row in rows:
        try:
            act(row)
        except Exception:  # a worker's edge: the round goes on, the log has it
            log.exception("the sweep failed at %s", row.pk, extra={"action": "sweep"})


def _waiting() -> models.QuerySet[Publication]:
    """Return what is due, under way, or has a signed package that was never tried."""
    moment = now()
    soon = Q(slot=None) | Q(slot__lte=moment + timedelta(seconds=1))
    tried = Attempt.objects.filter(publication=OuterRef("pk"), package_sha256=OuterRef("package__sha256"))
    signed = Q(clip__state=Clip.SIGNED, package__state=Package.SIGNED)
    due = Q(state=State.PREPARED, sign_off__isnull=False) & soon
    corrected = Q(state__in=[State.LIVE, State.CORRECTED]) & signed & ~Q(package=F("shown"))
    anew = Q(state=State.FAILED) & signed & soon & ~Q(package=F("shown")) & ~Exists(tried)
    under_way = Q(state__in=[State.SENDING, State.BY_HAND, *_ASKED])
    rows = Publication.objects.filter(due | corrected | anew | under_way)
    rows = rows.filter(Q(rest_until=None) | Q(rest_until__lte=moment))
    rows = rows.exclude(state=State.UNKNOWN, trouble_message=UnderWay.message)
    return rows.select_related("clip", "sign_off", "package", "shown", "station", "destination__account__official")


def _look_after(publication: Publication) -> None:
    if publication.state in {State.PREPARED, State.BY_HAND} and is_late(publication):
        ask_about(publication)
    elif publication.state == State.BY_HAND or is_in_hands(publication):
        remind(publication)
    elif publication.state in _ASKED or not is_held(publication):
        ring(publication)


def _take_down(publication: Publication) -> None:
    if publication.destination.is_by_hand:
        remind(publication)
    if not is_waiting(publication.lock):
        ring_down(publication)


def _give_up(publication: Publication) -> None:
    if not is_waiting(publication.lock):
        defer("publishing.give_up", lock=publication.lock, publication_id=publication.pk)


def _forgotten() -> models.QuerySet[Package]:
    """Return signed packages that were never handed over: their job was lost."""
    rows = Package.objects.filter(state=Package.SIGNED, publications=None)
    wanted = Q(clip__state=Clip.SIGNED) | Q(kind=Package.WITHDRAWAL)
    return rows.filter(wanted).exclude(clip__state=Clip.WITHDRAWN).select_related("revision")


def expire(clip: Clip) -> None:
    """End a signed package that no sign-off covers any more: what waited for it is cancelled, or stays as it is public."""
    if not _is_over(_newest_signed(clip)):
        return  # looked at without a lock first: nearly always
    with transaction.atomic():
        clip = Clip.objects.select_for_update(of=("self",)).get(pk=clip.pk)
        package = _newest_signed(clip)
        if clip.state != Clip.SIGNED or package is None or not _is_over(package):
            return
        because = LAPSED if package.sign_offs.filter(void=None, valid_until__gt=now()).exists() else EXPIRED
        rows = list(clip.publications.select_for_update(of=("self",)))
        if any(publication.state in {State.SENDING, *_ASKED} for publication in rows):
            return
        for publication in rows:
            if publication.shown_id != package.pk and publication.state not in {State.CANCELLED, State.WITHDRAWN}:
                tell_about(publication, "sign_off_expired")
            if publication.state == State.PREPARED or (
                publication.state == State.BY_HAND and not publication.is_public
            ):
                apply(publication, Event.CANCEL, by=CLIPDESK, because=because)
            else:
                let_go(publication, because=because, by=CLIPDESK)
        if any(publication.shown_id == package.pk for publication in rows):
            changes = {"correction_note": "", "corrects_number": None}
            transition(clip, Clip.PUBLISH, by=CLIPDESK, changes=changes, because=because)
        else:
            void(package, because, by=CLIPDESK)
            transition(clip, Clip.EXPIRE, by=CLIPDESK, because=because)


def _newest_signed(clip: Clip) -> Package | None:
    """Return the package that a signed clip waits to go out with; older ones may be public, and signed for good."""
    signed = clip.packages.filter(state=Package.SIGNED).exclude(kind=Package.WITHDRAWAL)
    return signed.select_related("clip", "revision").order_by("-made_at").first()


def _is_over(package: Package | None) -> bool:
    """Tell whether no sign-off covers a package any more: its time has passed, or something of it is due and whoever
    signed may no longer answer for it. Before that a role may be given back."""
    if package is None:
        return False
    if is_covered(package):
        return False
    in_time = package.sign_offs.filter(void=None, valid_until__gt=now()).exists()
    waiting = package.clip.publications.exclude(shown=package).exclude(state__in=[State.CANCELLED, State.WITHDRAWN])
    return not in_time or waiting.filter(Q(slot=None) | Q(slot__lte=now())).exists()
