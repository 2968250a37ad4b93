"""A signing key by hand: Chromium's virtual authenticator, with the person verified and not (WebAuthn, section 11)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, shot, sign_in
from tests.browser.virtual_key import add_virtual_key, verifies
from tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIGN_OFFS = "SELECT method, id FROM review_signoff WHERE package_id = %s"


def test_a_clip_is_signed_with_a_key_and_only_by_a_verified_person(
    desk: Desk, practice: dict[str, str], visit: Visit
) -> None:
    page = visit(width=390, height=844)
    session, name = add_virtual_key(page)
    sign_in(page, desk, practice, "en")
    page.goto(f"{desk.origin}/s/practice/review/")
    page.get_by_role("link", name="Signing keys").click()
    page.get_by_label("Name of the key").fill("Phone")
    page.get_by_label("Your password").fill(practice["password"])
    page.get_by_role("button", name="Go on").click()
    verifies(session, name, False)
    page.get_by_role("button", name="Make the key").click()
    expect(page.get_by_text("No key answered. Try again, or take another key.")).to_be_visible()
    shot(page, "signing-key-make")
    verifies(session, name, True)
    page.get_by_role("button", name="Make the key").click()
    expect(page.get_by_text("The key is registered.")).to_be_visible()
    shot(page, "signing-keys")
    page.goto(f"{desk.origin}/s/practice/review/{practice['package']}/")
    page.evaluate("""() => document.querySelectorAll(".renders video").forEach((video) => {
        video.muted = true; video.playbackRate = 2; video.play(); })""")
    watched = page.get_by_label("I have watched it to the end.")
    expect(watched).to_be_enabled(timeout=60_000)
    watched.check()
    page.get_by_role("button", name="Sign with your key").click()  # the checklist is still open: nothing is asked
    for yes in page.locator("form.ceremony input[value=yes]").all():
        yes.check()
    verifies(session, name, False)
    page.get_by_role("button", name="Sign with your key").click()
    expect(page.get_by_text("No key answered. Nothing was signed. Try again.")).to_be_visible()
    assert not desk.rows(SIGN_OFFS, practice["package"])
    shot(page, "signing-key-sign")
    verifies(session, name, True)
    page.get_by_role("button", name="Sign with your key").click()
    expect(page.get_by_text("Signed. Exactly this goes out.")).to_be_visible()
    expect(page.get_by_text("with the signing key “Phone”")).to_be_visible()
    shot(page, "signed-with-key")
    (sign_off,) = desk.rows(SIGN_OFFS, practice["package"])
    assert sign_off["method"] == "signing_key"
