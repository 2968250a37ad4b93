"""What is withdrawn is gone only where Zalo says so, and that is found out by few calls."""

from __future__ import annotations

import pytest

from clipdesk.connectors.contract import NotTaken
from clipdesk.connectors.http import NoAnswer
from clipdesk.connectors.zalo import errors
from clipdesk.connectors.zalo.connector import ZaloOfficialAccount
from clipdesk.connectors.zalo.practice.emulator import Zalo
from clipdesk.connectors.zalo.tests.test_connector import FIRST, Clips, names, out


def test_gone_is_only_what_the_list_does_not_hold(account: ZaloOfficialAccount, zalo: Zalo, clip: Clips) -> None:
    out(account, clip())
    zalo.articles |= {f"{number:020x}": {"title": "x", "status": "show"} for number in range(100, 125)}
    zalo.asked.clear()
    zalo.faults.add("remove", "refuse -201")
    zalo.faults.add("detail", "refuse -201")
    with pytest.raises(errors.WordsRefused):
        account.withdraw(FIRST)
    offsets = [said["offset"] for name, said in zalo.asked if name == "slice"]
    assert offsets == ["0", "10", "20"]
    account.withdraw(FIRST)
    assert FIRST not in zalo.articles
    account.withdraw(FIRST)


def test_what_is_gone_is_known_by_few_calls_however_many_articles_there_are(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    out(account, clip())
    more = {f"{number:020x}": {**zalo.articles[FIRST], "title": "x"} for number in range(100, 6000)}
    zalo.articles |= more
    zalo.asked.clear()
    account.withdraw(FIRST)
    assert names(zalo) == ["remove", "detail"]
    zalo.asked.clear()
    account.withdraw(FIRST)
    assert names(zalo) == ["remove", "detail", "slice", "slice", "slice", "detail"]
    zalo.faults.add("detail", "refuse -201", "refuse -201")  # Zalo lets nothing be read
    with pytest.raises(NoAnswer):
        account.withdraw(FIRST)
    assert zalo.articles == more


def test_what_zalo_says_it_has_deleted_and_still_shows_is_not_gone(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    out(account, clip())
    zalo.keeps_deleted = True
    with pytest.raises(NotTaken):
        account.withdraw(FIRST)
    zalo.keeps_deleted = False
    account.withdraw(FIRST)
    assert zalo.articles == {}
