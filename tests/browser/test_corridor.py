"""The main corridor by hand, in a browser: from an invitation and a recording to the public page, corrected, withdrawn.

A real station, so everything asks what it asks in life: a second factor, two people, watching to the end.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.codes import Phone
from tests.browser.conftest import Visit, shot
from tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "Phù sa 5417 mùa nước"
CUT_FRAMES = 60  # of the bulletin's 25 a second: short enough to be watched in a test


def first_link(desk: Desk) -> str:
    """Make the station on the command line, as its operator does; return the link of its first person."""
    words = [sys.executable, "-m", "clipdesk", "station", "Đài Sông Hồng", "--slug", "song-hong"]
    words += ["--email", "oanh@song-hong.example"]
    done = subprocess.run(words, env=desk.env, capture_output=True, text=True, check=True)
    found = re.search(r"http://\S+/invite/\S+", done.stdout)
    assert found, done.stdout
    return found.group()


def come_in(page: Page, link: str, name: str) -> None:
    """Take an invitation up."""
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Language").select_option("en")
    page.get_by_role("button", name="Come in").click()


def set_up_phone(page: Page) -> Phone:
    """Set up one-time codes where the desk asks for them."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up the second factor")
    phone = Phone(page.locator("main code").first.inner_text())
    page.get_by_label("Six digits from the app").fill(phone.code())
    page.get_by_role("button", name="Switch it on").click()
    return phone


def invite(page: Page, email: str, role: str) -> str:
    """Invite somebody; return the link that is shown once."""
    page.get_by_role("link", name="People").first.click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Role").select_option(role)
    page.get_by_role("button", name="Make the link").click()
    return page.locator("code", has_text="/invite/").inner_text()


def play_to_the_end(page: Page) -> None:
    """Watch the first shape as a person does."""
    video = page.locator("video[data-watch]").first
    video.evaluate("v => v.play()")
    page.wait_for_function("() => document.querySelector('video[data-watch]').ended", timeout=60_000)


def sign(page: Page, phone: Phone) -> None:
    """Answer for the package on the page."""
    for box in page.locator("form.ceremony input[type=checkbox]").all():
        box.check()
    page.get_by_label("Your password, for this sign-off").fill(PASSWORD)
    page.get_by_label("One-time code").fill(phone.code())
    page.get_by_role("button", name="Sign off").click()
    expect(page.get_by_text("Signed. Exactly this goes out.")).to_be_visible()


def wait_for_package(page: Page, desk: Desk) -> None:
    """Wait for the sealed package on the review page and open it."""
    waiting = "SELECT 1 FROM review_package WHERE state = 'open'"
    desk.wait(lambda: desk.rows(waiting), 120, "the sealed package")
    page.get_by_role("link", name="Review").first.click()
    page.locator(".list-row").first.click()


def test_the_corridor(desk: Desk, visit: Visit, shared_media: Path) -> None:
    oanh, minh, lan, anybody = visit(), visit(), visit(), visit()
    come_in(oanh, first_link(desk), "Oanh")
    oanh.get_by_role("link", name="Station", exact=True).first.click()
    set_up_phone(oanh)
    oanh.goto(f"{desk.origin}/s/song-hong/station/")
    oanh.get_by_label("Name of the desk").last.fill("Thời sự")
    oanh.get_by_role("button", name="Add the desk").click()
    come_in(minh, invite(oanh, "minh@song-hong.example", "editor_in_chief"), "Minh")
    come_in(lan, invite(oanh, "lan@song-hong.example", "producer"), "Lan")

    # A recording comes in.
    lan.get_by_role("link", name="Upload").first.click()
    lan.get_by_label("Files").set_input_files(shared_media / "bulletin.mp4")
    lan.get_by_role("link", name="Open the recording").click(timeout=60_000)
    lan.get_by_role("button", name="Cut a clip").or_(lan.get_by_role("link", name="Ready. Open it.")).first.click(
        timeout=120_000
    )
    cut = lan.get_by_role("button", name="Cut a clip")
    if "/cut/" not in lan.url:
        cut.click()

    # A clip is cut to the frame, captioned, and seen as it will be.
    lan.get_by_label("Title").fill("Hồ Gươm: bản tin 18 giờ")
    lan.locator("#caption-file").set_input_files(shared_media / "bulletin.srt")
    lan.locator("[data-timecode]").click()  # away from the fields, so that keys are the player's
    for key in ["Shift+ArrowRight"] * 2 + ["i"] + ["Shift+ArrowRight"] * 2 + ["ArrowRight"] * 9 + ["o"]:
        lan.keyboard.press(key)
    expect(lan.locator("[data-preview]")).to_have_attribute("src", re.compile("^blob:"), timeout=30_000)
    lan.keyboard.press("Control+s")
    expect(lan.locator("[data-saved]")).to_contain_text("revision")
    shot(lan, "walk-cut")
    lan.get_by_role("link", name="Send to review").click()
    lan.get_by_role("button", name="Send to review").click()
    clip_page = lan.url
    ranges = desk.rows("SELECT content_json -> 'recipe' -> 'ranges' AS cut FROM clips_revision ORDER BY number DESC")
    assert ranges[0]["cut"] == [{"start": "2/1", "end": "22/5"}]

    # Somebody else answers for it.
    wait_for_package(minh, desk)
    minh.get_by_role("link", name="Give your one-time code").click()
    phone = set_up_phone(minh)
    tick = minh.locator("input[name=watched]")
    expect(tick).to_be_disabled()
    play_to_the_end(minh)
    expect(tick).to_be_enabled()
    shot(minh, "walk-sign")
    sign(minh, phone)

    # The public sees it, and it plays, with captions and without a cookie.
    live = "SELECT remote_id FROM publishing_publication WHERE state = %s"
    remote = desk.wait(lambda: desk.rows(live, "live"), 60, "the publication")[0]["remote_id"]
    anybody.goto(f"{desk.origin}/watch/song-hong/{remote}/")
    expect(anybody.get_by_role("heading", level=1)).to_have_text("Hồ Gươm: bản tin 18 giờ")
    anybody.locator("video").evaluate("v => { v.muted = true; return v.play(); }")
    anybody.wait_for_function("() => document.querySelector('video').currentTime > 0.5", timeout=20_000)
    assert anybody.locator("video").evaluate("v => [v.videoWidth, v.videoHeight]") == [1080, 1920]
    assert anybody.locator("video").evaluate("v => Math.round(v.duration * 10) / 10") == CUT_FRAMES / 25
    assert anybody.context.cookies() == []
    shot(anybody, "walk-watch")

    # A wrong name is corrected: the same address, with a note.
    lan.goto(clip_page)
    lan.get_by_label("What is being corrected?").fill("Tên hồ đã được sửa.")
    lan.get_by_role("button", name="Begin the correction").click()
    lan.get_by_label("Title").fill("Hồ Tây: bản tin 18 giờ")
    lan.keyboard.press("Control+s")
    expect(lan.locator("[data-saved]")).to_contain_text("revision")
    lan.get_by_role("link", name="Send to review").click()
    lan.get_by_role("button", name="Send to review").click()
    wait_for_package(minh, desk)
    expect(minh.locator("ins")).to_have_text("Hồ Tây: bản tin 18 giờ")
    play_to_the_end(minh)
    sign(minh, phone)
    desk.wait(lambda: desk.rows(live, "corrected"), 60, "the correction")
    anybody.reload()
    expect(anybody.get_by_role("heading", level=1)).to_have_text("Hồ Tây: bản tin 18 giờ")
    expect(anybody.get_by_text("Tên hồ đã được sửa.")).to_be_visible()
