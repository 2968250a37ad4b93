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
S = "/s/song-hong/"
PASSWORD = "Phù sa 5417 mùa nước"
CUT_FRAMES = 60  # of the bulletin's 25 a second: short enough to be watched in a test


WRONG, RIGHT = "Hồ Gươm: bản tin 18 giờ", "Hồ Tây: bản tin 18 giờ"
IN_STATE = "SELECT remote_id FROM publishing_publication WHERE state = %s"


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
    shot(page, "invitation")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_label("Language").select_option("en")
    page.get_by_role("button", name="Come in").click()
    expect(page).to_have_url(re.compile("/s/"))


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
    return page.get_by_role("main").locator("input[readonly]").input_value()


def play_to_the_end(page: Page) -> None:
    """Watch every shape as a person does, one after the other."""
    for number, video in enumerate(page.locator(".renders video").all()):
        video.evaluate("v => v.play()")
        ended = "number => document.querySelectorAll('.renders video')[number].ended"
        page.wait_for_function(ended, arg=number, timeout=60_000)


def sign(page: Page, phone: Phone) -> None:
    """Answer for the package on the page."""
    for watched in page.get_by_label("I have watched it to the end.").all():  # none where only words were changed
        watched.check()
    for yes in page.locator("form.ceremony input[value=yes]").all():
        yes.check()
    page.get_by_label("Your password, for this sign-off").fill(PASSWORD)
    page.get_by_label("One-time code").fill(phone.code())
    page.get_by_role("button", name="Confirm the sign-off").click()
    expect(page.get_by_text("Confirmed. Exactly this goes out.")).to_be_visible()


def back_to_package(page: Page, desk: Desk) -> None:
    """After the second factor was set up: past the recovery codes, to the package again."""
    if "/review/" not in page.url:
        page.goto(f"{desk.origin}{S}review/")
        page.locator(".list-row").first.click()


def wait_for_package(page: Page, desk: Desk) -> None:
    """Wait for the sealed package on the review page and open it."""
    waiting = "SELECT 1 FROM review_package WHERE state = 'open'"
    desk.wait(lambda: desk.rows(waiting), 120, "the sealed package")
    page.get_by_role("link", name="Review").first.click()
    page.locator(".list-row").first.click()


def begin(desk: Desk, oanh: Page, others: dict[str, tuple[Page, str]]) -> None:
    """The operator comes in by the link of the command line, makes a desk and invites the others, each in a role."""
    come_in(oanh, first_link(desk), "Oanh")
    shot(oanh, "empty-station")
    oanh.get_by_role("link", name="Station", exact=True).first.click()
    set_up_phone(oanh)
    oanh.goto(f"{desk.origin}{S}station/")
    oanh.get_by_label("Name of the desk").last.fill("Thời sự")
    oanh.get_by_role("button", name="Add the desk").click()
    expect(oanh.get_by_role("main")).to_contain_text("Thời sự")
    for name, (page, role) in others.items():
        come_in(page, invite(oanh, f"{name.lower()}@song-hong.example", role), name)


def upload(lan: Page, media: Path) -> None:
    """A recording comes in; the cutting page opens from it."""
    lan.get_by_role("link", name="Upload").first.click()
    lan.get_by_label("Files").set_input_files(media / "bulletin.mp4")
    lan.get_by_role("link", name="Open the recording").click(timeout=60_000)
    ready = lan.get_by_role("link", name="Ready. Open it.")
    cut = lan.get_by_role("button", name="Cut a clip")
    expect(ready.or_(cut).first).to_be_visible(timeout=120_000)
    if ready.is_visible():
        ready.click()
    cut.click()


def cut(lan: Page, media: Path) -> None:
    """A clip is cut to the frame by keyboard, captioned from a file, and seen as it will be."""
    lan.get_by_label("Title").fill(WRONG)
    lan.locator("#caption-file").set_input_files(media / "bulletin.srt")
    lan.locator("[data-timecode]").click()  # away from the fields, so that keys are the player's
    for key in ["Shift+ArrowRight"] * 2 + ["i"] + ["Shift+ArrowRight"] * 2 + ["ArrowRight"] * 9 + ["o"]:
        lan.keyboard.press(key)
    follow_faces(lan)
    expect(lan.locator("[data-preview]")).to_have_attribute("src", re.compile("^blob:"), timeout=30_000)
    save(lan)
    shot(lan, "walk-cut")


def follow_faces(page: Page) -> None:
    """The desk proposes a window for the shot and says why; a hand moves it on, all by keyboard."""
    page.get_by_role("button", name="Follow faces, shot by shot").press("Enter")
    note = page.locator("[data-window-note]")
    expect(note).to_have_text(re.compile(r"^Shot 1/1: .+\.$"), timeout=30_000)
    page.get_by_role("button", name="Centre", exact=True).press("Enter")
    page.locator("framing-window").press("ArrowRight")
    expect(note).to_have_text("Shot 1/1: Placed by hand.")


def save(page: Page) -> None:
    """Save by keyboard and wait until the page says so."""
    page.keyboard.press("Control+s")
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^revision \d+"))


def send(page: Page) -> None:
    """Send what was saved to review, to the station's own site."""
    page.get_by_role("link", name="Send to review").click()
    page.get_by_role("button", name="Send to review").click()


def watch_as_public(page: Page, address: str) -> None:
    """The public page plays the clip in its shape and length, with captions, and sets no cookie."""
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(WRONG)
    page.locator("video").evaluate("v => { v.muted = true; return v.play(); }")
    page.wait_for_function("() => document.querySelector('video').currentTime > 0.5", timeout=20_000)
    assert page.locator("video").evaluate("v => [v.videoWidth, v.videoHeight]") == [1080, 1920]
    assert page.locator("video").evaluate("v => Math.round(v.duration * 10) / 10") == CUT_FRAMES / 25
    page.wait_for_function("() => document.querySelector('track').track.cues?.length !== 0")
    assert page.context.cookies() == []
    shot(page, "walk-watch")


def test_the_corridor(desk: Desk, visit: Visit, shared_media: Path) -> None:
    oanh, minh, lan, dung, anybody = (visit() for _ in range(5))
    cast = {"Minh": (minh, "editor_in_chief"), "Lan": (lan, "producer"), "Dung": (dung, "desk_editor")}
    begin(desk, oanh, cast)
    upload(lan, shared_media)
    cut(lan, shared_media)
    send(lan)
    clip_page = lan.url
    recipe = desk.rows("SELECT content_json -> 'recipe' AS recipe FROM clips_revision ORDER BY number DESC")[0][
        "recipe"
    ]
    assert recipe["ranges"] == [{"start": "2/1", "end": "22/5"}]
    (shot_framed,) = recipe["framing"]["9:16"]["shots"]
    assert shot_framed["keys"] == [{"at": "2/1", "x": "51/100", "y": "1/2", "dx": "0/1", "dy": "0/1"}]

    wait_for_package(minh, desk)
    minh.get_by_role("link", name="Give your one-time code").click()
    phone = set_up_phone(minh)
    back_to_package(minh, desk)
    tick = minh.locator("input[name=watched]")
    expect(tick).to_be_disabled()
    play_to_the_end(minh)
    expect(tick).to_be_enabled()
    shot(minh, "walk-sign")
    sign(minh, phone)

    remote = desk.wait(lambda: desk.rows(IN_STATE, "live"), 60, "the publication")[0]["remote_id"]
    watch_as_public(anybody, f"{desk.origin}/watch/song-hong/{remote}/")

    # A wrong name is corrected: the same address, with a note.
    lan.goto(clip_page)
    lan.get_by_label("What is being corrected?").fill("Tên hồ đã được sửa.")
    lan.get_by_role("button", name="Begin the correction").click()
    lan.get_by_label("Title").fill(RIGHT)
    save(lan)
    send(lan)
    wait_for_package(minh, desk)
    expect(minh.locator("ins")).to_have_text(RIGHT)
    play_to_the_end(minh)
    sign(minh, phone)
    desk.wait(lambda: desk.rows(IN_STATE, "corrected"), 60, "the correction")
    anybody.reload()
    expect(anybody.get_by_role("heading", level=1)).to_have_text(RIGHT)
    expect(anybody.get_by_text("Tên hồ đã được sửa.")).to_be_visible()

    # And it is withdrawn: the address stays, and says so.
    dung.goto(clip_page)
    dung.get_by_label("Why? It needs a sign-off").fill("Hình của một hồ khác.")
    dung.get_by_role("button", name="Ask for the withdrawal").click()
    wait_for_package(minh, desk)
    sign(minh, phone)
    desk.wait(lambda: desk.rows(IN_STATE, "withdrawn"), 60, "the withdrawal")
    answer = anybody.goto(f"{desk.origin}/watch/song-hong/{remote}/")
    assert answer is not None
    assert answer.status == 410
    expect(anybody.get_by_text("Hình của một hồ khác.")).to_be_visible()
    shot(anybody, "walk-withdrawn")
