"""Notes on the picture in a real browser: the very frame, a rectangle by mouse and by keyboard, and a guest by link."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot, sign_in
from tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.accept, pytest.mark.timeout(1800)]
NOTES = 'SELECT frame, rate, shape, "left", top, width, height, words, guest_name FROM review_picturenote ORDER BY at'
#: Where the element of a picture lies on the page, measured without the product's own arithmetic: all its shapes fill it.
PICTURE = """() => { const box = document.querySelector("video[data-shape='9:16']").getBoundingClientRect();
    return [box.left, box.top, box.width, box.height]; }"""
RECTANGLE = """() => { const box = document.querySelector(".note-rectangle:not([hidden])").getBoundingClientRect();
    return [box.left, box.top, box.width, box.height]; }"""


def _seek(page: Page, frame: int) -> None:
    page.evaluate(
        """async frame => { const video = document.querySelector("video[data-shape='9:16']");
        if (!video.readyState) { video.preload = "auto"; video.load();
            await new Promise(done => video.addEventListener("loadeddata", done, {once: true})); }
        const there = new Promise(done => video.addEventListener("seeked", done, {once: true}));
        video.currentTime = (frame + 0.5) / 25; await there; }""",
        frame,
    )


def _look(page: Page, name: str) -> None:
    shot(page, name)
    assert not page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"), name
    assert not barriers_on(page), name


def _package(desk: Desk, practice: dict[str, str], rest: str = "") -> str:
    return f"{desk.origin}/s/practice/review/{practice['package']}/{rest}"


def _last(desk: Desk) -> dict[str, Any]:
    return desk.rows(NOTES)[-1]


def test_a_note_is_drawn_saved_and_shown_again(desk: Desk, practice: dict[str, str], visit: Visit) -> None:
    page = visit(width=1440, height=1000)
    sign_in(page, desk, practice, "en")
    page.goto(_package(desk, practice))
    _seek(page, 37)
    page.get_by_role("button", name="Note here").click()
    expect(page.get_by_label("Time in the video")).to_have_value("0:01.48")  # 37 / 25
    expect(page.get_by_label("What do you see there?")).to_be_focused()
    page.keyboard.type("Sai tên cầu.")
    page.locator("[data-note-place] > summary").click()
    page.locator("video[data-shape='9:16']").scroll_into_view_if_needed()
    left, top, width, height = page.evaluate(PICTURE)
    page.mouse.move(left + width * 0.2, top + height * 0.3)
    page.mouse.down()
    page.mouse.move(left + width * 0.4, top + height * 0.4, steps=3)
    page.mouse.move(left + width * 0.7, top + height * 0.5, steps=3)
    page.mouse.up()
    shot(page, "notes-drawn")
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text("The note is saved.")).to_be_visible()
    note = _last(desk)
    assert (note["frame"], note["rate"], note["shape"], note["words"]) == (37, "25/1", "9:16", "Sai tên cầu.")
    sides = [note[side] for side in ("left", "top", "width", "height")]
    assert sides == pytest.approx([200, 300, 500, 200], abs=8)
    page.get_by_role("button", name="Show the picture at 0:01.48").click()
    page.wait_for_function(
        "() => Math.floor(document.querySelector(\"video[data-shape='9:16']\").currentTime * 25) === 37"
    )
    page.locator("video[data-shape='9:16']").scroll_into_view_if_needed()
    left, top, width, height = page.evaluate(PICTURE)
    wanted = [left + width * 0.2, top + height * 0.3, width * 0.5, height * 0.2]
    assert page.evaluate(RECTANGLE) == pytest.approx(wanted, abs=4)
    shot(page, "notes-shown")


def test_by_keyboard_alone_on_a_phone(desk: Desk, practice: dict[str, str], visit: Visit) -> None:
    page = visit(width=360, height=740, has_touch=True, is_mobile=True)
    sign_in(page, desk, practice, "en")
    page.goto(_package(desk, practice, "phone/"))
    _seek(page, 12)
    page.get_by_role("button", name="Note here").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Biển số xe")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the place in the picture opens
    for side in ("10", "20.5", "30", "5"):
        page.keyboard.press("Tab")
        page.keyboard.type(side)
    expect(page.locator(".note-rectangle:not([hidden])")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The note is saved.")).to_be_visible()
    assert page.locator("body.phone").count() == 1
    note = _last(desk)
    assert (note["frame"], note["words"]) == (12, "Biển số xe")
    assert [note[side] for side in ("left", "top", "width", "height")] == [100, 205, 300, 50]


def test_without_scripts_a_time_is_typed(desk: Desk, practice: dict[str, str], visit: Visit) -> None:
    scripted = visit(width=1000)
    sign_in(scripted, desk, practice, "en")
    page = visit(width=1000, java_script_enabled=False, storage_state=scripted.context.storage_state())
    page.goto(_package(desk, practice))
    page.get_by_text("Write a note at a certain time").click()
    page.get_by_label("Time in the video").fill("soon")
    page.get_by_label("What do you see there?").fill("Thiếu dấu.")
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text("is not a time")).to_be_visible()
    page.get_by_label("Time in the video").fill("0:02")
    page.get_by_role("button", name="Save the note").click()
    assert (_last(desk)["frame"], _last(desk)["words"]) == (50, "Thiếu dấu.")


def test_a_guest_by_link(desk: Desk, practice: dict[str, str], visit: Visit) -> None:
    page = visit(width=1440)
    sign_in(page, desk, practice, "en")
    page.goto(_package(desk, practice))
    page.get_by_text("Make a link", exact=True).click()
    page.get_by_label("Whom is it for?").fill("Law firm")
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("The link", exact=True).input_value()
    _look(page, "notes-guest-link")
    guest = visit(width=360, height=740, locale="en")
    guest.goto(link)
    guest.get_by_role("button", name="Note here").click()
    guest.get_by_label("Your name").fill("Trần")
    guest.get_by_label("What do you see there?").fill("Chưa nên nêu tên.")
    guest.get_by_role("button", name="Save the note").click()
    expect(guest.get_by_text("Your note is saved.")).to_be_visible()
    assert guest.context.cookies() == []
    assert (_last(desk)["guest_name"], _last(desk)["frame"]) == ("Trần", 0)
    for language in ("vi", "en"):
        for width in (360, 1920):
            guest.set_viewport_size({"width": width, "height": 900})
            guest.goto(f"{link}?lang={language}")
            _look(guest, f"notes-guest-{language}-{width}")
    file = desk.origin + str(guest.locator("video").first.get_attribute("src"))
    part = httpx.get(file, headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.content), part.headers["Cache-Control"]) == (206, 100, "private, no-store")
    assert httpx.get(re.sub(r"[^/]+$", "other.mp4", file)).status_code == 404
    page.goto(_package(desk, practice))
    page.get_by_role("button", name="End the link for Law firm").click()
    expect(page.get_by_text("The link is ended. It opens nothing any more.")).to_be_visible()
    assert httpx.get(file).status_code == 410
    assert httpx.get(link).status_code == 410
    guest.goto(link)
    _look(guest, "notes-guest-over")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("width", [360, 1920])
def test_it_fits_and_keeps_nobody_out(
    desk: Desk, practice: dict[str, str], visit: Visit, language: str, width: int
) -> None:
    page = visit(width=width, height=900, color_scheme="dark" if language == "en" else "light")
    sign_in(page, desk, practice, language)
    for name, rest in (("page", ""), ("phone", "phone/")):
        page.goto(_package(desk, practice, rest))
        page.locator("[data-note-here]").click()
        page.locator("[data-note-place] > summary").click()
        _look(page, f"notes-{name}-{language}-{width}")


def test_the_cutting_page_goes_to_the_frame_and_marks_it_as_done(
    desk: Desk, practice: dict[str, str], visit: Visit
) -> None:
    page = visit(width=1440)
    sign_in(page, desk, practice, "en")
    page.goto(f"{desk.origin}/s/practice/clips/{practice['in_review']}/cut/")
    there = page.get_by_role("button", name=re.compile("Go to the note at")).first
    frame = int(there.get_attribute("data-recording-frame") or "-1")
    there.click()
    expect(page.locator("[data-frame]")).to_have_text(str(frame))
    shot(page, "notes-cutting")
    before = page.get_by_role("button", name=re.compile("Mark the note at")).count()
    page.get_by_role("button", name=re.compile("Mark the note at")).first.click()
    expect(page.get_by_role("button", name=re.compile("Mark the note at"))).to_have_count(before - 1)
    expect(page.get_by_text("is marked as done.")).to_be_focused()
    page.goto(f"{desk.origin}/s/practice/clips/{practice['in_review']}/")
    expect(page.get_by_text("Open notes on the picture")).to_be_visible()
    _look(page, "notes-clip")
