"""Every page of the practice station, in both languages, at 360 and at 1920 pixels: pictures to look at in
build/pictures, and what a machine can see by itself (nothing wider than the window, nothing on the console, nothing
that axe-core calls serious or critical against WCAG 2.2 AA)."""

from __future__ import annotations

import contextlib

import pytest
from playwright.sync_api import TimeoutError

from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot, sign_in
from tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.accept]
S = "/s/practice/"
#: Name of the picture → address; what stands in braces is looked up in the database.
PAGES = {
    "home": S,
    "search": f"{S}search/?q=song+xanh",
    "recordings": f"{S}recordings/",
    "recording": f"{S}recordings/{{recording}}/",
    "shorts": f"{S}recordings/{{recording}}/shorts/",
    "upload": f"{S}recordings/upload/",
    "clips": f"{S}clips/",
    "looks": f"{S}looks/",
    "look": f"{S}looks/one/",
    "names": f"{S}names/",
    "clip-published": f"{S}clips/{{published}}/",
    "clip-sent-back": f"{S}clips/{{sent_back}}/",
    "cut": f"{S}clips/{{draft}}/cut/",
    "send": f"{S}clips/{{draft}}/send/",
    "review": f"{S}review/",
    "package": f"{S}review/{{package}}/",
    "phone": f"{S}review/{{package}}/phone/",
    "together": f"{S}review/together/?package={{package}}",
    "signing-keys": f"{S}review/keys/",
    "publishing": f"{S}publishing/",
    "publication-live": f"{S}publishing/{{live}}/",
    "publication-failed": f"{S}publishing/{{failed}}/",
    "hold": f"{S}publishing/hold/",
    "destinations": f"{S}destinations/",
    "people": f"{S}people/",
    "person": f"{S}people/{{person}}/",
    "station": f"{S}station/",
    "notices": f"{S}notices/",
    "me": "/me/",
    "second-factor": "/me/second-factor/on/",
    "channel": "/watch/practice/?lang={lang}",
    "watch": "/watch/practice/{remote}/?lang={lang}",
    "withdrawn": "/watch/practice/{withdrawn}/?lang={lang}",
}
SIZES = {360: 800, 1920: 1080}


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page(desk: Desk, visit: Visit, practice: dict[str, str], language: str, width: int) -> None:
    page = visit(width=width, height=SIZES[width], color_scheme="dark" if language == "en" else "light")
    page.goto(f"{desk.origin}/sign-in/")
    shot(page, f"sign-in-{language}-{width}")
    sign_in(page, desk, practice, language)
    too_wide, barriers = [], []
    for name, address in PAGES.items():
        page.goto(desk.origin + address.format(**practice, lang=language))
        with contextlib.suppress(TimeoutError):  # a paused video may keep its connection
            page.wait_for_load_state("networkidle", timeout=5000)
        assert page.locator("html").get_attribute("lang") == language, name
        if page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            too_wide.append(name)
        shot(page, f"{name}-{language}-{width}")
        barriers += [f"{name}: {found}" for found in barriers_on(page)]
    assert not too_wide
    assert not barriers, "\n".join(barriers)
