"""A passkey by hand: added, used to sign in, refused without its person; Chromium's virtual authenticator."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, shot, sign_in
from tests.browser.virtual_key import add_virtual_key, verifies
from tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(("language", "width"), [("en", 360), ("vi", 1920)])
def test_a_passkey_is_added_and_signs_a_verified_person_in(
    desk: Desk, practice: dict[str, str], visit: Visit, language: str, width: int
) -> None:
    words = {
        "en": ("Add a passkey", "Make the passkey", "Sign in with a passkey", "No passkey answered.", "Sign out"),
        "vi": ("Thêm passkey", "Tạo passkey", "Đăng nhập bằng passkey", "Không có passkey nào trả lời.", "Đăng xuất"),
    }
    add, make, enter, silent, leave = words[language]
    person = {"en": "lan", "vi": "minh"}[language]
    page = visit(width=width, height=800)
    session, name = add_virtual_key(page)
    sign_in(page, desk, practice, language, person)
    page.goto(f"{desk.origin}/me/second-factor/")
    shot(page, f"signing-in-none-{language}-{width}")
    page.get_by_role("link", name=add).click()
    shot(page, f"passkey-add-{language}-{width}")
    page.locator("input[name=name]").fill("Phone")
    page.get_by_role("button", name=make).click()
    page.wait_for_url("**/me/recovery-codes/")
    expect(page.locator("main code")).to_have_count(10)
    shot(page, f"recovery-codes-{language}-{width}")
    page.reload()
    expect(page.locator("main code")).to_have_count(0)
    page.goto(f"{desk.origin}/me/second-factor/")
    expect(page.get_by_text("Phone").first).to_be_visible()
    shot(page, f"signing-in-{language}-{width}")
    page.goto(f"{desk.origin}/me/")
    with page.expect_navigation():
        page.get_by_role("button", name=leave).last.click()
    page.goto(f"{desk.origin}/sign-in/?next=/me/")
    verifies(session, name, False)
    page.get_by_role("button", name=enter).click()
    expect(page.get_by_text(silent)).to_be_visible()
    shot(page, f"sign-in-passkey-{language}-{width}")
    verifies(session, name, True)
    page.get_by_role("button", name=enter).click()
    page.wait_for_url(f"{desk.origin}/me/")
    shot(page, f"me-{language}-{width}")
