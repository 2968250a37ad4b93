"""A film that a craft editor finished outside the desk is uploaded at its clip, becomes the next revision, and is sealed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

from clipdesk.media.supply import ffmpeg_path
from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot, sign_in
from tests.browser.hand import Hand
from tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.accept]
S = "/s/practice/"
NAME = "Lũ, bản dựng.mp4"


def _film(folder: Path) -> Path:
    path = folder / NAME
    inputs = ("-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=2", "-f", "lavfi", "-i", "sine=f=330:r=48000:d=2")
    codec = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-t", "2")
    subprocess.run([str(ffmpeg_path()), "-v", "error", "-y", *inputs, *codec, str(path)], check=True)
    return path


def test_it_is_uploaded_taken_and_sent_to_review(
    desk: Desk, visit: Visit, practice: dict[str, str], tmp_path: Path
) -> None:
    page = visit(width=360, height=800)
    sign_in(page, desk, practice, "en", "lan")
    clip = f"{desk.origin}{S}clips/{practice['draft']}/"
    page.goto(clip)
    assert not barriers_on(page)
    page.get_by_label("Upload a finished file").set_input_files(_film(tmp_path))
    take = page.get_by_role("button", name="Make it the next revision")
    expect(take).to_be_visible(timeout=120_000)
    expect(page.locator("#finished-files")).to_contain_text(NAME)
    assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert not barriers_on(page)
    shot(page, "finished-file-360")
    Hand(page).press(take, "Enter")
    expect(page.get_by_text("Saved as revision")).to_be_visible()
    expect(page.locator("#finished-files .list-row", has_text=NAME)).to_contain_text("In this revision")
    shot(page, "finished-file-taken-360")
    page.goto(f"{desk.origin}{S}recordings/")
    expect(page.get_by_role("main")).not_to_contain_text("Lũ, bản dựng")
    page.goto(clip)
    page.get_by_role("link", name="Send to review").click()
    page.get_by_role("button", name="Send to review").click()
    sealed = "SELECT 1 FROM review_package WHERE state = 'open' AND clip_id = %s"
    desk.wait(lambda: desk.rows(sealed, practice["draft"]), 240, "the sealed package")
    (found,) = desk.rows(
        "SELECT r.original_name, f.brought_by_id FROM clips_finishedfile f JOIN library_recording r ON r.id = f.recording_id"
        " JOIN clips_clip c ON c.recording_id = r.id"
    )
    assert (found["original_name"], str(found["brought_by_id"])) == (NAME, practice["person"])
