"""A font is added on the page of looks, chosen in a look, seen in its preview, and taken off the choice again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from clipdesk.media.tests import fonts_made
from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot, sign_in
from tests.browser.hand import Hand
from tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.accept]
S = "/s/practice/"
NAME = f"{fonts_made.FAMILY} Đậm"
SAID = {
    "en": {
        "file": "Font file (TTF or OTF)",
        "may": "Our station may use this font in its clips",
        "add": "Add the font",
        "refused": "does not allow it to be embedded",
        "font": "Font",
    },
    "vi": {
        "file": "Tệp phông chữ (TTF hoặc OTF)",
        "may": "Đài được dùng phông này",
        "add": "Thêm phông này",
        "refused": "không cho phép nhúng",
        "font": "Phông chữ",
    },
}


def _seen(page: Page, name: str) -> None:
    assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert barriers_on(page) == []
    shot(page, name)


def _drawn(page: Page) -> str:
    """Where the picture of the preview lies, once it has been drawn."""
    expect(page.locator("look-preview figcaption")).to_have_text("")
    expect(page.locator("look-preview img")).to_be_visible()
    return page.locator("look-preview img").get_attribute("src") or ""


@pytest.mark.parametrize(("language", "width"), [("en", 1920), ("vi", 360)])
def test_a_font_of_its_own(
    desk: Desk, visit: Visit, practice: dict[str, str], tmp_path: Path, language: str, width: int
) -> None:
    said, scheme = SAID[language], "dark" if language == "en" else "light"
    page = visit(width=width, height=900, locale=language, color_scheme=scheme)
    sign_in(page, desk, practice, language, "huong")
    page.goto(f"{desk.origin}{S}looks/")
    for change, name in ((fonts_made.marked(2), "refused.ttf"), (fonts_made.narrow, "hep.ttf")):
        page.get_by_label(said["file"]).set_input_files(fonts_made.made(tmp_path / name, change))
        page.get_by_label(said["may"]).check()
        Hand(page).press(page.get_by_role("button", name=said["add"]), "Enter")
        if name == "refused.ttf":
            expect(page.get_by_role("main")).to_contain_text(said["refused"])
            _seen(page, f"font-refused-{language}-{width}")
    off = page.get_by_role("button", name=NAME)
    expect(off).to_be_visible()
    _seen(page, f"fonts-{language}-{width}")
    page.goto(f"{desk.origin}{S}looks/one/")
    before = _drawn(page)
    page.get_by_label(said["font"]).select_option(label=NAME)
    expect(page.locator("look-preview img")).not_to_have_attribute("src", before)
    _drawn(page)
    _seen(page, f"look-in-own-font-{language}-{width}")
    page.goto(f"{desk.origin}{S}looks/")
    Hand(page).press(off, "Enter")
    expect(off).to_have_count(0)
    assert desk.rows("SELECT 1 FROM clips_font") == []
