"""Keys of the window that a hand has set are moved in time: dragged at the head of the timeline, by the arrow keys, by number."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from clipdesk.media.framing.tests.hand_keys import by_hand
from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot
from tests.browser.hand import Hand
from tests.browser.test_cutting_by_hand import _FRAMING, _IN_A_SHOT, _SEEK, _drag, _opened
from tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.accept]
_CLOSER = "first => document.querySelector('cut-timeline').show(first - 20, 100)"
_FRAME = "() => Number(document.querySelector('[data-frame]').textContent)"


def _keys(page: Page) -> list[dict[str, str]]:
    """The keys of the one shot that has several."""
    (found,) = [each["keys"] for each in page.evaluate(_FRAMING)["shots"] if len(each["keys"]) > 1]
    return list(found)


def _frames(page: Page) -> list[int]:
    return [int(Fraction(key["at"]) * 25) for key in _keys(page)]


def _three_keys(page: Page) -> list[int]:
    """Keys at three moments of a shot, each with the window elsewhere; the shown frame is the last."""
    hand, first = Hand(page), page.evaluate(_IN_A_SHOT)
    frames = [first, first + 12, first + 36]
    here, window = page.get_by_role("button", name="A key here"), page.locator("framing-window")
    for frame, presses in zip(
        frames, (("Shift+ArrowLeft",) * 2, ("ArrowRight",), ("Shift+ArrowRight",) * 3), strict=True
    ):
        page.evaluate(_SEEK, frame)
        hand.press(here, "Enter")
        hand.press(window, *presses)
    assert _frames(page) == frames
    return frames


def test_they_are_moved_by_hand_and_by_number(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = _opened(desk, visit, practice)
    hand, frames = Hand(page), _three_keys(page)
    had = _keys(page)
    second = page.get_by_role("slider", name=re.compile("^Key 2 of shot"))
    expect(page.locator(".key-handle")).not_to_have_count(3)  # some lie too close to be hit
    assert not barriers_on(page)
    page.evaluate(_CLOSER, frames[0])
    expect(page.locator(".key-handle")).to_have_count(3)
    _drag(page, "Key 2 of shot", 8, rest=True)
    moved = _frames(page)
    assert abs(moved[1] - frames[1] - 8) <= 1  # a pixel may be more than a frame
    assert [moved[0], moved[2]] == [frames[0], frames[2]]
    assert page.evaluate(_FRAME) == moved[1]
    assert [(key["x"], key["y"]) for key in _keys(page)] == [(key["x"], key["y"]) for key in had]
    places = [Fraction(key["x"]) for key in had]
    wanted = by_hand([(Fraction(frame, 25), x) for frame, x in zip(moved, places, strict=True)])
    assert np.allclose(
        [float(Fraction(key["dx"])) for key in _keys(page)], [float(key.dx) for key in wanted], atol=1e-6
    )
    assert not barriers_on(page)
    shot(page, "cut-key-times")
    page.get_by_role("button", name="Undo").click()  # all of the drag, though the hand stopped on the way
    assert _keys(page) == had
    page.get_by_role("button", name="Redo").click()
    assert _frames(page) == moved
    page.get_by_role("button", name="Undo").click()
    hand.press(second, "ArrowRight", "ArrowRight", "ArrowLeft")
    assert _frames(page)[1] == frames[1] + 1
    expect(second).to_be_focused()
    expect(second).to_have_attribute("aria-valuenow", str(frames[1] + 1))
    hand.press(second, "Shift+ArrowRight")  # a second on: no further than before its neighbour
    assert _frames(page) == [frames[0], frames[2] - 1, frames[2]]
    field = page.get_by_label("This key lies at frame")
    expect(field).to_have_value(str(frames[2] - 1))
    field.fill(str(frames[0] + 3))
    field.press("Enter")
    assert _frames(page) == [frames[0], frames[0] + 3, frames[2]]
    assert page.evaluate(_FRAME) == frames[0] + 3
    expect(field).to_be_focused()
    field.fill("0")  # as near as it can come
    field.press("Enter")
    assert _frames(page) == [frames[0], frames[0] + 1, frames[2]]
    expect(field).to_have_value(str(frames[0] + 1))
    page.evaluate(_SEEK, frames[0] + 5)
    expect(field).to_be_hidden()
    page.keyboard.press("Control+s")
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^revision \d+$"))
    page.reload()
    expect(page.locator(".key-handle")).not_to_have_count(0)
    assert _frames(page) == [frames[0], frames[0] + 1, frames[2]]


def test_a_key_stays_in_its_shot(desk: Desk, visit: Visit, practice: dict[str, str]) -> None:
    page = _opened(desk, visit, practice)
    frames = _three_keys(page)
    page.evaluate(_CLOSER, frames[0])
    first, last = (page.get_by_role("slider", name=re.compile(f"^Key {number} of shot")) for number in (1, 3))
    bounds = [int(first.get_attribute("aria-valuemin") or -1), int(last.get_attribute("aria-valuemax") or -1)]
    assert bounds[0] <= frames[0] < frames[2] <= bounds[1]
    hand, field = Hand(page), page.get_by_label("This key lies at frame")
    hand.press(first, "ArrowLeft")
    assert _frames(page)[0] == frames[0] - 1
    for key, far in ((first, "0"), (last, "999999")):
        key.focus()
        field.fill(far)
        field.press("Enter")
        page.evaluate(_CLOSER, frames[0])
    assert _frames(page) == [bounds[0], frames[1], bounds[1]]
    page.evaluate("() => document.querySelector('cutting-room').chooseShape('1:1')")  # no keys there
    expect(page.locator(".key-handle")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1920])
def test_at_any_width(desk: Desk, visit: Visit, practice: dict[str, str], width: int) -> None:
    page = _opened(desk, visit, practice, width=width)
    _three_keys(page)
    expect(page.get_by_label("This key lies at frame")).to_be_visible()
    assert not page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not barriers_on(page)
    shot(page, f"cut-key-times-{width}")
