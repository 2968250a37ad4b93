"""How a post stands among what is usual: at the same age, on the same destination, in the same shape, by the same definition.

Fewer than twenty earlier posts say nothing, and the page says that. Nothing is compared across destinations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from clipdesk.audience.curve import age_text
from clipdesk.audience.models import FoundPost, Measurement, MetricDefinition, Sample, TermsAccepted
from clipdesk.audience.packing import AGES, Curves
from clipdesk.connectors.registry import MEASURED
from clipdesk.publishing.models import Publication
from clipdesk.statistics.ages import MOST, Baseline, CountAtAge, Standing, baseline, compare
from clipdesk.statistics.errors import BaselineShort, DefinitionBreak, StatisticsError
from clipdesk.ui.formats import number
from clipdesk.ui.sentences import sentence

_Key = tuple[UUID, str]  # of the destination, and the shape


@dataclass(frozen=True)
class Place:
    """Where one post stands at `age`; without a standing, `note` and `why` say why."""

    age: timedelta
    count: CountAtAge | None = None
    usual: Baseline | None = None
    standing: Standing | None = None
    note: str = ""
    why: StatisticsError | None = None

    @property
    def text(self) -> str:
        """One sentence of it."""
        if self.count is None or self.usual is None or self.standing is None:
            return self.note
        words = _("After {age}: {value}. Usual is {median}; half of the {size} posts before had {low} to {high}.")
        said = words.format(
            age=age_text(self.age),
            value=number(round(self.count.count)),
            median=number(round(self.usual.median)),
            low=number(round(self.usual.low)),
            high=number(round(self.usual.high)),
            size=number(self.usual.size),
        )
        parts = [said, _("Of 100 such posts, {n} had fewer.").format(n=number(round(self.standing.percentile)))]
        if self.standing.multiple is not None:
            times = number(self.standing.multiple, 1)
            parts.insert(1, _("That is {times} times what is usual.").format(times=times))
        if self.count.wide_gap:
            parts.append(_("Long passed between two samples, so this is a guess."))
        return " ".join(parts)


class Usual:
    """What is usual on the destinations of some posts of one station. What was looked up once is kept for the page."""

    def __init__(self, publications: Sequence[Publication]) -> None:
        """Say of which posts places are asked for."""
        accepted = TermsAccepted.platforms_of(publications[0].station_id) if publications else set()
        self._off = {kind for kind, counters in MEASURED.items() if counters.terms and kind not in accepted}
        self._shapes = dict(
            Measurement.objects.filter(publication__in=publications).values_list("publication", "shape")
        )
        self._latest: dict[_Key, datetime] = {}
        for one in publications:
            if one.first_live_at is not None:
                key = self._key(one)
                self._latest[key] = max(self._latest.get(key, one.first_live_at), one.first_live_at)
        self._peers: dict[_Key, dict[UUID, datetime]] = {}
        self._curves: dict[tuple[_Key, int], Curves] = {}
        self._counts: dict[tuple[_Key, int, timedelta], dict[UUID, CountAtAge]] = {}

    def is_off(self, publication: Publication) -> bool:
        """Tell whether the platform's terms for scores have to be accepted first."""
        return publication.destination.kind in self._off

    def place_of(self, publication: Publication, sample: Sample | None) -> Place | None:
        """Return where a post stands in a metric of which this is the newest sample; None: it is too young, or it is off."""
        since = publication.first_live_at
        if sample is None or since is None or not sample.definition.grows or self.is_off(publication):
            return None
        for age in reversed([age for age in AGES if age <= sample.taken_at - since]):
            mine = self._at(publication, sample.definition, age).get(publication.pk)
            if mine is not None:
                return self._place(publication, sample.definition, mine)
        return None

    def band_of(self, publication: Publication, definition: MetricDefinition, longest: timedelta) -> list[Baseline]:
        """Return what is usual at every age up to `longest`, as far as enough posts came before; nothing where it is off."""
        if self.is_off(publication):
            return []
        found = (self._usual(publication, definition, age) for age in AGES if age <= longest)
        return [usual for usual in found if isinstance(usual, Baseline)]

    def _place(self, publication: Publication, definition: MetricDefinition, mine: CountAtAge) -> Place:
        usual = self._usual(publication, definition, mine.age)
        if isinstance(usual, StatisticsError):
            return Place(mine.age, mine, note=sentence(usual), why=usual)
        return Place(mine.age, mine, usual, compare(mine, usual))

    def _usual(
        self, publication: Publication, definition: MetricDefinition, age: timedelta
    ) -> Baseline | BaselineShort | DefinitionBreak:
        """Return what was usual when a post came out, or why nothing can be said."""
        counts = self._at(publication, definition, age)
        began = publication.first_live_at
        peers = self._peers_of(publication)
        before = [pk for pk, since in peers.items() if began is not None and since < began and pk in counts]
        try:
            return baseline([counts[pk] for pk in before])
        except (BaselineShort, DefinitionBreak) as error:
            return error

    def _at(self, publication: Publication, definition: MetricDefinition, age: timedelta) -> dict[UUID, CountAtAge]:
        """Return what a definition had counted at an age, of this post and of those like it."""
        key = (self._key(publication), definition.pk, age)
        if key not in self._counts:
            self._counts[key] = self._curves_of(publication, definition).at(age)
        return self._counts[key]

    def _curves_of(self, publication: Publication, definition: MetricDefinition) -> Curves:
        """Return the curves of a post and of those like it."""
        key = (self._key(publication), definition.pk)
        if key not in self._curves:
            self._curves[key] = Curves(self._peers_of(publication), definition)
        return self._curves[key]

    def _peers_of(self, publication: Publication) -> dict[UUID, datetime]:
        """Return the last posts on its destination in its shape and when they came out, itself and what was posted elsewhere
        among them, the first first: twice as many as are compared, so that each post of a page finds those before it."""
        key = self._key(publication)
        if key not in self._peers:
            rows = Publication.objects.filter(
                destination=key[0], measurement__shape=key[1], first_live_at__lte=self._latest[key]
            )
            found = rows.order_by("-first_live_at", "-pk").values_list("pk", "first_live_at")[: 2 * MOST]
            beside = FoundPost.objects.filter(
                destination=key[0], shape=key[1], state__in=FoundPost.KNOWN, public_since__lte=self._latest[key]
            )
            others = beside.order_by("-public_since", "-pk").values_list("pk", "public_since")[: 2 * MOST]
            both = [(since, pk) for pk, since in (*found, *others) if since is not None]
            self._peers[key] = {pk: since for since, pk in sorted(both)[-2 * MOST :]}
        return self._peers[key]

    def _key(self, publication: Publication) -> _Key:
        return publication.destination_id, self._shapes.get(publication.pk, "")
