"""How long clips take from the air to the public, stage by stage, from the desk's own history.

Cutting lasts from the moment at which it was aired until the clip is sent for its sign-off; signing until the last
signature; going out until the public sees it, from the planned time on where there is one. Aired means: of a part of a
channel, when In was set; of a scheduled recording, when the programme ended; of everything else, when the recording came.
What is cut from older recordings says nothing of speed, and is counted apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import SEE
from clipdesk.kernel.text import sort_key
from clipdesk.library.models import LiveCut, PlannedRecording
from clipdesk.publishing.models import Publication
from clipdesk.review.models import Package, SignOff

#: What was aired longer before it was sent for its sign-off comes from the archive.
ARCHIVE = timedelta(days=2)
_ZERO = timedelta(0)


@dataclass(frozen=True)
class Journey:
    """One publication's way: how long each stage took. cutting: None of what comes from the archive."""

    desk: str
    destination: str
    cutting: timedelta | None
    signing: timedelta
    going_out: timedelta

    @property
    def whole(self) -> timedelta | None:
        """From the air to the public; None of what comes from the archive."""
        return None if self.cutting is None else self.cutting + self.signing + self.going_out


@dataclass(frozen=True)
class Spread:
    """Of how many; how long half of them took at most, and nine of ten."""

    size: int
    half: timedelta
    nine_tenths: timedelta


@dataclass(frozen=True)
class Row:
    """One desk, destination or all of them: a spread per stage (cutting, signing, going out, whole), None where nothing is."""

    name: str
    spreads: Sequence[Spread | None]


def journeys(member: Member, since: datetime, until: datetime) -> list[Journey]:
    """Return the ways of what went public between two moments, of the desks whose clips a person may see."""
    rows = Publication.objects.filter(station=member.station, first_live_at__gte=since, first_live_at__lt=until)
    desks = member.desks_for(SEE)
    if desks is not None:
        rows = rows.filter(clip__desk__in=desks)
    told = rows.values_list(
        "clip",
        "clip__desk__name",
        "destination__name",
        "slot",
        "first_live_at",
        "clip__recording",
        "clip__recording__made_at",
    )
    signed, aired = _signed(member, since - 30 * timedelta(days=1)), _aired(member)
    found = []
    for clip, desk, destination, slot, live, recording, came in told.iterator():
        before = [one for one in signed.get(clip, ()) if live is not None and one[1] <= live]
        if not before or live is None:
            continue  # signed long before: what lay ready says nothing of speed
        sent, ended = before[-1]
        cutting = max(sent - aired.get(recording, came), _ZERO)
        begins = max(ended, slot) if slot and slot <= live else ended
        whole = cutting if cutting <= ARCHIVE else None
        found.append(Journey(desk, destination, whole, ended - sent, live - begins))
    return found


def table_of(found: Iterable[Journey]) -> tuple[list[Row], list[Row]]:
    """Return the rows by desk, all of them first, and those by destination."""
    desks, destinations, everything = defaultdict(list), defaultdict(list), list[Journey]()
    for one in found:
        everything.append(one)
        desks[one.desk].append(one)
        destinations[one.destination].append(one)
    by_desk = [_row(name, desks[name]) for name in sorted(desks, key=sort_key)]
    by_destination = [_row(name, destinations[name]) for name in sorted(destinations, key=sort_key)]
    return ([_row(str(_("All")), everything), *by_desk] if everything else []), by_destination


def _row(name: str, found: Sequence[Journey]) -> Row:
    stages: list[Sequence[timedelta | None]] = [
        [one.cutting for one in found],
        [one.signing for one in found],
        [one.going_out for one in found],
        [one.whole for one in found],
    ]
    return Row(name, [_spread(stage) for stage in stages])


def _spread(lengths: Sequence[timedelta | None]) -> Spread | None:
    known = [one.total_seconds() for one in lengths if one is not None]
    if not known:
        return None
    half, nine_tenths = (timedelta(seconds=float(one)) for one in np.percentile(known, (50, 90)))
    return Spread(len(known), half, nine_tenths)


def _signed(member: Member, since: datetime) -> dict[UUID, list[tuple[datetime, datetime]]]:
    """Return when each clip's releases were sent for their sign-off and signed by the last who had to, the first first."""
    rows = SignOff.objects.filter(station=member.station, package__kind=Package.RELEASE, signed_at__gte=since)
    told = rows.values("package__clip", "package").annotate(sent=Min("package__made_at"), signed=Max("signed_at"))
    found = defaultdict(list)
    for clip, sent, signed in told.order_by("signed").values_list("package__clip", "sent", "signed"):
        found[clip].append((sent, signed))
    return found


def _aired(member: Member) -> dict[UUID, datetime]:
    """Return when recordings were aired that came from a channel: parts that somebody marked, and scheduled ones."""
    marked = LiveCut.objects.filter(station=member.station).exclude(recording=None)
    planned = PlannedRecording.objects.filter(station=member.station).exclude(cut__recording=None)
    found = {one.recording_id: one.made_at for one in marked.only("recording", "made_at")}
    found |= dict(planned.values_list("cut__recording", "ends_at"))
    return {recording: at for recording, at in found.items() if recording is not None}
