"""The cutting page: the apps' own buttons over the preview, styles of the captions, further languages, the fourth shape."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot, sign_in
from tests.browser.hand import Hand, heard, open_item
from tests.desk import Desk

pytestmark = pytest.mark.browser
RECIPE = "() => JSON.parse(document.querySelector('cutting-room').payload).recipe"
CONTENT = "() => JSON.parse(document.querySelector('cutting-room').payload)"
# The beginning, middle and end of the first caption that is heard in the clip, as a caption file writes times.
TIMES = """() => {
    const list = document.querySelector("caption-list");
    const cue = list.cues[Number(list.querySelector(".cue").dataset.index)];
    const [from, to] = [list.at(cue, "start"), list.at(cue, "end")];
    return [from, (from + to) / 2, to].map((at) => new Date(at * 1000).toISOString().slice(11, 23));
}"""
SPOKEN = "WEBVTT\n\n{0} --> {1}\nMột\n\n{1} --> {2}\n<v Mai>Hai\n"
ENGLISH = "1\n00:00:00,000 --> 01:00:00,000\nOne text over everything\n"


def opened(desk: Desk, visit: Visit, practice: dict[str, str], width: int = 1440) -> Page:
    page = visit(width=width)
    sign_in(page, desk, practice, "en", "lan")
    heard(desk, practice["recording"])
    open_item(page, desk, practice, Hand(page))
    drawn(page)
    return page


def drawn(page: Page) -> None:
    expect(page.locator("[data-preview]")).to_have_attribute("src", re.compile("^blob:"), timeout=60_000)
    expect(page.locator("[data-preview-note]")).to_have_text(re.compile(r" s$"), timeout=60_000)


def worked_on(page: Page, language: str) -> Locator:
    """Choose a further language, and add it unless the clip has it; return the choice."""
    page.locator("caption-languages details").evaluate("details => { details.open = true; }")
    choice, add = page.locator("#further-language"), page.locator("[data-language=add]")
    choice.select_option(language)
    if add.is_visible():
        add.click()
    expect(page.locator(f"caption-list [data-beside={language}]").first).to_be_visible()
    return choice


def saved(page: Page) -> None:
    page.keyboard.press("Control+s")
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^revision \d+$"))


def test_the_fourth_shape_is_framed_and_drawn(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = opened(desk, visit, practice)
    page.get_by_role("button", name="Portrait").click()
    window, video = page.locator("framing-window"), page.locator("clip-player video")
    expect(window).to_be_visible()
    box, whole = window.bounding_box(), video.bounding_box()
    assert box
    assert whole
    assert box["width"] / box["height"] == pytest.approx(4 / 5, abs=0.02)
    x = box["x"] + box["width"] / 2
    page.evaluate("() => { delete document.querySelector('cutting-room').content.recipe.framing['4:5']; }")
    page.get_by_role("button", name="Square").click()
    page.get_by_role("button", name="Right", exact=True).click()
    page.get_by_role("button", name="Portrait").click()
    moved = window.bounding_box()
    assert moved
    assert moved["x"] + moved["width"] / 2 > x + 1  # nobody chose a window for it: it goes where that of 1:1 went
    page.get_by_role("button", name="Left", exact=True).click()
    expect(page.locator("[data-preview-note]")).to_have_text(re.compile("^4:5 "), timeout=60_000)
    size = page.locator("[data-preview]").evaluate("image => image.naturalWidth / image.naturalHeight")
    assert size == pytest.approx(4 / 5, abs=0.01)
    framing = page.evaluate(RECIPE)["framing"]
    assert framing["4:5"]["x"] != framing["9:16"]["x"]


def test_the_apps_buttons_are_shown_and_warned_of(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = opened(desk, visit, practice)
    cover, button = page.locator("[data-cover]"), page.get_by_role("button", name="Buttons of the apps")
    warning = page.locator("safe-areas [data-warning]")
    note = page.locator("safe-areas [data-note]")
    expect(cover).to_be_hidden()
    expect(note).to_have_text(re.compile("^Captions may lie under the texts and buttons of .*Reels"), timeout=60_000)
    expect(warning).to_be_hidden()  # nobody has thought of these apps yet
    page.locator("clip-player").click(position={"x": 2, "y": 2})
    page.keyboard.press("a")
    expect(button).to_have_attribute("aria-pressed", "true")
    page.get_by_label("App whose buttons are shown").select_option("reels")
    expect(warning).to_have_text(re.compile("^Captions may lie under the texts and buttons of Reels\\."))
    expect(note).not_to_have_text(re.compile("Reels"))
    advice = page.locator("safe-areas [data-advice]")
    expect(advice).to_have_text(
        re.compile("^For Reels, .* about 14 above, 35 below, 6 at the left and 6 at the right ")
    )
    expect(page.get_by_role("img", name="Where the apps lay their texts and buttons")).to_be_visible()
    low, picture = cover.locator("[data-edge=bottom]").bounding_box(), page.locator("[data-preview]").bounding_box()
    assert low
    assert picture
    assert low["height"] / picture["height"] == pytest.approx(0.35, abs=0.01)
    assert low["y"] + low["height"] == pytest.approx(picture["y"] + picture["height"], abs=1)
    shot(page, "safe-areas-en-1440")
    page.locator("summary", has_text="Style of the captions").click()
    page.get_by_label("Captions, strap and names keep clear of the buttons of").select_option("all")
    expect(warning).to_be_hidden(timeout=60_000)
    page.get_by_role("button", name="Square").click()
    expect(cover).to_be_hidden()
    expect(button).to_be_disabled()
    page.locator("clip-player").click(position={"x": 2, "y": 2})
    page.keyboard.press("a")
    page.get_by_role("button", name="Upright").click()
    expect(cover).to_be_visible()  # a key that does nothing there changes nothing for later


def test_words_and_speakers_are_coloured_and_stay(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = opened(desk, visit, practice)
    page.locator("summary", has_text="Style of the captions").click()
    page.get_by_label("Colour the word that is being spoken").check()
    page.get_by_label("A colour for each speaker").check()
    expect(page.locator("[data-style-note]")).to_have_text(re.compile("^No caption says who speaks yet"))
    first = page.get_by_label(re.compile("^Who speaks, caption")).first
    first.fill("Ngọc Lan")
    first.press("Tab")
    expect(page.locator("caption-list textarea").first).to_be_focused()
    expect(page.locator(".cue-speaker span").first).to_have_css("color", "rgb(255, 255, 255)")
    recipe = page.evaluate(RECIPE)
    assert recipe["caption_style"]["words"] is True
    assert [cue["speaker"] for cue in recipe["captions"] if "speaker" in cue] == ["Ngọc Lan"]
    said = " ".join(cue["text"] for cue in recipe["captions"])
    assert recipe["words"][0]["text"] in said
    saved(page)
    page.reload()
    drawn(page)
    page.wait_for_timeout(4000)  # longer than a page with changes takes to save them by itself
    again = page.evaluate(RECIPE)
    assert (again["words"], again["captions"]) == (recipe["words"], recipe["captions"])
    assert page.evaluate("() => document.querySelector('cutting-room').dirty") is False
    edge = page.locator("cut-timeline .handle-end").first
    edge.focus()
    for _ in range(4):  # nobody speaks in the last two and a half seconds
        edge.press("Shift+ArrowLeft")
    assert len(page.evaluate(RECIPE)["words"]) < len(recipe["words"])
    page.evaluate("() => { document.querySelector('cutting-room').data.most_words = 1; }")
    edge.press("ArrowLeft")
    expect(page.locator("[data-style-note]")).to_have_text(re.compile("^The clip has more than 1 words"))
    assert page.evaluate(RECIPE)["words"] == []


def test_a_further_language_keeps_step(desk: Desk, visit: Visit, practice: dict[str, str], tmp_path: Path) -> None:
    page = opened(desk, visit, practice)
    choice = worked_on(page, "th")
    page.get_by_role("button", name="Remove this language").click()
    expect(choice).to_be_focused()
    assert page.evaluate(CONTENT)["translations"] == {}
    choice.press("ArrowDown")
    choice.press("ArrowDown")
    assert page.evaluate(CONTENT)["translations"] == {}  # whoever passes a language by has not asked for it
    worked_on(page, "en")
    expect(choice).to_be_focused()
    beside = page.locator("caption-list [data-beside]")
    links = page.locator("caption-languages a[data-export]")
    expect(links.first).to_be_hidden()  # the desk does not have it yet
    beside.first.fill("The Green River rises again")
    expect(page.locator("caption-languages [role=status]")).to_have_text(re.compile("^1 of "))
    content = page.evaluate(CONTENT)
    assert len(content["translations"]["en"]) == len(content["recipe"]["captions"])
    assert [text for text in content["translations"]["en"] if text] == ["The Green River rises again"]
    first = page.locator("caption-list .cue").first
    first.get_by_role("button", name=re.compile("^Split")).click()
    parts = [text for text in page.evaluate(CONTENT)["translations"]["en"] if text]
    assert " ".join(parts) == "The Green River rises again"
    assert len(parts) == 2
    page.locator("caption-list .cue").first.get_by_role("button", name=re.compile("^Join")).click()
    assert [text for text in page.evaluate(CONTENT)["translations"]["en"] if text] == ["The Green River rises again"]
    saved(page)
    expect(links.first).to_be_visible()
    page.locator("#language").select_option("en")
    assert page.evaluate(CONTENT)["translations"] == {}
    expect(choice).to_have_value("")
    expect(beside).to_have_count(0)
    page.locator("#language").select_option("vi")
    assert any(page.evaluate(CONTENT)["translations"]["en"])  # chosen by mistake: nothing is lost
    page.reload()
    drawn(page)
    page.get_by_label("Language beside the clip's own").select_option("en")
    expect(beside.first).to_have_value("The Green River rises again")
    link = links.first.get_attribute("href") or ""
    answer = page.request.get(f"{desk.origin}{link}")
    assert "The Green River rises again" in answer.text()
    path = tmp_path / "english.srt"
    path.write_text(ENGLISH)
    page.locator("#language-file").set_input_files(path)
    expect(page.locator("caption-languages [role=status]")).to_have_text(re.compile("^1 caption read"))
    texts = page.evaluate(CONTENT)["translations"]["en"]
    assert [text for text in texts if text] == ["One text over everything"]
    page.get_by_role("button", name="Remove this language").click()
    assert page.evaluate(CONTENT)["translations"] == {}


def test_who_spoke_is_kept_when_captions_are_replaced(
    desk: Desk, visit: Visit, practice: dict[str, str], tmp_path: Path
) -> None:
    page = opened(desk, visit, practice)
    speaker = page.locator(".cue-speaker input").first
    speaker.fill("Ông Tư")
    speaker.press("Tab")
    path = tmp_path / "shorter.vtt"
    path.write_text(SPOKEN.format(*page.evaluate(TIMES)))
    page.locator("#caption-file").set_input_files(path)
    expect(page.locator("[data-caption-status]")).to_have_text(re.compile("^2 captions read"))
    cues = page.evaluate(RECIPE)["captions"]
    assert [cue.get("speaker") for cue in cues] == ["Ông Tư", "Mai"]


@pytest.mark.parametrize("width", [360, 1920])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_nobody_is_kept_out(desk: Desk, visit: Visit, practice: dict[str, str], width: int, language: str) -> None:
    page = visit(width=width, color_scheme="dark" if width == 360 else "light")
    sign_in(page, desk, practice, language, "lan")
    heard(desk, practice["recording"])
    page.goto(f"{desk.origin}/s/practice/clips/{practice['draft']}/cut/", wait_until="networkidle")
    page.locator("caption-style summary").click()
    page.locator("caption-style [data-style=speakers]").check()
    worked_on(page, "en")
    speaker = page.locator(".cue-speaker input").first
    speaker.fill("Ngọc Lan")
    speaker.press("Tab")
    page.locator("safe-areas button").click()
    expect(page.locator("[data-cover]")).to_be_visible()
    expect(page.locator("safe-areas [data-warning]")).to_be_visible(timeout=60_000)
    expect(page.locator("safe-areas [data-advice]")).to_be_visible()
    found = barriers_on(page)
    shot(page, f"cut-styles-{language}-{width}")
    assert not found, "\n".join(found)
    assert not page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth")
