"""The cutting page through a long shift: addresses die, the line breaks, frames that are no whole milliseconds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit, sign_in
from tests.browser.hand import Hand, heard, open_item, total
from tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.accept]
_READ_BACK = """([rate, times]) => {
    const room = Object.create(customElements.get("cutting-room").prototype);
    room.rate = rate;
    return times.map((time) => room.frameOf(time));
}"""
LOST = "Picture and sound do not come"
# what a browser has kept of a file it does not ask for again: an address that never was is asked for
_CAPTIONS = b"1\n00:00:00,000 --> 00:00:02,000\nKh\xc3\xb4ng m\xe1\xba\xa5t g\xc3\xac\n"
_DEAD = """() => {
    const room = document.querySelector("cutting-room");
    const { links } = room.data;
    [links.proxy, links.sheets, links.peaks.coarse] = ["/files/dead", links.sheets.map(() => "/files/dead"), "/files/dead"];
    room.media.src = links.proxy;
    room.media.currentTime = 700.5 / room.fps;
}"""


@pytest.fixture
def broken_line(chromium: Browser) -> Iterator[Page]:
    """A page on which requests may fail: the browser calls each an error, which no other page may have."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("rate", [(25, 1), (30000, 1001), (30, 1), (50, 1), (60000, 1001), (60, 1)])
def test_a_time_in_a_file_is_the_frame_that_was_meant(
    desk: Desk, visit: Visit, practice: dict[str, str], rate: tuple[int, int]
) -> None:
    """Files of captions are exact to the millisecond, and most frames begin between two of them."""
    page = visit()
    sign_in(page, desk, practice, "en", "lan")
    page.goto(f"{desk.origin}/s/practice/clips/{practice['draft']}/cut/")
    frames = [*range(400), *range(1_000_000, 1_000_400)]
    written = [f"{round(1000 * frame / Fraction(*rate))}/1000" for frame in frames]
    assert page.evaluate(_READ_BACK, [list(rate), written]) == frames


def test_addresses_that_died_are_asked_for_anew(desk: Desk, broken_line: Page, practice: dict[str, str]) -> None:
    page = broken_line
    sign_in(page, desk, practice, "en", "lan")
    heard(desk, practice["recording"])
    open_item(page, desk, practice, Hand(page))
    page.evaluate("() => document.querySelector('cutting-room').player.seek(700)")
    page.evaluate(_DEAD)
    page.wait_for_function("() => document.querySelector('cutting-room video').readyState >= 2")
    assert page.evaluate("() => document.querySelector('cutting-room').player.frame") == 700
    sheets = page.evaluate("() => document.querySelector('cutting-room').data.links.sheets")
    assert sheets
    assert "/files/dead" not in sheets
    expect(page.locator("media-links")).to_be_hidden()


def test_somebody_signed_out_is_told_and_comes_back(desk: Desk, broken_line: Page, practice: dict[str, str]) -> None:
    page = broken_line
    sign_in(page, desk, practice, "en", "lan")
    heard(desk, practice["recording"])
    open_item(page, desk, practice, Hand(page))
    page.get_by_label("Title").fill("Chưa ghi")
    signed_in = page.context.cookies()
    page.context.clear_cookies()
    page.evaluate(_DEAD)
    told = page.locator("media-links")
    expect(told).to_contain_text(LOST)
    page.context.add_cookies(signed_in)  # type: ignore[arg-type]  # as signing in in another window does
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    page.wait_for_function("() => document.querySelector('cutting-room video').readyState >= 2")
    expect(told).to_be_hidden()
    expect(page.get_by_label("Title")).to_have_value("Chưa ghi")


def test_addresses_are_renewed_before_they_die(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = visit()
    sign_in(page, desk, practice, "en", "lan")
    page.clock.install()
    page.goto(f"{desk.origin}/s/practice/clips/{practice['draft']}/cut/")
    expect(page.locator("cutting-room [data-total]")).not_to_be_empty()
    with page.expect_response(re.compile("/links/$")) as renewed:
        page.clock.fast_forward("02:00:00")  # of the three hours that they live at least
    assert renewed.value.ok


def test_windows_that_are_missing_are_told_and_come_later(
    desk: Desk, broken_line: Page, practice: dict[str, str]
) -> None:
    """A range was added while the desk could not be reached: the page says so, and asks again by itself."""
    page = broken_line
    sign_in(page, desk, practice, "en", "lan")
    heard(desk, practice["recording"])
    open_item(page, desk, practice, Hand(page))
    page.get_by_role("button", name="Follow faces, shot by shot").click()
    note = page.locator("[data-window-note]")
    expect(note).to_have_text(re.compile("^Shot "), timeout=30_000)
    shots = "() => document.querySelector('cutting-room').content.recipe.framing['9:16'].shots.length"
    had, length = page.evaluate(shots), total(page)
    page.context.set_offline(True)
    page.evaluate("() => { const room = document.querySelector('cutting-room'); room.addRange(room.frames - 250); }")
    expect(note).to_have_text(re.compile("^The windows of what came into the clip are still missing. The desk cannot"))
    assert total(page) > length
    page.context.set_offline(False)
    page.wait_for_function(f"count => ({shots})() > count", arg=had, timeout=30_000)
    expect(note).not_to_contain_text("still missing")


def test_nothing_is_lost_before_the_scripts_have_come(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    """On a slow line the page is there before its scripts: what was typed and chosen then is taken up, and what would do
    nothing cannot be pressed yet."""
    page = visit()
    sign_in(page, desk, practice, "en", "lan")
    heard(desk, practice["recording"])
    open_item(page, desk, practice, Hand(page))
    scripts = re.compile(r"/clips/(room|captions|framing)[^/]*\.js")
    page.route(scripts, lambda route: None)
    page.reload(wait_until="commit")
    page.get_by_label("Title").fill("Trước khi trang sẵn sàng")
    page.locator("#caption-file").set_input_files({"name": "a.srt", "mimeType": "text/plain", "buffer": _CAPTIONS})
    follow = page.get_by_role("button", name="Follow faces, shot by shot", include_hidden=True)
    expect(follow).to_be_hidden()
    page.unroute(scripts)  # lets go on what was held
    expect(follow).to_be_visible()
    expect(page.get_by_text("1 caption read.")).to_be_visible()
    listed = page.locator("caption-list")
    expect(listed).to_have_text("Captions that lie outside the clip: 1. Move the clip there to see them.")
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^revision \d+$"))
    desk.wait(
        lambda: desk.rows("SELECT 1 FROM clips_revision WHERE content_json ->> 'title' = 'Trước khi trang sẵn sàng'"),
        20,
        "the title in a revision",
    )
    page.get_by_role("button", name="Undo").click()  # what was read is gone, and nothing says that it is there
    expect(listed).to_have_text("No captions in this clip yet.")
    expect(page.locator("[data-caption-status]")).to_have_text("")
