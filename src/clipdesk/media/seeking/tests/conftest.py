"""Short sources in every form: three turns of 20 seconds, made once per run."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from clipdesk.media.seeking.tests.exact_cuts import Cutter
from clipdesk.media.seeking.tests.sources import WHOLE, Studio
from clipdesk.media.tests.conftest import bulletin, make, tone

__all__ = ["bulletin", "make", "tone"]

FRAMES, TURNS = 21 * WHOLE, 3
Film = Callable[[str], Cutter]


@pytest.fixture(scope="session")
def film(bulletin: Path, tmp_path_factory: pytest.TempPathFactory) -> Film:
    """`film("ts")` is the source in that form, probed and indexed."""
    studio = Studio(bulletin, tmp_path_factory.mktemp("films"), FRAMES)

    @cache
    def build(name: str) -> Cutter:
        return Cutter.of(name, studio.source(name, TURNS), FRAMES)

    return build
