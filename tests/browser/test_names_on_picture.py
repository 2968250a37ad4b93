"""Names on the picture: one is added with the keyboard alone, seen in the preview, undone, mended, kept, and small too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot, sign_in
from tests.browser.hand import Hand, open_item
from tests.desk import Desk

pytestmark = pytest.mark.browser
NAMED = "() => JSON.parse(document.querySelector('cutting-room').payload).recipe.lower_thirds"
SECONDS = """() => {
    const list = document.querySelector("lower-thirds");
    return list.named.map((one) => list.seen(one));
}"""
_TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map((one) => `${one.tagName} ${one.className}`)"""


def _drawn(page: Page) -> str:
    """Wait until the preview shows the page as it is; return its address."""
    expect(page.locator("[data-preview-note]")).to_have_text(re.compile(r" s$"), timeout=60_000)
    return str(page.locator("[data-preview]").get_attribute("src"))


def test_one_is_added_with_the_keyboard(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = visit(width=1440)
    sign_in(page, desk, practice, "en", "lan")
    hand = Hand(page)
    open_item(page, desk, practice, hand)
    before = _drawn(page)
    rows, first = page.locator("lower-thirds .named"), page.locator("lower-thirds .named").first
    expect(page.locator("lower-thirds")).to_have_text("Nobody is named in this clip yet.")
    hand.press(page.get_by_role("button", name="Name here"), "Enter")
    expect(first.locator("[data-field=name]")).to_be_focused()
    expect(first.locator(".cue-warning")).to_have_text("no name yet: it is not drawn")
    assert page.evaluate(NAMED) == []  # without a name it is none
    page.keyboard.insert_text("Nguyễn Thị Lan")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("Phó chủ tịch UBND tỉnh")
    (one,) = page.evaluate(NAMED)
    assert (one["name"], one["role"]) == ("Nguyễn Thị Lan", "Phó chủ tịch UBND tỉnh")
    assert page.evaluate(SECONDS) == [5]
    expect(first.locator(".cue-warning")).to_be_hidden()
    page.wait_for_function(
        "before => document.querySelector('[data-preview]').src !== before", arg=before, timeout=60_000
    )
    _drawn(page)
    assert not barriers_on(page)
    shot(page, "cut-names")
    hand.type(first.locator("[data-field=end]"), "0:00")
    page.keyboard.press("Tab")
    expect(page.locator("[data-name-status]")).to_contain_text("That time does not fit")
    hand.press(page.get_by_role("button", name="Name here"), "Enter")  # the playhead stands in it: no second one
    expect(rows).to_have_count(1)
    expect(first.locator("[data-field=name]")).to_be_focused()
    for field, text in (("find", "Thị Lan"), ("replacement", "Thị Lam")):
        page.locator(f"#{field}").evaluate("field => { field.closest('details').open = true; }")
        hand.type(page.locator(f"#{field}"), text)
    hand.press(page.get_by_role("button", name="Replace everywhere in this clip"), "Enter")
    expect(first.locator("[data-field=name]")).to_have_value("Nguyễn Thị Lam")
    hand.press(page.get_by_role("button", name="Undo"), "Enter")
    expect(first.locator("[data-field=name]")).to_have_value("Nguyễn Thị Lan")
    page.keyboard.press("Control+s")
    page.wait_for_function("() => !document.querySelector('cutting-room').dirty")
    page.set_viewport_size({"width": 360, "height": 800})
    page.reload()
    expect(first.locator("[data-field=role]")).to_have_value("Phó chủ tịch UBND tỉnh")
    assert page.evaluate(_TOO_WIDE) == []
    shot(page, "cut-names-360")
    hand.press(first.get_by_role("button", name="Delete, Name 1"), "Enter")
    expect(page.get_by_role("button", name="Name here")).to_be_focused()
    page.keyboard.press("Control+s")
    page.wait_for_function("() => !document.querySelector('cutting-room').dirty")
    page.reload()
    expect(page.locator("lower-thirds")).to_have_text("Nobody is named in this clip yet.")
