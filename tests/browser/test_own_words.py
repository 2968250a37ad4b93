"""Words of their own for a single destination: written on the cutting page, counted as the platform counts, kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot, sign_in
from tests.browser.hand import Hand
from tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.accept]
S = "/s/practice/"
OWN = "Nước lên nhanh"
_TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map((one) => `${one.tagName} ${one.className}`)"""


def _serve_x(desk: Desk, page: Page) -> None:
    """The operator registers the station's account on X and lets people post to it."""
    page.goto(f"{desk.origin}{S}destinations/accounts/new/")
    page.locator("[name=platform]").select_option("x")
    for field, words in (("url", "https://x.com/songxanh"), ("handle", "@songxanh"), ("since", "2024-05-01")):
        page.locator(f"[name={field}]").fill(words)
    page.locator("main form.form button").last.click()
    page.wait_for_url("**/destinations/accounts/")
    page.goto(f"{desk.origin}{S}destinations/by-hand/")
    page.get_by_label("X · @songxanh").check()
    page.get_by_role("button", name="Post there by hand").click()
    page.wait_for_url("**/destinations/")


def test_they_are_written_counted_and_kept(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    operator = visit(width=1440)
    sign_in(operator, desk, practice, "en", "oanh")
    _serve_x(desk, operator)
    page = visit(width=1440)
    sign_in(page, desk, practice, "en", "lan")
    page.goto(f"{desk.origin}{S}clips/{practice['draft']}/cut/")
    page.get_by_label("Description", exact=False).first.fill("ế" * 200)  # X counts each of them twice: 400
    place, over = page.locator("own-words [data-place]"), page.locator("own-words [data-over]")
    expect(over).to_contain_text("X · @songxanh takes 280 characters", timeout=10_000)
    page.locator("own-words summary").click()
    Hand(page).press(place.get_by_role("checkbox"), "Space")
    expect(place.locator("[data-own=description]")).to_have_value("ế" * 200)
    place.locator("[data-own=title]").fill(OWN)
    place.locator("[data-own=description]").fill("")
    # ướ, ê and á stand beyond what X counts once: N-ư-ớ-c (1 + 1 + 2 + 1), space, l-ê-n (3), space, n-h-a-n-h (5)
    expect(place.locator("[data-all]")).to_have_text("All words together: 15 of 280 characters.", timeout=10_000)
    expect(over).to_be_hidden()
    assert not barriers_on(page)
    shot(page, "cut-own-words")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-saved]")).to_contain_text("revision")
    page.wait_for_function("() => !document.querySelector('cutting-room').dirty")
    page.reload()
    expect(place.locator("[data-own=title]")).to_have_value(OWN)
    expect(place.get_by_role("checkbox")).to_be_checked()
    page.set_viewport_size({"width": 360, "height": 800})
    page.reload()
    expect(place.locator("[data-own=title]")).to_have_value(OWN)
    assert page.evaluate(_TOO_WIDE) == []
    shot(page, "cut-own-words-360")
