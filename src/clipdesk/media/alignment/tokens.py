"""One word of the script with what stands around it, and how figures are recognised in it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Token:
    """core: the word without the marks around it. before, after: the cores of its neighbours, "" at the ends of the
    line. dotted: a full stop follows the word directly."""

    core: str
    before: str
    after: str
    dotted: bool


def is_figure(core: str) -> bool:
    """Whether a word begins with a figure, as what stands before a unit does."""
    return bool(re.match(r"[$£€+\-−]?\d", core))


def split_unit(core: str, units: Mapping[str, str]) -> tuple[str, str] | None:
    """Split "200km" into the figure and what its unit is called."""
    match = re.fullmatch(r"([+\-−]?\d[\d.,]*(?:[-–]\d[\d.,]*)?)([^\d.,].*)", core)
    return (match[1], units[match[2]]) if match and match[2] in units else None


def by_table(figures: str, names: Sequence[str]) -> str:
    """Say figures one by one."""
    return " ".join(names[int(figure)] for figure in figures)


ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def roman(core: str) -> int | None:
    """Return the value of a Roman numeral below 400, or None for what is none."""
    if not re.fullmatch(r"C{0,3}(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})", core) or not core:
        return None
    values = [ROMAN[letter] for letter in core]
    return sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )
