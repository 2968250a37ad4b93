"""Some platforms ask that terms be accepted before anybody makes a score of their figures: until an operator says that they
are, the figures stand as they were told, and nothing is compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Station
from clipdesk.accounts.roles import OPERATE
from clipdesk.audience.models import TermsAccepted
from clipdesk.connectors.places import PLATFORMS
from clipdesk.connectors.registry import MEASURED
from clipdesk.destinations.models import Destination
from clipdesk.history.transition import record, transition


@dataclass(frozen=True)
class Terms:
    """What one platform asks. name, address: of its document; row: what was said of it here, if anything was."""

    kind: str
    platform: str
    name: str
    address: str
    row: TermsAccepted | None

    @property
    def is_accepted(self) -> bool:
        """Whether they hold as accepted now."""
        return self.row is not None and self.row.state == TermsAccepted.ACCEPTED


def terms_of(member: Member) -> Sequence[Terms]:
    """Return what the platforms ask to which the station has a destination."""
    kinds = set(Destination.objects.filter(station=member.station).values_list("kind", flat=True))
    rows = {row.platform: row for row in TermsAccepted.objects.filter(station=member.station)}
    return [
        Terms(kind, PLATFORMS[kind].name, *counters.terms, rows.get(kind))
        for kind, counters in MEASURED.items()
        if counters.terms and kind in kinds
    ]


def accept(member: Member, kind: str) -> None:
    """Keep that the operator accepted a platform's terms for the station. Twice is once.

    Raises:
        NotAllowed: they do not run the whole station.
    """
    member.require_reach(OPERATE, None)
    with transaction.atomic():
        station = Station.objects.select_for_update().get(pk=member.station.pk)
        row, made = TermsAccepted.objects.get_or_create(station=station, platform=kind)
        if made:
            record(row, "terms_accepted", by=member.actor, after={"platform": kind, "terms": _named(kind)})
        elif row.state == TermsAccepted.TAKEN_BACK:
            transition(row, TermsAccepted.ACCEPT_AGAIN, by=member.actor)


def take_back(member: Member, kind: str) -> None:
    """Keep that they hold no more: from now on nothing is compared.

    Raises:
        NotAllowed: they do not run the whole station.
    """
    member.require_reach(OPERATE, None)
    row = TermsAccepted.objects.filter(station=member.station, platform=kind, state=TermsAccepted.ACCEPTED).first()
    if row is not None:
        transition(row, TermsAccepted.TAKE_BACK, by=member.actor)


def _named(kind: str) -> str:
    return " ".join(MEASURED[kind].terms or ())
