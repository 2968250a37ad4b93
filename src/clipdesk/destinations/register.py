"""Write the register of official accounts. Whatever is written, editors-in-chief and operators are told."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Station
from clipdesk.accounts.notices import people_who_may, tell
from clipdesk.accounts.roles import DECLARE
from clipdesk.connectors.places import read_place
from clipdesk.destinations.models import AccountEnd, AccountStatement, OfficialAccount
from clipdesk.destinations.models.account import Shown
from clipdesk.destinations.official import statements_of
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop

MOST = 200
"""Accounts that a station may have at a time."""


class NoAccountAddress(ClipdeskError):
    """The address is not that of an account on its platform."""

    message = gettext_noop(
        "This is not the address of an account there. Copy it from the account's own page, without what follows “?” "
        "or “#”, for example https://www.youtube.com/@station."
    )


class AlreadyRegistered(ClipdeskError):
    """A current entry has this address."""

    message = gettext_noop("This address stands in the register already. Change that entry instead.")


class TooManyAccounts(ClipdeskError):
    """The register is full."""

    message = gettext_noop("The register holds {most} accounts and is full. End those that are not used any more.")


class EntryEnded(ClipdeskError):
    """The entry was ended."""

    message = gettext_noop("This entry was ended and does not change any more. Register the account again.")


class EntryChanged(ClipdeskError):
    """Somebody else changed the entry meanwhile."""

    message = gettext_noop("Somebody else changed this entry meanwhile. Reload the page and look again.")


@dataclass(frozen=True)
class Said:
    """What is said of an account."""

    handle: str
    name: str
    url: str
    owner: str
    since: date


def register(member: Member, platform: str, said: Said) -> OfficialAccount:
    """Add an account that the station owns.

    Raises:
        NotAllowed, NoAccountAddress, AlreadyRegistered, TooManyAccounts: as their sentences say.
    """
    member.require_reach(DECLARE, None)
    with transaction.atomic():
        return _register(_locked(member.station), platform, said, member.actor)


def enter(station: Station, platform: str, pages: Sequence[str], shown: Shown, *, by: Actor) -> None:
    """Add an account that was just connected, unless the public cannot find it (no `pages`), or the register has it or is
    full: then the public's list stays as it is. Call it inside a transaction."""
    if not pages:
        return
    today = now().astimezone(ZoneInfo(station.timezone)).date()
    said = Said(shown.username, shown.title[:120], pages[0], station.name, today)
    with suppress(NoAccountAddress, AlreadyRegistered, TooManyAccounts):
        _register(_locked(station), platform, said, by)


def _register(station: Station, platform: str, said: Said, by: Actor) -> OfficialAccount:
    if len(statements_of(station)) >= MOST:
        raise TooManyAccounts(most=MOST)
    account = OfficialAccount(station=station, platform=platform)
    said = _checked(account, said)
    account.save(force_insert=True)
    AccountStatement.objects.create(account=account, number=1, **asdict(said))
    record(account, "account_registered", by=by, after={"platform": platform, **_plain(said)})
    _tell(account, 1)
    return account


def change(account: OfficialAccount, said: Said, *, base: int, member: Member) -> None:
    """Say something else of an account from now on; `base` is the statement that was looked at. The same: nothing.

    Raises:
        NotAllowed, NoAccountAddress, AlreadyRegistered, EntryEnded, EntryChanged: as their sentences say.
    """
    member.require_reach(DECLARE, None)
    with transaction.atomic():
        _locked(account.station)
        newest = account.statements.order_by("-number")[0]
        if AccountEnd.objects.filter(account=account).exists():
            raise EntryEnded
        if newest.number != base:
            raise EntryChanged
        said, before = _checked(account, said), said_in(newest)
        if said == before:
            return
        AccountStatement.objects.create(account=account, number=base + 1, **asdict(said))
        record(account, "account_changed", by=member.actor, before=_plain(before), after=_plain(said))
        _tell(account, base + 1)


def end(account: OfficialAccount, *, until: date, because: str, mistaken: bool, member: Member) -> None:
    """Say that an account is not the station's any more, or (mistaken) never was.

    Raises:
        NotAllowed, EntryEnded: as their sentences say.
    """
    member.require_reach(DECLARE, None)
    with transaction.atomic():
        _locked(account.station)
        if AccountEnd.objects.filter(account=account).exists():
            raise EntryEnded
        AccountEnd.objects.create(account=account, until=until, because=because, mistaken=mistaken)
        after = {"until": until.isoformat(), "mistaken": mistaken}
        record(account, "account_ended", by=member.actor, after=after, because=because)
        _tell(account, 0)


def said_in(statement: AccountStatement) -> Said:
    """Return what a statement says."""
    return Said(statement.handle, statement.name, statement.url, statement.owner, statement.since)


def _locked(station: Station) -> Station:
    """Hold the station's register: one changes it at a time."""
    return Station.objects.select_for_update(of=("self",)).get(pk=station.pk)


def _checked(account: OfficialAccount, said: Said) -> Said:
    """Return what is said with the address as it is kept; no other current entry of the station may have it."""
    place = read_place(said.url)
    if place is None or not place.is_account_of(account.platform) or "?" in said.url or "#" in said.url:
        raise NoAccountAddress
    for other in statements_of(account.station):
        held = read_place(other.url)
        same = held is not None and place.depth_under(held, account.platform) == 0
        if same and other.account_id != account.pk:
            raise AlreadyRegistered
    return replace(said, url=place.url)


def _tell(account: OfficialAccount, number: int) -> None:
    """Tell everybody who answers for the register, also whoever changed it: it may not have been they."""
    station = account.station
    tell(
        people_who_may(DECLARE, station),
        station=station,
        desk=None,
        kind="accounts_changed",
        cause=f"account:{account.pk}:{number}",
        link=reverse("destinations:accounts", kwargs={"station": station.slug}),
    )


def _plain(said: Said) -> dict[str, object]:
    return {**asdict(said), "since": said.since.isoformat()}
