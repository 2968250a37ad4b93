"""Draft verdicts: so many days after a clip went public, say how it stood at each place among what was usual there.

1. The round, every hour, finds clips whose publications are old enough and have no finding, and defers a job for each. The
   jobs of a station run one after the other, the oldest clip first: whoever repeats a story finds it told.
2. A job works out the findings outside any transaction, then writes them, and the draft once all of the clip's first two
   days are in, together. Whoever does the same again writes nothing new.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F, Min, Q, QuerySet

from clipdesk.accounts.models import Station
from clipdesk.audience.figures import Outlet, outlets_of
from clipdesk.audience.learning.sameness import told_before
from clipdesk.audience.models import Decision, Finding
from clipdesk.clips.models import Clip
from clipdesk.connectors.registry import MEASURED
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import transition
from clipdesk.jobs.announce import defer, is_waiting
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import gettext_noop
from clipdesk.publishing.models import Publication
from clipdesk.statistics.standings import percentile_interval

#: Platforms may be two days behind; what is not told by then is drafted without.
LAG = timedelta(hours=48)
#: What went out within so long after the first place belongs to the same draft.
TOGETHER = timedelta(hours=48)
#: Older posts are no longer compared for the first time.
OLDEST = timedelta(days=200)
_AT_ONCE = 500
_CONFIDENCE = 0.95
NO_FIGURE = gettext_noop("The platform has told no figure that could be compared.")
TERMS = gettext_noop("The platform’s terms for scores are not accepted, so it is not compared.")


def wait() -> timedelta:
    """Return how long after going public a verdict is drafted."""
    return timedelta(days=settings.VERDICT_DAYS)


def go_round() -> None:
    """Defer a job for each clip of which something is to be drafted, station by station."""
    moment = now()
    for station_id in Station.objects.values_list("pk", flat=True):
        lock = f"draft:{station_id}"
        if is_waiting(lock):
            continue
        for clip_id in _due(station_id, moment):
            with transaction.atomic():
                defer("audience.draft", lock=lock, clip_id=clip_id)


def draft(clip: Clip) -> None:
    """Write what can be said of a clip now: findings of what is old enough, and the draft of the verdict."""
    moment = now()
    rows = list(_public_of(clip))
    if not rows:
        return
    old = [one for one in rows if _is_ready(one, moment) and not hasattr(one, "finding")]
    outlets = outlets_of([one for one in old if one.destination.kind in MEASURED])
    decision = _decision_of(clip, rows)
    same = told_before(decision) if decision.state == Decision.OPEN else decision.same_as
    found = [_finding(outlet, decision, same) for outlet in outlets]
    with transaction.atomic():
        decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
        Finding.objects.bulk_create(found, ignore_conflicts=True)
        if decision.state == Decision.OPEN and all(one in old or hasattr(one, "finding") for one in _first(rows)):
            verdict = verdict_of(decision.findings.all())
            changes = {"drafted": verdict, "drafted_at": moment, "same_as": same}
            transition(decision, Decision.DRAFT, by=CLIPDESK, changes=changes)


def verdict_of(findings: Iterable[Finding]) -> str:
    """Return what the findings of one clip say together.

    At each place the interval of its percentile lies above 50, below 50, or around it. The more places there are, the wider
    the intervals: they hold together with 95%.
    """
    told = [(one.percentile, one.size) for one in findings if one.percentile is not None and one.size]
    if not told:
        return Decision.UNKNOWN
    confidence = 1 - (1 - _CONFIDENCE) / len(told)
    sure = [percentile_interval(percentile, size, confidence) for percentile, size in told]
    more, less = any(one.low > 50 for one in sure), any(one.high < 50 for one in sure)
    if more and less:
        return Decision.MIXED
    return Decision.MORE if more else Decision.LESS if less else Decision.USUAL


def _due(station_id: UUID, moment: datetime) -> list[UUID]:
    """Return the clips of which a publication is old enough and not compared yet, or a hypothesis waits for its verdict; the
    oldest first."""
    old = Publication.objects.filter(
        station=station_id, first_live_at__lte=moment - wait(), first_live_at__gt=moment - OLDEST
    )
    told = Q(measurement__read_at__gte=F("first_live_at") + wait())
    late = Q(first_live_at__lte=moment - wait() - LAG)
    fresh = old.filter(told | late, destination__kind__in=MEASURED, finding=None)
    hoped = old.filter(clip__decision__state=Decision.OPEN)
    due = Publication.objects.filter(Q(pk__in=fresh.values("pk")) | Q(pk__in=hoped.values("pk")))
    clips = due.order_by().values("clip").annotate(since=Min("first_live_at")).order_by("since")
    return [one["clip"] for one in clips[:_AT_ONCE]]


def _public_of(clip: Clip) -> QuerySet[Publication]:
    rows = Publication.objects.filter(clip=clip, first_live_at__isnull=False).order_by("first_live_at", "pk")
    return rows.select_related("destination", "finding", "measurement", "shown", "clip__station")


def _first(rows: Sequence[Publication]) -> list[Publication]:
    """Return those that went out together with the first one."""
    return [one for one in rows if _since(one) <= _since(rows[0]) + TOGETHER]


def _is_ready(publication: Publication, moment: datetime) -> bool:
    """Tell whether it is old enough, and its platform has told what it was at that age or had its time to."""
    due = _since(publication) + wait()
    measurement = getattr(publication, "measurement", None)
    told = measurement is not None and measurement.read_at is not None and measurement.read_at >= due
    unmeasured = publication.destination.kind not in MEASURED
    return moment >= due and (told or unmeasured or moment >= due + LAG)


def _decision_of(clip: Clip, rows: Sequence[Publication]) -> Decision:
    first = _since(rows[0])
    made, _new = Decision.objects.get_or_create(
        clip=clip, defaults={"station_id": clip.station_id, "desk_id": clip.desk_id, "public_at": first}
    )
    if made.public_at is None:
        Decision.objects.filter(pk=made.pk, public_at=None).update(public_at=first)
        made.public_at = first
    return made


def _finding(outlet: Outlet, decision: Decision, same: Decision | None) -> Finding:
    """Return what one publication's figures say."""
    publication, place = outlet.publication, outlet.place
    measurement = outlet.measurement
    since = _since(publication)
    found = Finding(
        publication=publication,
        decision=decision,
        destination_id=publication.destination_id,
        shape=measurement.shape if measurement else "",
        hour=since.astimezone(ZoneInfo(publication.station.timezone)).hour,
        public_at=since,
        counts=not _stood_before(same, publication),
    )
    if place is None or place.count is None:
        found.note_message = TERMS if outlet.is_off else NO_FIGURE
        return found
    found.definition_id = int(place.count.definition)
    found.age, found.value, found.is_guess = place.age, place.count.count, place.count.wide_gap
    if place.usual is None or place.standing is None:
        if place.why is not None:
            found.note_message = place.why.message
            found.note_params = {name: str(value) for name, value in place.why.params.items()}
        return found
    found.low, found.median, found.high = place.usual.low, place.usual.median, place.usual.high
    found.size = place.usual.size
    found.percentile, found.multiple = place.standing.percentile, place.standing.multiple
    return found


def _stood_before(same: Decision | None, publication: Publication) -> bool:
    """Tell whether the story that it repeats stood on the same destination before."""
    if same is None:
        return False
    told = Q(decision=same) | Q(decision__same_as=same)
    return Finding.objects.filter(
        told, destination=publication.destination_id, public_at__lt=_since(publication)
    ).exists()


def _since(publication: Publication) -> datetime:
    assert publication.first_live_at is not None
    return publication.first_live_at
