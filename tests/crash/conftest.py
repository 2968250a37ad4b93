"""One desk for all crash tests of a run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.desk import Desk, running_desk


@pytest.fixture(scope="package")
def desk() -> Iterator[Desk]:
    """A desk with a station, a producer and an editor-in-chief; every test walks a recording of its own."""
    with running_desk() as found:
        found.do("station")
        yield found
