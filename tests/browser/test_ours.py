"""Somebody outside asks whether a clip is the station's: by code, by a copy that was changed, by something else."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import cv2
import httpx
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from clipdesk.media.supply import ffmpeg_path
from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot
from tests.desk import PATIENCE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.accept]
PAGE = "/watch/practice/is-this-ours/"
WORDS = {
    "en": (
        "Yes, this address is ours",
        "Yes, this is exactly the file",
        "Picture and sound match our clip",
        "Compare it",
    ),
    "vi": ("Đúng, địa chỉ này là của chúng tôi", "Đúng, đây chính là tệp", "Hình và tiếng đều khớp", "Đối chiếu"),
}


@pytest.fixture(scope="module")
def files(desk: Desk, practice: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The published file as anybody downloads it, a smaller square copy without its ends, and somebody else's film."""
    folder = tmp_path_factory.mktemp("asked")
    page = httpx.get(f"{desk.origin}/watch/practice/{practice['remote']}/").text
    address = page.split('<source src="')[1].split("#")[0]
    exact = folder / "exact.mp4"
    exact.write_bytes(httpx.get(desk.origin + address).content)
    copy, other = folder / "copy.mp4", folder / "other.mp4"
    _ffmpeg(
        "-ss", "1", "-i", exact, "-vf", "crop=iw:iw,scale=480:480", "-b:v", "400k", "-c:a", "aac", "-b:a", "48k", copy
    )
    _ffmpeg("-f", "lavfi", "-i", "mandelbrot=s=360x640:r=25", "-f", "lavfi", "-i", "sine", "-t", "6", other)

    digest = hashlib.sha256(exact.read_bytes()).hexdigest()
    asked = "SELECT 1 FROM publishing_fileprint WHERE file_id = %s"
    desk.wait(lambda: bool(desk.rows(asked, digest)), PATIENCE, "the print of what was published")
    return {"exact": exact, "copy": copy, "other": other}


def _ffmpeg(*args: object) -> None:
    subprocess.run([str(ffmpeg_path()), "-v", "error", "-nostdin", "-y", *map(str, args)], check=True)


def _scanned(page: Page) -> str:
    """What a camera reads that is held before the screen."""
    square = page.locator("details img")
    page.locator("details", has=page.locator("img")).locator("summary").click()
    seen = cv2.imdecode(np.frombuffer(square.screenshot(), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert seen is not None
    return cv2.QRCodeDetector().detectAndDecode(seen)[0]


@pytest.mark.parametrize("width", [360, 1920])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_all_answers(
    desk: Desk, visit: Visit, practice: dict[str, str], files: dict[str, Path], language: str, width: int
) -> None:
    """Eight files in all: one connection may ask ten times in ten minutes."""
    scheme = "dark" if language == "en" else "light"
    page = visit(width=width, height=900, color_scheme=scheme)
    address, exactly, alike, compare = WORDS[language]
    page.goto(f"{desk.origin}/watch/practice/{practice['remote']}/?lang={language}")
    _look(page, f"ours-watch-{language}-{width}")
    page.goto(_scanned(page) + f"&lang={language}")
    expect(page.locator("#answer")).to_contain_text(address)
    page.goto(f"{desk.origin}{PAGE}?lang={language}")
    _look(page, f"ours-{language}-{width}")
    page.locator("#address").fill(practice["remote"])
    page.locator("#address").press("Enter")
    expect(page.locator("#answer")).to_contain_text(address)
    _look(page, f"ours-address-{language}-{width}")
    for name, words in (("copy", alike), ("exact", exactly), ("other", ""))[: 3 if width == 360 else 1]:
        page.locator("#file").set_input_files(files[name])
        page.get_by_role("button", name=compare).click()
        expect(page.locator(".ours-answer")).to_contain_text(words, timeout=60_000)
        assert page.locator("html").get_attribute("lang") == language
        _look(page, f"ours-{name}-{language}-{width}")
    assert not list((desk.data / "uploads").glob("asked-*"))
    assert page.context.cookies() == []


def _look(page: Page, name: str) -> None:
    shot(page, name)
    wide = page.locator("html").evaluate("html => html.scrollWidth > html.clientWidth")
    assert not wide, name
    assert not barriers_on(page), name
