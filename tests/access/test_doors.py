"""Every allowed cell opens; whoever may not, from another desk, another station or unknown, gets nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from clipdesk.accounts.member import Member
from tests.access.matrix import ALL, ANYBODY, ROWS, SIGNED_IN, Row
from tests.access.routes import letters_of, parameters, rule_of
from tests.access.world import SIGN_IN, TITLES, World, ask, opened, refused, signed_in, written

pytestmark = pytest.mark.slow
INSIDE = [row for row in ROWS if not row.is_open]
#: What belongs to a desk. Everything else belongs to the station, or to the person.
OF_A_DESK = {
    "recording_id",
    "clip_id",
    "package_id",
    "publication_id",
    "hold_id",
    "membership_id",
    "invitation_id",
    "shift_id",
    "emergency_id",
    "note_id",
    "link_id",
    "channel_id",
    "live_cut_id",
    "series_id",
    "event_id",
    "story_id",
    "assignment_id",
    "idea_id",
    "held_id",
    "training_id",
}


@contextmanager
def undone() -> Iterator[None]:
    """Take back what happens inside, so that the next cell finds the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_every_allowed_cell_opens(world: World, subtests: pytest.Subtests) -> None:
    for row in INSIDE:
        for method, letters in row.cells.items():
            for letter in letters:
                member = world.who(letter)
                browser = world.browser(member)
                with subtests.test(route=row.route, method=method, role=letter), undone():
                    answer = ask(browser, method, world.as_seen_by(row, member), row.form)
                    assert opened(answer), _said(answer)


def test_whoever_may_not_gets_nothing_written(world: World, subtests: pytest.Subtests) -> None:
    for row in INSIDE:
        for method, letters in row.cells.items():
            for letter in forbidden(row, letters):
                browser = world.browser(world.who(letter))
                with subtests.test(route=row.route, method=method, role=letter):
                    _stays_shut(world, browser, method, world.address(row))


def test_another_desk_finds_nothing_of_this_one(world: World, subtests: pytest.Subtests) -> None:
    for row in INSIDE:
        for method, letters in row.cells.items():
            someone = world.elsewhere(letters[0])
            browser = world.browser(someone)
            with subtests.test(route=row.route, method=method, role=letters[0]):
                if row.whole or OF_A_DESK & set(parameters(row.route)):
                    _stays_shut(world, browser, method, world.address(row))
                elif method == "GET" and parameters(row.route) == ["station"]:
                    page = ask(browser, method, world.address(row), row.form).content.decode(
                        errors="replace"
                    )  # files, too
                    assert [title for title in TITLES if title in page] == []


def test_another_station_finds_nothing_of_this_one(world: World, subtests: pytest.Subtests) -> None:
    stranger = world.newsroom.stranger
    browser = world.browser(stranger)
    for row in INSIDE:
        for method in row.cells:
            with subtests.test(route=row.route, method=method, at="our station"):
                _stays_shut(world, browser, method, world.address(row))
            if set(parameters(row.route)) - {
                "station",
                "form",
                "key",
            }:  # every station has a class and a question of that name
                with subtests.test(route=row.route, method=method, at="their station, our object"):
                    _stays_shut(world, browser, method, world.address(row, stranger.station))


def test_nobody_is_led_to_the_sign_in_page_and_back(world: World, subtests: pytest.Subtests) -> None:
    browser = world.browser(None)
    for row in ROWS:
        for method, who in row.cells.items():
            with subtests.test(route=row.route, method=method), undone():
                if who == ANYBODY:
                    answer = ask(browser, method, world.address(row), row.form)
                    assert answer.status_code < 500
                    assert answer.status_code not in {401, 403, 404, 405}
                else:
                    before = written()
                    answer = ask(browser, method, world.address(row), row.form)
                    assert answer.status_code == 302, answer.status_code
                    assert answer.url.startswith(f"{SIGN_IN}?next=")  # type: ignore[attr-defined]
                    assert written() == before


def test_everybody_signed_in_passes_what_asks_no_more(world: World, subtests: pytest.Subtests) -> None:
    people: list[Member] = [*map(world.who, ALL), world.newsroom.stranger]
    for row in ROWS:
        for method, who in row.cells.items():
            for member in people if who == SIGNED_IN else []:
                browser = world.browser(member)
                with subtests.test(route=row.route, method=method, person=member.person.name), undone():
                    answer = ask(browser, method, world.as_seen_by(row, member), row.form)
                    assert answer.status_code < 500
                    assert not refused(answer)


def test_another_method_than_the_row_names_is_refused(world: World, subtests: pytest.Subtests) -> None:
    for row in ROWS:
        browser = world.browser(world.who(next(iter(row.cells.values()))[0] if not row.is_open else "E"))
        for method in {"GET", "POST"} - set(row.cells):
            with subtests.test(route=row.route, method=method):
                before = written()
                assert ask(browser, method, world.address(row), row.form).status_code == 405
                assert written() == before


def test_the_second_factor_is_asked_for_where_the_row_says_so(world: World, subtests: pytest.Subtests) -> None:
    for row in (row for row in INSIDE if row.code):
        for method, letters in row.cells.items():
            member = world.elsewhere(letters[0])
            with subtests.test(route=row.route, method=method):
                before = written()
                answer = ask(signed_in(member, passed=False), method, world.address(row))
                assert answer.status_code == 302
                assert answer.url.startswith("/me/second-factor/on/?next=")  # type: ignore[attr-defined]
                assert written() == before


def forbidden(row: Row, letters: str) -> str:
    """Whom to try: everybody who passes the door and may not go on, else one who does not pass it."""
    rule = rule_of(row.route)
    assert rule is not None
    passing = [letter for letter in letters_of(rule) if letter not in letters]
    return "".join(passing) or next((letter for letter in "OTSPDE" if letter not in letters), "")


def _stays_shut(world: World, browser: object, method: str, address: str) -> None:
    before = written()
    answer = ask(browser, method, address)  # type: ignore[arg-type]
    assert refused(answer), _said(answer)
    assert written() == before


def _said(answer: object) -> str:
    return f"{answer.status_code} {getattr(answer, 'url', '')}"  # type: ignore[attr-defined]
