"""Facts for a declaration to a platform (European Media Freedom Act, Article 18): our accounts, and who reviewed what.

Article 18 lets a media service declare, among other things, that content made by artificial intelligence is under human
review. Whether and what to declare is for the station and its lawyers; this room hands out what its rows hold, no more.
It knows of artificial intelligence only what was flagged on a clip before it was signed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from clipdesk.accounts.models import Station
from clipdesk.destinations.official import Official, former_accounts, official_accounts
from clipdesk.history.models import LedgerEntry, LedgerLeaf
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.publishing.models import Attempt, Publication
from clipdesk.publishing.moves import WENT_LIVE
from clipdesk.review.models import Package, SignOff

FORMAT = "clipdesk-declaration-facts-v1"
MOST = 1000
"""Packages in one answer."""
LONGEST = timedelta(days=366)
_FLAG = "ai_altered"
_SEALED_FLAG = f'"{_FLAG}":true'  # as canonical JSON writes it; a quotation of it in a text has backslashes
_SHOWN = ("publication_published", "publication_found_live")


class TooMuchAtOnce(ClipdeskError):
    """More than one answer holds."""

    message = gettext_noop("More than {most} flagged packages went out in this time. Choose a shorter time.")


@dataclass(frozen=True)
class Period:
    """Whole days on the station's clock, both ends included."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def begins(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, time(), self.zone)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone)


@dataclass(frozen=True)
class Row:
    """A row of the ledger: its number, and its place in the Merkle tree once a checkpoint covers it."""

    entry: LedgerEntry
    position: int | None


@dataclass(frozen=True)
class Reviewed:
    """One flagged package that went out: where and when, who answered for it, and the rows that say so."""

    package: Package
    content: dict[str, Any]
    went_out: list[Attempt]
    sign_offs: list[SignOff]
    rows: list[Row]

    @property
    def url(self) -> str:
        """The clip's page on the station's own site; nothing where it was not published there."""
        for attempt in self.went_out:
            post = attempt.publication
            if post.destination.kind == "site":
                return settings.ORIGIN + reverse(
                    "site:watch", kwargs={"station": post.station.slug, "remote_id": post.remote_id}
                )
        return ""


@dataclass(frozen=True)
class Facts:
    """Everything that is handed out for a period."""

    station: Station
    period: Period
    made_at: datetime
    accounts: list[Official]
    published: int  # packages that went out at all
    reviewed: list[Reviewed]


def facts_of(station: Station, period: Period) -> Facts:
    """Gather them.

    Raises:
        TooMuchAtOnce: the period holds more than one answer does.
    """
    out = _went_out(station, period)
    accounts = official_accounts(station) + former_accounts(station)
    return Facts(station, period, now(), accounts, out.count(), _reviewed(out, station, period))


def _went_out(station: Station, period: Period) -> QuerySet[Package]:
    return Package.objects.filter(Exists(_live(period).filter(package_sha256=OuterRef("sha256"))), station=station)


def _live(period: Period) -> QuerySet[Attempt]:
    return Attempt.objects.filter(outcome=WENT_LIVE, ended_at__gte=period.begins, ended_at__lt=period.ends)


def _reviewed(out: QuerySet[Package], station: Station, period: Period) -> list[Reviewed]:
    """Return the flagged ones in the order in which they first went out."""
    flagged = list(out.filter(canonical__contains=_SEALED_FLAG).order_by("made_at")[: MOST + 1])
    if len(flagged) > MOST:
        raise TooMuchAtOnce(most=MOST)
    contents = {package.pk: package.content for package in flagged}
    packages = [package for package in flagged if contents[package.pk].get("flags", {}).get(_FLAG)]
    attempts: dict[str, list[Attempt]] = defaultdict(list)
    live = _live(period).filter(
        package_sha256__in=[package.sha256 for package in packages], publication__station=station
    )
    for attempt in live.select_related("publication__destination", "publication__station").order_by("ended_at"):
        attempts[attempt.package_sha256].append(attempt)
    sign_offs: dict[object, list[SignOff]] = defaultdict(list)
    given = SignOff.objects.filter(package__in=packages).select_related(
        "void", "under__assertion__key", "emergency__seen__by"
    )
    for sign_off in given.order_by("signed_at"):
        sign_offs[sign_off.package_id].append(sign_off)
    posts = {attempt.publication for found in attempts.values() for attempt in found}
    rows = _rows(packages, [one for found in sign_offs.values() for one in found], posts)
    return [
        Reviewed(one, contents[one.pk], attempts[one.sha256], sign_offs[one.pk], rows[str(one.pk)]) for one in packages
    ]


def _rows(packages: Sequence[Package], given: Sequence[SignOff], posts: Iterable[Publication]) -> dict[str, list[Row]]:
    """Return the rows about each package: its own, those of its sign-offs, and those that say it was shown."""
    whose = {str(package.pk): str(package.pk) for package in packages}
    whose |= {str(sign_off.pk): str(sign_off.package_id) for sign_off in given}
    own = list(LedgerEntry.objects.filter(subject_id__in=list(whose)))
    shown = LedgerEntry.objects.filter(subject_id__in=[str(post.pk) for post in posts], verb__in=_SHOWN)
    about = [(whose[row.subject_id], row) for row in own] + [(str(row.after.get("shown")), row) for row in shown]
    seqs = [row.seq for _, row in about]
    places = dict(LedgerLeaf.objects.filter(entry_seq__in=seqs).values_list("entry_seq", "position"))
    found: dict[str, list[Row]] = defaultdict(list)
    for package, row in sorted(about, key=lambda one: one[1].seq):
        found[package].append(Row(row, places.get(row.seq)))
    return found
