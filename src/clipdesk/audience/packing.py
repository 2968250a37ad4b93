"""Pack what was counted into one row per publication: the count at each age at which posts are compared.

Pages that lay many posts beside each other read these rows and no samples. They are packed by each round of measuring for
what it has read, and by `pack_left` for what was measured before there were any.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from clipdesk.audience.models import FoundSample, Measurement, MetricDefinition, PackedCurve, Sample
from clipdesk.clips.models.look import film_seconds
from clipdesk.publishing.models import Publication
from clipdesk.statistics.ages import CountAtAge, count_at
from clipdesk.statistics.ages import Sample as Counted
from clipdesk.statistics.errors import AgeNotCovered

_HOUR = timedelta(hours=1)
#: At which ages posts are compared. A new one is added at the end, whatever its size: curves that are packed keep their places.
AGES = tuple(hours * _HOUR for hours in (1, 3, 6, 12, 24, 48, 72, 168, 336, 720, 2160, 4320, 8760))
#: Samples so far from an age, in parts of it, are looked at: what lies further away would be a guess.
_NEAR = (0.5, 2.0)
_LEFT_AT_ONCE = 500


class Curves:
    """What one definition had counted of some posts, publications and posts found, at each age."""

    def __init__(self, posts: Iterable[UUID], definition: MetricDefinition) -> None:
        """Read them, all at once."""
        pks, self._definition = list(posts), str(definition.pk)
        rows = PackedCurve.objects.filter(publication__in=pks, definition=definition)
        self._packed = list(rows.values_list("publication", "counts", "gaps"))
        self._found: dict[UUID, list[Counted]] = defaultdict(list)
        beside = FoundSample.objects.filter(post__in=pks, definition=definition)
        for pk, taken_at, since, value in beside.values_list("post", "taken_at", "post__public_since", "value"):
            self._found[pk].append(Counted(taken_at - since, value, self._definition))

    def at(self, age: timedelta) -> dict[UUID, CountAtAge]:
        """Return what each stood at, at one of `AGES`; what is not known is left out."""
        place = AGES.index(age)
        known = {
            pk: CountAtAge(age, count, timedelta(seconds=gap), self._definition)
            for pk, count, gap in ((pk, counts[place], gaps[place]) for pk, counts, gaps in self._packed)
            if count is not None and gap is not None
        }
        for pk, samples in self._found.items():
            with suppress(AgeNotCovered):
                known[pk] = count_at(_near(samples, age), age)
        return known


def pack(publications: Collection[UUID]) -> None:
    """Pack the curves of the first metric of these publications; what is known of an age already stays as it is."""
    samples = _samples_of(publications)
    known = {
        (one.publication_id, one.definition_id): one for one in PackedCurve.objects.filter(publication__in=publications)
    }
    new = [key for key in samples if key not in known]
    made = {
        row.publication_id: row for row in Measurement.objects.filter(publication__in=[pk for pk, _definition in new])
    }
    rows = Publication.objects.filter(pk__in=made).select_related("shown__revision").in_bulk()
    for pk, definition_id in new:
        publication = rows.get(pk)
        if publication is None or publication.first_live_at is None:
            continue
        known[pk, definition_id] = PackedCurve(
            publication_id=pk,
            definition_id=definition_id,
            destination_id=publication.destination_id,
            shape=made[pk].shape,
            public_since=publication.first_live_at,
            seconds=_seconds(publication),
            counts=[None] * len(AGES),
            gaps=[None] * len(AGES),
        )
    changed = [row for key, row in known.items() if _fill(row, samples.get(key, ())) or row.pk is None]
    PackedCurve.objects.bulk_create([row for row in changed if row.pk is None], ignore_conflicts=True)
    PackedCurve.objects.bulk_update([row for row in changed if row.pk is not None], ["counts", "gaps"])


def pack_left() -> None:
    """Pack what was measured before there were packed curves; some hundred at a time, the newest first."""
    rows = Measurement.objects.filter(packed=False).exclude(read_at=None)
    left = list(rows.order_by("-publication__first_live_at").values_list("publication", flat=True)[:_LEFT_AT_ONCE])
    if left:
        pack(left)
        Measurement.objects.filter(pk__in=left).update(packed=True)


def _samples_of(publications: Iterable[UUID]) -> dict[tuple[UUID, int], list[Counted]]:
    """Return the samples of the first metric that each publication has, by publication and definition."""
    rows = Sample.objects.filter(publication__in=list(publications)).order_by("definition__place")
    told = rows.values_list(
        "publication", "definition", "definition__name", "taken_at", "publication__first_live_at", "value"
    )
    first: dict[UUID, str] = {}
    found: dict[tuple[UUID, int], list[Counted]] = defaultdict(list)
    for pk, definition, name, taken_at, since, value in told:
        if first.setdefault(pk, name) == name and since is not None and taken_at > since:
            found[pk, definition].append(Counted(taken_at - since, value, str(definition)))
    return found


def _fill(row: PackedCurve, samples: Sequence[Counted]) -> bool:
    """Write the ages that are covered now and were not; tell whether there was one."""
    oldest = max((one.age for one in samples), default=timedelta(0))
    any_new = False
    for place, age in enumerate(AGES):
        if row.counts[place] is None and age <= oldest:
            try:
                found = count_at(_near(samples, age), age)
            except AgeNotCovered:
                continue
            row.counts[place], row.gaps[place] = found.count, found.gap.total_seconds()
            any_new = True
    return any_new


def _seconds(publication: Publication) -> float:
    shown = publication.shown or publication.package
    return float(film_seconds(shown.revision.content.recipe, publication.station_id)) if shown else 0.0


def _near(samples: Iterable[Counted], age: timedelta) -> list[Counted]:
    return [one for one in samples if _NEAR[0] * age <= one.age <= _NEAR[1] * age]
