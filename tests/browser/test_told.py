"""Being told: the bell of an open page, and a notice that the browser shows while none is open (the service worker)."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import ARGUMENTS, Visit, shot, sign_in
from tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PUSHED = {"title": "Có clip cần bạn ký duyệt ngay", "body": "Đài Sông Xanh · Thời sự", "tag": "1", "urgent": True}


def _deliver(page: Page, origin: str, said: dict[str, object]) -> None:
    """Hand the service worker a message as the push service's connection would."""
    session = page.context.new_cdp_session(page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(row["registrationId"] for row in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(500)
    message = {"origin": origin, "registrationId": found[-1], "data": json.dumps(said)}
    session.send("ServiceWorker.deliverPushMessage", message)


@pytest.fixture
def kept(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """A window with a profile of its own: Chromium pushes nothing to private windows."""
    options = {
        "executable_path": shutil.which("chromium"),
        "args": ARGUMENTS,
        "viewport": {"width": 390, "height": 844},
    }
    context = chromium.browser_type.launch_persistent_context(tmp_path, **options)  # type: ignore[arg-type]
    yield context.pages[0]
    context.close()


@pytest.mark.accept
def test_a_pushed_notice_is_shown_by_the_browser(desk: Desk, practice: dict[str, str], kept: Page) -> None:
    page = kept
    page.context.grant_permissions(["notifications"], origin=desk.origin)
    sign_in(page, desk, practice, "vi")
    page.goto(f"{desk.origin}/me/")
    page.get_by_label("Tên thiết bị này").fill("Điện thoại")
    shot(page, "told-me")
    page.get_by_role("button", name="Hiện thông báo trên thiết bị này").click()
    # no push service is reached from here, and the page says so instead of hanging
    expect(page.get_by_text("Không đăng ký được trình duyệt.")).to_be_visible(timeout=60_000)
    shown: list[object] = []
    for _try in range(60):  # what a browser is handed before its worker is up, it drops
        _deliver(page, f"{desk.origin}/", {**PUSHED, "url": "/me/"})
        page.wait_for_timeout(500)
        shown = page.evaluate("""async () => {
            const registration = await navigator.serviceWorker.ready;
            const found = await registration.getNotifications();
            return found.map((one) => [one.title, one.body, one.data.url, one.requireInteraction]);
        }""")
        if shown:
            break
    assert shown == [[PUSHED["title"], PUSHED["body"], "/me/", True]]


def test_something_urgent_sounds_only_for_who_switched_it_on(
    desk: Desk, practice: dict[str, str], visit: Visit
) -> None:
    page = visit()
    page.add_init_script("""
        window.tones = 0;
        window.AudioContext = class extends AudioContext {
            createOscillator() { window.tones += 1; return super.createOscillator(); }
        };
    """)

    def urgent(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "urgent": "1", "count": 2, "shown": "2"})

    page.route("**/bell/", urgent)
    sign_in(page, desk, practice, "en")
    page.goto(f"{desk.origin}/s/practice/notices/")
    expect(page).to_have_title(re.compile(r"^\(2\) "))
    page.wait_for_timeout(1000)
    assert page.evaluate("window.tones") == 0
    page.goto(f"{desk.origin}/me/")
    page.get_by_label("Sound on an open page when something urgent comes").check()
    page.locator("form", has=page.get_by_label("Quiet from")).get_by_role("button", name="Save").click()
    page.goto(f"{desk.origin}/s/practice/notices/")
    page.wait_for_function("() => window.tones === 2")


def test_the_bell_of_an_open_page_keeps_its_count_and_the_windows_title(
    desk: Desk, practice: dict[str, str], visit: Visit
) -> None:
    page, other = visit(), visit()
    sign_in(page, desk, practice, "en")
    before = page.locator("live-bell .count").inner_text()
    sign_in(other, desk, practice, "en")
    other.goto(f"{desk.origin}/s/practice/notices/")
    other.get_by_role("button", name="Mark all as read").click()
    expect(page.locator("live-bell .count")).to_be_hidden(timeout=45_000)
    assert int(before) > 0
    assert not page.title().startswith("(")
