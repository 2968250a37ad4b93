"""Plans moved by mouse, by keyboard and on a phone: the same happens, and the server decides it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot, sign_in
from tests.browser.hand import Hand
from tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.accept, pytest.mark.timeout(900)]
S = "/s/practice/planning/"
DRILL = "Diễn tập phòng chống bão"  # comes once
BRIEFING = "Giao ban báo chí"  # every week
ALL = "desk=&person=&line=&kind="


def _first_on(desk: Desk) -> date:
    (row,) = desk.rows("SELECT first_on FROM planning_event WHERE title = %s", DRILL)
    found: date = row["first_on"]
    return found


def _beside(page: Page, entry: Locator) -> tuple[Locator, str]:
    """Another day of the same view: the one after it, or the one before where it is the last."""
    here = str(entry.evaluate("element => element.closest('[data-on]').dataset.on"))
    days = page.locator(".calendar-days > [data-on]").evaluate_all("all => all.map(one => one.dataset.on)")
    place = days.index(here)
    there = days[place + 1] if place + 1 < len(days) else days[place - 1]
    return page.locator(f'[data-on="{there}"]').first, there


def test_an_event_goes_where_the_mouse_drops_it(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = visit(width=1920, height=1400)
    sign_in(page, desk, practice, "vi", "minh")
    page.goto(f"{desk.origin}{S}?view=month&on={_first_on(desk)}&{ALL}")
    entry = page.locator("[data-move]", has_text=DRILL)
    place, there = _beside(page, entry)
    with page.expect_navigation():
        entry.drag_to(place)
    expect(page.locator(f'[data-on="{there}"]').first).to_contain_text(DRILL)
    assert str(_first_on(desk)) == there
    assert "view=month" in page.url
    shot(page, "dragged-event-vi-1920")


def test_one_that_recurs_is_asked_about(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = visit(width=1920, height=1400)
    sign_in(page, desk, practice, "en", "minh")
    page.goto(f"{desk.origin}{S}?view=month&{ALL}")
    entry = page.locator("[data-move]", has_text=BRIEFING).last
    place, there = _beside(page, entry)
    with page.expect_navigation():
        entry.drag_to(place)
    assert "/move/" in page.url
    assert page.locator("[name=on]").input_value() == there
    assert not barriers_on(page)
    page.locator("main form.form button").click()
    page.wait_for_url("**/planning/?view=month*")
    expect(page.locator(f'[data-on="{there}"]').first).to_contain_text(BRIEFING)


def test_by_keyboard_and_on_a_phone_it_is_a_form(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    before = _first_on(desk)
    page = visit(width=1440, height=900)
    sign_in(page, desk, practice, "en", "minh")
    page.goto(f"{desk.origin}{S}?view=day&on={before}&{ALL}")
    hand = Hand(page)
    with page.expect_navigation():
        hand.press(page.get_by_role("link", name=DRILL), "Enter")
    with page.expect_navigation():
        hand.press(page.get_by_role("link", name="Move", exact=True), "Enter")
    page.locator("[name=on]").fill(str(before + timedelta(days=1)))
    with page.expect_navigation():
        hand.press(page.locator("[name=on]"), "Enter")
    assert _first_on(desk) == before + timedelta(days=1)

    phone = visit(width=360, height=800, has_touch=True, is_mobile=True)
    sign_in(phone, desk, practice, "vi", "minh")
    phone.goto(f"{desk.origin}{S}?view=day&on={_first_on(desk)}&{ALL}")
    phone.get_by_role("link", name=DRILL).tap()
    phone.get_by_role("link", name="Dời", exact=True).tap()
    phone.locator("[name=on]").fill(str(before))
    phone.locator("main form.form button").tap()
    phone.wait_for_url("**/events/*/?on=*")
    assert _first_on(desk) == before


def test_work_goes_to_somebody_else(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = visit(width=1920, height=1400)
    sign_in(page, desk, practice, "en", "minh")
    page.goto(f"{desk.origin}{S}load/?{ALL}")
    entry = page.locator(".load-person [data-move][data-person]", has_text="Film").first
    day = str(entry.evaluate("element => element.closest('[data-on]').dataset.on"))
    mine = page.locator(".load-person", has=page.get_by_role("heading", name="Minh"))
    with page.expect_navigation():
        entry.drag_to(mine.locator(f'[data-on="{day}"]'))
    expect(mine.locator(f'[data-on="{day}"]')).to_contain_text("Film")
    (row,) = desk.rows(
        "SELECT a.state, p.name FROM planning_assignment a JOIN accounts_person p ON p.id = a.person_id"
        " WHERE a.kind = 'film'"
    )
    assert "Minh" in row["name"]
    assert row["state"] == "accepted"  # whoever gives it to themselves has accepted
    shot(page, "dragged-work-en-1920")
