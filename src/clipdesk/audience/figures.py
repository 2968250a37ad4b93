"""What a page says of the audience: the newest figure of each metric with its definition and time, or why there is none.

Figures of different platforms stand beside each other. Nothing is ever added up across them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clipdesk.audience.curve import Curve, curve_of
from clipdesk.audience.models import Measurement, MetricDefinition, Sample
from clipdesk.audience.own_site import counted_since
from clipdesk.audience.usual import Place, Usual
from clipdesk.connectors.own_site.connector import OwnSite
from clipdesk.connectors.registry import MEASURED
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Publication
from clipdesk.ui.sentences import stored_sentence

#: Why some kinds of destination give no figures.
UNCOUNTED: dict[str, Promise] = {
    "telegram": _("Telegram tells a bot no number of views."),
    "zalo": _("Zalo tells the desk no number of views."),
    "receiver": _("The other system tells the desk no figures."),
    "by_hand": _("It was posted by hand: the desk has no way to ask for figures."),
}


@dataclass(frozen=True)
class Figure:
    """One metric of one publication: what it means, and the newest sample (None: there is none)."""

    definition: MetricDefinition
    sample: Sample | None

    @property
    def seconds(self) -> float:
        """Of a length of time: the seconds."""
        return self.sample.value / 1000 if self.sample else 0.0


@dataclass(frozen=True)
class Outlet:
    """One publication with its figures. note: what to know of them, or why there are none; empty: nothing. place: how its
    first metric stands among what is usual; is_off: the platform's terms for that have to be accepted first."""

    publication: Publication
    figures: Sequence[Figure]
    note: str
    measurement: Measurement | None = None
    curve: Curve | None = None
    place: Place | None = None
    is_off: bool = False

    @property
    def has_figures(self) -> bool:
        """Whether there is a figure at all."""
        return any(figure.sample for figure in self.figures)


def outlets_of(publications: Iterable[Publication], *, curves: bool = False) -> list[Outlet]:
    """Return publications with their newest figures; with `curves` also how the first metric grew."""
    rows = list(publications)
    newest = _newest(rows)
    measurements = Measurement.objects.in_bulk([row.pk for row in rows])
    definitions = _definitions({row.destination.kind for row in rows})
    usual = Usual(rows)
    found = []
    for row in rows:
        outlet = _outlet(row, newest[row.pk], measurements.get(row.pk), definitions[row.destination.kind])
        found.append(_beside(outlet, usual, curves=curves))
    return found


def samples_of(publication: Publication) -> list[Sample]:
    """Return every sample of a publication, metric by metric, the oldest first."""
    found = Sample.objects.filter(publication=publication).select_related("definition", "publication")
    return list(found.order_by("definition__place", "slot"))


def definitions_in(outlets: Iterable[Outlet]) -> list[MetricDefinition]:
    """Return what the figures of these publications mean, each definition once."""
    found = {figure.definition.pk: figure.definition for one in outlets for figure in one.figures if figure.sample}
    return sorted(found.values(), key=lambda one: one.place)


def _outlet(
    publication: Publication,
    newest: dict[str, Sample],
    measurement: Measurement | None,
    definitions: dict[str, MetricDefinition],
) -> Outlet:
    figures = [
        Figure(newest[name].definition, newest[name]) if name in newest else Figure(definition, None)
        for name, definition in definitions.items()
    ]
    return Outlet(publication, figures, _note(publication, measurement, bool(newest)), measurement)


def _beside(outlet: Outlet, usual: Usual, *, curves: bool) -> Outlet:
    """Return an outlet with its place among what is usual, and with `curves` its curve on the band of that."""
    first = next((figure.sample for figure in outlet.figures if figure.sample), None)
    if first is None:
        return outlet
    publication = outlet.publication
    place, is_off = usual.place_of(publication, first), usual.is_off(publication)
    if not curves:
        return replace(outlet, place=place, is_off=is_off)
    band = usual.band_of(publication, first.definition, first.age)
    return replace(outlet, place=place, is_off=is_off, curve=curve_of(publication, samples_of(publication), band))


def _note(publication: Publication, measurement: Measurement | None, any_figure: bool) -> str:
    kind = publication.destination.kind
    if kind not in MEASURED:
        return str(UNCOUNTED.get(kind, _("This destination tells the desk no figures.")))
    if publication.first_live_at is None:
        return str(_("It is not public yet."))
    if not publication.is_public:
        return str(_("It was withdrawn and is not measured any more."))
    if measurement is None and kind == OwnSite.kind and publication.first_live_at < counted_since():
        return str(_("It went public before the desk counted on the station’s own pages, so it is not measured."))
    if measurement is None or measurement.tried_at is None:
        return str(_("Not measured yet: the first figures come within minutes of going public."))
    if measurement.absent:
        return str(_("The platform does not know this post now, or does not show it to everybody."))
    if measurement.trouble_message:
        return stored_sentence(measurement.trouble_message, measurement.trouble_params)
    if measurement.next_at is None:
        return str(_("It is older than two years and not measured any more."))
    if not any_figure:
        return str(_("The platform has told no figure yet."))
    return ""


def _newest(publications: Sequence[Publication]) -> dict[UUID, dict[str, Sample]]:
    """Return the newest sample of each metric, by publication and the metric's name."""
    rows = Sample.objects.filter(publication__in=publications).select_related("definition")
    found: dict[UUID, dict[str, Sample]] = defaultdict(dict)
    for one in rows.order_by("publication", "definition", "-slot").distinct("publication", "definition"):
        held = found[one.publication_id].get(one.definition.name)
        if held is None or held.slot < one.slot:
            found[one.publication_id][one.definition.name] = one
    return found


def _definitions(kinds: Iterable[str]) -> dict[str, dict[str, MetricDefinition]]:
    return {kind: MetricDefinition.valid_at(kind, now()) if kind in MEASURED else {} for kind in kinds}
