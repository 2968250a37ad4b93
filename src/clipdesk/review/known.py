"""What is asked about one package after the other, read once for all of them: a list asks no more often than a single page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from uuid import UUID

from django.db.models import Min

from clipdesk.accounts.member import Member, members_of
from clipdesk.clips.models import Revision
from clipdesk.kernel.clock import now
from clipdesk.review.duty import Rota, rota_at
from clipdesk.review.models import Package, RiskLifted, SignOff


class Known:
    """Facts about packages of one station, each kind read when it is first asked for. Made where they are needed and not
    kept: they are of that moment."""

    def __init__(self, packages: Sequence[Package]) -> None:
        self.packages = packages

    def sign_offs_of(self, package: Package) -> list[SignOff]:
        """Return every sign-off of a package, void or not."""
        return self._sign_offs.get(package.pk, [])

    def first_part(self, package: Package, person_id: UUID) -> int | None:
        """Return the first revision of a package's clip that somebody made; None where they made none."""
        return self._parts.get(package.clip_id, {}).get(person_id)

    def lifted_by(self, package: Package) -> frozenset[UUID]:
        """Return who took a risk class off a package's clip."""
        return self._lifted.get(package.clip_id, frozenset())

    @cached_property
    def rota(self) -> Rota:
        """Who is on duty now."""
        return rota_at(self.packages[0].station, now())

    @cached_property
    def members(self) -> Mapping[UUID, Member]:
        """Those who have signed, as members of the station today; who left is not among them."""
        people = {one.signer_id: one.signer for found in self._sign_offs.values() for one in found}
        return members_of(people.values(), self.packages[0].station) if people else {}

    @cached_property
    def _sign_offs(self) -> Mapping[UUID, list[SignOff]]:
        rows = SignOff.objects.filter(package__in=[package.pk for package in self.packages])
        found: dict[UUID, list[SignOff]] = defaultdict(list)
        for row in rows.select_related("void", "signer", "shift", "emergency", "under__assertion__key"):
            found[row.package_id].append(row)
        return found

    @cached_property
    def _parts(self) -> Mapping[UUID, Mapping[UUID, int]]:
        rows = Revision.objects.filter(clip__in=self._clips).order_by().values_list("clip_id", "made_by_id")
        found: dict[UUID, dict[UUID, int]] = defaultdict(dict)
        for clip_id, person_id, first in rows.annotate(first=Min("number")):
            found[clip_id][person_id] = first
        return found

    @cached_property
    def _lifted(self) -> Mapping[UUID, frozenset[UUID]]:
        rows = RiskLifted.objects.filter(mark__clip__in=self._clips).values_list("mark__clip_id", "by_id")
        found: dict[UUID, frozenset[UUID]] = {}
        for clip_id, person_id in rows:
            found[clip_id] = found.get(clip_id, frozenset()) | {person_id}
        return found

    @property
    def _clips(self) -> set[UUID]:
        return {package.clip_id for package in self.packages}
