"""Risk classes in a real browser: the rules, a class added to what waits, the longer checklist, an emergency release."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot, sign_in
from tests.desk import PATIENCE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.accept, pytest.mark.timeout(900)]
OPEN = "SELECT id FROM review_package WHERE state = 'open'"
WIDTHS = pytest.mark.parametrize(("language", "width"), [("vi", 360), ("en", 360), ("vi", 1920), ("en", 1920)])


def _look(page: Page, name: str) -> None:
    shot(page, name)
    assert not page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"), name
    assert not barriers_on(page), name


def _add_class(page: Page, desk: Desk, practice: dict[str, str], key: str) -> str:
    """Put the clip that waits into a class on its page; return the package that is sealed anew."""
    (before,) = desk.rows(OPEN)
    page.goto(f"{desk.origin}/s/practice/review/{before['id']}/")
    form = page.locator("form", has=page.locator("#risk-class"))
    page.locator("details", has=form).locator("summary").last.click()
    form.locator("select").select_option(key)
    form.locator("button").click()
    desk.wait(lambda: [row for row in desk.rows(OPEN) if row["id"] != before["id"]], PATIENCE, "the new package")
    return str(desk.rows(OPEN)[0]["id"])


@WIDTHS
def test_the_rules_are_shown_and_changed(
    desk: Desk, visit: Visit, practice: dict[str, str], language: str, width: int
) -> None:
    scheme = "dark" if language == "en" else "light"
    page = visit(width=width, height=3200, color_scheme=scheme)  # so tall that no bar lies over a box
    sign_in(page, desk, practice, language)
    page.goto(f"{desk.origin}/s/practice/review/rules/")
    _look(page, f"rules-{language}-{width}")
    page.goto(f"{desk.origin}/s/practice/review/rules/classes/courts/")
    page.locator("[name=signers]").fill("2")
    _look(page, f"rule-class-{language}-{width}")
    page.locator("main form.form button").first.click()
    page.wait_for_url("**/review/rules/")
    page.goto(f"{desk.origin}/s/practice/review/rules/questions/new/")
    _look(page, f"rule-question-{language}-{width}")


def test_what_waits_asks_for_more_and_goes_out_in_an_emergency(
    desk: Desk, visit: Visit, practice: dict[str, str]
) -> None:
    page = visit(width=1440, height=1000)
    sign_in(page, desk, practice, "en")
    package = _add_class(page, desk, practice, "courts")
    for language, width in (("vi", 360), ("en", 1920)):
        other = visit(width=width, height=900)
        sign_in(other, desk, practice, language)
        other.goto(f"{desk.origin}/s/practice/review/{package}/")
        _look(other, f"risk-package-{language}-{width}")
        other.goto(f"{desk.origin}/s/practice/review/{package}/phone/")
        _look(other, f"risk-phone-{language}-{width}")
        other.goto(f"{desk.origin}/s/practice/review/")
        _look(other, f"risk-list-{language}-{width}")
    page.goto(f"{desk.origin}/s/practice/review/{package}/")
    page.evaluate("""() => document.querySelectorAll(".renders video").forEach((video) => {
        video.muted = true; video.playbackRate = 2; video.play(); })""")
    watched = page.get_by_label("I have watched it to the end.")
    expect(watched).to_be_enabled(timeout=60_000)
    watched.check()
    for yes in page.locator("form.ceremony input[value=yes]").all():
        yes.check()
    page.locator("form.ceremony input[name=answer-law][value=no]").check()
    page.get_by_label("Your password, for this sign-off").fill(practice["password"])
    page.get_by_role("button", name="Confirm the sign-off").click()
    expect(page.get_by_text("Send the clip back, or write beside the line why you sign all the same")).to_be_visible()
    _look(page, "risk-refused-en-1440")
    page.locator("[name=note-law]").fill("The court itself published the name.")
    page.get_by_text("Emergency release: it must go out now").click()
    page.get_by_label("Release it without the others").check()
    page.get_by_label("Why must it go out now?").fill("The dyke breaks, nobody answers.")
    page.get_by_label("Your password, for this sign-off").fill(practice["password"])
    page.get_by_role("button", name="Confirm the sign-off").click()
    expect(page.get_by_text("Confirmed. Exactly this goes out.")).to_be_visible()
    expect(page.get_by_text("The dyke breaks, nobody answers.")).to_be_visible()
    _look(page, "risk-emergency-en-1440")
    page.goto(f"{desk.origin}/s/practice/review/")
    expect(
        page.get_by_text("The dyke breaks, nobody answers.")
    ).to_be_hidden()  # whoever released it is not asked to look
