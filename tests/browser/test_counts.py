"""A real browser plays a clip on the watch page: what was played is counted, and who asks not to be counted is not."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.desk import PATIENCE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.accept]
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
#: A browser that a test drives says so, and is not counted: here it says otherwise.
A_PERSON = "Object.defineProperty(navigator, 'webdriver', {get: () => false})"
COUNTS = "SELECT step, sum(value)::int AS value FROM audience_sitecount GROUP BY step"


def counted(desk: Desk) -> dict[str, int]:
    return {row["step"]: row["value"] for row in desk.rows(COUNTS)}


def play(page: Page, address: str) -> None:
    """Play the clip of a watch page to its end."""
    page.goto(address)
    page.evaluate(
        """() => new Promise((resolve) => {
            const film = document.querySelector("video");
            film.muted = true;
            film.addEventListener("ended", resolve);
            film.play();
        })"""
    )


def test_what_is_played_is_counted_once_and_without_a_cookie(
    desk: Desk, visit: Visit, practice: dict[str, str]
) -> None:
    address = f"{desk.origin}/watch/practice/{practice['remote']}/"
    page = visit(user_agent=BROWSER)
    page.add_init_script(A_PERSON)
    play(page, address)
    desk.wait(lambda: counted(desk).get("played_100") == 1, PATIENCE, "the whole clip to be counted")
    page.evaluate("() => new Promise((r) => { const f = document.querySelector('video'); f.onended = r; f.play(); })")
    page.goto("about:blank")
    seconds = desk.rows("SELECT sum(value)::int AS value FROM audience_sitecount WHERE step = 'engaged_time'")
    found = counted(desk)
    assert {step: found[step] for step in found if step != "engaged_time"} == {
        "start": 1, "played_25": 1, "played_50": 1, "played_75": 1, "played_100": 1,
    }  # fmt: skip
    assert seconds[0]["value"] > 0
    assert page.context.cookies() == []

    quiet = visit(user_agent=BROWSER, extra_http_headers={"Sec-GPC": "1"})
    quiet.add_init_script(A_PERSON)
    play(quiet, address)
    assert quiet.locator("video[data-count]").count() == 0
    play(visit(), address)  # it says that a program drives it
    assert counted(desk)["start"] == 1
