"""What comes in becomes arrays that nothing changes, or is refused with the row that is at fault."""

from collections.abc import Sequence, Sized
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from clipdesk.statistics.errors import LengthsDiffer, NoData, NotNumbers, ShareUnfit, SizeUnfit

Column: TypeAlias = npt.NDArray[np.float64]
Codes: TypeAlias = npt.NDArray[np.intp]
Numbers: TypeAlias = Sequence[float] | npt.NDArray[Any]
"""Numbers, one per row: a list, a tuple or a numpy array of one dimension."""
Labels: TypeAlias = Sequence[str | int]
"""A category per row."""


def column(values: Numbers) -> Column:
    """Return the numbers as an array of one dimension that cannot be written to.

    Raises:
        NoData: there is not one.
        NotNumbers: one is missing (None, NaN) or infinite; rows count from 1.
    """
    found = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    if not found.size:
        raise NoData
    if not np.isfinite(found).all():
        raise NotNumbers(row=int(np.argmin(np.isfinite(found))) + 1)
    return frozen(found)


def frozen(values: Column) -> Column:
    """Return the array, which cannot be written to any more."""
    values.setflags(write=False)
    return values


def coded(labels: Labels) -> tuple[list[str | int], Codes]:
    """Return the different labels in the order in which they first occur, and for each row the place of its label."""
    places: dict[str | int, int] = {}
    codes = np.array([places.setdefault(label, len(places)) for label in labels], dtype=np.intp)
    return list(places), codes


def same_length(*columns: Sized) -> None:
    """Check that all columns have the same number of rows.

    Raises:
        LengthsDiffer: they have not.
    """
    lengths = [len(one) for one in columns]
    if len(set(lengths)) > 1:
        raise LengthsDiffer(lengths=", ".join(map(str, lengths)))


def inside(share: float) -> float:
    """Return a share that lies between 0 and 1, both left out: a confidence, a false-alarm rate.

    Raises:
        ShareUnfit: it does not.
    """
    if not 0 < share < 1:
        raise ShareUnfit(value=share)
    return float(share)


def positive(value: float) -> float:
    """Return a finite number above 0.

    Raises:
        SizeUnfit: it is not.
    """
    if not (value > 0 and np.isfinite(value)):
        raise SizeUnfit(value=value, least=0)
    return float(value)
