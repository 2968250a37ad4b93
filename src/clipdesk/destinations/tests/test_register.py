"""The register of official accounts: who writes it, what each change leaves behind, who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from clipdesk.accounts.member import NotAllowed
from clipdesk.accounts.models import Desk, Notice
from clipdesk.accounts.roles import EDITOR_IN_CHIEF
from clipdesk.config.testing_cast import Newsroom, make_member
from clipdesk.destinations.models import AccountStatement, OfficialAccount
from clipdesk.destinations.official import former_accounts, official_accounts
from clipdesk.destinations.register import (
    AlreadyRegistered,
    EntryChanged,
    EntryEnded,
    NoAccountAddress,
    Said,
    change,
    end,
    register,
)
from clipdesk.history.transition import entries_of

SAID = Said("@songhong", "Sông Hồng TV", "https://www.youtube.com/@songhong", "Đài Sông Hồng", date(2024, 5, 1))


@pytest.fixture
def account(newsroom: Newsroom) -> OfficialAccount:
    """The station's channel, registered by the operator."""
    return register(newsroom.oanh, "youtube", SAID)


def told(newsroom: Newsroom) -> list[str]:
    rows = Notice.objects.filter(kind="accounts_changed").order_by("made_at", "person__name")
    return [notice.person.name for notice in rows]


def test_the_own_site_comes_first_and_needs_no_entry(newsroom: Newsroom, account: OfficialAccount) -> None:
    listed = [(one.platform, one.url, one.owner) for one in official_accounts(newsroom.station)]
    assert listed == [
        ("site", "http://localhost:8080/watch/song-hong/", "Đài Sông Hồng"),
        ("youtube", "https://www.youtube.com/@songhong", "Đài Sông Hồng"),
    ]


def test_each_change_is_a_row_and_a_ledger_entry(newsroom: Newsroom, account: OfficialAccount) -> None:
    change(account, replace(SAID, handle="@songhongtv", owner="Công ty X"), base=1, member=newsroom.minh)
    kept = AccountStatement.objects.filter(account=account).order_by("number").values_list("number", "handle", "owner")
    assert list(kept) == [(1, "@songhong", "Đài Sông Hồng"), (2, "@songhongtv", "Công ty X")]
    first, second = entries_of(account)
    assert (first.verb, first.actor_name, first.after["url"]) == (
        "account_registered",
        "Oanh",
        "https://www.youtube.com/@songhong",
    )
    assert (second.verb, second.actor_name) == ("account_changed", "Minh")
    assert (second.before["owner"], second.after["owner"]) == ("Đài Sông Hồng", "Công ty X")
    assert (second.before["since"], second.station_id) == ("2024-05-01", newsroom.station.pk)


def test_chiefs_and_operators_are_told_and_nothing_of_it_stands_in_the_notice(
    newsroom: Newsroom, account: OfficialAccount
) -> None:
    answer_for_it = ["Hà", "Minh", "Oanh", "Thảo"]  # on a practice station a trainee may do everything
    assert sorted(told(newsroom)) == answer_for_it
    change(account, replace(SAID, name="Sông Hồng mới"), base=1, member=newsroom.oanh)
    assert sorted(told(newsroom)) == sorted(answer_for_it * 2)
    end(account, until=date(2026, 1, 1), because="Bán kênh", mistaken=False, member=newsroom.oanh)
    assert sorted(told(newsroom)) == sorted(answer_for_it * 3)
    links = set(Notice.objects.filter(kind="accounts_changed").values_list("link", flat=True))
    assert links == {"/s/song-hong/destinations/accounts/"}


def test_saying_the_same_again_changes_nothing_and_tells_nobody(newsroom: Newsroom, account: OfficialAccount) -> None:
    before = len(told(newsroom))
    change(account, SAID, base=1, member=newsroom.minh)
    assert (account.statements.count(), entries_of(account).count(), len(told(newsroom))) == (1, 1, before)


@pytest.mark.parametrize("who", ["lan", "huong", "dung", "tuan"])
def test_nobody_else_writes_it(newsroom: Newsroom, account: OfficialAccount, who: str) -> None:
    member = getattr(newsroom, who)
    with pytest.raises(NotAllowed):
        register(member, "x", replace(SAID, url="https://x.com/songhong"))
    with pytest.raises(NotAllowed):
        change(account, replace(SAID, name="Khác"), base=1, member=member)
    with pytest.raises(NotAllowed):
        end(account, until=date(2026, 1, 1), because="x", mistaken=False, member=member)
    assert (OfficialAccount.objects.count(), AccountStatement.objects.count()) == (1, 1)


def test_an_editor_in_chief_of_one_desk_does_not_speak_for_the_station(newsroom: Newsroom) -> None:
    sport = make_member(newsroom.station, "Sáu", EDITOR_IN_CHIEF, Desk.objects.get(pk=newsroom.sport.pk))
    with pytest.raises(NotAllowed):
        register(sport, "youtube", SAID)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/",
        "https://www.youtube.com/@songhong?sub=1",
        "https://www.youtube.com/@songhong#a",
        "https://www.tiktok.com/@songhong",
        "https://youtube.com@evil.example/@songhong",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_account_is_not_registered(newsroom: Newsroom, url: str) -> None:
    with pytest.raises(NoAccountAddress):
        register(newsroom.minh, "youtube", replace(SAID, url=url))
    assert not OfficialAccount.objects.exists()


def test_one_address_stands_there_once(newsroom: Newsroom, account: OfficialAccount) -> None:
    with pytest.raises(AlreadyRegistered):
        register(newsroom.minh, "youtube", replace(SAID, url="http://m.youtube.com/@SongHong/"))
    other = register(newsroom.minh, "youtube", replace(SAID, url="https://www.youtube.com/@songhong2"))
    with pytest.raises(AlreadyRegistered):
        change(other, SAID, base=1, member=newsroom.minh)


def test_two_who_change_at_once_do_not_overwrite_each_other(newsroom: Newsroom, account: OfficialAccount) -> None:
    change(account, replace(SAID, name="Của Minh"), base=1, member=newsroom.minh)
    with pytest.raises(EntryChanged):
        change(account, replace(SAID, name="Của Oanh"), base=1, member=newsroom.oanh)
    assert official_accounts(newsroom.station)[1].name == "Của Minh"


def test_what_was_ended_is_told_with_its_days_and_stays_as_it_is(newsroom: Newsroom, account: OfficialAccount) -> None:
    end(account, until=date(2026, 3, 2), because="Bán kênh", mistaken=False, member=newsroom.minh)
    assert [one.platform for one in official_accounts(newsroom.station)] == ["site"]
    former = [(one.url, one.since, one.until) for one in former_accounts(newsroom.station)]
    assert former == [("https://www.youtube.com/@songhong", date(2024, 5, 1), date(2026, 3, 2))]
    with pytest.raises(EntryEnded):
        change(account, replace(SAID, name="Khác"), base=1, member=newsroom.minh)
    with pytest.raises(EntryEnded):
        end(account, until=date(2026, 3, 3), because="x", mistaken=False, member=newsroom.minh)
    assert register(newsroom.minh, "youtube", SAID).pk != account.pk
    assert entries_of(account).last().because == "Bán kênh"  # type: ignore[union-attr]


def test_what_was_entered_by_mistake_is_told_to_nobody_outside(newsroom: Newsroom, account: OfficialAccount) -> None:
    end(account, until=date(2026, 3, 2), because="Nhầm kênh", mistaken=True, member=newsroom.minh)
    assert former_accounts(newsroom.station) == []


@pytest.mark.parametrize("table", ["officialaccount", "accountstatement", "accountend"])
def test_the_database_lets_no_row_be_changed(newsroom: Newsroom, account: OfficialAccount, table: str) -> None:
    end(account, until=date(2026, 3, 2), because="Bán kênh", mistaken=False, member=newsroom.minh)
    for statement in (f"UPDATE destinations_{table} SET made_at = now()", f"DELETE FROM destinations_{table}"):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
