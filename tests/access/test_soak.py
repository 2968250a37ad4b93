"""The full product, for `make soak`: every route × method × role × {this desk, another desk, another station}."""

from __future__ import annotations

import os

import pytest

from clipdesk.accounts.models import Desk, Station
from clipdesk.config.testing_cast import make_member
from tests.access.matrix import ALL, ROWS, Row
from tests.access.routes import LETTERS, parameters
from tests.access.test_doors import OF_A_DESK, undone
from tests.access.world import World, ask, opened, refused, signed_in, written

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not os.environ.get("CLIPDESK_SOAK"), reason="the full product: make soak"),
]
OWN = {"notice_id", "key_id", "absence_id"}  # what belongs to a person, not to a desk
#: Where the role is not enough: the note is on somebody else's clip, the shift is somebody else's.
OF_OTHERS = {"review:resolve_note": "P", "review:reopen_note": "P", "review:hand_over_shift": "U"}
PLACES = ("this desk", "another desk", "another station")


def expected(row: Row, letters: str, letter: str, place: str) -> bool:
    """Whether the door opens to somebody with the role on one desk, by the matrix alone."""
    if row.whole or letter not in letters or place == "another station" or letter in OF_OTHERS.get(row.route, ""):
        return False
    return place == "this desk" or not OF_A_DESK & set(parameters(row.route))


@pytest.mark.parametrize("letter", ALL)
@pytest.mark.parametrize("place", PLACES)
def test_every_cell(world: World, subtests: pytest.Subtests, letter: str, place: str) -> None:
    station, desk = _at(world, place)
    member = make_member(station, f"soak{letter}", LETTERS[letter], desk)
    browser = signed_in(member)
    browser.raise_request_exception = False
    for row in (row for row in ROWS if not row.is_open and not OWN & set(parameters(row.route))):
        for method, letters in row.cells.items():
            with subtests.test(route=row.route, method=method), undone():
                before = written()
                answer = ask(browser, method, world.address(row), row.form)
                if expected(row, letters, letter, place):
                    assert opened(answer), answer.status_code
                else:
                    assert refused(answer), answer.status_code
                    assert written() == before


def _at(world: World, place: str) -> tuple[Station, Desk]:
    room = world.newsroom
    if place == "another station":
        other = room.stranger.station
        return other, other.desks.get()
    return room.station, room.news if place == "this desk" else room.sport
