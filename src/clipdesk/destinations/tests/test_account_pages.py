"""The pages of the register, as people use them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from clipdesk.config.testing_cast import Newsroom
from clipdesk.destinations.models import AccountEnd, AccountStatement, OfficialAccount
from clipdesk.destinations.register import Said, register
from clipdesk.kernel.clock import now

FORM = {
    "platform": "youtube",
    "url": "https://www.youtube.com/@songhong",
    "handle": "@songhong",
    "name": "Sông Hồng TV",
    "owner": "Đài Sông Hồng",
    "since": "2024-05-01",
}


@pytest.fixture
def account(newsroom: Newsroom) -> OfficialAccount:
    """A channel that is registered."""
    said = Said("@songhong", "Sông Hồng TV", "https://www.youtube.com/@songhong", "Đài Sông Hồng", date(2024, 5, 1))
    return register(newsroom.minh, "youtube", said)


def test_registering_leads_back_to_the_list(newsroom: Newsroom) -> None:
    browser = newsroom.client(newsroom.minh)
    answer = browser.post(newsroom.path("destinations/accounts/new/"), FORM, follow=True)
    assert answer.redirect_chain == [("/s/song-hong/destinations/accounts/", 302)]
    page = answer.content.decode()
    assert "Tài khoản đã vào sổ" in page
    assert "www.youtube.com/@songhong" in page
    assert AccountStatement.objects.get().since == date(2024, 5, 1)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("url", "https://www.youtube.com/", "không phải địa chỉ của một tài khoản"),
        ("handle", " ", "đúng như nền tảng hiển thị"),
        ("since", f"{now() + timedelta(days=3):%Y-%m-%d}", "chưa đến"),
        ("name", "", 'aria-invalid="true"'),
        ("platform", "myspace", 'aria-invalid="true"'),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field(newsroom: Newsroom, field: str, value: str, said: str) -> None:
    answer = newsroom.client(newsroom.minh).post(newsroom.path("destinations/accounts/new/"), {**FORM, field: value})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not OfficialAccount.objects.exists()


def test_a_website_needs_no_handle_and_words_lose_their_line_breaks(newsroom: Newsroom) -> None:
    form = {**FORM, "platform": "website", "url": "songhong.vn", "handle": "", "name": "Sông\r\nHồng"}
    newsroom.client(newsroom.minh).post(newsroom.path("destinations/accounts/new/"), form)
    kept = AccountStatement.objects.get()
    assert (kept.url, kept.handle, kept.name) == ("https://songhong.vn/", "", "Sông Hồng")


def test_everybody_at_the_station_reads_the_list_but_only_some_get_the_buttons(
    newsroom: Newsroom, account: OfficialAccount
) -> None:
    address = newsroom.path("destinations/accounts/")
    page = newsroom.client(newsroom.lan).get(address).content.decode()
    assert "www.youtube.com/@songhong" in page
    assert str(account.pk) not in page
    assert "destinations/accounts/new/" not in page
    page = newsroom.client(newsroom.oanh).get(address).content.decode()
    assert f"destinations/accounts/{account.pk}/" in page
    assert "destinations/accounts/new/" in page


def test_a_change_shows_what_was_said_before(newsroom: Newsroom, account: OfficialAccount) -> None:
    browser, address = newsroom.client(newsroom.oanh), newsroom.path(f"destinations/accounts/{account.pk}/")
    assert 'value="@songhong"' in browser.get(address).content.decode()
    assert browser.post(address, {**FORM, "owner": "Công ty X", "base": "1"}).status_code == 302
    page = browser.get(address).content.decode()
    assert 'value="Công ty X"' in page
    assert "Nội dung trước đây" in page
    assert "Sửa tài khoản chính thức" in page
    stale = browser.post(address, {**FORM, "owner": "Công ty Y", "base": "1"})
    assert stale.status_code == 422
    assert "có người khác đã sửa" in stale.content.decode()


@pytest.mark.parametrize(
    ("until", "because", "ends"),
    [
        ("2026-01-31", "Bán kênh", True),
        ("2024-04-30", "Bán kênh", False),
        ("2999-01-01", "x", False),
        ("2026-01-31", " ", False),
    ],
)
def test_ending_asks_for_a_day_and_a_reason(
    newsroom: Newsroom, account: OfficialAccount, until: str, because: str, ends: bool
) -> None:
    address = newsroom.path(f"destinations/accounts/{account.pk}/")
    answer = newsroom.client(newsroom.minh).post(f"{address}end/", {"until": until, "because": because})
    assert answer.status_code == (302 if ends else 200)
    assert AccountEnd.objects.exists() == ends
    if ends:
        page = newsroom.client(newsroom.minh).get(address).content.decode()
        assert "Bán kênh" in page
        assert 'name="owner"' not in page


def test_another_stations_entry_is_not_found(newsroom: Newsroom, account: OfficialAccount) -> None:
    browser = newsroom.client(newsroom.stranger)
    assert browser.get(f"/s/cuu-long/destinations/accounts/{account.pk}/").status_code == 404
    assert browser.post(f"/s/cuu-long/destinations/accounts/{account.pk}/end/", {}).status_code == 404
