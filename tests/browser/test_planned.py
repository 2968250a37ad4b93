"""From an event to the public, by mouse, by keyboard alone and with a finger on a phone, in both languages: the calendar, the
content line and the week page show it, and nobody types a thing twice. Then the event is cancelled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot, sign_in
from tests.desk import PATIENCE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.accept, pytest.mark.timeout(1200)]
S = "/s/practice/"
LINE = "Dịch vụ công"
MOUSE, KEYBOARD, PHONE = "mouse", "keyboard", "phone"
#: So many frames are cut: short enough to be watched in a test.
FRAMES = 24
WORDS = {
    "en": {
        "new": "New event", "save": "Save", "story": "Add a story", "work": "Add an assignment", "accept": "Accept",
        "start": "Start the clip", "send": "Send to review", "confirm": "Confirm the sign-off", "done": "Done",
        "cancel": "Cancel it", "cancel_now": "Cancel the event", "published": "Published",
        "stay": "Clips that were begun for it stay",
    },
    "vi": {
        "new": "Sự kiện mới", "save": "Lưu", "story": "Thêm đề tài", "work": "Thêm phân công", "accept": "Nhận việc",
        "start": "Bắt đầu làm clip", "send": "Gửi duyệt", "confirm": "Xác nhận ký duyệt", "done": "Đã xong",
        "cancel": "Hủy sự kiện này", "cancel_now": "Hủy sự kiện", "published": "Đã đăng",
        "stay": "Các clip đã bắt đầu làm vẫn còn",
    },
}  # fmt: skip
_PLAY = """async () => {
    for (const video of document.querySelectorAll(".renders video")) {
        video.muted = true; video.playbackRate = 2;
        await new Promise((done) => { video.addEventListener("ended", done, { once: true }); video.play(); });
    }
}"""
_CLIP = "SELECT id FROM clips_clip WHERE title = %s"
_SEALED = "SELECT id FROM review_package WHERE clip_id = %s AND state = 'open'"
_LIVE = "SELECT remote_id FROM publishing_publication WHERE clip_id = %s AND state = 'live'"


@dataclass
class Somebody:
    """A person at a page, who presses and writes in one way only."""

    page: Page
    way: str

    def press(self, target: Locator, times: int = 1) -> None:
        """Press something that can be pressed in this way."""
        expect(target).to_be_visible()
        expect(target).to_be_enabled()
        for _again in range(times):
            if self.way == PHONE:
                target.tap()
            elif self.way == MOUSE:
                target.click()
            else:
                self._reach(target)
                box = target.evaluate("one => ['checkbox', 'radio'].includes(one.type)")
                self.page.keyboard.press("Space" if box else "Enter")

    def write(self, field: Locator, text: str) -> None:
        """Write into a field."""
        if self.way == KEYBOARD and field.get_attribute("type") in (None, "text", "number", "password"):
            self._reach(field)
            self.page.keyboard.press("Control+a")
            self.page.keyboard.insert_text(text)
        else:
            field.fill(text)  # days and times have their own fields in each browser

    def choose(self, field: Locator, label: str) -> None:
        """Choose from a list; with the keyboard by the arrows."""
        if self.way != KEYBOARD:
            field.select_option(label=label)
            return
        self._reach(field)
        self.page.keyboard.press("Home")
        chosen = "one => one.selectedOptions[0].label"
        for _each in range(field.locator("option").count()):
            if field.evaluate(chosen) == label:
                return
            self.page.keyboard.press("ArrowDown")
        assert field.evaluate(chosen) == label

    def _reach(self, target: Locator) -> None:
        expect(target).to_be_visible()
        target.focus()
        expect(target).to_be_focused()
        assert target.evaluate("one => one.tabIndex >= 0"), target


@pytest.mark.parametrize("way", [MOUSE, KEYBOARD, PHONE])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_from_the_event_to_the_public(
    desk: Desk, practice: dict[str, str], visit: Visit, language: str, way: str
) -> None:
    words, title = WORDS[language], f"Cấp lại thẻ bảo hiểm y tế, {language} {way}"
    size = {"width": 360, "height": 740, "has_touch": True, "is_mobile": True} if way == PHONE else {}
    people = {name: visit(locale=language, **size) for name in ("huong", "lan", "minh")}
    for name, page in people.items():
        sign_in(page, desk, practice, language, name)
    huong, lan, minh = (Somebody(page, way) for page in people.values())
    room = f"{desk.origin}{S}planning/"
    today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    day = today + timedelta(days=1)

    made, planned = _week(huong.page, room)
    event = _plan(huong, room, title, f"{day}", words)
    this_week = today.isocalendar()[:2] == day.isocalendar()[:2]
    assert _week(huong.page, room) == (made, planned + this_week)
    clip = _cut(lan, desk, practice, title, words)
    _sign(minh, desk, practice, clip, title, words)
    remote = desk.wait(lambda: desk.rows(_LIVE, clip), PATIENCE, "the clip on the station's site")[0]["remote_id"]
    anybody = visit(locale=language)
    anybody.goto(f"{desk.origin}/watch/practice/{remote}/")
    expect(anybody.get_by_role("heading", level=1)).to_have_text(title)

    _looked_at(huong.page, f"{room}?view=day&on={day}&desk=&person=", f"planned-day-{language}-{way}")
    due = huong.page.locator(".calendar-entry.is-due.is-done", has_text=words["done"])
    expect(due.first).to_be_visible()
    assert _week(huong.page, room)[0] == made + 1
    _looked_at(huong.page, f"{room}week/", f"planned-week-{language}-{way}")
    _looked_at(huong.page, f"{room}lines/{practice['line']}/", f"planned-line-{language}-{way}")
    expect(huong.page.get_by_role("main")).to_contain_text(title)
    _looked_at(lan.page, f"{room}time/", f"planned-time-{language}-{way}")
    expect(lan.page.get_by_role("main")).to_contain_text(title)

    _cancel(huong, event, title, words, f"planned-cancel-{language}-{way}")
    _looked_at(huong.page, f"{room}?view=day&on={day}", f"planned-cancelled-{language}-{way}")
    expect(huong.page.locator(".calendar-entry.is-cancelled", has_text=title)).to_be_visible()
    assert desk.rows("SELECT state FROM clips_clip WHERE id = %s", clip)[0]["state"] == "published"
    answer = anybody.reload()
    assert answer is not None
    assert answer.status == 200


def _week(page: Page, room: str) -> tuple[int, int]:
    """How many clips of the line the week page says were made, and how many are still planned."""
    page.goto(f"{room}week/")
    cells = page.locator("tr", has=page.get_by_role("link", name=LINE, exact=True)).first.locator("td")
    return int(cells.nth(3).inner_text()), int(cells.nth(2).inner_text())


def _plan(huong: Somebody, room: str, title: str, day: str, words: dict[str, str]) -> str:
    """The event, its story on the line, and the cut for Lan until its end; returns the event's address."""
    page = huong.page
    page.goto(room)
    huong.press(page.get_by_role("link", name=words["new"]))
    huong.write(page.locator("#id_title"), title)
    huong.write(page.locator("#id_first_on"), day)
    huong.write(page.locator("#id_first_at"), "08:00")
    huong.write(page.locator("#id_ends_at"), "09:00")
    huong.choose(page.locator("#id_desk"), "Thời sự")
    huong.press(page.get_by_role("button", name=words["save"], exact=True))
    expect(page).to_have_url(re.compile(r"/events/[0-9a-f-]{36}/"))
    event = page.url
    huong.press(page.get_by_role("link", name=words["story"]))
    expect(page.locator("#id_title")).to_have_value(title)
    huong.choose(page.locator("#id_line"), LINE)
    huong.press(page.get_by_role("button", name=words["save"], exact=True))
    huong.press(page.get_by_role("link", name=words["work"]).first)
    huong.choose(page.locator("#id_person"), "Ngọc Lan")
    expect(page.locator("#id_deadline")).to_have_value(f"{day}T09:00")
    huong.write(page.locator("#id_minutes"), "20")
    huong.press(page.get_by_role("button", name=words["save"], exact=True))
    expect(page.get_by_role("main")).to_contain_text("Lan")
    return event


def _cut(lan: Somebody, desk: Desk, practice: dict[str, str], title: str, words: dict[str, str]) -> str:
    """Lan accepts, begins the clip, cuts a second of the bulletin and sends it on; nothing of the plan is typed again."""
    page = lan.page
    page.goto(f"{desk.origin}{S}planning/mine/")
    row = page.locator("li.list-row", has_text=title)
    lan.press(row.get_by_role("button", name=re.compile(f"^{words['accept']}")))
    lan.press(page.locator("li.list-row", has_text=title).get_by_role("link", name=words["start"]))
    lan.press(page.locator(f"form:has(input[value='{practice['recording']}']) button"))
    expect(page.locator("#title")).to_have_value(title)
    expect(page.locator("[data-total]")).not_to_be_empty()
    lan.press(page.locator("[data-do=on]"), times=FRAMES)
    lan.press(page.locator("[data-do=out]"))
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r" [2-9]$"))  # the page saves by itself
    lan.press(page.locator("[data-send]"))
    lan.press(page.get_by_role("button", name=words["send"], exact=True))
    return str(desk.rows(_CLIP, title)[0]["id"])


def _sign(minh: Somebody, desk: Desk, practice: dict[str, str], clip: str, title: str, words: dict[str, str]) -> None:
    """Minh watches every shape, answers, and signs."""
    page = minh.page
    desk.wait(lambda: desk.rows(_SEALED, clip), 3 * PATIENCE, "the sealed package")
    page.goto(f"{desk.origin}{S}review/")
    minh.press(page.locator("a.list-row", has_text=title))
    expect(page.locator("form.ceremony")).to_be_visible()
    page.evaluate(_PLAY)
    minh.press(page.locator("input[name=watched]"))
    for yes in page.locator("form.ceremony input[value=yes]").all():
        minh.press(yes)
    minh.write(page.locator("form.ceremony input[type=password]"), practice["password"])
    minh.press(page.get_by_role("button", name=words["confirm"]))


def _cancel(huong: Somebody, event: str, title: str, words: dict[str, str], name: str) -> None:
    """Cancel the event: its page says which clips there are and that they stay."""
    page = huong.page
    page.goto(event)
    huong.press(page.get_by_role("link", name=words["cancel"], exact=True))
    expect(page.get_by_role("main")).to_contain_text(words["stay"])
    clip = page.locator("a.list-row", has_text=title)
    expect(clip).to_contain_text(words["published"])
    _checked(page, name)
    huong.write(page.locator("#id_because"), "Bão")
    huong.press(page.get_by_role("button", name=words["cancel_now"], exact=True))
    expect(page).to_have_url(re.compile(r"/planning/\?on="))


def _looked_at(page: Page, address: str, name: str) -> None:
    page.goto(address)
    _checked(page, name)


def _checked(page: Page, name: str) -> None:
    """Nothing is wider than the window and nothing keeps anybody out; and a picture to look at."""
    shot(page, name)
    assert not page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"), name
    assert barriers_on(page) == [], name
