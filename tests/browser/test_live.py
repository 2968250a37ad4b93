"""A channel in the browser: the player plays what is on air, In and Out are set while it runs, the cut opens to be cut."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from clipdesk.config.testing_cast import PASSWORD
from clipdesk.media.live.tests.conftest import programme
from clipdesk.media.tests.conftest import bulletin, make
from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot
from tests.desk import Desk
from tests.live.test_on_air import OnAir

__all__ = ["bulletin", "make", "programme"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]
S = "/s/song-hong/"
MINUTE = 60_000


@pytest.fixture(scope="module")
def air(desk: Desk, programme: Path) -> Iterator[OnAir]:
    on_air = OnAir(desk, programme)
    try:
        on_air.wait(4)
        yield on_air
    finally:
        on_air.sender.kill()
        on_air.sender.wait()


def _open(page: Page, air: OnAir, who: str, language: str) -> None:
    air.desk.rows("UPDATE accounts_person SET language = %s", language)
    page.goto(f"{air.desk.origin}/sign-in/")
    page.locator("input[name=login]").fill(f"{who}@song-hong.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit], main button:not([type])").first.click()
    page.wait_for_url(f"**{S}")
    page.goto(f"{air.desk.origin}{S}channels/{air.folder.parent.name}/")


def test_a_clip_is_cut_while_the_channel_runs(air: OnAir, visit: Visit) -> None:
    page = visit(width=1920, height=1080)
    _open(page, air, "lan", "vi")
    media = page.locator("[data-media]")
    expect(media).to_have_js_property("readyState", 4, timeout=4 * MINUTE)
    begun = media.evaluate("media => media.currentTime")
    until = time.monotonic() + 240
    while media.evaluate("media => media.currentTime") < begun + 3:  # the page's rules let no test wait inside it
        assert time.monotonic() < until
        page.wait_for_timeout(500)
    page.get_by_role("button", name="Điểm vào ngay").click()
    out = page.get_by_role("button", name="Điểm ra ngay")
    expect(out).to_be_visible(timeout=MINUTE)
    page.wait_for_timeout(5000)
    out.click()
    go = page.get_by_role("button", name="Mở trong trang cắt")
    expect(go).to_be_visible(timeout=4 * MINUTE)
    shot(page, "live-1920-vi")
    go.click()
    expect(page).to_have_url(re.compile(r"/clips/[0-9a-f-]+/cut/$"), timeout=MINUTE)


def test_a_bulletin_is_planned_on_a_phone(air: OnAir, visit: Visit) -> None:
    page = visit(width=360, height=800)
    _open(page, air, "tho", "en")
    channel = page.url
    page.get_by_role("link", name="Plan a recording").click()
    page.get_by_label("Title").fill("Bản tin 05:30")
    page.get_by_label("First day").fill("2030-01-07")
    page.get_by_label("Begins at").fill("05:30")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(channel, timeout=MINUTE)
    planned = page.locator("#planned")
    expect(planned).to_contain_text("Monday, Tuesday, Wednesday, Thursday, Friday, 05:30 (Asia/Ho_Chi_Minh)")
    expect(planned.get_by_text("To come")).to_have_count(5)
    planned.get_by_role("link", name="Change").click()
    days = page.get_by_role("button", name="Leave this day out")
    expect(days).to_have_count(10)
    days.first.click()
    expect(page.get_by_role("button", name="Record it after all")).to_be_visible(timeout=MINUTE)
    expect(page.get_by_role("listitem").filter(has_text="Left out")).to_contain_text("7 Jan 2030")


def test_a_moment_is_marked_and_in_is_set_at_it(air: OnAir, visit: Visit) -> None:
    page = visit(width=360, height=800)
    _open(page, air, "lan", "vi")
    page.get_by_label("Nội dung được đánh dấu").fill("Bàn thắng")
    page.get_by_role("button", name="Đánh dấu ngay").click()
    mark = page.get_by_role("listitem").filter(has_text="Bàn thắng")
    expect(mark).to_be_visible(timeout=MINUTE)
    mark.get_by_role("button", name="Điểm vào tại mốc này").click()
    expect(page.get_by_role("button", name="Điểm ra ngay")).to_be_visible(timeout=MINUTE)
    page.get_by_role("button", name="Bỏ điểm vào này").click()
    expect(page.get_by_role("button", name="Điểm ra ngay")).to_have_count(0, timeout=MINUTE)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("width", [360, 1920])
def test_the_pages(air: OnAir, visit: Visit, language: str, width: int) -> None:
    page = visit(width=width, height=900, color_scheme="dark" if language == "en" else "light")
    _open(page, air, "tho", language)  # “Thảo” without what is not ASCII
    pages = {"channel": page.url, "channels": f"{air.desk.origin}{S}channels/", "form": f"{page.url}change/"}
    series = air.desk.rows("SELECT id FROM library_series")[0]["id"]  # planned by the test before
    pages |= {"plan": f"{page.url}planned/new/", "series": f"{pages['channels']}planned/{series}/change/"}
    for name, address in pages.items():
        page.goto(address)
        shot(page, f"live-{name}-{width}-{language}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert barriers_on(page) == []
    page.goto(pages["channel"])
    page.locator("form[action$='/mark/token/'] button").first.click()
    expect(page.locator("#token")).to_have_value(re.compile("[A-Za-z0-9_-]{40,}"))
    shot(page, f"live-token-{width}-{language}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers_on(page) == []
