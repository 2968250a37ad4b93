"""What a signer must have watched before the tick opens, and what changed since they saw the clip, side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot, sign_in
from tests.desk import PATIENCE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HERE = Path(__file__).parent
SECONDS = 4
OPEN = "SELECT id FROM review_package WHERE clip_id = %s AND state = 'open'"
TICK = "input[name=watched]"
ELSEWHERE = "I have watched the other shapes elsewhere"


def play(page: Page, number: int, rate: float) -> None:
    """Play one of the shapes from its beginning to its end."""
    page.evaluate(
        """async ([number, rate]) => {
            const video = document.querySelectorAll(".renders video")[number];
            video.muted = true; video.currentTime = 0; video.playbackRate = rate;
            await new Promise((done) => { video.addEventListener("ended", done, { once: true }); video.play(); });
        }""",
        [number, rate],
    )


@pytest.fixture
def waiting(desk: Desk, practice: dict[str, str]) -> dict[str, str]:
    """A clip of four seconds that waits, in four shapes."""
    clip = desk.run(HERE / "waiting_clip.py", practice["recording"], str(SECONDS))["clip"]
    package = desk.wait(lambda: desk.rows(OPEN, clip), 3 * PATIENCE, "the sealed package")[0]["id"]
    return {"clip": clip, "package": str(package)}


def test_every_shape_is_watched_at_a_speed_at_which_one_can(
    desk: Desk, practice: dict[str, str], visit: Visit, waiting: dict[str, str]
) -> None:
    page = visit()
    sign_in(page, desk, practice, "en")
    address = f"{desk.origin}/s/practice/review/{waiting['package']}/"
    page.goto(address)
    tick, elsewhere = page.locator(TICK), page.get_by_role("button", name=ELSEWHERE)
    expect(page.locator(".renders video")).to_have_count(4)
    play(page, 0, 8)
    expect(tick).to_be_disabled()
    expect(elsewhere).to_be_hidden()
    play(page, 0, 2)
    expect(page.get_by_text("at no more than double speed: 4:5, 1:1, 16:9")).to_be_visible()
    expect(tick).to_be_disabled()
    for number in (1, 2, 3):
        expect(tick).to_be_disabled()
        play(page, number, 2)
    expect(tick).to_be_enabled()
    expect(elsewhere).to_be_hidden()
    assert page.locator("[data-played]").input_value() == "9:16 4:5 1:1 16:9"
    page.goto(address)
    expect(tick).to_be_disabled()
    play(page, 2, 1)
    elsewhere.click()  # the person says so themselves
    expect(tick).to_be_enabled()
    assert page.locator("[data-played]").input_value() == "1:1"
    shot(page, "watched-elsewhere")
    page.goto(address)
    page.wait_for_function("() => [...document.querySelectorAll('.renders video')].every((video) => video.readyState)")
    page.evaluate("""() => document.querySelectorAll(".renders video").forEach((video) => {
        video.muted = true; video.currentTime = video.duration - 0.1; video.play(); })""")
    page.wait_for_function("() => [...document.querySelectorAll('.renders video')].every((video) => video.ended)")
    expect(tick).to_be_disabled()  # jumping to the end is not watching


def test_whoever_sent_it_back_sees_old_and_new_beside_each_other(
    desk: Desk, practice: dict[str, str], visit: Visit, waiting: dict[str, str]
) -> None:
    page = visit()
    sign_in(page, desk, practice, "en")
    page.goto(f"{desk.origin}/s/practice/review/{waiting['package']}/")
    page.get_by_label("What has to change?").fill("Wrong hour.")
    page.get_by_role("button", name="Send back").click()
    expect(page.get_by_text("Sent back to the author.")).to_be_visible()
    desk.run(HERE / "sent_anew.py", waiting["clip"], "3")
    package = desk.wait(lambda: desk.rows(OPEN, waiting["clip"]), 3 * PATIENCE, "the new package")[0]["id"]
    for width, rest, columns in ((1440, "", 2), (360, "", 1), (360, "phone/", 1)):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{desk.origin}/s/practice/review/{package}/{rest}")
        expect(page.get_by_role("heading", name="Changed since you sent it back")).to_be_visible()
        row = page.locator(".compare", has=page.locator("del", has_text="Bản tin 5 giờ 30"))
        old, new = (row.locator(name).bounding_box() for name in ("del", "ins"))
        assert old is not None
        assert new is not None
        beside = abs(old["y"] - new["y"]) < 2 and new["x"] > old["x"] + old["width"]
        below = new["y"] >= old["y"] + old["height"] - 1 and abs(new["x"] - old["x"]) < 2
        assert (beside, below) == (columns == 2, columns == 1)
        assert not page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not barriers_on(page)
        shot(page, f"compared-{width}{rest.strip('/')}")
    lengths = page.evaluate(
        """() => Promise.all([...document.querySelectorAll(".compare-video video")].slice(0, 2).map(async (video) => {
            video.muted = true; await video.play(); video.pause(); return Math.round(video.duration); }))"""
    )
    assert lengths == [4, 3]  # the one that was sent back, and the one that waits
