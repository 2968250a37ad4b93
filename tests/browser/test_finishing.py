"""Before a clip goes to review: it plays as it will be published, its names are right, its thumbnail is chosen."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from clipdesk.media.tests import stills
from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot, sign_in
from tests.browser.hand import FLOOD, Hand, heard, open_item, total
from tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.accept]
SOONEST_PLAY = 2000
_UNTIL_IT_MOVES = """async (button) => {
    const video = document.querySelector("finished-clip video");
    const begun = performance.now();
    const moves = new Promise((resolve) => video.requestVideoFrameCallback(() => video.requestVideoFrameCallback(resolve)));
    button.click();
    await moves;
    return performance.now() - begun;
}"""


def test_the_finished_clip_plays_at_once(
    desk: Desk, visit: Visit, practice: dict[str, str], record_property: Callable[[str, object], None]
) -> None:
    """From the press of the button to the first moving picture, for half a minute of clip; captions are in the picture."""
    page = visit(width=1440)
    sign_in(page, desk, practice, "en", "lan")
    heard(desk, practice["recording"])
    open_item(page, desk, practice, Hand(page))
    page.evaluate("() => { const room = document.querySelector('cutting-room'); room.setRanges([[250, 1000]], 0); }")
    assert total(page) == 30
    button, video = page.get_by_role("button", name="Play the finished clip"), page.locator("finished-clip video")
    times = []
    for _ in range(3):
        expect(page.locator("[data-preview-note]")).to_have_text(re.compile(r" s$"), timeout=30_000)
        times.append(button.evaluate(_UNTIL_IT_MOVES))
        if len(times) < 3:
            button.click()
            expect(video).to_be_hidden()
    expect(page.locator("[data-preview-note]")).to_have_text("This is what will be published, in a smaller size.")
    page.wait_for_function("() => document.querySelector('finished-clip video').currentTime > 2", timeout=30_000)
    assert video.evaluate("v => [v.videoWidth, v.videoHeight, v.paused]") == [360, 640, False]
    shot(page, "cut-finished-clip")
    page.wait_for_function("() => document.querySelector('finished-clip video').duration === 30", timeout=60_000)
    page.get_by_label("Title").fill("Một tiêu đề khác")  # whatever is changed: what plays is no longer the clip
    expect(video).to_be_hidden()
    record_property("figure", f"plays after {sorted(times)[1]:.0f} ms")
    assert sorted(times)[1] <= SOONEST_PLAY


def test_a_name_is_put_right(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = visit(width=1440)
    sign_in(page, desk, practice, "vi", "lan")
    heard(desk, practice["recording"])
    page.goto(f"{desk.origin}/s/practice/names/")
    page.get_by_label("Tên viết đúng").fill("Báo động hai")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_text("Đã thêm “Báo động hai” vào danh sách.")).to_be_visible()
    shot(page, "names-vi")
    assert not barriers_on(page)
    page.goto(f"{desk.origin}/s/practice/recordings/{practice['recording']}/")
    page.locator("tr", has_text=FLOOD).get_by_role("button", name="Cắt mục này").click()
    first = page.locator("caption-list textarea").first
    first.fill("Nước sông Xanh tại trạm Ben\nSen, trên bao dong hai")
    page.get_by_label("Tiêu đề").fill("Lũ ở Bến Xen")
    slips = page.locator("clip-names p")
    expect(slips).to_have_count(3)
    expect(slips.first).to_have_text(re.compile("^“Bến Xen”, số chỗ: 1."))
    shot(page, "cut-names-vi")
    page.get_by_role("button", name="Viết “Bến Sen”").last.click()
    expect(first).to_have_value(re.compile("trạm Bến Sen"))
    expect(slips).to_have_count(2)
    page.get_by_role("button", name="Viết “Bến Sen”").click()
    page.get_by_role("button", name="Viết “Báo động hai”").click()
    expect(slips).to_have_count(0)
    expect(page.get_by_label("Tiêu đề")).to_have_value("Lũ ở Bến Sen")


def test_a_thumbnail_is_chosen_and_gives_way(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = visit(width=1440)
    sign_in(page, desk, practice, "en", "lan")
    heard(desk, practice["recording"])
    open_item(page, desk, practice, Hand(page))
    place = page.locator("clip-thumbnail")
    note, picture = place.locator("figcaption"), place.locator("img")
    expect(note).to_have_text("The frame a third into the clip.")
    expect(picture).to_have_attribute("src", re.compile("^blob:"), timeout=30_000)
    usual = picture.get_attribute("src")
    page.evaluate("() => { const room = document.querySelector('cutting-room'); room.player.seek(400); }")
    place.get_by_role("button", name="Use the shown frame").click()
    expect(note).to_have_text(re.compile(r"^The frame at \d+\.\d\d s of the clip\.$"))
    expect(picture).not_to_have_attribute("src", usual or "", timeout=30_000)
    page.keyboard.press("Control+s")
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^revision \d+$"))
    page.reload()
    expect(note).to_have_text(re.compile("^The frame at "))
    expect(picture).to_have_attribute("src", re.compile("^blob:"), timeout=30_000)
    shot(page, "cut-thumbnail")
    page.evaluate("() => { const room = document.querySelector('cutting-room'); room.setRanges([[900, 1000]], 0); }")
    expect(note).to_have_text(re.compile("^The chosen frame is no longer in the clip"))
    place.get_by_role("button", name="Take the usual one").click()
    expect(note).to_have_text("The frame a third into the clip.")


def test_a_picture_of_ones_own_by_keyboard_on_a_small_screen(
    desk: Desk, visit: Visit, practice: dict[str, str], tmp_path: Path
) -> None:
    page = visit(width=360, height=740)
    sign_in(page, desk, practice, "en", "lan")
    heard(desk, practice["recording"])
    open_item(page, desk, practice, Hand(page))
    place, chooser = page.locator("clip-thumbnail"), page.locator("#own-picture")
    note, picture, said = place.locator("figcaption"), place.locator("img"), place.locator("[data-said]")
    own = "This picture was chosen as a file; it is no frame of the clip."
    (tmp_path / "drawing.png").write_bytes(stills.SVG)
    (tmp_path / "photograph.jpg").write_bytes(stills.photograph(6))
    chooser.set_input_files(tmp_path / "drawing.png")
    expect(said).to_have_text(re.compile("^This is no JPEG, PNG or WebP picture"), timeout=30_000)
    chooser.focus()
    with page.expect_file_chooser() as opened:
        page.keyboard.press("Enter")
    opened.value.set_files(tmp_path / "photograph.jpg")
    writing = page.locator("caption-list textarea").first
    writing.focus()
    expect(note).to_have_text(own, timeout=30_000)
    expect(
        writing
    ).to_be_focused()  # whoever writes while it comes writes on: no letter becomes a command of the player
    expect(picture).to_have_attribute("src", re.compile("^/files/"))
    size = "async (image) => { await image.decode(); return [image.naturalWidth, image.naturalHeight]; }"
    assert picture.evaluate(size) == [1280, 720]
    expect(said).to_have_text("")
    shot(page, "cut-own-picture-360")
    assert not barriers_on(page)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(note).to_have_text("The frame a third into the clip.")
    page.get_by_role("button", name="Redo", exact=True).click()
    expect(note).to_have_text(own)
    page.keyboard.press("Control+s")
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^revision \d+$"))
    page.reload()
    expect(note).to_have_text(own)
    place.get_by_role("checkbox").check()
    expect(said).to_have_text("Choose the file once more: then it is shown in this way.")
    Hand(page).press(place.get_by_role("button", name="Remove the picture of your own"), "Enter")
    expect(chooser).to_be_focused()
    expect(note).to_have_text("The frame a third into the clip.")


def test_a_picture_on_its_way_is_waited_for(desk: Desk, visit: Visit, practice: dict[str, str], tmp_path: Path) -> None:
    """Sent to review meanwhile the clip takes it along; the page is not left without it."""
    page = visit(width=1440)
    sign_in(page, desk, practice, "en", "lan")
    heard(desk, practice["recording"])
    open_item(page, desk, practice, Hand(page))
    (tmp_path / "photograph.jpg").write_bytes(stills.photograph(6))
    held: list[Route] = []

    def hold(route: Route) -> None:  # Playwright looks for attributes that a list's own method has not
        held.append(route)

    page.route("**/picture/", hold)
    page.locator("#own-picture").set_input_files(tmp_path / "photograph.jpg")
    page.wait_for_function("() => Boolean(document.querySelector('cutting-room').coming)")
    page.get_by_role("link", name="Send to review").click()
    expect(page.locator("[data-saved]")).to_have_text("The picture is on its way …")
    assert page.url.endswith("/cut/")
    (route,) = held
    route.continue_()
    page.wait_for_url("**/send/", timeout=30_000)
    page.go_back()
    expect(page.locator("clip-thumbnail figcaption")).to_have_text(
        "This picture was chosen as a file; it is no frame of the clip."
    )
