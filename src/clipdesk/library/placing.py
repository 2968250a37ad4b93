"""Items of a rundown are put where their scripts are read: planned times are off by minutes, and orders change on the day."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from fractions import Fraction

from django.db import transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import INGEST
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import record
from clipdesk.jobs.announce import announce
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.time import clock_text, format_fraction
from clipdesk.library.models import Recording, RundownItem
from clipdesk.media.alignment import Placed, Sought, place
from clipdesk.media.recipe import Range

log = logging.getLogger("clipdesk.library")
#: So far from its planned place an item is looked for.
REACH_SECONDS = 600
#: So much before its first word an item begins, and so much after its last known one it ends.
BEFORE, AFTER = Fraction(3, 10), Fraction(1)


class ItemGone(ClipdeskError):
    """The rundown was replaced meanwhile."""

    message = gettext_noop("This item is no longer there: the rundown was replaced. Reload the page and look again.")


class OutsideRecording(ClipdeskError):
    """An item was put where there is no recording."""

    message = gettext_noop(
        "The item must begin before it ends, and within the recording, which is {length} long. Correct its two times."
    )


def place_rundown(recording: Recording) -> None:
    """Put every item whose script is read somewhere there; the others stay where they were planned, or put by hand."""
    items = [item for item in recording.rundown.all() if item.has_script and not item.is_placed and not item.sought]
    if not items:
        return
    keys = [item.pk for item in items]
    try:
        found = place(recording.original_path, [_sought(recording, item) for item in items], info=recording.source_info)
    except ClipdeskError as error:
        log.info("the rundown was not placed: %s", error, extra={"action": "not_placed", "recording": recording.pk})
        RundownItem.objects.filter(pk__in=keys).update(sought=True)
        return
    RundownItem.objects.filter(pk__in=keys).update(sought=True)
    _put(recording, [(item, where) for item, where in zip(items, found, strict=True) if where is not None])


def place_by_hand(item: RundownItem, member: Member, start: Fraction, end: Fraction) -> None:
    """Put an item where somebody says that it is; its script is then listened for there.

    Raises:
        NotAllowed; OutsideRecording: nothing of it would lie in the recording.
    """
    recording = item.recording
    member.require(INGEST, recording.desk_id)
    end = min(end, recording.duration)
    if not 0 <= start < end:
        raise OutsideRecording(length=clock_text(recording.duration))
    times = {"start": format_fraction(start), "end": format_fraction(end)}
    with transaction.atomic():
        before = RundownItem.objects.select_for_update().filter(pk=item.pk).values("start", "end", "by").first()
        if before is None or before == {**times, "by": RundownItem.HAND}:
            return
        RundownItem.objects.filter(pk=item.pk).update(by=RundownItem.HAND, margin=None, **times)
        told = {"item": item.title or item.slug}
        record(recording, "rundown_item_placed", by=member.actor, before={**told, **before}, after={**told, **times})
        announce("rundown.replaced", recording_id=recording.pk)


def _sought(recording: Recording, item: RundownItem) -> Sought:
    within, end = item.within, recording.source_info.duration
    reach = Range(max(Fraction(0), within.start - REACH_SECONDS), min(end, within.end + REACH_SECONDS))
    whole = Range(Fraction(0), end)
    language = item.language or recording.language or recording.station.language
    return Sought(item.script, language, reach if reach.start < reach.end else whole)


def _put(recording: Recording, found: Iterable[tuple[RundownItem, Placed]]) -> None:
    """Write the places, of what is still as it was looked for: a rundown may have been replaced meanwhile."""
    inside = sorted(found, key=lambda one: one[1].start)
    starts = [max(Fraction(0), where.start - BEFORE) for _item, where in inside]
    count = 0
    with transaction.atomic():
        for number, (item, where) in enumerate(inside):
            begin, length = starts[number], item.within.end - item.within.start
            following = starts[number + 1] if number + 1 < len(starts) else recording.source_info.duration
            end = min(following, max(where.end + AFTER, begin + length))
            times = {"start": format_fraction(begin), "end": format_fraction(max(end, where.end))}
            rows = RundownItem.objects.filter(pk=item.pk, by=item.by, start=item.start)
            count += rows.update(by=RundownItem.SCRIPT, margin=where.margin, **times)
        if count:
            record(recording, "rundown_placed", by=CLIPDESK, after={"items": count})
