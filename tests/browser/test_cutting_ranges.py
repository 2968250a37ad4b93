"""The clip's ranges: in which order, how long for each destination, and what their edges snap to."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, sign_in
from tests.browser.hand import Hand, heard, open_item
from tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.accept]


def opened(desk: Desk, visit: Visit, practice: dict[str, str]) -> Page:
    """A clip of three ranges, of one, two and three seconds."""
    page = cutting(desk, visit, practice)
    page.evaluate("() => document.querySelector('cutting-room').setRanges([[100, 125], [200, 250], [300, 375]], 0)")
    return page


def cutting(desk: Desk, visit: Visit, practice: dict[str, str]) -> Page:
    """The page as it opens."""
    page = visit(width=1440)
    sign_in(page, desk, practice, "en", "lan")
    page.goto(f"{desk.origin}/s/practice/clips/{practice['draft']}/cut/")
    expect(page.locator("[data-ranges] button").first).to_be_visible()
    return page


def lengths(page: Page) -> list[str]:
    """How long each range is, in the clip's order."""
    return [text.rsplit(" · ", 1)[1] for text in page.locator("[data-ranges] button").all_inner_texts()]


def test_ranges_change_places_by_keyboard(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = opened(desk, visit, practice)
    hand = Hand(page)
    later, earlier = (page.get_by_role("button", name=f"Range {way} in the clip") for way in ("later", "earlier"))
    expect(earlier).to_be_disabled()
    hand.press(later, "Enter")
    assert lengths(page) == ["2.00 s", "1.00 s", "3.00 s"]
    page.keyboard.press("Enter")
    assert lengths(page) == ["2.00 s", "3.00 s", "1.00 s"]
    expect(later).to_be_disabled()
    chosen = page.locator("[data-ranges] button").last
    expect(chosen).to_have_attribute("aria-pressed", "true")
    expect(chosen).to_be_focused()  # the button that cannot be pressed any more gave the keyboard on
    hand.press(earlier, "Enter")
    assert lengths(page) == ["2.00 s", "1.00 s", "3.00 s"]
    page.get_by_role("button", name="Undo").click()
    assert lengths(page) == ["2.00 s", "3.00 s", "1.00 s"]
    page.keyboard.press("Control+s")
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^revision \d+$"))
    page.reload()
    expect(page.locator("[data-ranges] button")).to_have_count(3)
    assert lengths(page) == ["2.00 s", "3.00 s", "1.00 s"]


def test_a_range_is_dragged_onto_another(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = opened(desk, visit, practice)
    buttons = page.locator("[data-ranges] button")
    buttons.nth(2).hover()  # into view
    begin, end = buttons.nth(2).bounding_box(), buttons.nth(0).bounding_box()
    assert begin
    assert end
    page.mouse.move(begin["x"] + 9, begin["y"] + 9)
    page.mouse.down()
    page.mouse.move(end["x"] + 9, end["y"] + 9, steps=4)
    expect(buttons.nth(0)).to_have_class("button button-small target")
    page.mouse.up()
    assert lengths(page) == ["3.00 s", "1.00 s", "2.00 s"]
    expect(buttons.nth(0)).to_have_attribute("aria-pressed", "true")


def test_the_length_stands_beside_what_each_destination_takes(
    desk: Desk, visit: Visit, practice: dict[str, str]
) -> None:
    page = cutting(desk, visit, practice)
    lengths, over = page.locator("clip-lengths [data-fits]"), page.locator("clip-lengths [data-over]")
    expect(lengths).to_have_text(re.compile(r": \d:\d\d of 3:00:00$"))
    page.evaluate("() => document.querySelector('cutting-room').setRanges([[100, 125], [200, 250], [300, 375]], 0)")
    expect(lengths).to_have_text(re.compile(": 0:06 of 3:00:00$"))
    expect(over).to_be_hidden()
    page.evaluate(
        """() => {
            const room = document.querySelector("cutting-room");
            room.data.destinations.push({ name: "Kênh ngắn", longest: 6 });
            room.setEdge(2, "end", 376);
        }"""
    )
    expect(over).to_have_text("Kênh ngắn takes 0:06 at most: shorten the clip by 0:01.")  # one frame too long
    expect(lengths).to_have_text(re.compile(": 0:07 of 3:00:00$"))
    page.get_by_role("button", name="Undo").click()
    expect(over).to_be_hidden()


def test_edges_snap_to_sentences_and_items(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = visit(width=1440)
    sign_in(page, desk, practice, "en", "lan")
    heard(desk, practice["recording"])
    open_item(page, desk, practice, Hand(page))
    lines = page.request.get(page.url.replace("/cut/", "/words/")).json()["lines"]
    sentences = {line["words"][0][0] * 25 // 1000 for line in lines}
    items = page.evaluate("() => document.querySelector('cutting-room').data.items")
    ends = {round(25 * Fraction(item["end"])) for item in items}
    points = set(page.evaluate("() => document.querySelector('cut-timeline').points"))
    assert len(sentences) > 6
    assert len(items) >= 6
    assert sentences <= points
    assert ends <= points
    snapped = "frame => document.querySelector('cut-timeline').snapped(frame)"
    lonely = next(at for at in sorted(sentences) if not points & {at - 2, at - 1, at + 1, at + 2})
    assert page.evaluate(snapped, lonely + 1) == lonely
