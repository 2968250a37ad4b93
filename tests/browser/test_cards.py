"""The cards of a look: chosen on its page and seen there, and on the cutting page in the preview and where the clip is played."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot, sign_in
from tests.browser.hand import FLOOD, Hand
from tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.accept]
S = "/s/practice/"
RED, BLUE = (200, 30, 30), (30, 30, 200)
SAID = {
    "en": {
        "name": "Name of the look",
        "opening": "Opening card (JPEG, PNG or WebP)",
        "seconds": "Seconds that the opening card stands",
        "closing": "Closing card (JPEG, PNG or WebP)",
        "stands": "Seconds that the closing card stands",
        "none": "This look has no opening card yet. Choose a picture for it.",
        "before": "Before the clip",
        "within": "In the clip",
        "after": "After the clip",
        "keep": "Keep as a new version",
        "look": "Look",
        "play": "Play the clip",
        "cut": "Cut this item",
    },
    "vi": {
        "name": "Tên kiểu trình bày",
        "opening": "Hình mở đầu (JPEG, PNG hoặc WebP)",
        "seconds": "Số giây hiện hình mở đầu",
        "closing": "Hình kết (JPEG, PNG hoặc WebP)",
        "stands": "Số giây hiện hình kết",
        "none": "Kiểu trình bày này chưa có hình mở đầu. Hãy chọn một ảnh.",
        "before": "Trước clip",
        "within": "Trong clip",
        "after": "Sau clip",
        "keep": "Lưu thành phiên bản mới",
        "look": "Kiểu trình bày",
        "play": "Phát clip",
        "cut": "Cắt mục này",
    },
}
_PIXELS = """async (image) => {
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/png").split(",")[1];
}"""


def _middle(page: Page, place: str) -> str:
    """Which card stands in the middle of a picture: "red", "blue", or neither. Browsers show BT.709 a little brighter."""
    raw = base64.b64decode(page.locator(place).evaluate(_PIXELS))
    with Image.open(BytesIO(raw)) as image:
        pixels = np.asarray(image.convert("RGB"))
    red, green, blue = (int(part) for part in pixels[pixels.shape[0] // 2, pixels.shape[1] // 2])
    return "red" if red > 150 > 100 > max(green, blue) else "blue" if blue > 150 > 100 > max(red, green) else "neither"


def _anew(page: Page, place: str, before: str) -> str:
    """Wait until a picture is another one; tell its address."""
    page.wait_for_function(
        "([place, before]) => { const { src } = document.querySelector(place); return src && src !== before; }",
        arg=[place, before],
        timeout=60_000,
    )
    return page.locator(place).get_attribute("src") or ""


def _made(page: Page, desk: Desk, said: dict[str, str], tmp_path: Path, name: str) -> None:
    """A look with a red card before and a blue one after the clip, seen while it is made."""
    hand, place = Hand(page), "look-preview img"
    for kind, ground in (("opening", RED), ("closing", BLUE)):
        Image.new("RGB", (800, 450), ground).save(tmp_path / f"{kind}.png")
    page.goto(f"{desk.origin}{S}looks/one/")
    src = _anew(page, place, "")
    buttons = {each: page.get_by_role("button", name=said[each], exact=True) for each in ("before", "within", "after")}
    hand.press(buttons["before"], "Enter")
    expect(page.locator("look-preview figcaption")).to_have_text(said["none"])
    page.get_by_label(said["opening"]).set_input_files(tmp_path / "opening.png")
    src = _anew(page, place, src)
    assert _middle(page, place) == "red"
    expect(buttons["before"]).to_have_attribute("aria-pressed", "true")
    assert barriers_on(page) == []
    shot(page, f"look-opening-card-{name}")
    page.get_by_label(said["closing"]).set_input_files(tmp_path / "closing.png")
    src = _anew(page, place, src)
    for each, colour in (("after", "blue"), ("within", "neither"), ("before", "red")):
        hand.press(buttons[each], "Enter")
        src = _anew(page, place, src)
        assert _middle(page, place) == colour
    page.get_by_label(said["name"]).fill(f"Hai hình {name}")
    page.get_by_label(said["seconds"]).fill("2")
    page.get_by_label(said["stands"]).fill("2")
    hand.press(page.get_by_role("button", name=said["keep"]), "Enter")
    expect(page).to_have_url(re.compile(r"/looks/$"))


@pytest.mark.parametrize(("language", "width"), [("en", 1920), ("vi", 360)])
def test_cards_are_seen_on_both_pages(
    desk: Desk, visit: Visit, practice: dict[str, str], tmp_path: Path, language: str, width: int
) -> None:
    said, name = SAID[language], f"{language}-{width}"
    page = visit(width=width, height=900, locale=language)
    sign_in(page, desk, practice, language, "huong")
    _made(page, desk, said, tmp_path, name)
    page.goto(f"{desk.origin}{S}recordings/{practice['recording']}/")
    Hand(page).press(page.locator("tr", has_text=FLOOD).get_by_role("button", name=said["cut"]), "Enter")
    expect(page.locator("cut-timeline .handle").first).to_be_visible()
    preview, hand = "[data-preview]", Hand(page)
    group, note = page.locator("clip-cards"), page.locator("[data-preview-note]")
    expect(group).to_be_hidden()  # without a look there are none
    _anew(page, preview, "")
    page.get_by_label(said["look"], exact=True).select_option(label=f"Hai hình {name}")
    expect(group).to_be_visible()
    for each, colour in (("before", "red"), ("after", "blue")):
        hand.press(group.get_by_role("button", name=said[each], exact=True), "Enter")
        expect(note).to_have_text(f"9:16 · {said[each]}")
        assert _middle(page, preview) == colour
    assert barriers_on(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.locator(preview).scroll_into_view_if_needed()
    shot(page, f"cut-cards-{name}")
    page.evaluate("() => { const { player } = document.querySelector('cutting-room'); player.seek(player.frame + 1); }")
    expect(note).to_have_text(re.compile(r"^9:16 · \d"))  # who moves on sees the clip again
    assert _middle(page, preview) == "neither"
    expect(group.get_by_role("button", name=said["within"], exact=True)).to_have_attribute("aria-pressed", "true")
    _played(page, said, name)


def _played(page: Page, said: dict[str, str], name: str) -> None:
    """The last second of the clip with its cards over the picture; pressing anything takes them away."""
    page.evaluate("""() => {
        const room = document.querySelector("cutting-room");
        room.media.muted = true;
        const end = room.frameOf(room.ranges[0].end);
        room.setEdge(0, "start", end - 25);
    }""")
    standing, hand = page.locator("[data-standing]"), Hand(page)
    play = page.get_by_role("button", name=said["play"], exact=True)
    hand.press(play, "Enter")
    expect(standing).to_be_visible(timeout=30_000)
    assert page.evaluate("() => document.querySelector('video').paused")
    assert _middle(page, "[data-standing]") == "red"
    expect(standing).to_be_hidden(timeout=10_000)
    expect(standing).to_be_visible(timeout=30_000)
    assert _middle(page, "[data-standing]") == "blue"
    expect(standing).to_be_hidden(timeout=10_000)
    hand.press(play, "Enter")
    expect(standing).to_be_visible(timeout=30_000)
    shot(page, f"cut-card-stands-{name}")
    page.keyboard.press("ArrowRight")
    expect(standing).to_be_hidden()
    page.wait_for_timeout(2500)
    assert page.evaluate("() => document.querySelector('video').paused")  # it does not begin afterwards
