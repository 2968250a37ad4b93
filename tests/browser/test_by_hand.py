"""A clip is posted by hand: from the destination to the post that is gone, the desk on a screen, the posting on a phone."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot, sign_in
from tests.desk import PATIENCE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.accept]
S = "/s/practice/"
SCRIPT = Path(__file__).with_name("hands.py")
SAID = {
    "en": {
        "serve": "Post there by hand",
        "make": "Make a link for a phone",
        "begin": "Begin",
        "save": "Save the film",
        "posted": "I have posted it",
        "short": "This is a short link",
        "thanks": "It counts as public now",
        "same": "I looked: it shows what was signed",
        "looked": "It shows what was signed.",
        "words": "Only words are changed.",
        "taken": "I have taken it down",
        "gone": "I looked: it is gone",
        "counts": "It counts as gone once somebody else has looked",
        "done": "a second person has seen that it is gone",
    },
    "vi": {
        "serve": "Đăng bằng tay ở đó",
        "make": "Tạo liên kết cho điện thoại",
        "begin": "Bắt đầu",
        "save": "Lưu video",
        "posted": "Tôi đã đăng",
        "short": "Đây là đường dẫn rút gọn",
        "thanks": "Bài giờ được coi là đã công khai",
        "same": "Tôi đã xem: đúng như đã ký",
        "looked": "Đúng như đã ký.",
        "words": "Chỉ phần chữ thay đổi.",
        "taken": "Tôi đã xóa bài",
        "gone": "Tôi đã xem: bài không còn",
        "counts": "Bài chỉ được coi là không còn khi một người khác đã kiểm tra",
        "done": "người thứ hai đã thấy bài không còn",
    },
}


@pytest.mark.timeout(2400)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_whole_way(desk: Desk, visit: Visit, practice: dict[str, str], language: str) -> None:
    said, name = SAID[language], f"songxanh{language}"
    place = _destination(desk, visit, practice, language, name)
    clip = desk.run(SCRIPT, "send", practice["recording"], place, "Nước sông Xanh lên nhanh")["clip"]
    publication = _signed(desk, clip, "by_hand")
    address, post = (
        f"{desk.origin}{S}publishing/{publication}/",
        f"https://www.tiktok.com/@{name}/video/730{list(SAID).index(language)}",
    )

    screen = visit(width=1920, height=1000, color_scheme="dark" if language == "en" else "light")
    sign_in(screen, desk, practice, language, "lan")
    screen.goto(f"{desk.origin}{S}publishing/?show=by_hand")
    _look(screen, f"by-hand-list-{language}")
    phone = _begun(screen, visit, address, said, language)
    _take_the_film(desk, phone, said, clip)
    screen.goto(address)
    screen.locator("details").first.evaluate("details => details.open = true")
    _look(screen, f"by-hand-in-hand-{language}")
    assert phone.locator("textarea").first.input_value().startswith("Nước sông Xanh lên nhanh\n\nMực nước")
    phone.locator("#link").fill("https://vt.tiktok.com/ZSabc123/")
    phone.get_by_role("button", name=said["posted"]).click()
    expect(phone.locator("#link-error")).to_contain_text(said["short"])
    _look(phone, f"by-hand-refused-{language}-360")
    phone.locator("#link").fill(f"{post}?_r=1")
    phone.get_by_role("button", name=said["posted"]).click()
    expect(phone.locator("main")).to_contain_text(said["thanks"])
    _look(phone, f"by-hand-posted-{language}-360")
    screen.goto(f"{desk.origin}{S}clips/{clip}/")
    expect(screen.locator("main")).to_contain_text(f"tiktok.com/@{name}/video/")

    screen.goto(address)
    screen.locator("details").last.evaluate("details => details.open = true")
    _look(screen, f"by-hand-own-{language}")
    other = visit(width=360, height=740, has_touch=True, is_mobile=True)
    sign_in(other, desk, practice, language, "minh")
    other.goto(address)
    _look(other, f"by-hand-second-look-{language}-360")
    other.goto(f"{address}compare/")
    _look(other, f"by-hand-compare-{language}-360")
    other.go_back()
    other.get_by_role("button", name=said["same"]).click()
    expect(other.locator("main")).to_contain_text(said["looked"])
    _look(other, f"by-hand-looked-{language}-360")

    desk.run(SCRIPT, "correct", clip, "Nước sông Xanh lên nhanh tại Bến Sen")
    _signed(desk, clip, "by_hand")
    phone = _begun(screen, visit, address, said, language, "correct-")
    expect(phone.locator("main")).to_contain_text(said["words"])
    phone.get_by_role("button", name=said["posted"]).click()
    expect(phone.locator("main")).to_contain_text(said["thanks"])
    assert _state(desk, publication) == {"state": "corrected", "gone": False}
    for verb in ("withdraw", "sign"):
        desk.run(SCRIPT, verb, clip)
    _gone(desk, screen, other, publication, said, language)


def _destination(desk: Desk, visit: Visit, practice: dict[str, str], language: str, name: str) -> str:
    """The operator registers the account and lets people post to it; return the destination."""
    page = visit(width=360, height=740)
    sign_in(page, desk, practice, language, "oanh")
    page.goto(f"{desk.origin}{S}destinations/accounts/new/")
    page.locator("[name=platform]").select_option("tiktok")
    for field, words in (("url", f"https://www.tiktok.com/@{name}"), ("handle", f"@{name}"), ("since", "2024-05-01")):
        page.locator(f"[name={field}]").fill(words)
    page.locator("main form.form button").last.click()
    page.wait_for_url("**/destinations/accounts/")
    page.goto(f"{desk.origin}{S}destinations/by-hand/")
    _look(page, f"by-hand-choose-{language}-360")
    page.get_by_label(f"TikTok · @{name}").check()
    page.get_by_role("button", name=SAID[language]["serve"]).click()
    page.wait_for_url("**/destinations/")
    _look(page, f"by-hand-destinations-{language}-360")
    (row,) = desk.rows("SELECT id FROM destinations_destination WHERE name = %s", f"TikTok · @{name}")
    return str(row["id"])


def _signed(desk: Desk, clip: str, state: str) -> str:
    """Wait until a package is sealed, have it signed, and wait for its publication."""
    asked = "SELECT 1 FROM review_package WHERE clip_id = %s AND state = 'open'"
    desk.wait(lambda: desk.rows(asked, clip), 3 * PATIENCE, "the seal")
    desk.run(SCRIPT, "sign", clip)
    rows = "SELECT id FROM publishing_publication WHERE clip_id = %s AND state = %s"
    (found,) = desk.wait(lambda: desk.rows(rows, clip, state), PATIENCE, "its time")
    return str(found["id"])


def _begun(screen: Page, visit: Visit, address: str, said: dict[str, str], language: str, mark: str = "") -> Page:
    """The link is made on the screen, and opened and begun on a phone."""
    screen.goto(address)
    _look(screen, f"by-hand-{mark}waits-{language}")
    screen.get_by_role("button", name=said["make"]).click()
    expect(screen.locator("main img")).to_be_visible()
    _look(screen, f"by-hand-{mark}link-{language}")
    link = screen.locator("main input[readonly]").input_value()
    light = "dark" if language == "en" else "light"
    phone = visit(width=360, height=740, has_touch=True, is_mobile=True, color_scheme=light)
    phone.goto(f"{link}?lang={language}")
    _look(phone, f"by-hand-{mark}begin-{language}-360")
    if mark:
        phone.goto(_begun_by_four(f"{link}?lang={language}"))
    else:
        phone.get_by_role("button", name=said["begin"]).click()
    phone.wait_for_url("**/by-hand/at-work/**")
    assert phone.locator("html").get_attribute("lang") == language
    assert phone.context.cookies() == []
    _look(phone, f"by-hand-{mark}work-{language}-360")
    return phone


def _begun_by_four(link: str) -> str:
    """Four begin at the same moment, and one has it in hand; return the page that only that one is led to."""
    place = urlsplit(link)

    def begin(_number: int) -> tuple[int, str]:
        connection = HTTPConnection(place.netloc, timeout=PATIENCE)
        connection.request("POST", f"{place.path}?{place.query}", headers={"Content-Length": "0"})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or ""

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(begin, range(4)))
    assert [status for status, _ in answers] == [302, 410, 410, 410]
    return f"{place.scheme}://{place.netloc}{answers[0][1]}"


def _take_the_film(desk: Desk, phone: Page, said: dict[str, str], clip: str) -> None:
    """What is saved is the sealed file, byte for byte."""
    with phone.expect_download() as started:
        phone.get_by_role("link", name=said["save"]).click()
    found = hashlib.sha256(Path(started.value.path()).read_bytes()).hexdigest()
    (package,) = desk.rows("SELECT canonical::jsonb AS content FROM review_package WHERE clip_id = %s", clip)
    (sealed,) = [one["sha256"] for one in package["content"]["files"] if one["role"] == "9:16"]
    assert found == sealed
    expect(phone.locator("main")).to_contain_text(found)


def _gone(desk: Desk, screen: Page, other: Page, publication: str, said: dict[str, str], language: str) -> None:
    """One person takes it down, and it counts as gone once another has looked."""
    address = f"{desk.origin}{S}publishing/{publication}/"
    desk.wait(lambda: _state(desk, publication)["state"] == "withdrawn", PATIENCE, "the withdrawal")
    screen.goto(address)
    _look(screen, f"by-hand-take-down-{language}")
    screen.get_by_role("button", name=said["taken"]).click()
    expect(screen.locator("main")).to_contain_text(said["counts"])
    assert _state(desk, publication) == {"state": "withdrawn", "gone": False}
    other.goto(address)
    _look(other, f"by-hand-said-gone-{language}-360")
    other.get_by_role("button", name=said["gone"]).click()
    expect(other.locator("main")).to_contain_text(said["done"])
    assert _state(desk, publication) == {"state": "withdrawn", "gone": True}


def _state(desk: Desk, publication: str) -> dict[str, Any]:
    (row,) = desk.rows("SELECT state, taken_down_at FROM publishing_publication WHERE id = %s", publication)
    return {"state": row["state"], "gone": row["taken_down_at"] is not None}


def _look(page: Page, name: str) -> None:
    shot(page, name)
    assert not page.locator("html").evaluate("html => html.scrollWidth > html.clientWidth"), name
    assert not barriers_on(page), name
