"""From a template to the report on a phone without JavaScript, in both languages; nothing that keeps anybody out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot, sign_in
from tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.accept]
WORDS = {
    "en": {
        "keep": "Keep", "conditions": "Change how it is asked",
        "open": "Open the survey", "close": "Close the survey", "go": "Go on", "send": "Send my answers",
        "arrived": "Your answers have arrived.", "start": "Begin", "agree": "I agree, and I am at least 16 years old.",
        "make": "Make the figures", "modelled": "Modelled precision",
    },
    "vi": {
        "keep": "Lưu", "conditions": "Thay đổi cách hỏi",
        "open": "Mở khảo sát cho mọi người", "close": "Đóng khảo sát", "go": "Tiếp tục", "send": "Gửi câu trả lời",
        "arrived": "Câu trả lời của bạn đã đến nơi.", "start": "Bắt đầu", "agree": "Tôi đồng ý, và tôi từ 16 tuổi trở lên.",
        "make": "Lập số liệu", "modelled": "Độ chính xác theo mô hình",
    },
}  # fmt: skip
ENOUGH = 12


def looked_at(page: Page, name: str) -> None:
    """Nothing is wider than the phone, and a picture to look at."""
    shot(page, name)
    assert not page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"), name
    assert barriers_on(page) == [], name


@pytest.mark.parametrize("language", ["vi", "en"])
def test_from_a_template_to_the_report(desk: Desk, visit: Visit, practice: dict[str, str], language: str) -> None:
    words = WORDS[language]
    signed = visit(width=360, height=800, locale=language)
    sign_in(signed, desk, practice, language, "huong")
    maker = visit(
        width=360, height=800, locale=language, java_script_enabled=False, storage_state=signed.context.storage_state()
    )
    maker.goto(f"{desk.origin}/s/practice/surveys/new/")
    maker.locator("form:has(input[value=radio]) button").click()
    maker.get_by_role("link", name=words["conditions"]).click()
    maker.locator("[name=population]").fill("Khán giả")
    maker.locator("[name=contact]").fill("Phòng Thính giả")
    maker.get_by_role("button", name=words["keep"]).click()
    maker.locator("[name=declared]").check()
    maker.get_by_role("button", name=words["open"]).click()
    address = maker.locator("a[href*='/survey/']").first.get_attribute("href")
    assert address
    for number in range(ENOUGH):
        _answer(visit(width=360, height=800, locale=language, java_script_enabled=False), address, language, number)
    maker.get_by_role("button", name=words["close"]).click()
    shown = maker.url
    desk.wait(lambda: desk.rows("SELECT 1 FROM surveys_release r JOIN surveys_survey s ON s.id = r.survey_id WHERE s.id = %s",
                                shown.rstrip("/").rsplit("/", 1)[1]), 60, "the figures")  # fmt: skip
    maker.goto(f"{shown}population/")
    for name in ("d7", "d5_6", "d3_4", "d1_2", "d0"):
        maker.locator(f"[name='days-{name}']").fill("20")
    maker.locator("[name='source-days']").fill("Khảo sát hộ gia đình")
    maker.get_by_role("button", name=words["make"]).click()
    assert maker.locator("[role=alert], .alert").first.is_visible()  # nobody gave four of these answers
    maker.goto(f"{shown}population/")
    maker.get_by_role("button", name=words["make"]).click()
    maker.goto(f"{shown}results/")
    told = maker.content()
    assert words["modelled"] in told
    assert not re.search("margin of error|sai số", told, re.IGNORECASE)
    looking = visit(width=360, height=800, locale=language, storage_state=signed.context.storage_state())
    for name, where in (("maker", shown), ("report", f"{shown}results/")):
        looking.goto(where)
        looked_at(looking, f"survey-walk-{name}-{language}")


def _answer(page: Page, address: str, language: str, number: int) -> None:
    words = WORDS[language]
    page.goto(f"{address}?lang={language}")
    page.get_by_label(words["agree"]).check()
    page.get_by_role("button", name=words["start"]).click()
    if number == 0:
        shot(page, f"survey-walk-first-{language}")
    page.locator("[value=d7]").check()
    page.get_by_role("button", name=words["go"], exact=True).click()
    page.locator("[value=evening]").check()
    page.locator("[value=phone]").check()
    page.get_by_role("button", name=words["go"], exact=True).click()
    page.locator("[value=a25_34]" if number % 2 else "[value=a18_24]").check()
    page.get_by_role("button", name=words["go"], exact=True).click()
    page.get_by_role("button", name=words["send"]).click()
    assert words["arrived"] in page.content()
