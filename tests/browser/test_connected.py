"""A YouTube channel is connected at the consent page of a practice platform; a clip goes there, is seen on the platform's own
page, corrected, and withdrawn. A real station, so whoever connects gives a second factor. Cutting and signing have tests in
the browser of their own; here people do them by the desk's verbs.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from clipdesk.connectors.practice.front import Front
from clipdesk.connectors.youtube.practice.emulator import CHANNEL, CLIENT, CLIENT_SECRET, OTHER, YouTube
from clipdesk.connectors.youtube.practice.platform import PracticeYouTube
from clipdesk.connectors.youtube.tests.described import Described, description
from tests.browser.barriers import barriers_on
from tests.browser.codes import Phone
from tests.browser.conftest import PICTURES, Visit, shot
from tests.crash.walking import small_video
from tests.desk import PATIENCE, Desk, running_desk

pytestmark = [pytest.mark.browser, pytest.mark.accept, pytest.mark.timeout(2400)]
S = "/s/song-hong/"
SCRIPT = Path(__file__).with_name("connected.py")
WRONG, RIGHT = "Nước lên tại Tứ Liêm", "Nước lên tại Tứ Liên"
#: The channel that is connected in each language, and words that its pages must hold.
SAID = {
    "vi": (CHANNEL, "Đăng nhập ở Google", "Đúng, là của đài", "Mở trang công khai"),
    "en": (OTHER, "Sign in at Google", "Yes, it is the station’s", "Open the public page"),
}
Phones = dict[str, Phone]
_STATE = "SELECT p.id FROM publishing_publication p WHERE clip_id = %s AND state = %s"


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """A practice YouTube with two channels, as it is shipped, behind the front with its pages."""
    practice = PracticeYouTube("", "")
    document = description()
    practice.youtube.described = Described(document) if document else None
    running = Front((practice,), tmp_path_factory.mktemp("platforms"))
    practice.youtube.base = f"{running.url}/youtube"
    yield running
    running.stop()


@pytest.fixture(scope="module")
def platform(front: Front) -> YouTube:
    """What Google keeps."""
    found: YouTube = front.stages["youtube"].platform.state
    return found


@pytest.fixture(scope="module")
def station(
    begun: Path, front: Front, platform: YouTube, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Desk, str]]:
    """A desk that is set to it, with a real station; and everybody's password."""
    with running_desk(begun, {"CLIPDESK_YOUTUBE_API": platform.base}) as desk:
        platform.redirects.add(f"{desk.origin}{S}destinations/youtube/back/")
        made = desk.run(SCRIPT, "begin", str(small_video(tmp_path_factory.mktemp("connected"), "connected")))
        ready = "SELECT 1 FROM library_recording WHERE id = %s AND state = 'ready'"
        desk.wait(lambda: desk.rows(ready, made["recording"]), PATIENCE, "the recording")
        yield desk, made["password"]
        PICTURES.mkdir(parents=True, exist_ok=True)
        shutil.copy(desk.data / "logs" / "web.log", PICTURES / "web.log")


@pytest.fixture(scope="module")
def phones() -> Phones:
    """The authenticator app of everybody who has one."""
    return {}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_from_connecting_to_withdrawing(
    station: tuple[Desk, str], front: Front, platform: YouTube, phones: Phones, visit: Visit, language: str
) -> None:
    desk, password = station
    channel, sign_in_there, is_ours, public_page = SAID[language]
    platform.chosen = channel
    name = platform.channels[channel]

    oanh, minh = visit(width=360, height=740), visit(width=1920, height=1000, color_scheme="dark")
    _come_in(oanh, desk, phones, "oanh", password, language)
    _open(oanh, f"{desk.origin}{S}destinations/youtube/", phones, "oanh")
    oanh.locator("[name=client_id]").fill(CLIENT)
    oanh.locator("[name=secret]").fill(CLIENT_SECRET)
    oanh.locator("main form.form button").last.click()
    oanh.get_by_role("link", name=sign_in_there).click()
    expect(oanh.get_by_role("heading", level=1)).to_have_text(name)  # the platform's own page
    oanh.locator("#allow").click()
    oanh.wait_for_url(f"{desk.origin}{S}destinations/**")
    _look(oanh, f"connected-waits-{language}-360")

    _come_in(minh, desk, phones, "minh", password, language)
    (proposed,) = desk.rows("SELECT id FROM destinations_proposedaccount WHERE remote = %s", channel)
    _open(minh, f"{desk.origin}{S}destinations/proposed/{proposed['id']}/", phones, "minh")
    _look(minh, f"connected-proposed-{language}")
    minh.get_by_role("button", name=is_ours).click()
    (place,) = desk.wait(
        lambda: desk.rows(
            "SELECT d.name FROM destinations_destination d JOIN destinations_account a ON a.destination_id = d.id "
            "WHERE a.remote = %s AND a.sealed IS NOT NULL",
            channel,
        ),
        PATIENCE,
        "the channel to be connected",
    )

    clip = desk.run(SCRIPT, "send", WRONG, place["name"])["clip"]
    publication = _signed(desk, clip, "live")
    minh.goto(f"{desk.origin}{S}publishing/{publication}/")
    expect(minh.get_by_role("link", name=public_page)).to_be_visible()
    (row,) = desk.rows("SELECT remote_id FROM publishing_publication WHERE id = %s", publication)
    shown = f"{front.url}/youtube/posts/{row['remote_id']}"
    minh.goto(shown)
    expect(minh.locator("h2")).to_have_text(WRONG)

    desk.run(SCRIPT, "correct", clip, RIGHT)
    assert _signed(desk, clip, "corrected") == publication
    minh.reload()
    expect(minh.locator("h2")).to_have_text(RIGHT)
    minh.goto(f"{desk.origin}{S}publishing/{publication}/")
    _look(minh, f"connected-corrected-{language}")

    desk.run(SCRIPT, "withdraw", clip)
    assert _signed(desk, clip, "withdrawn") == publication
    gone = "SELECT 1 FROM publishing_publication WHERE id = %s AND taken_down_at IS NOT NULL"
    desk.wait(lambda: desk.rows(gone, publication), PATIENCE, "the post to be gone")
    assert minh.request.get(shown).status == 404
    minh.goto(f"{desk.origin}{S}publishing/{publication}/")
    expect(minh.get_by_role("link", name=public_page)).to_have_count(0)
    _look(minh, f"connected-withdrawn-{language}")
    assert (platform.films, platform.invalid) == ({}, [])


def _come_in(page: Page, desk: Desk, phones: Phones, person: str, password: str, language: str) -> None:
    """Somebody signs in, with a code where they have a second factor already, and chooses the language."""
    page.goto(f"{desk.origin}/sign-in/")
    page.locator("input[name=login]").fill(f"{person}@song-hong.example")
    page.locator("input[name=password]").fill(password)
    page.locator("main button[type=submit], main button:not([type])").first.click()
    page.wait_for_url(lambda url: not url.endswith("/sign-in/"))
    _give_code(page, phones, person)
    page.wait_for_url("**/s/song-hong/")
    page.evaluate(
        """async language => {
            const body = new URLSearchParams({choice: language, next: "/"});
            body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
            await fetch("/preferences/language", {method: "POST", body});
        }""",
        language,
    )


def _open(page: Page, address: str, phones: Phones, person: str) -> None:
    """Open a page that asks for the second factor, and set that up where there is none."""
    page.goto(address)
    if page.locator("main input[name=code]").count():
        _give_code(page, phones, person)
        page.goto(address)


def _give_code(page: Page, phones: Phones, person: str) -> None:
    """Where the page asks for a one-time code: give one, of the app that is set up here or was before."""
    field = page.locator("main input[name=code]")
    if field.count():
        if page.locator("main code").count():
            phones[person] = Phone(page.locator("main code").first.inner_text())
        before = page.url
        field.fill(phones[person].code())
        field.press("Enter")
        page.wait_for_url(lambda url: url != before)


def _signed(desk: Desk, clip: str, state: str) -> str:
    """Wait until a package is sealed, have it signed, and wait until its publication is what it should be then."""
    asked = "SELECT 1 FROM review_package WHERE clip_id = %s AND state = 'open'"
    desk.wait(lambda: desk.rows(asked, clip), 3 * PATIENCE, "the seal")
    desk.run(SCRIPT, "sign", clip)
    (found,) = desk.wait(lambda: desk.rows(_STATE, clip, state), PATIENCE, f"the publication to be {state}")
    return str(found["id"])


def _look(page: Page, name: str) -> None:
    shot(page, name)
    assert not page.locator("html").evaluate("html => html.scrollWidth > html.clientWidth"), name
    assert not barriers_on(page), name
