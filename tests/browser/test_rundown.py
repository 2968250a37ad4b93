"""A rundown in the browser: brought, looked at, used; an item placed where the player is; a short at one press."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot, sign_in
from tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIZES = {360: 800, 1920: 1080}
_SCRIPT = (
    "A new footbridge has opened beside the market in Ben Sen. "
    "It is two hundred metres long, with a lane of its own for bicycles."
)
_TABLE = f"""Bản tin sáng,,,,,,,
STT,Tiêu đề,Giờ bắt đầu,Thời lượng,Kịch bản,Người dẫn,Bản quyền,Nhãn,Ngôn ngữ,Phòng
1,Cầu đi bộ mới bên chợ Bến Sen,05:30:10,0:00:20,"{_SCRIPT}",Nguyễn Thị Lan Hương,"EBU, 24 giờ, không lưu trữ",UGC,en,A2
2,Thời tiết,05:30:40,0:00:15,,Minh,,,,A2
3,Ngoài bản ghi,07:30:00,0:00:15,,,,,,A2
"""


def _to_recording(desk: Desk, page: Page, practice: dict[str, str], language: str) -> None:
    page.goto(f"{desk.origin}/sign-in/")
    sign_in(page, desk, practice, language, "minh")
    page.goto(f"{desk.origin}/s/practice/recordings/{practice['recording']}/")


def _looked_at(page: Page, name: str, width: int) -> None:
    shot(page, name)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers_on(page) == []


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("width", SIZES)
def test_a_rundown_is_brought_and_its_items_are_cut(
    desk: Desk, practice: dict[str, str], visit: Visit, tmp_path: Path, language: str, width: int
) -> None:
    table = tmp_path / "bản tin.csv"
    table.write_text(_TABLE, encoding="utf-8-sig")
    scheme = "dark" if language == "en" else "light"
    page = visit(width=width, height=SIZES[width], color_scheme=scheme, locale=language)
    _to_recording(desk, page, practice, language)
    page.locator("#rundown").set_input_files(table)
    page.locator("form:has(#rundown) button").click()
    expect(page.locator("#begins")).to_have_value("05:30:10")
    expect(page.get_by_text("Phòng", exact=False)).to_be_visible()
    page.locator("#begins").fill("05:30:05")
    page.locator("button[name=look]").click()
    expect(page.locator("#begins")).to_have_value(re.compile("05:30:05"))
    expect(page.locator("tbody tr").first).to_contain_text("0:05 – 0:25")
    _looked_at(page, f"rundown-preview-{width}-{language}", width)
    page.locator("form:has(#begins) button:not([name])").click()
    expect(page.locator("rundown-items tbody tr")).to_have_count(3)
    second = page.locator("rundown-items tbody tr").nth(1)
    second.locator("td details summary").last.click()
    page.locator("video.player").evaluate("player => { player.currentTime = 12.5 }")
    second.locator("[data-here=start]").click()
    expect(second.locator("[name=start]")).to_have_value("0:00:12.50")
    second.locator("[name=end]").fill("0:18")
    _looked_at(page, f"rundown-by-hand-{width}-{language}", width)
    second.locator("form.form .form-actions button").click()
    placed = page.locator("rundown-items tbody tr").nth(1)
    expect(placed).to_contain_text("0:13 – 0:18")
    expect(placed).to_contain_text("Placed by hand" if language == "en" else "Đã đặt bằng tay")
    first = page.locator("rundown-items tbody tr").first
    for _try in range(60):  # its script is read at 0:25 of the bulletin, and looked for meanwhile
        if first.locator("[name=short]").count():
            break
        page.wait_for_timeout(2000)
        page.reload()
    _looked_at(page, f"rundown-{width}-{language}", width)
    first.locator("[name=short]").click()
    expect(page).to_have_url(re.compile(r"/clips/[0-9a-f-]+/cut/$"))
    expect(page.locator("main")).to_contain_text("footbridge")
