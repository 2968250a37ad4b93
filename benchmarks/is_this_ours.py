"""How long it takes to find a file among thousands of published clips, and what a print of a clip weighs.

The prints are noise of the shape that real ones have: half a minute, upright, square and wide. One of them, with a tenth
of its bits turned over and its ends cut off, is asked about. Looking through all of them is compared with comparing each
of them closely. Processor seconds are told.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from clipdesk.media.fingerprints import Print, likeness, shortlist

CLIPS, STEPS, WORDS = 5000, 150, 220
_WINDOWS = (6, 1, 6)
_Result = TypeVar("_Result")


def measure(clips: int) -> list[str]:
    """Measure and return the lines to print."""
    random = np.random.default_rng(1)
    kept = [(number, Print.from_bytes(data)) for number, data in enumerate(_stored(random, clips))]
    wanted = len(kept) // 2
    asked = _changed(random, kept[wanted][1])
    took, found = _timed(lambda: shortlist(asked, iter(kept)))
    assert found[0] == wanted
    close, match = _timed(lambda: likeness(asked, kept[wanted][1]))
    assert match.picture is not None
    assert match.sound is not None
    some = kept[:200]
    each, _ = _timed(lambda: [likeness(asked, one) for _, one in some])
    weight = sum(len(one.to_bytes()) for _, one in some) / len(some)
    return [
        f"{clips} clips of three files each ({len(kept)} prints of {weight / 1000:.1f} kB on average)",
        f"shortlist: {took:.2f} s; a close look at one: {close * 1000:.0f} ms",
        f"a close look at all of them would take {each / len(some) * len(kept):.0f} s = "
        f"{each / len(some) * len(kept) / took:.0f} × as long",
    ]


def _stored(random: np.random.Generator, clips: int) -> list[bytes]:
    """Prints as the database holds them; three files of one clip have one sound."""
    stored = []
    for _ in range(clips):
        sound = random.integers(1, 1 << 32, WORDS, dtype=np.uint64)
        for windows in _WINDOWS:
            picture = np.repeat(random.integers(1, 1 << 63, (windows, STEPS // 3), dtype=np.uint64), 3, axis=1)
            stored.append(Print(picture, sound).to_bytes())
    return stored


def _changed(random: np.random.Generator, one: Print) -> Print:
    def turned(words: NDArray[np.uint64], bits: int) -> NDArray[np.uint64]:
        places = np.uint64(1) << np.arange(bits, dtype=np.uint64)
        flips = np.where(random.random((*words.shape, bits)) < 0.1, places, 0).sum(axis=-1, dtype=np.uint64)
        changed: NDArray[np.uint64] = np.bitwise_xor(words, flips)
        return changed

    return Print(turned(one.picture[:1, 15:-15], 63), turned(one.sound[24:-24], 32))


def _timed(work: Callable[[], _Result]) -> tuple[float, _Result]:
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=CLIPS)
    for line in measure(parser.parse_args().clips):
        print(line)


if __name__ == "__main__":
    main()
