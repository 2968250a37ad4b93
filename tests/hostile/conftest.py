"""Canaries and a good recording for the whole session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.attack import encode, picture, sound
from tests.hostile.canary import Canaries, canaries


@pytest.fixture(scope="session")
def _birds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canaries]:
    with canaries(tmp_path_factory.mktemp("hostile")) as found:
        yield found


@pytest.fixture
def birds(_birds: Canaries) -> Canaries:
    """The canaries; what an earlier test made them hear is that test's failure alone."""
    _birds.heard.clear()
    return _birds


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds of picture and sound."""
    folder = tmp_path_factory.mktemp("good")
    encode(folder, "good.mp4", *picture(seconds=3), *sound(3), "-c:v", "libx264", "-c:a", "aac")
    return folder / "good.mp4"
