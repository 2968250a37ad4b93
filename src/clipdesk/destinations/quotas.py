"""What a destination still takes, by what the desk itself has sent there, and writing down what is sent.

What was posted by other means the desk does not know: then the platform says no, and its answer counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet, Sum

from clipdesk.connectors.contract import UsedUp
from clipdesk.connectors.quotas import Part, Quota, Room, Spent, granted, room_of
from clipdesk.connectors.registry import SPENDING
from clipdesk.destinations.models import Destination, OAuthClient
from clipdesk.destinations.models.spending import Spending
from clipdesk.kernel.clock import now


@dataclass(frozen=True)
class Cause:
    """What something is spent for: a publication's package, or the part of it that is paid for."""

    publication: UUID
    package: str  # its SHA-256
    part: Part = Part.ALL


def quotas_of(place: Destination) -> tuple[Quota, ...]:
    """Return what is limited there, of videos of its shape, as the station was granted it."""
    connector = SPENDING.get(place.kind)
    if connector is None:
        return ()
    found = (one for one in connector.quotas if not one.shape or one.shape == place.shape)
    return tuple(granted(one, settings.NEW_POSTS) for one in found)


def sharers_of(place: Destination, quota: Quota) -> QuerySet[Destination]:
    """Return every destination, of any station, that spends of the same."""
    if not quota.of_project:
        return Destination.objects.filter(pk=place.pk)
    rows = OAuthClient.objects.filter(kind=place.kind).values_list("station", "client_id")
    mine = holder_of(place, quota)
    stations = [station for station, client in rows if _project(place.kind, client) == mine]
    return Destination.objects.filter(kind=place.kind, station__in=stations)


def holder_of(place: Destination, quota: Quota) -> str:
    """Return whose quota it is: the account's, or that of the station's program at the platform."""
    if not quota.of_project:
        return f"{place.kind}:{place.account.remote}"
    clients = OAuthClient.objects.filter(station=place.station_id, kind=place.kind)
    return _project(place.kind, clients.values_list("client_id", flat=True).first() or "")


def spent_on(place: Destination, quota: Quota, moment: datetime) -> list[Spent]:
    """Return what was spent in the span that `moment` lies in, and what the platform has said that still counts."""
    counts = Q(at__gte=quota.begins(moment)) | Q(used_up_until__gt=moment)
    rows = Spending.objects.filter(counts, holder=holder_of(place, quota), quota=quota.name)
    return [Spent(*row) for row in rows.values_list("amount", "at", "used_up_until")]


def rooms_of(place: Destination) -> list[Room]:
    """Return what is left at this moment of all that people plan with."""
    moment = now()
    quotas = (one for one in quotas_of(place) if not one.is_pace)
    return [room_of(one, spent_on(place, one, moment), moment, one.usual) for one in quotas]


def lock(place: Destination) -> None:
    """Let nobody else spend of the same until this transaction ends."""
    for holder in sorted({holder_of(place, one) for one in quotas_of(place)}):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"quota:{holder}"])


def owed(place: Destination, costs: Mapping[str, int], cause: Cause) -> dict[Quota, int]:
    """Return what a publication takes of each quota: what it took already in the present span is not taken again."""
    owes = {one: costs.get(one.name, 0) for one in quotas_of(place) if one.name in costs}
    left = {one: amount - _taken(place, one, cause) for one, amount in owes.items()}
    return {one: amount for one, amount in left.items() if amount > 0}


def spend(place: Destination, costs: Mapping[str, int], cause: Cause) -> None:
    """Write down what a publication takes. Call it in the transaction that sends it on its way, after `lock`."""
    for quota, amount in owed(place, costs, cause).items():
        _write(place, quota, cause, amount)


def note_used_up(place: Destination, error: UsedUp, cause: Cause) -> None:
    """Write down that the platform takes no more until a moment, and that it did not take this either."""
    for quota in quotas_of(place):
        if quota.name == error.quota:
            _write(place, quota, cause, -_taken(place, quota, cause), error.until)


def _taken(place: Destination, quota: Quota, cause: Cause) -> int:
    """Return what was taken for the same in the present span. What is shown in the end is paid for beside what was brought."""
    rows = Spending.objects.filter(holder=holder_of(place, quota), quota=quota.name, at__gte=quota.begins(now()))
    rows = rows.filter(publication=cause.publication, package=cause.package)
    if cause.part is Part.SHOW:
        rows = rows.filter(part=_name(Part.SHOW))
    return int(rows.aggregate(taken=Sum("amount"))["taken"] or 0)


def _write(place: Destination, quota: Quota, cause: Cause, amount: int, until: datetime | None = None) -> None:
    Spending.objects.create(
        holder=holder_of(place, quota),
        quota=quota.name,
        amount=amount,
        used_up_until=until,
        publication=cause.publication,
        package=cause.package,
        part=_name(cause.part),
    )


def _name(part: Part) -> str:
    return part.name.lower()


def _project(kind: str, client: str) -> str:
    """Return the name of a project: a client ID of Google's begins with the number of its project, which may have several."""
    number, dash, _rest = client.partition("-")
    return f"{kind} project:{number if dash and number.isdecimal() else client}"
