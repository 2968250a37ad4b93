"""What a station corrected or took down in public: every one of it, the newest first, in the words that were signed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, DateTimeField, OuterRef, Q, QuerySet, Subquery, When

from clipdesk.accounts.models import Station
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Attempt, Publication
from clipdesk.publishing.moves import WENT_LIVE
from clipdesk.publishing.wording import public_title
from clipdesk.review.models import Package


@dataclass(frozen=True)
class PublicChange:
    """One correction or withdrawal.

    Words stand here only while they are signed for: once the clip was withdrawn, its title and the notes of its
    corrections are not repeated, for they may be just what was taken down. title: as the public sees it now; empty then.
    """

    package: Package
    at: datetime
    withdraws: bool
    gone: bool  # nothing of the clip is public any more
    title: str
    words: str
    language: str  # in which title and words are written
    on_site: Publication | None  # on the station's own site, where the clip ever was there


def changes_of(station: Station) -> QuerySet[Package]:
    """Return the packages of what was corrected or withdrawn in public, the newest first, each with its moment `at`."""
    live = Attempt.objects.filter(outcome=WENT_LIVE, package_sha256=OuterRef("sha256"), publication__station=station)
    taken = Publication.objects.filter(package=OuterRef("pk"), state=State.WITHDRAWN)
    moment = Case(
        When(kind=Package.CORRECTION, then=Subquery(live.order_by("ended_at").values("ended_at")[:1])),
        default=Subquery(taken.values("sign_off__signed_at")[:1]),
        output_field=DateTimeField(),
    )
    rows = Package.objects.filter(Q(kind=Package.CORRECTION) | Q(kind=Package.WITHDRAWAL), station=station)
    dated = rows.annotate(at=moment).filter(at__isnull=False)
    return dated.select_related("revision", "station").order_by("-at", "-pk")


def as_the_public_reads(packages: Iterable[Package]) -> list[PublicChange]:
    """Return them as they may be read; two queries, however many they are."""
    rows = list(packages)
    was = Publication.objects.filter(clip__in=[row.clip_id for row in rows], first_live_at__isnull=False)
    shown: dict[UUID, Package] = {}
    on_site: dict[UUID, Publication] = {}
    for publication in was.select_related("shown", "station", "destination"):
        if publication.shown:
            shown[publication.clip_id] = publication.shown
        if publication.destination.kind == "site":
            on_site[publication.clip_id] = publication
    return [_change(row, shown.get(row.clip_id), on_site.get(row.clip_id)) for row in rows]


def _change(package: Package, shown: Package | None, on_site: Publication | None) -> PublicChange:
    withdraws = package.kind == Package.WITHDRAWAL
    words = str(package.content["reason"] if withdraws else package.content["note"])
    return PublicChange(
        package=package,
        at=package.at,  # type: ignore[attr-defined]  # annotated by `changes_of`
        withdraws=withdraws,
        gone=shown is None,
        title=public_title(shown.content) if shown else "",
        words=words if withdraws or shown else "",
        language=package.revision.content.language,
        on_site=on_site,
    )
