"""A real browser (Debian's Chromium) in front of a real desk. A page that logs an error fails its test."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.desk import Desk, running_desk

PICTURES = Path(__file__).parents[2] / "build" / "pictures"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; skipped where the machine has none (`make system` installs it)."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed: make system")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """A running desk without any station."""
    with running_desk() as desk:
        yield desk
        PICTURES.mkdir(parents=True, exist_ok=True)
        shutil.copy(desk.data / "logs" / "web.log", PICTURES / "web.log")


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """`visit(width=1920)` opens a window of somebody's own; at the end no window may have logged an error."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(width: int = 1440, height: int = 900, **options: object) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda said: faults.append(f"{page.url}: {said.text}") if said.type == "error" else None)
        return page

    yield opened
    for number, context in enumerate(contexts):
        shot(context.pages[0], f"last-{number}")  # where everybody stood, for whoever mends a failed test
        context.close()
    # Refusals that a test provokes on purpose are answers, not faults.
    assert not [fault for fault in faults if not re.search(r"status of (422|409|410|403)", fault)]


def shot(page: Page, name: str) -> None:
    """Keep a picture of the whole page in build/pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
