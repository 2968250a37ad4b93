"""What people do: send to review, take back, ask for a withdrawal, settle what asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import CORRECT, SEND
from clipdesk.clips.access import require
from clipdesk.clips.editing import ChangedMeanwhile, NoteMissing
from clipdesk.clips.models import Clip
from clipdesk.clips.models.render import want_render
from clipdesk.clips.pictures import require_whole
from clipdesk.clips.wording import own_words_of
from clipdesk.destinations.models import Destination
from clipdesk.history.models import CLIPDESK, Actor
from clipdesk.history.transition import IllegalTransition, record, transition
from clipdesk.jobs.announce import announce
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.text import clean_words
from clipdesk.publishing.embargoes import check_embargo
from clipdesk.publishing.fitting import check_fits
from clipdesk.publishing.found import found_at
from clipdesk.publishing.hands import note_posted
from clipdesk.publishing.machine import Event, State
from clipdesk.publishing.models import Publication
from clipdesk.publishing.moves import (
    MAY_BE_SEEN,
    SignOffLapsed,
    apply,
    end_with_clip,
    finish,
    go_public,
    let_go,
    was_public,
)
from clipdesk.publishing.package import open_withdrawal
from clipdesk.publishing.preflight import forget_warnings
from clipdesk.publishing.release import start
from clipdesk.publishing.telling import tell_holder
from clipdesk.review.models import Package
from clipdesk.review.signing import void

#: What a person may decide about a publication that asks.
DECISIONS = frozenset({Event.SEND_LATE, Event.RETRY, Event.CANCEL, Event.FOUND_LIVE, Event.FOUND_ABSENT})
STALE = gettext_noop("the content was changed or taken back")
OVERDUE = gettext_noop("nobody signed in time")
# In these nothing of the clip waits for a sign-off.
_UNSENT = {Clip.DRAFT, Clip.SENT_BACK, Clip.EXPIRED}


class TitleMissing(ClipdeskError):
    """A clip without a title was sent."""

    message = gettext_noop("The clip has no title. Write one, save, then send it to review.")


class OwnTitleMissing(ClipdeskError):
    """A destination has words of its own, and no title among them."""

    message = gettext_noop(
        "The clip has words of its own for {destination}, but no title there. Write one, or give it the words of the rest."
    )


class NowhereToGo(ClipdeskError):
    """A clip was sent without a destination."""

    message = gettext_noop("Choose at least one destination for the clip.")


class StillWaiting(ClipdeskError):
    """Something of this clip already waits for a sign-off."""

    message = gettext_noop("Something of this clip already waits for a sign-off. Settle that first.")


@dataclass(frozen=True)
class Plan:
    """One destination of a clip, and not before when (None: as soon as it is signed)."""

    destination: Destination
    slot: datetime | None = None


def send_to_review(clip: Clip, plans: Sequence[Plan], *, base: int, member: Member) -> None:
    """Send revision `base` of a clip to review for the planned destinations. The render starts at once.

    Raises:
        NotAllowed, ChangedMeanwhile, TitleMissing, OwnTitleMissing, NowhereToGo, TooLong, WordsTooLong, UnderEmbargo,
            PictureDamaged,
            IllegalTransition: nothing was written.
    """
    require(member, SEND, clip)
    require_whole(clip)
    with transaction.atomic():
        clip = Clip.objects.select_for_update(of=("self",)).get(pk=clip.pk)
        if clip.head_number != base:
            raise ChangedMeanwhile(name=clip.last_editor.name, number=clip.head_number)
        _check(clip, plans)
        _check_nothing_is_on_its_way(clip)
        drop_stale(clip)
        _drop_overdue(clip)
        if clip.packages.filter(state=Package.OPEN).exists():
            raise StillWaiting
        transition(clip, Clip.SEND, by=member.actor, changes={"sent_by": member.person})
        _write_plans(clip, plans, member.actor)
        levels = {plan.destination.loudness for plan in plans} - {""}
        want_render(clip.recording, clip.content, breaking=clip.breaking, by=member.actor, levels=levels)


def take_back(clip: Clip, *, member: Member) -> None:
    """Take a clip out of review, or back after it was signed, as long as nothing of it went out.

    Raises:
        IllegalTransition: it is on its way, or out.
    """
    require(member, SEND, clip)
    with transaction.atomic():
        clip = Clip.objects.select_for_update(of=("self",)).get(pk=clip.pk)
        _check_nothing_is_on_its_way(clip)
        if clip.state == Clip.SIGNED and clip.publications.filter(shown=F("package"), package__isnull=False).exists():
            raise IllegalTransition(state=Clip.PUBLISHED)
        transition(clip, Clip.TAKE_BACK, by=member.actor)
        drop_stale(clip)


def drop_stale(clip: Clip) -> None:
    """Void the packages of older content, and take them from what was prepared with them. Safe to call at any time.

    What is public keeps the package it was published with: only what has not gone out is dropped.
    """
    with transaction.atomic():
        clip = Clip.objects.select_for_update(of=("self",)).get(pk=clip.pk)
        because = STALE
        by = Actor(id=clip.last_editor_id, name=clip.last_editor.name, role="")
        waiting = clip.packages.filter(state__in=[Package.OPEN, Package.SIGNED], shown_in=None)
        for package in waiting.exclude(kind=Package.WITHDRAWAL).select_related("revision"):
            if package.revision.number == clip.head_number and clip.state not in _UNSENT:
                continue
            if was_public(package):
                continue
            void(package, because, by=by)
            forget_warnings(clip.publications.all())
            for publication in package.publications.all():
                let_go(publication, because=because, by=by)


def ask_for_withdrawal(clip: Clip, reason: str, *, member: Member) -> Package:
    """Put the withdrawal of everything public of a clip before the signers: two people, as for a release.

    What may be public, though nobody knows, is part of it: it is taken down as soon as it turns out to be.

    Raises:
        NoteMissing, StillWaiting, IllegalTransition: as their sentences say.
    """
    require(member, CORRECT, clip)
    words = clean_words(reason)
    if not words:
        raise NoteMissing
    with transaction.atomic():
        clip = Clip.objects.select_for_update(of=("self",)).get(pk=clip.pk)
        rows = list(clip.publications.filter(MAY_BE_SEEN).select_related("destination__account").order_by("made_at"))
        if not any(row.is_public for row in rows):
            raise IllegalTransition(state=clip.state)
        _drop_overdue(clip)
        if clip.packages.filter(state=Package.OPEN).exists():
            raise StillWaiting
        package = open_withdrawal(clip, rows, words, member.person)
        for row in rows:
            tell_holder(row, str(package.pk))
        return package


def settle(publication: Publication, event: Event, *, member: Member, link: str = "") -> None:
    """Carry out a person's decision about a publication that asks: send it late, try again, let it be, or say whether
    it is public (and by its `link`, where only that says which post it is).

    Raises:
        LinkMissing, LinkElsewhere, LinkTaken, NoPostThere: the link does not say which post it is.
        IllegalEvent: the publication does not ask that.
        SignOffLapsed: it is to be sent, but no valid sign-off covers it any more.
    """
    require(member, CORRECT, publication.clip)
    if event not in DECISIONS:
        raise LookupError(f"{event} is no decision")
    with transaction.atomic():
        clip = Clip.objects.select_for_update(of=("self",)).get(pk=publication.clip_id)
        publication = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
        if event is Event.FOUND_LIVE:
            found = found_at(publication, link)
            if publication.destination.is_by_hand:
                note_posted(publication, found, person=member.person, by=member.actor)
            go_public(publication, event, by=member.actor, remote_id=found.remote_id)
            return
        _decide(publication, event, member.actor)
        if publication.state == State.SENDING:
            announce(
                "publication.due", urgent=publication.is_urgent, lock=publication.lock, publication_id=publication.pk
            )
        elif end_with_clip(publication, by=member.actor):
            return
        elif event is Event.CANCEL:
            finish(clip, by=member.actor)
            drop_stale(clip)
        elif publication.state == State.PREPARED:
            start(publication)


def _decide(publication: Publication, event: Event, by: Actor) -> None:
    """Write a decision; what was wrong before is settled by it."""
    moment = now()
    changes: dict[str, object] = {"trouble_message": "", "trouble_params": {}, "rest_until": None}
    if event is Event.SEND_LATE and publication.slot and publication.slot > moment:
        event = Event.WAIT  # a restore had it ask; its time lies ahead
    elif event in {Event.SEND_LATE, Event.RETRY, Event.FOUND_ABSENT}:
        changes["slot"] = moment  # its old time is over: from here on it is as late as this decision
    try:
        apply(publication, event, by=by, changes=changes)
    except SignOffLapsed as error:
        if event is not Event.FOUND_ABSENT:
            raise
        # It is not there, and nothing signed could be sent: then it has failed.
        apply(publication, Event.REFUSED, by=by, changes={**changes, "trouble_message": error.message})


def _check_nothing_is_on_its_way(clip: Clip) -> None:
    """Raise IllegalTransition while something of the clip may be going out at this moment."""
    row = clip.publications.filter(state__in=[State.PROCESSING, State.UNKNOWN]).first()
    if row is not None:
        raise IllegalTransition(state=row.state)


def _drop_overdue(clip: Clip) -> None:
    """Void what waits for a sign-off and can be signed no more: its time window is over."""
    for package in clip.packages.filter(state=Package.OPEN):
        if package.valid_until <= now():
            void(package, OVERDUE, by=CLIPDESK)


def _check(clip: Clip, plans: Sequence[Plan]) -> None:
    """Refuse what no destination could take, before anything is rendered."""
    content = clip.content
    if not content.title.strip():
        raise TitleMissing
    if not plans and not clip.is_correction:
        raise NowhereToGo
    public = clip.publications.filter(shown__isnull=False).select_related("destination")
    places = [*(plan.destination for plan in plans), *(row.destination for row in public)]
    for place in places:
        own = own_words_of(content, place)
        if own is not None and not own.title.strip():
            raise OwnTitleMissing(destination=place.name)
    check_fits(places, clip)
    check_embargo(clip, [plan.slot for plan in plans])


def _write_plans(clip: Clip, plans: Sequence[Plan], by: Actor) -> None:
    """Bring the clip's prepared publications into step with the plans; what is public is corrected, not added."""
    existing = {row.destination_id: row for row in clip.publications.exclude(state=State.CANCELLED)}
    for plan in plans:
        row = existing.pop(plan.destination.pk, None)
        if row is not None and row.state == State.MISSED:
            apply(row, Event.CANCEL, by=by)
            row = None
        if row is None:
            _prepare(clip, plan, by)
        elif row.state in {State.PREPARED, State.FAILED} and not row.is_public and row.slot != plan.slot:
            move_slot(row, plan.slot, by)
    for row in existing.values():
        if row.state in {State.PREPARED, State.MISSED, State.FAILED} and not row.is_public:
            apply(row, Event.CANCEL, by=by)


def move_slot(row: Publication, slot: datetime | None, by: Actor) -> None:
    """Plan a publication for another time, or (None) as soon as it is signed."""
    Publication.objects.filter(pk=row.pk).update(slot=slot, rest_until=None)
    record(row, "publication_moved", by=by, before={"slot": str(row.slot)}, after={"slot": str(slot)})


def _prepare(clip: Clip, plan: Plan, by: Actor) -> None:
    """Write a new publication; nothing goes out before its package is signed."""
    row = Publication.objects.create(station=clip.station, clip=clip, destination=plan.destination, slot=plan.slot)
    said = {"destination": plan.destination.name, "slot": str(plan.slot)}
    record(row, "publication_prepared", by=by, after=said)
