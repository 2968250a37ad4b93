"""Carry out what the machine commands, for one publication. Every write is fenced by the run number.

1. Claim a run. Decide by the stored state what comes first; a publication found in `processing` lost its answer.
2. Send: store the remote id, then the bytes (hashed as they are read). Safe to repeat.
3. The last gate, in one transaction: holds, sign-off, seal, time; then `processing` and the attempt are committed.
4. Publish: the one call. Its answer, or its absence, is an event. Where people post by hand there is no call: it waits.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from clipdesk.clips.models import Clip
from clipdesk.connectors.contract import (
    AccountTrouble,
    ConnectorError,
    Gone,
    NotReady,
    NotTaken,
    Outcome,
    Post,
    Refused,
    UsedUp,
)
from clipdesk.connectors.quotas import Part
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import IllegalTransition, record
from clipdesk.jobs import crash
from clipdesk.jobs.announce import defer
from clipdesk.jobs.fence import Superseded
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.publishing import ahead
from clipdesk.publishing.hands import is_in_hands
from clipdesk.publishing.machine import Command, Event, State
from clipdesk.publishing.models import Attempt, Hold, Publication
from clipdesk.publishing.moves import (
    GONE,
    LAPSED,
    NO_ACCOUNT,
    SETTLED,
    WENT_LIVE,
    SignOffLapsed,
    apply,
    check_sign_off,
    end_with_clip,
    go_public,
    is_held,
    is_late,
    let_go,
)
from clipdesk.publishing.package import post_of
from clipdesk.publishing.reconnecting import noted
from clipdesk.publishing.release import ring
from clipdesk.publishing.room import cost_of, note_refusal, opens_at, pay, wait_for_room
from clipdesk.publishing.telling import tell_about
from clipdesk.publishing.troubles import NeverAppeared, NeverReady, NeverTaken, Stopped
from clipdesk.publishing.wording import check_wording
from clipdesk.review.models import Package
from clipdesk.review.models.package import BrokenSeal

log = logging.getLogger("clipdesk.publishing")

TRIES = 5
#: How often a destination is asked whether it is done preparing a clip, before a person is.
WAITS = 120
#: What cannot be looked up is asked for again so long before a person has to: a line that is down comes back, mostly.
_LOOKS_FOR = timedelta(minutes=2)
#: So much earlier than its time a run waits for it; a longer difference of clocks is for the doctor to tell.
_A_LITTLE = timedelta(seconds=1)
#: So many seconds lie between two marks of progress: what is sent faster needs none.
_TELLS_EVERY = 0.5
#: How long a withdrawal rests before the destination is asked again: after a refusal, and after anything else.
_LONG_REST, _SHORT_REST = timedelta(minutes=10), timedelta(minutes=1)
_TOLD = {
    Command.TELL_FAILED: "publication_failed",
    Command.TELL_MISSED: "missed_slot",
    Command.TELL_BY_HAND: "by_hand",
}


def carry_out(publication: Publication) -> None:
    """Bring a publication as far as it goes now. Safe to run at any time and any number of times."""
    if not publication.claim([publication.state]):
        return
    crash.point("publish:claimed")
    try:
        command = _first_command(publication)
        while command is not Command.NOTHING:
            command = _HANDLERS[command](publication)
    except SignOffLapsed:
        _lapse(publication)
    except BrokenSeal as error:
        _apply(publication, Event.REFUSED, error=error)
    except IllegalTransition:
        # A person was faster: withdrawn or cancelled while this run was at work.
        log.info("changed meanwhile", extra={"action": "changed_meanwhile", "job": str(publication.pk)})


def take_down(publication: Publication) -> None:
    """Remove a withdrawn publication from its destination and note that it is gone. Safe to repeat."""
    if publication.state != State.WITHDRAWN or publication.taken_down_at:
        return
    try:
        publication.destination.connector().withdraw(publication.remote_id)
    except ConnectorError as error:
        # The sweep rings again until the destination confirms; until then the page says that it has not, and why.
        log.warning("not taken down: %s", error, extra={"action": "take_down", "job": str(publication.pk)})
        error = noted(publication, error)
        rest = max(_LONG_REST if error.permanent else _SHORT_REST, timedelta(seconds=_wait_of(error)))
        waits = Publication.objects.filter(pk=publication.pk, taken_down_at=None)
        if waits.update(**error.as_trouble, rest_until=now() + rest):  # else another run did it meanwhile
            tell_about(publication, "take_down_failed")
        return
    crash.point("publish:taken_down")
    with transaction.atomic():
        gone = {"taken_down_at": now(), "trouble_message": "", "trouble_params": {}}
        if Publication.objects.filter(pk=publication.pk, taken_down_at=None).update(**gone):
            record(publication, "publication_taken_down", by=CLIPDESK)


def _first_command(publication: Publication) -> Command:
    """Decide what comes first from the stored state alone."""
    state = State(publication.state)
    if state is State.UNKNOWN:
        return Command.LOOK_UP
    if state is State.PROCESSING:
        return Command.NOTHING if is_in_hands(publication) else _apply(publication, Event.LOST)
    if is_held(publication):
        return Command.NOTHING
    if state is State.SENDING:
        check_sign_off(publication)  # whatever leads there later has it checked, too
        part, costs = _costs(publication)
        pay(publication, costs, part)
        return Command.SEND
    if publication.slot and publication.slot > now() and not publication.is_public:
        return _before_its_time(publication, publication.slot - now())
    if state is State.PREPARED and publication.sign_off is not None:
        if is_late(publication):
            return _apply(publication, Event.LATE)
        return _let_go(publication, Event.DUE)
    if state in {State.LIVE, State.CORRECTED, State.FAILED} and _has_new_package(publication):
        return _let_go(publication, Event.CORRECT)
    return Command.NOTHING


def _let_go(publication: Publication, event: Event) -> Command:
    """Send it on its way, and write down what it takes there; or let it wait until its destination has room."""
    part, costs = _costs(publication)
    with transaction.atomic():
        opens = opens_at(publication, costs, part)
        if opens is not None:
            wait_for_room(publication, opens)
            return Command.NOTHING
        if publication.room_from is not None:
            publication.write(**SETTLED)  # it waits no longer
        command = _apply(publication, event)
        pay(publication, costs, part)
        return command


def _costs(publication: Publication) -> tuple[Part, dict[str, int]]:
    """Return how much what is left to do takes of its destination's quotas."""
    part = Part.SHOW if ahead.lies_ready(publication) else Part.ALL
    try:
        return part, cost_of(publication, _post(publication, _package(publication)), part)
    except BrokenSeal:
        return part, {}  # it will not be sent


def _used_up(publication: Publication, error: UsedUp) -> Command:
    """The platform says that nothing is left: what is not public goes back to where it waits, and all of it takes its turn
    from the moment on that was named."""
    with transaction.atomic():
        note_refusal(publication, error)
        if not publication.is_public:
            _apply(publication, Event.FULL)
        wait_for_room(publication, error.until)
    return Command.NOTHING


def _before_its_time(publication: Publication, left: timedelta) -> Command:
    """Bring it ahead where that is to be done; wait where the database, which rings, has a clock a little ahead of ours."""
    if ahead.is_to_be_brought(publication):
        return Command.BRING
    if left > _A_LITTLE:
        return Command.NOTHING
    time.sleep(left.total_seconds())
    publication.refresh_from_db()
    return _first_command(publication)


def _bring(publication: Publication) -> Command:
    """Bring it ahead, and have the next one brought; where its time has come meanwhile, go on at once: nobody could ring
    while this run was at work."""
    ahead.bring(publication)
    for other in ahead.next_to_bring():
        ring(other)
    is_due = publication.slot is not None and publication.slot <= now()
    return _first_command(publication) if is_due else Command.NOTHING


def _send(publication: Publication) -> Command:
    """Reserve, then send the bytes; then the last gate before the publish call."""
    package = _package(publication)
    attempt, _ = Attempt.objects.get_or_create(
        publication=publication, run=publication.run, defaults={"package_sha256": package.sha256}
    )
    try:
        connector, post = publication.destination.connector(), _post(publication, package)
        check_wording(package, publication, post)
        reserved = connector.reserve(publication.remote_id, post)
        is_there = ahead.lies_ready(publication) and reserved == publication.remote_id
        if reserved != publication.remote_id:
            publication.write(remote_id=reserved)
        crash.point("publish:reserved")
        if not is_there:
            connector.send(publication.remote_id, post, _progress(publication))
        crash.point("publish:sent")
    except ConnectorError as error:
        if error.remote_id:
            publication.write(remote_id=error.remote_id)
        return _refused_or_again(publication, attempt, noted(publication, error))
    with transaction.atomic():
        publication.clip = Clip.objects.select_for_update(of=("self",)).get(pk=publication.clip_id)
        _check_still_ours(publication)
        Hold.keep_out(publication.station_id)
        if is_held(publication):
            return Command.NOTHING
        check_sign_off(publication)
        if is_late(publication):
            return _apply(publication, Event.LATE)
        if publication.destination.limits.by_hand:
            return _apply(publication, Event.HANDED)
        Attempt.objects.filter(pk=attempt.pk).update(publish_called_at=now())
        return _apply(publication, Event.SENT)


def _check_still_ours(publication: Publication) -> None:
    """Lock the row and raise Superseded unless it still holds the run and the package whose bytes were sent."""
    rows = Publication.objects.select_for_update(of=("self",)).filter(pk=publication.pk, run=publication.run)
    if not rows.filter(package=publication.package_id).exists():
        raise Superseded


def _publish(publication: Publication) -> Command:
    """Make the one call that may not be repeated blindly."""
    package = _package(publication)
    crash.point("publish:before_call")
    try:
        connector = publication.destination.connector()
        post = _post(publication, package)
        remote_id = connector.publish(publication.remote_id, post, lambda: _check_may_go(publication))
    except ConnectorError as error:
        if error.remote_id:
            publication.write(remote_id=error.remote_id)
        return _not_published(publication, package, noted(publication, error))
    crash.point("publish:after_call")
    return _shown(publication, Event.PUBLISHED, remote_id)


def _not_published(publication: Publication, package: Package, error: ConnectorError) -> Command:
    """Go on from an answer to the one call that is none of success."""
    _end_attempt(publication, error)
    if isinstance(error, NotTaken):
        _apply(publication, Event.LOST)
        return _absent(publication, package, error)
    return _apply(publication, Event.REFUSED if error.permanent else Event.LOST, error=error)


def _check_may_go(publication: Publication) -> None:
    """Have the last word before the public can see anything: the bytes may have been under way for long.

    Raises:
        Superseded: another run, or a person, was faster; whoever it was has decided what comes next.
        Stopped: a hold, or no sign-off that covers it any more.
    """
    rows = Publication.objects.filter(pk=publication.pk, run=publication.run, state=State.PROCESSING)
    if not rows.filter(package=publication.package_id).exists():
        raise Superseded
    publication.clip = Clip.objects.get(pk=publication.clip_id)
    if is_held(publication):
        raise Stopped
    try:
        check_sign_off(publication)
    except SignOffLapsed as error:
        raise Stopped from error


def _look_up(publication: Publication) -> Command:
    """Ask the destination; what it cannot tell, a person decides."""
    package = _package(publication)
    try:
        connector, post = publication.destination.connector(), _post(publication, package)
        outcome = connector.look_up(publication.remote_id, post)
        is_live = outcome is Outcome.LIVE
        stands = connector.reserve(publication.remote_id, replace(post, is_public=True)) if is_live else ""
    except ConnectorError as error:
        log.warning("not looked up: %s", error, extra={"action": "look_up", "job": str(publication.pk)})
        is_passing = not error.permanent and not _was_called_before(publication, _LOOKS_FOR)
        return Command.NOTHING if is_passing else Command.ASK_PERSON  # the sweep asks again
    if outcome is Outcome.LIVE:
        return _shown(publication, Event.FOUND_LIVE, stands)
    if outcome is Outcome.ABSENT:
        return _absent(publication, package)
    takes_long = timedelta(minutes=settings.SLOT_GRACE_MINUTES)
    if outcome is Outcome.PROCESSING and not _was_called_before(publication, takes_long):
        return Command.NOTHING  # the sweep asks again
    return Command.ASK_PERSON


def _was_called_before(publication: Publication, ago: timedelta) -> bool:
    """Tell whether it was last handed over longer ago than that."""
    return not publication.attempts.filter(publish_called_at__gt=now() - ago).exists()


def _absent(publication: Publication, package: Package, why: NotTaken | None = None) -> Command:
    """It is known not to be there, so it may be sent again; after a few tries a person decides."""
    tries = _tries(publication, package.sha256)
    if tries >= TRIES:
        kind = NeverTaken if why else NeverAppeared
        error = kind(destination=publication.destination.name, count=tries)
        return _apply(publication, Event.REFUSED, error=error)
    try:
        _apply(publication, Event.FOUND_ABSENT)
    except SignOffLapsed as error:
        _apply(publication, Event.REFUSED, error=error)
        with transaction.atomic():
            end_with_clip(publication, by=CLIPDESK)
        return Command.NOTHING
    if isinstance(why, UsedUp):
        return _used_up(publication, why)
    _again_later(publication, tries, _wait_of(why))
    return Command.NOTHING


def _shown(publication: Publication, event: Event, remote_id: str) -> Command:
    """Write that the package is what the public sees, and under which id."""
    with transaction.atomic():
        go_public(publication, event, by=CLIPDESK, remote_id=remote_id, fenced=True)
    crash.point("publish:recorded")
    return Command.NOTHING


def _lapse(publication: Publication) -> None:
    """Nothing is sent without a sign-off in force: go back to where the publication stood before."""
    log.info("no valid sign-off", extra={"action": "gate_closed", "job": str(publication.pk)})
    with transaction.atomic():
        if publication.state == State.SENDING:
            _apply(publication, Event.LAPSED)
        let_go(publication, because=LAPSED, by=CLIPDESK)


def _refused_or_again(publication: Publication, attempt: Attempt, error: ConnectorError) -> Command:
    """End for good what is permanent; try the rest again with growing pauses, a few times. What the destination still
    works on is no failure: it is asked again and again, for long."""
    _end_attempt(publication, error)
    if isinstance(error, NotReady):
        return _wait_for(publication, attempt, error)
    if isinstance(error, UsedUp):
        return _used_up(publication, error)
    tries = _tries(publication, attempt.package_sha256)
    if error.permanent or tries >= TRIES:
        return _apply(publication, Event.REFUSED, error=error)
    _again_later(publication, tries, _wait_of(error))
    return Command.NOTHING


def _wait_for(publication: Publication, attempt: Attempt, error: NotReady) -> Command:
    """Ask again soon whether the destination is done; a person decides when it never is."""
    rows = publication.attempts.filter(package_sha256=attempt.package_sha256, outcome=NotReady.__name__)
    if rows.count() >= WAITS:
        never = NeverReady(destination=publication.destination.name)
        return _apply(publication, Event.REFUSED, error=never)
    _again_later(publication, 0, error.wait)
    return Command.NOTHING


def _wait_of(error: ConnectorError | None) -> int:
    """Return for how many seconds the destination asked to be left alone."""
    return error.wait if isinstance(error, NotTaken) else 0


def _again_later(publication: Publication, tries: int, at_least: int = 0) -> None:
    """Ring again after a pause that grows with the number of tries; until then the sweep leaves it alone."""
    moment = now() + timedelta(seconds=max(10 * 3**tries, at_least))
    with transaction.atomic():
        publication.write(rest_until=moment)
        defer("publishing.ring", at=moment, urgent=publication.is_urgent, publication_id=publication.pk)


def _end_attempt(publication: Publication, error: ConnectorError) -> None:
    """Note how this run's attempt ended."""
    kinds = {AccountTrouble: NO_ACCOUNT, Gone: GONE, **{kind: kind.__name__ for kind in (Refused, NotReady, UsedUp)}}
    outcome = next((name for kind, name in kinds.items() if isinstance(error, kind)), error.code)
    rows = Attempt.objects.filter(publication=publication, run=publication.run)
    rows.update(ended_at=now(), outcome=outcome[:40], detail=str(error))


def _tries(publication: Publication, package_sha256: str) -> int:
    """Count the attempts at one package; to ask whether the destination is done with it, or takes any, is none."""
    rows = publication.attempts.filter(package_sha256=package_sha256)
    return rows.exclude(outcome__in=[NotReady.__name__, UsedUp.__name__]).count()


def _ask_person(publication: Publication) -> Command:
    tell_about(publication, "publication_unknown")
    return Command.NOTHING


def _apply(publication: Publication, event: Event, *, error: ClipdeskError | None = None) -> Command:
    """Write an event as the desk itself, fenced, and tell people in the same transaction.

    An error's sentence is kept on the row.
    """
    fields = {} if error is None else error.as_trouble
    with transaction.atomic():
        command = apply(publication, event, by=CLIPDESK, changes=fields, fenced=True)
        if command not in _TOLD:
            return command
        tell_about(publication, _TOLD[command])
    return Command.NOTHING


def _progress(publication: Publication) -> Callable[[int], None]:
    """Return a callback that writes the bytes sent, now and then; in a run that was replaced it raises Superseded."""
    told = time.monotonic()

    def tell(sent: int) -> None:
        nonlocal told
        if time.monotonic() - told >= _TELLS_EVERY:
            publication.write(sent_bytes=sent)
            told = time.monotonic()

    return tell


def _package(publication: Publication) -> Package:
    """Return the package that is to go out."""
    if publication.package is None:
        raise Superseded
    return publication.package


def _post(publication: Publication, package: Package) -> Post:
    """Return what the connector gets, with what it replaces where that is certain."""
    post = replace(post_of(package, publication), is_public=publication.is_public)
    if publication.shown is None or not _stands_alone(publication, package):
        return post
    return replace(post, replaces=post_of(publication.shown, publication))


def _stands_alone(publication: Publication, package: Package) -> bool:
    """Tell whether what the public sees is certainly there: no other package was handed over after it."""
    asked = publication.attempts.filter(publish_called_at__isnull=False).exclude(package_sha256=package.sha256)
    last = asked.order_by("-run").first()
    shown = publication.shown
    return last is not None and shown is not None and (last.package_sha256, last.outcome) == (shown.sha256, WENT_LIVE)


def _has_new_package(publication: Publication) -> bool:
    """Tell whether a signed package waits that is not public and was never tried."""
    package = publication.package
    return package is not None and package.pk != publication.shown_id and not _tries(publication, package.sha256)


_HANDLERS: dict[Command, Callable[[Publication], Command]] = {
    Command.BRING: _bring,
    Command.SEND: _send,
    Command.PUBLISH: _publish,
    Command.LOOK_UP: _look_up,
    Command.ASK_PERSON: _ask_person,
}
