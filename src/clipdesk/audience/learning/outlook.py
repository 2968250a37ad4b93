"""What to make next: in which shape, at which hours, where. From how the posts of the last half year stood.

Each post was compared with those before it on its destination, in its shape, at its age (`drafting`), so a channel that
grows favours no hour. What they have in common by hours is tested for all of them together (Benjamini and Hochberg); what
remains is associated with the hours, and proven by nothing: the best stories may have gone out then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Avg, Count, F, QuerySet, StdDev
from django.utils.translation import gettext as _

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import SEE
from clipdesk.audience.models import Finding, TermsAccepted
from clipdesk.connectors.registry import MEASURED
from clipdesk.destinations.models import Destination
from clipdesk.kernel.clock import now
from clipdesk.kernel.text import sort_key
from clipdesk.statistics.errors import StandingsFew
from clipdesk.statistics.many import benjamini_hochberg
from clipdesk.statistics.standings import MeanStanding, mean_standing
from clipdesk.ui.formats import number
from clipdesk.ui.sentences import sentence
from clipdesk.ui.shape_names import SHAPE_NAMES

#: Older posts were made in other times.
BACK = timedelta(days=180)
#: Hours that are looked at together: single ones have too few posts.
HOURS = 3


@dataclass(frozen=True)
class Slot:
    """Posts of one shape that came out on one destination at the same hours, from `hour` on. standing: what they have in
    common, or empty, and `note` says why; adjusted: its p with all other slots counted; found: whether it remains."""

    destination: Destination
    shape: str
    hour: int
    size: int
    standing: MeanStanding | None = None
    note: str = ""
    adjusted: float = 1.0
    found: bool = False

    @property
    def key(self) -> str:
        """By what a form names it."""
        return f"{self.destination.pk}/{self.shape}/{self.hour}"

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return f"slot-{self.destination.pk}-{self.shape.replace(':', '-')}-{self.hour}"

    @property
    def hours(self) -> str:
        """Its hours by the station's clock."""
        return f"{self.hour:02d}:00–{self.hour + HOURS:02d}:00"

    @property
    def shape_name(self) -> str:
        """How pages call its shape."""
        return str(SHAPE_NAMES.get(self.shape, _("Every shape")))

    @property
    def label(self) -> str:
        """What it is, in one line."""
        return f"{self.destination}, {self.shape_name}, {self.hours}"

    @property
    def is_better(self) -> bool:
        """Whether posts there stand above what is usual, surely enough."""
        return self.found and self.standing is not None and self.standing.mean > 50

    @property
    def reason(self) -> str:
        """Why it is proposed, with how sure that is."""
        if self.standing is None:
            return self.note
        words = _(
            "{size} posts there beat {mean} of 100 posts before them on average (95% interval: {low} to {high}; 50 would be "
            "usual). Associated with these hours, not proven by them."
        )
        return words.format(
            size=number(self.size),
            mean=number(round(self.standing.mean)),
            low=number(round(self.standing.low)),
            high=number(round(self.standing.high)),
        )


@dataclass(frozen=True)
class Outlook:
    """proposals: what to try more of, the best first. less: where posts stand below. others: no difference, or not enough
    data. tested: how many slots were compared at once; posts: of how many stories all this is."""

    proposals: Sequence[Slot]
    less: Sequence[Slot]
    others: Sequence[Slot]
    tested: int
    posts: int
    since: datetime


def outlook_of(member: Member) -> Outlook:
    """Return what the posts of the desks that somebody sees say about shapes and hours."""
    since = now() - BACK
    slots = _judged(_slots(findings_for(member).filter(public_at__gte=since, percentile__isnull=False)))
    found = sorted((one for one in slots if one.found and one.standing), key=_mean, reverse=True)
    return Outlook(
        proposals=[one for one in found if one.is_better],
        less=[one for one in reversed(found) if not one.is_better],
        others=[one for one in slots if not one.found],
        tested=sum(one.standing is not None for one in slots),
        posts=sum(one.size for one in slots),
        since=since,
    )


def findings_for(member: Member) -> QuerySet[Finding]:
    """Return what counts of the desks that somebody sees: each story once a destination, and only where the platform's terms
    for scores hold as accepted now."""
    places = Destination.objects.filter(station=member.station).exclude(kind__in=kinds_off(member.station.pk))
    rows = Finding.objects.filter(destination__in=list(places.values_list("pk", flat=True)), counts=True)
    desks = member.desks_for(SEE)
    return rows if desks is None else rows.filter(decision__desk__in=desks)


def kinds_off(station_id: UUID) -> list[str]:
    """Return the platforms whose terms for scores are not accepted at a station."""
    accepted = TermsAccepted.platforms_of(station_id)
    return [kind for kind, counters in MEASURED.items() if counters.terms and kind not in accepted]


def _slots(rows: QuerySet[Finding]) -> list[Slot]:
    """Return what the posts of each slot have in common, or that they are too few: one query."""
    by = rows.order_by().values("destination", "shape", block=F("hour") / HOURS)
    told = list(by.annotate(size=Count("pk"), mean=Avg("percentile"), spread=StdDev("percentile", sample=True)))
    places = Destination.objects.in_bulk({one["destination"] for one in told})
    told.sort(key=lambda one: (sort_key(places[one["destination"]].name), one["shape"], one["block"]))
    found = []
    for one in told:
        slot = Slot(places[one["destination"]], one["shape"], one["block"] * HOURS, one["size"])
        try:
            found.append(replace(slot, standing=mean_standing(one["size"], one["mean"], one["spread"] or 0.0)))
        except StandingsFew as error:
            found.append(replace(slot, note=sentence(error)))
    return found


def _judged(slots: list[Slot]) -> list[Slot]:
    """Return them with what remains a finding when all are counted."""
    tested = [one for one in slots if one.standing is not None]
    if not tested:
        return slots
    many = benjamini_hochberg([one.standing.p for one in tested if one.standing is not None])
    kept = {one.key: (adjusted, found) for one, adjusted, found in zip(tested, many.adjusted, many.found, strict=True)}
    return [
        replace(one, adjusted=kept[one.key][0], found=kept[one.key][1]) if one.key in kept else one for one in slots
    ]


def _mean(slot: Slot) -> float:
    return slot.standing.mean if slot.standing else 0.0
