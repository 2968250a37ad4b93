"""What a hand does on the cutting page frame by frame: captions moved on the timeline, keys of the window."""

from __future__ import annotations

import base64
import re
from fractions import Fraction
from io import BytesIO

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from clipdesk.kernel.time import format_fraction
from clipdesk.media.framing.tests.hand_keys import by_hand
from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot, sign_in
from tests.browser.hand import Hand, heard, open_item
from tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.accept]
#: Three captions of two seconds with a second between them, beginning a second into the clip; tells the clip's first frame.
_THREE = """() => {
    const room = document.querySelector("cutting-room");
    const first = room.frameOf(room.ranges[0].start);
    const cue = (at, text) => ({ start: room.timeOf(first + at), end: room.timeOf(first + at + 50), text });
    room.content.recipe.captions = [cue(25, "Một"), cue(100, "Hai"), cue(175, "Ba")];
    room.change("captions");
    return first;
}"""
_TIMES = """() => {
    const room = document.querySelector("cutting-room");
    return room.content.recipe.captions.map((cue) => [room.frameOf(cue.start), room.frameOf(cue.end)]);
}"""
#: As many captions of six frames as the recording holds; tells how many, and for how long moving one keeps the page busy.
_MANY = """() => {
    const room = document.querySelector("cutting-room");
    const blocks = document.querySelector("timed-blocks");
    const cue = (_, at) => ({ start: room.timeOf(7 * at), end: room.timeOf(7 * at + 6), text: `${at}` });
    const cues = Array.from({ length: Math.floor(room.frames / 7) }, cue);
    room.content.recipe.captions = cues;
    room.change("captions");
    document.querySelector("cut-timeline").zoom(false);
    const begun = performance.now();
    blocks.move({ field: "captions", index: 9, edge: "both" }, [63, 69], 1);
    blocks.place();
    return [cues.length, performance.now() - begun];
}"""
_SEEN = """([shape, frame]) => {
    const room = document.querySelector("cutting-room");
    room.chooseShape(shape);
    room.player.seek(frame);
    return room.secondsOf(room.clipTime(frame)).toFixed(2);
}"""
_PIXELS = """async () => {
    const image = document.querySelector("[data-preview]");
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/png").split(",")[1];
}"""
_FRAMING = "() => document.querySelector('cutting-room').content.recipe.framing['9:16']"
_SEEK = "frame => document.querySelector('cutting-room').player.seek(frame)"
#: Twelve frames into the first shot of the recording that the clip shows a second of.
_IN_A_SHOT = """() => {
    const room = document.querySelector("cutting-room");
    const [start, end] = [room.frameOf(room.ranges[0].start), room.frameOf(room.ranges[0].end)];
    const cuts = [start, ...room.data.shots.filter((cut) => cut > start && cut < end), end];
    return cuts.find((cut, place) => cuts[place + 1] - cut >= 60) + 12;
}"""
Grey = npt.NDArray[np.float64]


def _opened(desk: Desk, visit: Visit, practice: dict[str, str], width: int = 1440) -> Page:
    page = visit(width=width)
    sign_in(page, desk, practice, "en", "lan")
    heard(desk, practice["recording"])
    open_item(page, desk, practice, Hand(page))
    expect(page.locator("cut-timeline .handle").first).to_be_visible()
    page.evaluate("() => document.querySelector('cut-timeline').zoom(true)")
    expect(page.locator("timed-blocks .block").first).to_be_visible()
    return page


def _drag(page: Page, name: str, frames: int, *, alt: bool = True, rest: bool = False) -> None:
    """Drag by a number of frames; alt: it snaps to nothing. rest: the hand stops halfway for two seconds."""
    held = page.get_by_role("slider", name=re.compile(f"^{name}"))
    held.hover()
    box = held.bounding_box()
    assert box
    per_frame = page.evaluate(
        "() => { const line = document.querySelector('cut-timeline'); return line.track.clientWidth / line.length; }"
    )
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    if alt:
        page.keyboard.down("Alt")
    page.mouse.move(x + frames * per_frame / 2, y, steps=3)
    if rest:
        page.wait_for_timeout(2000)
    page.mouse.move(x + frames * per_frame, y, steps=3)
    page.mouse.up()
    page.keyboard.up("Alt")


def test_captions_are_dragged(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = _opened(desk, visit, practice)
    first = page.evaluate(_THREE)
    had = [[first + at, first + at + 50] for at in (25, 100, 175)]
    blocks = page.locator("timed-blocks [data-row=captions] .block")
    expect(blocks).to_have_text(["Một", "Hai", "Ba"])
    expect(page.locator("timed-blocks .edge")).to_have_count(0)
    _drag(page, "Caption 2:", 10, rest=True)
    moved = page.evaluate(_TIMES)
    by = moved[1][0] - had[1][0]
    assert abs(by - 10) <= 1  # a pixel may be more than a frame
    assert moved == [had[0], [had[1][0] + by, had[1][1] + by], had[2]]
    expect(page.locator("timed-blocks .edge")).to_have_count(2)
    start = page.get_by_label("from, caption 2")
    expect(start).to_have_value(page.evaluate(f"document.querySelector('caption-list').clock({moved[1][0] / 25})"))
    assert not barriers_on(page)
    shot(page, "cut-captions-dragged")
    page.get_by_role("button", name="Undo").click()  # all of the drag, though the hand stopped on the way
    assert page.evaluate(_TIMES) == had
    _drag(page, "Caption 2: end", 200)  # no further than the next one
    assert page.evaluate(_TIMES) == [had[0], [had[1][0], had[2][0]], had[2]]
    _drag(page, "Caption 2: beginning", 400)  # and a frame at least
    assert page.evaluate(_TIMES)[1] == [had[2][0] - 1, had[2][0]]
    _drag(page, "Caption 1:", 0)  # chosen, not moved
    assert page.evaluate(_TIMES)[0] == had[0]
    expect(page.locator("timed-blocks .chosen")).to_have_text("Một")
    assert page.evaluate("() => Number(document.querySelector('[data-frame]').textContent)") == had[0][0]
    snaps = """first => {
        const line = document.querySelector("cut-timeline");
        [line.marks, line.sentences] = [[first + 85], []];
        line.show(first, 250);
    }"""
    page.evaluate(snaps, first)
    _drag(page, "Caption 1: end", 9, alt=False)  # to 84: a frame beside where something begins
    assert page.evaluate(_TIMES)[0] == [had[0][0], first + 85]


def test_captions_are_moved_with_the_keyboard(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = _opened(desk, visit, practice)
    first = page.evaluate(_THREE)
    hand, names = Hand(page), ("Caption 1: Một", "Caption 1: beginning", "Caption 1: end", "Caption 2: Hai")
    block, begins, ends, second = (page.get_by_role("slider", name=name, exact=True) for name in names)
    page.evaluate(_SEEK, first)
    page.evaluate("() => document.querySelector('timed-blocks').place()")
    hand.press(block, "ArrowRight", "ArrowRight", "ArrowLeft", "Shift+ArrowLeft")
    assert page.evaluate(_TIMES)[0] == [first + 1, first + 51]
    expect(block).to_be_focused()
    expect(block).to_have_attribute("aria-valuenow", str(first + 1))
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("timed-blocks .edge:focus")).to_have_count(1)
    hand.press(ends, "Shift+ArrowRight", "PageUp", "ArrowUp")
    assert page.evaluate(_TIMES)[0] == [first + 1, first + 100]  # the second one begins there
    expect(ends).to_have_attribute("aria-valuenow", str(first + 100))
    hand.press(begins, "ArrowRight", "ArrowDown", "ArrowRight")
    assert page.evaluate(_TIMES)[0] == [first + 2, first + 100]
    assert page.evaluate("() => Number(document.querySelector('[data-frame]').textContent)") == first + 2
    hand.press(begins, "]")
    expect(second).to_be_focused()
    expect(page.locator("timed-blocks .edge")).to_have_count(2)
    assert page.evaluate("() => document.querySelector('timed-blocks').chosen.index") == 1
    page.locator("caption-list textarea").nth(2).focus()  # what is worked on in the list is chosen here
    expect(page.locator("timed-blocks .chosen")).to_have_text("Ba")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^revision \d+$"))
    page.reload()
    expect(page.locator("cut-timeline .handle").first).to_be_visible()
    assert page.evaluate(_TIMES)[0] == [first + 2, first + 100]


def test_of_very_many_captions_few_are_elements(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = _opened(desk, visit, practice, width=360)
    count, busy = page.evaluate(_MANY)
    assert count > 250
    assert busy < 500  # milliseconds
    expect(page.locator("timed-blocks .block")).to_have_count(0)  # of the whole recording none could be hit
    page.evaluate("() => document.querySelector('cut-timeline').show(300, 50)")
    expect(page.locator("timed-blocks .block")).not_to_have_count(0)
    shown = page.locator("timed-blocks .block").evaluate_all("blocks => blocks.map((block) => block.clientWidth)")
    assert len(shown) <= 9  # as many as 50 frames have, and the one that was moved
    assert min(shown) >= 22  # with its border 24
    assert not page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth")


def _shown(page: Page, shape: str, frame: int) -> Grey:
    """The renderer's preview of a frame in a shape, in grey, 360 pixels high."""
    before = page.locator("[data-preview]").get_attribute("src")
    at = page.evaluate(_SEEN, [shape, frame])
    page.wait_for_function(
        "before => document.querySelector('[data-preview]').src !== before", arg=before, timeout=60_000
    )
    expect(page.locator("[data-preview-note]")).to_have_text(f"{shape} · {at} s")
    with Image.open(BytesIO(base64.b64decode(page.evaluate(_PIXELS)))) as image:
        return np.asarray(image.convert("L").resize((round(360 * image.width / image.height), 360)), dtype=np.float64)


def _middle(page: Page, frame: int) -> float:
    """Where the window's middle stands in the picture, as the preview shows it: where it looks most like the wide one."""
    narrow, wide = (_shown(page, shape, frame)[40:220] for shape in ("9:16", "16:9"))
    width = narrow.shape[1]
    off = [np.abs(wide[:, left : left + width] - narrow).mean() for left in range(wide.shape[1] - width + 1)]
    return float((np.argmin(off) + width / 2) / wide.shape[1])


def test_the_window_has_keys_by_hand(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = _opened(desk, visit, practice)
    hand, note = Hand(page), page.locator("framing-keys [role=status]")
    here, window = page.get_by_role("button", name="A key here"), page.locator("framing-window")
    first = page.evaluate(_IN_A_SHOT)
    frames, said = [first, first + 12, first + 36], page.locator("[data-frame]")
    page.evaluate(_SEEK, frames[0])
    hand.press(here, "Enter")
    expect(here).to_have_attribute("aria-pressed", "true")
    expect(here).to_be_focused()
    expect(note).to_have_text("Key 1 of 1 in this shot.")
    found = page.evaluate(_FRAMING)
    assert found["mode"] == "path"
    assert {(key["x"], key["y"]) for each in found["shots"] for key in each["keys"]} == {
        ("1/2", "1/2")
    }  # all as it was
    hand.press(window, "Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowLeft")
    page.evaluate(_SEEK, frames[2])
    expect(note).to_have_text("Keys in this shot: 1. Moving the window sets one more here.")
    hand.press(window, "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "ArrowRight")
    page.evaluate(_SEEK, frames[1])
    hand.press(window, "Enter", "ArrowRight", "Shift+ArrowRight")
    expect(note).to_have_text("Key 2 of 3 in this shot.")
    (keys,) = [each["keys"] for each in page.evaluate(_FRAMING)["shots"] if len(each["keys"]) > 1]
    assert [Fraction(key["at"]) * 25 for key in keys] == frames
    places = [Fraction(key["x"]) for key in keys]
    assert (places[0], places[2]) == (Fraction(35, 100), Fraction(56, 100))
    assert places[0] < places[1] < places[2]
    wanted = by_hand([(Fraction(frame, 25), x) for frame, x in zip(frames, places, strict=True)])
    speeds = [Fraction(key["dx"]) for key in keys]
    assert np.allclose([float(speed) for speed in speeds], [float(key.dx) for key in wanted], atol=1e-6)
    assert speeds[0] == speeds[2] == 0 < speeds[1]
    for frame, x in zip(frames, places, strict=True):
        assert abs(_middle(page, frame) - float(x)) <= 3 / 640
    page.evaluate("() => document.querySelector('cutting-room').chooseShape('9:16')")
    assert not barriers_on(page)
    shot(page, "cut-keys-by-hand")
    for name, frame in (("Last key", frames[1]), ("Last key", frames[0]), ("Next key", frames[1])):
        hand.press(page.get_by_role("button", name=name), "Enter")
        expect(said).to_have_text(str(frame))
    hand.press(window, "Enter")  # takes it away
    expect(note).to_have_text("Keys in this shot: 2. Moving the window sets one more here.")
    page.get_by_role("button", name="Undo").click()
    expect(note).to_have_text("Key 2 of 3 in this shot.")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^revision \d+$"))
    page.reload()
    expect(page.locator("cut-timeline .handle").first).to_be_visible()
    page.evaluate(_SEEK, frames[2])
    expect(note).to_have_text("Key 3 of 3 in this shot.")
    hand.press(window, "ArrowRight")  # that one alone
    (again,) = [each["keys"] for each in page.evaluate(_FRAMING)["shots"] if len(each["keys"]) > 1]
    assert [key["x"] for key in again] == [format_fraction(place) for place in places[:2]] + ["570/1000"]
