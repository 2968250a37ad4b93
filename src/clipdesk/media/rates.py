"""Which constant frame rate a recording is worked on."""

from collections.abc import Sequence
from fractions import Fraction

STANDARD: tuple[Fraction, ...] = (
    Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30),
    Fraction(48), Fraction(50), Fraction(60000, 1001), Fraction(60),
)  # fmt: skip
HIGHEST = 60
LOWEST = 1
_SAME = Fraction(3, 10000)  # 24 and 23.976 lie 0.1 % apart, so "the same" must mean less
_JITTER = Fraction(2, 1000)  # Matroska rounds its times to milliseconds


def working_rate(*, average: Fraction, nominal: Fraction, steps: Sequence[Fraction]) -> tuple[Fraction, bool]:
    """Return the working rate in frames per second, and whether the source's own rate varies.

    average: frames ÷ duration as the container tells. nominal: the rate its codec or header states. steps: seconds
    between neighbouring pictures as decoded from a sample. Two fields stored apart make a container count
    twice as many; the decoded steps decide.
    """
    measured = _median(steps)
    candidates = [rate for rate in (average, nominal, average / 2, nominal / 2) if rate > 0]
    if not candidates:
        candidates = [1 / measured] if measured else [Fraction(25)]
    rate = min(candidates, key=lambda r: abs(r * measured - 1)) if measured else candidates[0]
    odd = sum(abs(step - 1 / rate) > _JITTER for step in steps)
    variable = odd > len(steps) // 20  # one damaged place is not a variable rate
    if not variable and measured and abs(rate * measured - 1) > Fraction(2, 100):
        variable = True
    rate = nearest_standard(average or rate) if variable else _snap(rate)
    while rate > HIGHEST:
        rate /= 2
    return max(rate, Fraction(LOWEST)), variable


def nearest_standard(rate: Fraction) -> Fraction:
    """Return the usual rate that lies nearest to `rate`; twice and four times its value count as near, too."""
    return min(STANDARD, key=lambda standard: abs(standard - rate))


def _snap(rate: Fraction) -> Fraction:
    near = nearest_standard(rate)
    return near if abs(rate / near - 1) < _SAME else rate.limit_denominator(1001)


def _median(steps: Sequence[Fraction]) -> Fraction:
    return sorted(steps)[len(steps) // 2] if steps else Fraction(0)
