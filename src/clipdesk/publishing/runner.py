"""Carry out what the machine commands, for one publication. Every write is fenced by the run number.

1. Claim a run. Decide by the stored state what comes first; a publication found in `processing` lost its answer.
2. Send: store the remote id, then the bytes (hashed as they are read). Safe to repeat.
3. The last gate, in one transaction: holds, sign-off, seal, time; then `processing` and the attempt are committed.
4. Publish: the one call. Its answer, or its absence, is an event.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from clipdesk.clips.models import Clip
from clipdesk.connectors.contract import ConnectorError, Outcome
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import transition
from clipdesk.jobs import crash
from clipdesk.jobs.announce import defer
from clipdesk.jobs.fence import Superseded
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.publishing.machine import Command, Event, State
from clipdesk.publishing.models import Attempt, Publication
from clipdesk.publishing.moves import SignOffLapsed, apply, check_sign_off, is_held, is_late
from clipdesk.publishing.package import post_of
from clipdesk.publishing.release import tell_about
from clipdesk.review.models import Package

log = logging.getLogger("clipdesk.publishing")

TRIES = 5
PROGRESS_BYTES = 4_000_000
_OUTCOMES = {
    Outcome.LIVE: Event.FOUND_LIVE,
    Outcome.ABSENT: Event.FOUND_ABSENT,
    Outcome.PROCESSING: Event.STILL_PROCESSING,
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
        # Nothing is sent without a sign-off in force; the sweep ends what has expired.
        log.info("no valid sign-off", extra={"action": "gate_closed", "job": str(publication.pk)})


def take_down(publication: Publication) -> None:
    """Remove the files of a withdrawn publication from its destination. Safe to repeat."""
    if publication.state == State.WITHDRAWN and publication.remote_id:
        publication.destination.connector().withdraw(publication.remote_id)


def _first_command(publication: Publication) -> Command:
    """Decide what comes first from the stored state alone."""
    state = State(publication.state)
    if state is State.UNKNOWN:
        return Command.LOOK_UP
    if state is State.PROCESSING:
        return _apply(publication, Event.LOST)
    if is_held(publication):
        return Command.NOTHING
    if state is State.SENDING:
        return Command.SEND
    if state is State.PREPARED and publication.sign_off is not None:
        if publication.slot and publication.slot > now():
            return Command.NOTHING
        return _apply(publication, Event.LATE if is_late(publication) else Event.DUE)
    if state in {State.LIVE, State.CORRECTED, State.FAILED} and _has_signed_correction(publication):
        return _apply(publication, Event.CORRECT)
    return Command.NOTHING


def _send(publication: Publication) -> Command:
    """Reserve, then send the bytes; then the last gate before the publish call."""
    package = _package(publication)
    attempt, _ = Attempt.objects.get_or_create(
        publication=publication, run=publication.run, defaults={"package_sha256": package.sha256}
    )
    connector = publication.destination.connector()
    try:
        if not publication.remote_id:
            publication.write(remote_id=connector.reserve())
        crash.point("publish:reserved")
        connector.send(publication.remote_id, post_of(package), _progress(publication))
        crash.point("publish:sent")
    except ConnectorError as error:
        return _refused_or_again(publication, attempt, error)
    with transaction.atomic():
        Clip.objects.select_for_update(of=("self",)).get(pk=publication.clip_id)
        publication.clip.refresh_from_db()
        if is_held(publication):
            return Command.NOTHING
        check_sign_off(publication)
        if is_late(publication):
            return _apply(publication, Event.LATE)
        Attempt.objects.filter(pk=attempt.pk).update(publish_called_at=now())
        return _apply(publication, Event.SENT)


def _publish(publication: Publication) -> Command:
    """Make the one call that may not be repeated blindly."""
    package = _package(publication)
    crash.point("publish:before_call")
    try:
        publication.destination.connector().publish(publication.remote_id, post_of(package))
    except ConnectorError as error:
        event = Event.REFUSED if error.permanent else Event.LOST
        return _apply(publication, event, error=error)
    crash.point("publish:after_call")
    return _shown(publication, Event.PUBLISHED)


def _look_up(publication: Publication) -> Command:
    """Ask the destination; what it cannot tell, a person decides."""
    package = _package(publication)
    outcome = publication.destination.connector().look_up(publication.remote_id, post_of(package))
    if outcome is Outcome.LIVE:
        return _shown(publication, Event.FOUND_LIVE)
    if outcome is Outcome.CANNOT_TELL:
        return Command.ASK_PERSON
    return _apply(publication, _OUTCOMES[outcome])


def _shown(publication: Publication, event: Event) -> Command:
    """Write that the package is what the public sees."""
    moment = now()
    changes: dict[str, object] = {
        "shown": publication.package,
        "shown_at": moment,
        "first_live_at": publication.first_live_at or moment,
        "trouble_message": "",
        "trouble_params": {},
    }
    with transaction.atomic():
        command = _apply(publication, event, changes=changes)
        Attempt.objects.filter(publication=publication, run=publication.run).update(ended_at=moment, outcome="live")
    crash.point("publish:recorded")
    return command


def _show(publication: Publication) -> Command:
    """Once everything of the clip is out, the clip is published."""
    with transaction.atomic():
        clip = Clip.objects.select_for_update(of=("self",)).get(pk=publication.clip_id)
        rest = clip.publications.exclude(state__in=[State.CANCELLED, State.WITHDRAWN])
        done = all(row.shown_id == row.package_id for row in rest)
        if done and clip.state == Clip.SIGNED:
            transition(clip, Clip.PUBLISH, by=CLIPDESK, changes={"correction_note": ""})
    return Command.NOTHING


def _refused_or_again(publication: Publication, attempt: Attempt, error: ConnectorError) -> Command:
    """End for good what is permanent; try the rest again with growing pauses, a few times."""
    Attempt.objects.filter(pk=attempt.pk).update(ended_at=now(), outcome=error.code, detail=str(error))
    tries = publication.attempts.filter(package_sha256=attempt.package_sha256).count()
    if error.permanent or tries >= TRIES:
        return _apply(publication, Event.REFUSED, error=error)
    pause = timedelta(seconds=10 * 3**tries)
    lock = f"publication:{publication.pk}"
    defer("publishing.send", at=now() + pause, lock=lock, publication_id=publication.pk)
    return Command.NOTHING


def _tell_failed(publication: Publication) -> Command:
    tell_about(publication, "publication_failed")
    return Command.NOTHING


def _tell_missed(publication: Publication) -> Command:
    tell_about(publication, "missed_slot")
    return Command.NOTHING


def _ask_person(publication: Publication) -> Command:
    tell_about(publication, "publication_unknown")
    return Command.NOTHING


def _apply(
    publication: Publication,
    event: Event,
    *,
    changes: dict[str, object] | None = None,
    error: ClipdeskError | None = None,
) -> Command:
    """Write an event as the desk itself, fenced; an error's sentence is kept on the row."""
    fields = dict(changes or {})
    if error is not None:
        fields["trouble_message"] = error.message
        fields["trouble_params"] = {name: str(value) for name, value in error.params.items()}
    because = str(error) if error else ""
    return apply(publication, event, by=CLIPDESK, changes=fields, because=because, fenced=True)


def _progress(publication: Publication) -> Callable[[int], None]:
    """Return a callback that writes the bytes sent, every few megabytes."""
    written = 0

    def progress(sent: int) -> None:
        nonlocal written
        if sent - written >= PROGRESS_BYTES:
            written = sent
            publication.write(sent_bytes=sent)

    return progress


def _package(publication: Publication) -> Package:
    """Return the package that is to go out."""
    if publication.package is None:
        raise Superseded
    return publication.package


def _has_signed_correction(publication: Publication) -> bool:
    """Tell whether a signed correction waits to replace what the public sees."""
    package = publication.package
    return package is not None and package.kind == Package.CORRECTION and package.pk != publication.shown_id


_HANDLERS: dict[Command, Callable[[Publication], Command]] = {
    Command.SEND: _send,
    Command.PUBLISH: _publish,
    Command.LOOK_UP: _look_up,
    Command.SHOW: _show,
    Command.TELL_FAILED: _tell_failed,
    Command.TELL_MISSED: _tell_missed,
    Command.ASK_PERSON: _ask_person,
}
