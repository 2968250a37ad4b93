"""What links and remote ids say of an account's articles."""

from __future__ import annotations

import pytest

from clipdesk.connectors.zalo.connecting import ZaloAccount
from clipdesk.connectors.zalo.handle import Handle
from clipdesk.connectors.zalo.practice.emulator import OA, OTHER
from clipdesk.connectors.zalo.tests.test_connector import FIRST


@pytest.mark.parametrize(
    "link",
    [
        f"https://rd.zapps.vn/video?id={FIRST}&pageId={OA}",
        f"rd.zapps.vn/detail/{OA}?id={FIRST}&zarsrc=4",
    ],
)
def test_a_link_leads_to_its_article(link: str) -> None:
    assert ZaloAccount(OA, "Sông Hồng TV").remote_id_of(link) == FIRST


@pytest.mark.parametrize(
    "link",
    [
        f"https://rd.zapps.vn/video?id={FIRST}&pageId={OTHER}",
        f"https://zalo.me/{OA}",
        "https://example.com/video?id=abcdef0123456789",
        "https://rd.zapps.vn/video?id=a%20b",
        "",
    ],
)
def test_another_link_leads_to_none(link: str) -> None:
    assert ZaloAccount(OA, "Sông Hồng TV").remote_id_of(link) == ""


@pytest.mark.parametrize(
    "remote_id",
    [
        "new-aB3dE5gH7jk.0123456789abcdef",
        "new-aB3dE5gH7jk.0123456789abcdef~to+ken/x=.y",
        "new-aB3dE5gH7jk.0123456789abcdef~vid-1~to+ken/x=",
        f"{FIRST}.vid-1.0123456789abcdef",
        FIRST,
        f"{FIRST}+new-aB3dE5gH7jk.0123456789abcdef~token",
        f"{FIRST}+vid-1.0123456789abcdef",
        f"{FIRST}.vid-1.0123456789abcdef~to+ken/x=.y",
        f"{FIRST}+vid-1.0123456789abcdef~to+ken/x=.y",
    ],
)
def test_a_handle_is_read_as_it_was_written(remote_id: str) -> None:
    assert str(Handle.read(remote_id)) == remote_id
    assert Handle.read(remote_id).is_settled is (remote_id == FIRST)


@pytest.mark.parametrize("remote_id", ["", "new-", "new-aB3dE5gH7jk", "a b", f"{FIRST}+", f"{FIRST}+{FIRST}"])
def test_what_is_no_handle_stands_for_nothing(remote_id: str) -> None:
    assert Handle.read(remote_id) == Handle()
