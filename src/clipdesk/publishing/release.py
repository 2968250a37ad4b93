"""What a sign-off sets in motion, and the sweep that finds what nobody set in motion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from clipdesk.accounts.notices import people_who_may, tell
from clipdesk.accounts.roles import CORRECT
from clipdesk.clips.models import Clip
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import record, transition
from clipdesk.jobs.announce import announce, defer, is_waiting
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.publishing.machine import Command, Event, State
from clipdesk.publishing.models import Publication
from clipdesk.publishing.moves import apply, is_held, is_late, unseal
from clipdesk.publishing.package import prepare
from clipdesk.review.models import Package, SignOff
from clipdesk.review.signing import void

#: Under way: whoever finds one of these without a job rings for it.
_UNDER_WAY = [State.SENDING, State.PROCESSING, State.UNKNOWN]
_WAITING = [State.PREPARED, State.MISSED]
RESTORED = gettext_noop("restored from a backup")
EXPIRED = gettext_noop("the sign-off expired")


class UnderWay(ClipdeskError):
    """A restore found a publication that was being sent when the backup was made."""

    message = gettext_noop(
        "This was being sent when the backup was made that was restored. Look at the account itself, then say here "
        "whether it is public."
    )


def release(package: Package) -> None:
    """Hand a signed package to its publications and start (or schedule) each. Safe to run twice."""
    with transaction.atomic():
        clip = Clip.objects.select_for_update(of=("self",)).get(pk=package.clip_id)
        package = Package.objects.get(pk=package.pk)
        sign_off = package.sign_offs.filter(void=None).first()
        if package.state != Package.SIGNED or sign_off is None:
            return
        keys = [post["publication"] for post in package.content["posts"]]
        rows = clip.publications.select_for_update(of=("self",)).filter(pk__in=keys)
        if package.kind == Package.WITHDRAWAL:
            _withdraw(clip, list(rows), sign_off)
            return
        if clip.state != Clip.SIGNED or package.revision.number != clip.head_number:
            return  # an old bell: what it rang for is out already, or was changed
        for publication in rows:
            if publication.package_id == package.pk or publication.state in {State.CANCELLED, State.WITHDRAWN}:
                continue
            Publication.objects.filter(pk=publication.pk).update(package=package, sign_off=sign_off)
            sealed = {"package": package.sha256, "sign_off": str(sign_off.pk)}
            record(publication, "publication_sealed", by=CLIPDESK, after=sealed)
            _start(publication)


def sweep() -> None:
    """Look after every publication that waits: start what is due, ask about what is late, end what has lapsed."""
    soon = now() + timedelta(seconds=1)
    due = Q(state=State.PREPARED, sign_off__isnull=False) & (Q(slot=None) | Q(slot__lte=soon))
    corrected = Q(state__in=[State.LIVE, State.CORRECTED]) & ~Q(package=F("shown"))
    waiting = Publication.objects.filter(due | corrected | Q(state__in=_UNDER_WAY))
    waiting = waiting.exclude(state=State.UNKNOWN, trouble_message=UnderWay.message)
    for publication in waiting.select_related("clip", "sign_off", "package", "shown", "station"):
        if publication.state == State.PREPARED and is_late(publication):
            _ask_about(publication)
        elif publication.state in {State.PROCESSING, State.UNKNOWN} or not is_held(publication):
            ring(publication)
    for publication in Publication.objects.filter(state=State.WITHDRAWN, taken_down_at=None):
        if not is_waiting(publication.lock):
            _take_down(publication)
    for clip in Clip.objects.filter(state=Clip.SIGNED):
        _expire(clip)
    for clip in Clip.objects.filter(state=Clip.IN_REVIEW).exclude(packages__state=Package.OPEN):
        prepare(clip)


def ring(publication: Publication) -> None:
    """Defer one run of sending, unless one waits already; two never run at the same time."""
    if not is_waiting(publication.lock):
        announce("publication.due", lock=publication.lock, publication_id=publication.pk)


def after_restore() -> None:
    """Nothing is sent again after a restore.

    What was under way is unknown until a person has looked at the account. What was signed and not out asks first.
    Corrections that were not out go back to their authors; withdrawals are carried out.
    """
    for publication in Publication.objects.filter(state__in=[State.SENDING, State.PROCESSING]):
        with transaction.atomic():
            said = {"trouble_message": UnderWay.message, "trouble_params": {}}
            apply(publication, Event.LOST, by=CLIPDESK, changes=said, because=RESTORED)
            tell_about(publication, "publication_unknown")
    for package in Package.objects.filter(state=Package.SIGNED):
        with transaction.atomic():
            release(package)
            for publication in package.publications.filter(state=State.PREPARED):
                _ask_about(publication, because=RESTORED)
            for publication in package.publications.filter(state__in=[State.LIVE, State.CORRECTED]):
                if publication.shown_id != package.pk:
                    _give_back_correction(publication, package)


def _give_back_correction(publication: Publication, package: Package) -> None:
    """Take back a signed correction that is not out; what the public sees stays."""
    unseal(publication, because=RESTORED, by=CLIPDESK)
    void(package, RESTORED, by=CLIPDESK)
    clip = Clip.objects.get(pk=publication.clip_id)
    if clip.state == Clip.SIGNED:
        transition(clip, Clip.TAKE_BACK, by=CLIPDESK, because=RESTORED)


def _start(publication: Publication) -> None:
    """Ring at the slot, or now.

    A job that waits for its time holds no lock: it would keep every later job of the same publication waiting.
    """
    if publication.slot and publication.slot > now() and publication.state == State.PREPARED:
        defer("publishing.ring", at=publication.slot, publication_id=publication.pk)
    else:
        announce("publication.due", lock=publication.lock, publication_id=publication.pk)


def _withdraw(clip: Clip, publications: Sequence[Publication], sign_off: SignOff) -> None:
    """Take what is public out of sight at once (its files go in a job) and end everything else of the clip."""
    package = sign_off.package
    reason = package.content["reason"]
    changes = {"package": package, "sign_off": sign_off, "shown": None}
    kept = [package.pk, *(publication.shown_id for publication in publications if publication.shown_id)]
    for publication in publications:
        if publication.is_public:
            apply(publication, Event.WITHDRAW, by=CLIPDESK, changes=changes, because=reason)
            _take_down(publication)
    for publication in clip.publications.filter(state__in=[*_WAITING, State.FAILED]):
        apply(publication, Event.CANCEL, by=CLIPDESK, because=reason)
    for other in clip.packages.filter(state__in=[Package.OPEN, Package.SIGNED]).exclude(pk__in=kept):
        void(other, reason, by=CLIPDESK)
    if clip.state in Clip.WITHDRAW.start:
        transition(clip, Clip.WITHDRAW, by=CLIPDESK, because=reason)


def _take_down(publication: Publication) -> None:
    """Defer the removal from the destination, after whatever is being sent there now."""
    defer("publishing.take_down", lock=publication.lock, publication_id=publication.pk)


def _ask_about(publication: Publication, because: str = "") -> None:
    """Mark a publication that missed its time; it is never sent late by itself."""
    with transaction.atomic():
        command = apply(publication, Event.LATE, by=CLIPDESK, because=because)
        if command is Command.TELL_MISSED:
            tell_about(publication, "missed_slot")


def tell_about(publication: Publication, kind: str) -> None:
    """Tell those who can settle it, and the author, what became of a publication.

    A failure is told each time; what merely goes on (unknown, not taken down) is told once for each package.
    """
    clip = publication.clip
    people = {*people_who_may(CORRECT, clip.station, clip.desk), clip.author}
    goes_on = kind in {"publication_unknown", "take_down_failed"}
    cause = f"publication:{publication.pk}:{publication.package_id if goes_on else publication.run}"
    link = f"/s/{clip.station.slug}/publishing/{publication.pk}/"
    tell(people, station=clip.station, desk=clip.desk, kind=kind, cause=cause, link=link)


def _expire(clip: Clip) -> None:
    """End a signed package whose time window has passed: what waited for it is cancelled, or stays as it is public."""
    with transaction.atomic():
        clip = Clip.objects.select_for_update(of=("self",)).get(pk=clip.pk)
        signed = clip.packages.filter(state=Package.SIGNED).exclude(kind=Package.WITHDRAWAL)
        package = signed.order_by("-made_at").first()
        if clip.state != Clip.SIGNED or package is None:
            return
        if package.sign_offs.filter(void=None, valid_until__gt=now()).exists():
            return
        rows = list(clip.publications.select_for_update(of=("self",)))
        if any(publication.state in _UNDER_WAY for publication in rows):
            return
        because = EXPIRED
        for publication in rows:
            if publication.state in _WAITING:
                apply(publication, Event.CANCEL, by=CLIPDESK, because=because)
            elif publication.package_id != publication.shown_id and publication.is_public:
                unseal(publication, because=because, by=CLIPDESK)
        if any(publication.shown_id == package.pk for publication in rows):
            transition(
                clip,
                Clip.PUBLISH,
                by=CLIPDESK,
                changes={"correction_note": "", "corrects_number": None},
                because=because,
            )
        else:
            void(package, because, by=CLIPDESK)
            transition(clip, Clip.EXPIRE, by=CLIPDESK, because=because)
