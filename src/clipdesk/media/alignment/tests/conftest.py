"""What alignment is tried on: the shared bulletin and readings with their known onsets; without espeak-ng, skip."""

from ctypes.util import find_library
from pathlib import Path

import pytest

from clipdesk.media.tests.conftest import Make, make, truth

__all__ = ["Make", "make", "truth"]

SONNET = """One
From fairest creatures we desire increase,
That thereby beauty's rose might never die,
But as the riper should by time decease,
His tender heir might bear his memory:
But thou contracted to thine own bright eyes,
Feed'st thy light's flame with self-substantial fuel,
Making a famine where abundance lies,
Thy self thy foe, to thy sweet self too cruel:
Thou that art now the world's fresh ornament,
And only herald to the gaudy spring,
Within thine own bud buriest thy content,
And tender churl mak'st waste in niggarding:
Pity the world, or else this glutton be,
To eat the world's due, by the grave and thee."""
"""Shakespeare's first sonnet, as it is read in `sonnet001.mp3`, the heading first."""

ONSETS = {1: 2.70, 2: 5.89, 3: 9.24, 5: 15.24, 7: 22.78, 9: 31.22, 11: 36.99, 12: 40.62, 13: 44.54, 14: 48.53}
"""Seconds at which lines of it begin: the ends of the silences before them."""


@pytest.fixture(scope="session")
def espeak() -> None:
    """Only looked up by name: the library is never loaded into this process."""
    if find_library("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")


@pytest.fixture(scope="session")
def sonnet(shared_media: Path) -> Path:
    return shared_media / "src" / "sonnet001.mp3"
