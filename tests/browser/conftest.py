"""A real browser (Debian's Chromium) in front of a real desk. A page that logs an error fails its test."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.desk import PATIENCE, Desk, running_desk

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
#: How long a page may take on a busy machine before a test gives up, in milliseconds.
PATIENT = 60_000
expect.set_options(timeout=PATIENT)
_NOTHING_WAITS = """
SELECT NOT EXISTS (
    SELECT 1 FROM procrastinate_jobs
    WHERE status IN ('todo', 'doing') AND coalesce(scheduled_at, now()) <= now()
) AS done
"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a file; skipped where the machine has none (`make system` installs it).

    Not for longer: Playwright leaves its event loop running in the thread of the tests, where Django then refuses
    the database to any other test.
    """
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed: make system")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def desk(begun: Path) -> Iterator[Desk]:
    """A running desk without any station."""
    with running_desk(begun) as desk:
        yield desk
        PICTURES.mkdir(parents=True, exist_ok=True)
        shutil.copy(desk.data / "logs" / "web.log", PICTURES / "web.log")


#: Answers that a test provokes on purpose: refusals, and that nothing is there under an id that stands for nothing.
_PROVOKED = re.compile(r"status of (422|409|410|403)|/01a00000-0000-7000-8000-0{12}/: .*status of 404")


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """`visit(width=1920)` opens a window of somebody's own; at the end no window may have logged an error."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(width: int = 1440, height: int = 900, **options: object) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENT)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda said: faults.append(f"{page.url}: {said.text}") if said.type == "error" else None)
        return page

    yield opened
    for number, context in enumerate(contexts):
        shot(context.pages[0], f"last-{number}")  # where everybody stood, for whoever mends a failed test
        context.close()
    assert not [fault for fault in faults if not _PROVOKED.search(fault)]


def shot(page: Page, name: str) -> None:
    """Keep a picture of the whole page in build/pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a desk that was started once: each file begins with a copy."""

    def begin(folder: Path) -> None:
        with running_desk() as desk:
            desk.stop()
            desk.copy_to(folder)

    return _made_once(tmp_path_factory, "begun", begin)


@pytest.fixture(scope="session")
def practised(tmp_path_factory: pytest.TempPathFactory, begun: Path) -> Path:
    """The data folder of a desk with the practice station: a dozen files want one."""

    def practise(folder: Path) -> None:
        with running_desk(begun) as desk:
            words = [sys.executable, "-m", "clipdesk", "practice", "build", "--quiet"]
            subprocess.run(words, env=desk.env, check=True, capture_output=True, timeout=400)
            desk.wait(lambda: desk.rows(_NOTHING_WAITS)[0]["done"], PATIENCE, "what the build leaves to the workers")
            desk.stop()
            desk.copy_to(folder)

    return _made_once(tmp_path_factory, "practised", practise)


def _made_once(places: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that one process of the run makes for all of them."""
    shared = places.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent  # of all processes of the run
    made, draft = shared / name, shared / f"{name}.part"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            make(draft)
            draft.rename(made)
    return made


@pytest.fixture(scope="module")
def practice(desk: Desk, practised: Path) -> dict[str, str]:
    """Give the desk the practice station; return the password of everybody and the rows that the addresses name."""
    desk.stop()
    desk.become(practised)
    desk.start()
    found = {
        row["state"]: str(row["id"]) for row in desk.rows("SELECT state, id FROM clips_clip ORDER BY made_at DESC")
    }
    posts = {row["state"]: row for row in desk.rows("SELECT state, id, remote_id FROM publishing_publication")}
    (package,) = desk.rows("SELECT id FROM review_package WHERE state = 'open'")
    (video,) = desk.rows("SELECT id FROM library_recording WHERE original_name LIKE %s", "%.mp4")
    (person,) = desk.rows("SELECT id FROM accounts_person WHERE email LIKE %s", "lan@%")
    (news,) = desk.rows("SELECT id FROM accounts_desk WHERE name = %s", "Thời sự")
    surveys = {row["state"]: row for row in desk.rows("SELECT state, id, public_name FROM surveys_survey")}
    (event,) = desk.rows("SELECT event_id AS id FROM planning_occurrence ORDER BY begins_on LIMIT 1")
    (work,) = desk.rows("SELECT id, story_id FROM planning_assignment WHERE kind = 'cut' AND state = 'asked' LIMIT 1")
    (line,) = desk.rows("SELECT line_id AS id FROM planning_linetarget ORDER BY id LIMIT 1")
    (campaign,) = desk.rows("SELECT id FROM planning_campaign LIMIT 1")
    (contact,) = desk.rows("SELECT id FROM planning_contact LIMIT 1")
    note = (desk.data / "practice-signins.txt").read_text(encoding="utf-8")
    return found | {
        "password": note.splitlines()[0].rsplit(" ", 1)[1],
        "package": str(package["id"]),
        "recording": str(video["id"]),
        "person": str(person["id"]),
        "desk": str(news["id"]),
        "event": str(event["id"]),
        "story": str(work["story_id"]),
        "assignment": str(work["id"]),
        "line": str(line["id"]),
        "campaign": str(campaign["id"]),
        "contact": str(contact["id"]),
        "live": str(posts["live"]["id"]),
        "failed": str(posts["failed"]["id"]),
        "remote": posts["live"]["remote_id"],
        "withdrawn": posts["withdrawn"]["remote_id"],
        "survey_draft": str(surveys["draft"]["id"]),
        "survey_open": str(surveys["asking"]["id"]),
        "survey_closed": str(surveys["closed"]["id"]),
        "survey_public": surveys["asking"]["public_name"],
    }


def sign_in(page: Page, desk: Desk, practice: dict[str, str], language: str, person: str = "minh") -> None:
    """Somebody of the practice station signs in and chooses the language."""
    page.goto(f"{desk.origin}/sign-in/")
    page.locator("input[name=login]").fill(f"{person}@practice.example")
    page.locator("input[name=password]").fill(practice["password"])
    page.locator("main button[type=submit], main button:not([type])").first.click()
    page.wait_for_url("**/s/practice/")
    page.evaluate(
        """async language => {
            const body = new URLSearchParams({choice: language, next: "/"});
            body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
            await fetch("/preferences/language", {method: "POST", body});
        }""",
        language,
    )
