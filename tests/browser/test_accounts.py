"""The register of official accounts, kept by hand at the desk, and what the public reads of it and of corrections."""

from __future__ import annotations

import subprocess
import sys
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot, sign_in
from tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.accept]
S, W = "/s/practice/", "/watch/practice/"
CHANNEL = "https://www.youtube.com/@songhong"
SAID = {
    "en": (
        "Yes, this account is ours",
        "This address names an account of ours",
        "Corrections",
        "This account is no longer ours",
    ),
    "vi": (
        "Đúng, tài khoản này là của chúng tôi",
        "Địa chỉ này ghi tên một tài khoản của chúng tôi",
        "Đính chính",
        "Tài khoản này không còn là của chúng tôi",
    ),
}


@pytest.mark.parametrize("width", [360, 1920])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_account_from_its_entry_to_its_end(
    desk: Desk, visit: Visit, practice: dict[str, str], language: str, width: int
) -> None:
    page = visit(width=width, height=900, color_scheme="dark" if language == "en" else "light")
    yes, names, corrections, gone = SAID[language]
    url = f"{CHANNEL}{language}{width}"
    written = url.removeprefix("https://")
    sign_in(page, desk, practice, language)
    page.goto(f"{desk.origin}{S}destinations/accounts/new/")
    _look(page, f"account-new-{language}-{width}")
    page.locator("[name=platform]").select_option("youtube")
    for field, words in (("url", "https://www.youtube.com/"), ("handle", "@songhong"), ("since", "2024-05-01")):
        page.locator(f"[name={field}]").fill(words)
    page.locator("main form.form button").last.click()
    expect(page.locator("[name=url]")).to_have_attribute("aria-invalid", "true")
    _look(page, f"account-refused-{language}-{width}")
    page.locator("[name=url]").fill(url)
    page.locator("main form.form button").last.click()
    page.wait_for_url("**/destinations/accounts/")
    _look(page, f"accounts-{language}-{width}")

    public = f"{desk.origin}{W}"
    for address, name, words in (
        (f"{public}official-accounts/?lang={language}", "public-accounts", written),
        (f"{public}is-this-ours/?lang={language}&address={url}", "ours-account", yes),
        (f"{public}is-this-ours/?lang={language}&address={url}/shorts", "ours-below", names),
        (f"{public}corrections/?lang={language}", "corrections", corrections),
    ):
        page.goto(address)
        expect(page.locator("main")).to_contain_text(words)
        _look(page, f"{name}-{language}-{width}")

    page.goto(f"{desk.origin}{S}destinations/accounts/")
    page.locator(f"tr:has-text('{written}') a").first.click()
    page.locator("[name=owner]").fill("Công ty Sông Hồng")
    page.locator("main form.form button").first.click()
    page.wait_for_url("**/destinations/accounts/")
    page.locator(f"tr:has-text('{written}') a").first.click()
    _look(page, f"account-{language}-{width}")
    page.locator("[name=because]").fill("Đã bán kênh")
    page.locator("main form.form button").last.click()
    page.wait_for_url("**/destinations/accounts/")
    _look(page, f"accounts-ended-{language}-{width}")
    page.goto(f"{public}is-this-ours/?lang={language}&address={url}")
    expect(page.locator("#answer")).to_have_text(gone)
    page.goto(f"{public}official-accounts/?lang={language}")
    _look(page, f"public-accounts-ended-{language}-{width}")
    page.goto(f"{desk.origin}{S}publishing/declaration/")
    _look(page, f"declaration-{language}-{width}")


def test_a_real_stations_channel_page_names_its_accounts(desk: Desk, visit: Visit) -> None:
    words = ["station", "Đài Sông Hồng", "--slug", "song-hong", "--email", "oanh@song-hong.example"]
    subprocess.run(
        [sys.executable, "-m", "clipdesk", *words], env=desk.env, check=True, capture_output=True, timeout=240
    )
    account = uuid4()  # written past the pages: at a real station they ask for a second factor
    desk.rows(
        "INSERT INTO destinations_officialaccount (id, platform, made_at, station_id)"
        " SELECT %s, 'youtube', now(), id FROM accounts_station WHERE slug = 'song-hong'",
        account,
    )
    desk.rows(
        "INSERT INTO destinations_accountstatement (number, handle, name, url, owner, since, made_at, account_id)"
        " VALUES (1, '@songhong', 'Sông Hồng TV', %s, 'Đài Sông Hồng', '2024-05-01', now(), %s)",
        CHANNEL,
        account,
    )
    for width in (360, 1920):
        page = visit(width=width, height=900)
        page.goto(f"{desk.origin}/watch/song-hong/")
        expect(page.locator("main a[rel~=me]")).to_have_attribute("href", CHANNEL)
        _look(page, f"channel-elsewhere-{width}")
    said = httpx.get(
        f"{desk.origin}/.well-known/trust.txt"
    ).text  # a browser would also ask for an icon of the plain text
    assert f"social={CHANNEL}" in said
    assert "practice" not in said


def _look(page: Page, name: str) -> None:
    shot(page, name)
    assert not page.locator("html").evaluate("html => html.scrollWidth > html.clientWidth"), name
    assert not barriers_on(page), name
