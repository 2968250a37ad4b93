"""How alike two fingerprints are, and how far one has to be moved to lie over the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clipdesk.kernel.time import format_fraction, parse_fraction

SAME = 0.6
"""Likeness from which two are the same recording; `tests/test_fingerprints.py` holds both sides well away from it."""

_FEWEST = 10


@dataclass(frozen=True)
class Fingerprint:
    """words: one hash per `step` seconds, None where there is nothing to tell (black, one colour); bits: of a hash."""

    kind: str
    step: Fraction
    bits: int
    words: tuple[int | None, ...]

    def to_json(self) -> dict[str, object]:
        """Return plain JSON values; hashes in hexadecimal."""
        words = [None if word is None else f"{word:0{self.bits // 4}x}" for word in self.words]
        return {"kind": self.kind, "step": format_fraction(self.step), "bits": self.bits, "words": words}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Fingerprint":
        """Read what `to_json` wrote."""
        words = tuple(None if word is None else int(word, 16) for word in data["words"])
        return cls(data["kind"], parse_fraction(data["step"]), data["bits"], words)


@dataclass(frozen=True)
class Match:
    """likeness: 1 for equal, 0 for what chance gives; offset: what the first shows at t, the second shows at t + offset.

    overlap: seconds that were compared at that offset.
    """

    likeness: float
    offset: Fraction
    overlap: Fraction

    @property
    def same(self) -> bool:
        """Whether both are the same recording."""
        return self.likeness >= SAME


def compare(first: Fingerprint, second: Fingerprint) -> Match:
    """Lay `first` over `second` at every offset that leaves half of the shorter; return the best.

    Raises:
        ValueError: they are of different kinds.
    """
    if (first.kind, first.step, first.bits) != (second.kind, second.step, second.bits):
        raise ValueError(f"a {first.kind} cannot be compared with a {second.kind}")
    one, one_told = _arrays(first)
    two, two_told = _arrays(second)
    least = max(1, min(len(one), len(two), max(_FEWEST, min(len(one), len(two)) // 2)))
    best = Match(0.0, Fraction(0), Fraction(0))
    for shift in range(least - len(one), len(two) - least + 1):
        start, end = max(0, -shift), min(len(one), len(two) - shift)
        told = one_told[start:end] & two_told[start + shift : end + shift]
        count = int(told.sum())
        if count < least // 2 or not count:
            continue
        differing = np.bitwise_count(one[start:end] ^ two[start + shift : end + shift])[told].sum()
        likeness = max(0.0, 1 - 2 * float(differing) / (count * first.bits))
        if likeness > best.likeness:
            best = Match(likeness, shift * first.step, count * first.step)
    return best


def _arrays(fingerprint: Fingerprint) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """Hashes (unsigned 64 bits, 0 where there is none) and where there are any."""
    told = np.array([word is not None for word in fingerprint.words], dtype=bool)
    return np.array([word or 0 for word in fingerprint.words], dtype=np.uint64), told
