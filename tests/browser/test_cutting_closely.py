"""Looking and listening closely on the cutting page: the frame in full size, how loud it is, what lies behind a
whole picture."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot, sign_in
from tests.browser.hand import Hand
from tests.desk import Desk

_IS_OF_SIZE = """([width, height]) => {
    const image = document.querySelector("full-size img");
    return image.naturalWidth === width && image.naturalHeight === height;
}"""
_IS_BLACK_ABOVE = """async () => {
    const image = document.querySelector("[data-preview]");
    if (!(await image.decode().then(() => true, () => false))) return false;
    const paint = new OffscreenCanvas(1, 1).getContext("2d");
    paint.drawImage(image, -(image.naturalWidth / 2), -20);
    return [...paint.getImageData(0, 0, 1, 1).data].join() === "0,0,0,255";
}"""
pytestmark = [pytest.mark.browser, pytest.mark.accept]


def test_the_frame_in_full_size(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = visit(width=1440)
    sign_in(page, desk, practice, "en", "lan")
    page.goto(f"{desk.origin}/s/practice/clips/{practice['draft']}/cut/")
    expect(page.locator("[data-ranges] button").first).to_be_visible()
    opens, picture = page.get_by_role("button", name="This frame in full size"), page.locator("full-size img")
    for shape, size in (("9:16", [1080, 1920]), ("16:9", [1920, 1080])):
        page.locator(f"[data-shape='{shape}']").click()
        Hand(page).press(opens, "Enter")
        expect(picture).to_be_visible(timeout=30_000)
        page.wait_for_function(_IS_OF_SIZE, arg=size)
        shot(page, f"cut-full-size-{size[0]}")
        assert not barriers_on(page)
        page.keyboard.press("Escape")
        expect(picture).to_be_hidden()
        expect(opens).to_be_focused()


def test_how_loud_it_is(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = visit(width=1440)
    sign_in(page, desk, practice, "en", "lan")
    address = f"{desk.origin}/s/practice/clips/{practice['draft']}"
    levels = [step / 3 - 70 for step in page.request.get(f"{address}/loudness/").body()]
    page.goto(f"{address}/cut/")
    expect(page.locator("cut-loudness")).to_be_visible()
    loud = max(range(len(levels)), key=lambda place: levels[place])
    quiet = levels.index(min(levels))
    told = page.locator("cut-loudness")
    for place, text in ((loud, f"−{-round(levels[loud])} LUFS"), (quiet, "silence")):
        page.evaluate("frame => document.querySelector('cutting-room').player.seek(frame)", place * 25 // 10)
        expect(told).to_have_text(text)
    assert -30 < levels[loud] < 0
    assert levels[quiet] < -60
    shot(page, "cut-loudness")


def test_a_whole_picture_on_black(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = visit(width=1440)
    sign_in(page, desk, practice, "en", "lan")
    page.goto(f"{desk.origin}/s/practice/clips/{practice['draft']}/cut/")
    expect(page.locator("[data-ranges] button").first).to_be_visible()
    preview = page.locator("[data-preview]")
    expect(preview).to_have_attribute("src", re.compile("^blob:"), timeout=30_000)
    cropped = preview.get_attribute("src") or ""
    page.get_by_role("button", name="Whole picture").click()
    expect(preview).not_to_have_attribute("src", cropped, timeout=30_000)
    black, saved = page.get_by_role("button", name="On black, not blurred"), page.locator("[data-saved]")
    assert not page.evaluate(_IS_BLACK_ABOVE)
    Hand(page).press(black, "Enter")
    expect(black).to_have_attribute("aria-pressed", "true")
    page.wait_for_function(_IS_BLACK_ABOVE, timeout=30_000)
    page.keyboard.press("Control+s")
    expect(saved).to_have_text(re.compile(r"^revision \d+$"))
    page.reload()
    expect(black).to_have_attribute("aria-pressed", "true")
    black.click()
    expect(black).to_have_attribute("aria-pressed", "false")
