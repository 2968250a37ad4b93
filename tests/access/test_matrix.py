"""The matrix covers every route, and says of each what its door says."""

from __future__ import annotations

from collections import Counter

import pytest
from starlette.responses import Response

from clipdesk.config.routes import starlette_app
from tests.access.matrix import ANYBODY, NO_DOOR, ROWS, SIGNED_IN, STREAMS, Row
from tests.access.routes import django_routes, letters_of, rule_of, starlette_routes


def test_every_route_has_one_row_and_every_row_a_route() -> None:
    assert [name for name, count in Counter(row.route for row in ROWS).items() if count > 1] == []
    assert {row.route for row in ROWS} == set(django_routes())


def test_every_stream_has_its_line() -> None:
    behind = Response()  # where Django would stand
    assert dict(starlette_routes(starlette_app(behind).routes)) == {
        path: methods for path, (methods, _) in STREAMS.items()
    }


def test_whatever_hangs_behind_no_door_is_named_with_a_reason() -> None:
    assert {name for name in django_routes() if rule_of(name) is None} == set(NO_DOOR)


@pytest.mark.parametrize("row", [row for row in ROWS if row.route not in NO_DOOR], ids=lambda row: row.route)
def test_a_row_says_what_its_door_says(row: Row) -> None:
    rule = rule_of(row.route)
    assert rule is not None
    assert set(row.cells) == set(rule.methods)
    assert row.code == rule.second_factor
    who = {"public": {ANYBODY}, "signed_in": {SIGNED_IN}}.get(rule.who)
    if who:
        assert set(row.cells.values()) == who
    else:
        # A view may ask more than its door, never less; `test_doors.py` tries whoever passes the one and not the other.
        assert set("".join(row.cells.values())) <= set(letters_of(rule))
