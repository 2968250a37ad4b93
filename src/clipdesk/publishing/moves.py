"""Write one step of the machine: the pure table says where it leads, `history.transition` writes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from clipdesk.clips.models import Clip
from clipdesk.clips.planned import plan_of
from clipdesk.history.models import CLIPDESK, Actor
from clipdesk.history.transition import Move, record, transition
from clipdesk.jobs.announce import announce, defer
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.planning.lines import note_made, note_taken_down
from clipdesk.publishing.embargoes import waits_for_embargo
from clipdesk.publishing.machine import Command, Event, State, step
from clipdesk.publishing.models import Attempt, Hold, Publication
from clipdesk.publishing.preflight import forget_warnings
from clipdesk.review.in_force import is_covered
from clipdesk.review.models import Package, SignOff

#: What a row keeps of a trouble that is over.
SETTLED: dict[str, object] = {"trouble_message": "", "trouble_params": {}, "rest_until": None}
LAPSED = gettext_noop("the sign-off no longer holds")
#: How an attempt ended that the public can see.
WENT_LIVE = "live"
#: How one ended because the account could not be used.
NO_ACCOUNT = "AccountTrouble"
#: How one ended because what it was to change is gone.
GONE = "Gone"
#: What the public sees, and what it may see although no answer has said so.
MAY_BE_SEEN = Q(shown__isnull=False) | Q(state__in=[State.PROCESSING, State.UNKNOWN])
# A clip with a publication in one of these, or with a correction that is not shown yet, is not out everywhere.
_STILL_TO_GO = Q(
    state__in=[
        State.PREPARED,
        State.MISSED,
        State.SENDING,
        State.BY_HAND,
        State.PROCESSING,
        State.UNKNOWN,
        State.FAILED,
    ]
) | (Q(state__in=[State.LIVE, State.CORRECTED]) & ~Q(package=F("shown")))


class SignOffLapsed(ClipdeskError):
    """No valid sign-off covers what is to be sent."""

    message = gettext_noop("The sign-off no longer holds. Send the clip to review again and have it signed.")


def apply(
    publication: Publication,
    event: Event,
    *,
    by: Actor,
    changes: Mapping[str, object] | None = None,
    because: str = "",
    fenced: bool = False,
) -> Command:
    """Write what `event` does to a publication and return what is to be done next.

    Raises:
        IllegalEvent: it cannot happen in this state.
        SignOffLapsed: it leads to sending, or to people who post, and no valid sign-off covers that.
        IllegalTransition, Superseded: somebody else was faster.
    """
    to, command = step(State(publication.state), event, public=publication.public_state)
    arrow = Move(verb=f"publication_{event}", start=frozenset({publication.state}), to=to)
    with transaction.atomic():
        # The clip first, as everywhere: two that lock in different orders would wait for each other.
        publication.clip = Clip.objects.select_for_update(of=("self",)).get(pk=publication.clip_id)
        if to in {State.SENDING, State.BY_HAND}:
            check_sign_off(publication)
        transition(publication, arrow, by=by, changes=changes, because=because, fenced=fenced)
        _note_going_out(publication.clip)
    return command


def _note_going_out(clip: Clip) -> None:
    """Write whether something of the newest package is, or may be, out: then the clip cannot simply be edited."""
    out = Q(state__in=[State.PROCESSING, State.UNKNOWN]) | Q(shown__isnull=False, shown=F("package"))
    going_out = clip.publications.filter(out).exists()
    if clip.going_out != going_out:
        Clip.objects.filter(pk=clip.pk).update(going_out=going_out)
        clip.going_out = going_out


def go_public(publication: Publication, event: Event, *, by: Actor, remote_id: str, fenced: bool = False) -> None:
    """Write that the package is what the public sees, and under which id; where the clip was withdrawn meanwhile, it is
    taken down at once. Call it inside a transaction."""
    clip = Clip.objects.select_for_update(of=("self",)).get(pk=publication.clip_id)
    moment = now()
    changes: dict[str, object] = {
        "shown": publication.package,
        "shown_at": moment,
        "first_live_at": publication.first_live_at or moment,
        "trouble_message": "",
        "trouble_params": {},
        "remote_id": remote_id,
    }
    apply(publication, event, by=by, changes=changes, fenced=fenced)
    newest = publication.attempts.order_by("-run").values("pk")[:1]
    publication.attempts.filter(pk__in=newest).update(ended_at=moment, outcome=WENT_LIVE)
    announce("publication.shown", publication_id=publication.pk)
    _tell_planning(publication)
    finish(clip, by=CLIPDESK)
    if clip.state == Clip.WITHDRAWN:
        _withdraw_too(publication)


def _tell_planning(publication: Publication) -> None:
    """Tell the plan what is public now: the assignment that the clip was made for is fulfilled, and its line counts it."""
    plan = plan_of(publication.clip)
    note_made(
        publication.pk,
        publication.clip_id,
        publication.clip.title,
        publication.destination,
        line=plan.line if plan else None,
        assignment_id=plan.assignment_id if plan else None,
    )


def withdraw(publication: Publication, sign_off: SignOff) -> None:
    """Take a publication out of sight, and have its post removed after whatever is being sent there now."""
    changes = {"package": sign_off.package, "sign_off": sign_off, "shown": None, **SETTLED}
    apply(publication, Event.WITHDRAW, by=CLIPDESK, changes=changes, because=sign_off.package.content["reason"])
    announce("publication.withdrawn", publication_id=publication.pk)
    note_taken_down(publication.pk, now())
    ring_down(publication)


def ring_down(publication: Publication) -> None:
    """Defer the removal from the destination, after whatever is being sent there now."""
    defer("publishing.take_down", lock=publication.lock, publication_id=publication.pk)


def end_with_clip(publication: Publication, *, by: Actor) -> bool:
    """Cancel what turned out not to be public when its clip was withdrawn already; tell whether it was that."""
    clip = Clip.objects.select_for_update(of=("self",)).get(pk=publication.clip_id)
    if clip.state != Clip.WITHDRAWN or publication.state != State.FAILED or publication.is_public:
        return False
    apply(publication, Event.CANCEL, by=by, changes=SETTLED)
    return True


def _withdraw_too(publication: Publication) -> None:
    """Carry out a withdrawal that was signed while nobody knew whether this was public, if it names this too."""
    signed = publication.clip.packages.filter(kind=Package.WITHDRAWAL, state=Package.SIGNED).order_by("-made_at")
    for package in signed:
        sign_off = package.sign_offs.filter(void=None).order_by("signed_at").last()
        names = {post["publication"] for post in package.content["posts"]}
        if sign_off is not None and str(publication.pk) in names:
            withdraw(publication, sign_off)
            return


def finish(clip: Clip, *, by: Actor) -> None:
    """Settle a signed clip of which nothing is left to go out: published, or back to draft when nothing went out.

    Call it inside a transaction that holds the clip.
    """
    if clip.state != Clip.SIGNED or clip.publications.filter(_STILL_TO_GO).exists():
        return
    if clip.publications.filter(shown__isnull=False).exists():
        transition(clip, Clip.PUBLISH, by=by, changes={"correction_note": "", "corrects_number": None})
    else:
        transition(clip, Clip.TAKE_BACK, by=by)


def unseal(publication: Publication, *, because: str, by: Actor) -> None:
    """Take a package away that will not go out: what the public sees (or nothing) is the publication's own again.

    A newer package that came meanwhile stays. Call it inside a transaction.
    """
    if publication.package is None or publication.package_id == publication.shown_id:
        return
    before = {"package": publication.package.sha256}
    sign_off = publication.shown.sign_offs.first() if publication.shown else None
    rows = Publication.objects.filter(pk=publication.pk, package=publication.package)
    if rows.update(package=publication.shown, sign_off=sign_off, rest_until=None):
        record(publication, "publication_unsealed", by=by, before=before, because=because)
        forget_warnings(Publication.objects.filter(pk=publication.pk))
    publication.refresh_from_db()


def let_go(publication: Publication, *, because: str, by: Actor) -> None:
    """End what a package that is void, or will not go out, has begun: back to what the public sees, or to nothing.

    What may be out already is left alone. Call it inside a transaction that holds the clip.
    """
    if publication.state == State.MISSED:
        apply(publication, Event.CANCEL, by=by, because=because)
    elif publication.state in {State.SENDING, State.BY_HAND} or (
        publication.state == State.FAILED and publication.is_public
    ):
        apply(publication, Event.LAPSED, by=by, because=because)
    if publication.state in {State.PREPARED, State.LIVE, State.CORRECTED}:
        unseal(publication, because=because, by=by)


def was_public(package: Package) -> bool:
    """Tell whether a package went out somewhere: then it was validly signed, whatever came later."""
    return Attempt.objects.filter(package_sha256=package.sha256, outcome=WENT_LIVE).exists()


def check_sign_off(publication: Publication) -> None:
    """Raise SignOffLapsed unless exactly the package that is to go out is signed, now, as it demands, and may go out now."""
    post = check_signed(publication)
    if post["not_before"] and datetime.fromisoformat(post["not_before"]) > now():
        raise SignOffLapsed


def check_signed(publication: Publication) -> dict[str, Any]:
    """Raise SignOffLapsed unless exactly the package that is to go out is signed, now, as it demands; return what was sealed
    for this publication. Its time may not have come yet."""
    package = publication.package
    if package is None or publication.sign_off_id is None:
        raise SignOffLapsed
    if not SignOff.objects.filter(pk=publication.sign_off_id, package=package).exists() or not is_covered(package):
        raise SignOffLapsed
    content = package.content
    clip = publication.clip
    if clip.state != Clip.SIGNED or package.revision.number != clip.head_number:
        raise SignOffLapsed
    post: dict[str, Any] | None = next(
        (one for one in content["posts"] if one["publication"] == str(publication.pk)), None
    )
    if post is None or post["destination"] != str(publication.destination_id):
        raise SignOffLapsed
    return post


def due_at(publication: Publication) -> datetime | None:
    """Return when it is to go out: its slot, or the moment it was signed, or when its destination has room for it, and
    not before the embargo of its campaign is over; None while it is not signed."""
    if publication.sign_off is None:
        return None
    moment = publication.slot or publication.sign_off.signed_at
    if publication.room_from:
        moment = max(moment, publication.room_from)
    campaign = waits_for_embargo(publication)
    return max(moment, campaign.embargo) if campaign and campaign.embargo else moment


def is_late(publication: Publication) -> bool:
    """Tell whether its time has passed by more than the grace; people have more of it than workers. What corrects
    something public is never too late."""
    moment = due_at(publication)
    if moment is None or publication.is_public:
        return False
    waits_for_people = publication.destination.is_by_hand and publication.state in {State.SENDING, State.BY_HAND}
    minutes = settings.BY_HAND_GRACE_MINUTES if waits_for_people else settings.SLOT_GRACE_MINUTES
    return now() > moment + timedelta(minutes=minutes)


def is_held(publication: Publication) -> bool:
    """Tell whether a hold is in force over it, or the embargo of its campaign."""
    holds = Hold.over(publication.station_id, publication.clip.desk_id, publication.destination_id)
    return holds.exists() or waits_for_embargo(publication) is not None
