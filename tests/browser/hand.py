"""What the tests of the cutting room share: a hand at the keyboard, and the way to the bulletin's flood item."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.desk import Desk

FLOOD = "Sông Xanh vượt báo động hai tại Bến Sen"


class Hand:
    """Counts what a person does; every key goes to something that Tab reaches."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def press(self, target: Locator, *keys: str) -> None:
        """Go to an element and press keys there, each of them an action."""
        expect(target).to_be_visible()
        target.focus()
        expect(target).to_be_focused()
        assert target.evaluate("element => element.tabIndex >= 0"), target
        for key in keys:
            self.page.keyboard.press(key)
            self.actions += 1

    def type(self, target: Locator, text: str) -> None:
        """Write into a field, which is one action."""
        target.focus()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)
        self.actions += 1


def heard(desk: Desk, recording: str) -> None:
    """Wait until the desk has listened for the bulletin's six scripts."""
    asked = "SELECT 1 FROM library_transcript WHERE recording_id = %s"
    desk.wait(lambda: len(desk.rows(asked, recording)) == 6, 120, "the words of the bulletin")


def open_item(page: Page, desk: Desk, practice: dict[str, str], hand: Hand) -> None:
    """From the bulletin to the cutting page of its flood item."""
    page.goto(f"{desk.origin}/s/practice/recordings/{practice['recording']}/")
    hand.press(page.locator("tr", has_text=FLOOD).get_by_role("button", name="Cut this item"), "Enter")
    expect(page.locator(".said [data-word]").first).to_be_attached(timeout=30_000)


def total(page: Page) -> float:
    """The clip's length as the page tells it."""
    return float(page.locator("[data-total]").inner_text().removesuffix(" s"))
