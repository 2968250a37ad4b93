"""A strict reader of JSON objects: every field is asked for by name and type, and none may be left over."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import TracebackType
from typing import NoReturn

from clipdesk.kernel.time import NotATime, parse_fraction
from clipdesk.media.errors import RecipeError


class Reader:
    """Reads one object. As a context manager it refuses, on leaving, whatever was not asked for.

    Raises:
        RecipeError: from every method, with the path of the field.
    """

    def __init__(self, data: object, path: str) -> None:
        if not isinstance(data, Mapping):
            raise RecipeError(detail=f"{path}: an object is expected")
        self._data = data
        self._path = path
        self._asked: set[str] = set()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        left = sorted(str(name) for name in self._data if name not in self._asked)
        if kind is None and left:
            self.refuse(left[0], "unknown field")

    def refuse(self, name: str, why: str) -> NoReturn:
        """Raise the error for field `name`."""
        raise RecipeError(detail=f"{self._path}.{name}: {why}")

    def has(self, name: str) -> bool:
        """Whether the field holds more than null."""
        return self._value(name) is not None

    def names(self, name: str) -> bool:
        """Whether there is such a field at all: for those that may be left out."""
        return name in self._data

    def text(self, name: str) -> str:
        """A string."""
        value = self._value(name)
        return value if isinstance(value, str) else self.refuse(name, "a text is expected")

    def whole(self, name: str) -> int:
        """A whole number."""
        value = self._value(name)
        ok = isinstance(value, int) and not isinstance(value, bool)
        return int(str(value)) if ok else self.refuse(name, "a whole number is expected")

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings."""
        value = self._value(name)
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            self.refuse(name, "a list of texts is expected")
        return tuple(str(item) for item in value)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of all fields."""
        return tuple(str(name) for name in self._data)

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._value(name)
        return value if isinstance(value, bool) else self.refuse(name, "true or false is expected")

    def choice(self, name: str, allowed: Sequence[str]) -> str:
        """One of `allowed`."""
        value = self.text(name)
        return value if value in allowed else self.refuse(name, f"{value} is none of {', '.join(allowed)}")

    def pairs(self, name: str) -> tuple[tuple[int, int], ...]:
        """A list of pairs of whole numbers from 1 on."""
        value = self._value(name)
        if not isinstance(value, list | tuple) or not all(_is_pair(item) for item in value):
            self.refuse(name, "a list of pairs of numbers is expected")
        return tuple((int(left), int(right)) for left, right in value)

    def fraction(self, name: str, low: int | None = None, high: int | None = None) -> Fraction:
        """A fraction written as text, within `low` and `high` where given."""
        try:
            value = parse_fraction(self.text(name))
        except NotATime:
            self.refuse(name, "a fraction such as 3/2 is expected")
        if (low is not None and value < low) or (high is not None and value > high):
            self.refuse(name, f"{float(value):g} does not lie between {low} and {high}")
        return value

    def part(self, name: str) -> "Reader":
        """An object."""
        return Reader(self._value(name), f"{self._path}.{name}")

    def parts(self, name: str) -> list["Reader"]:
        """A list of objects."""
        value = self._value(name)
        if not isinstance(value, list | tuple):
            self.refuse(name, "a list is expected")
        return [Reader(item, f"{self._path}.{name}[{number}]") for number, item in enumerate(value)]

    def named_parts(self, name: str) -> dict[str, "Reader"]:
        """An object whose fields are objects, under any names."""
        value = self._value(name)
        if not isinstance(value, Mapping):
            self.refuse(name, "an object is expected")
        return {str(key): Reader(item, f"{self._path}.{name}.{key}") for key, item in value.items()}

    def _value(self, name: str) -> object:
        if name not in self._data:
            self.refuse(name, "missing")
        self._asked.add(name)
        return self._data[name]


def _is_pair(item: object) -> bool:
    """Two whole numbers from 1 on."""
    return (
        isinstance(item, list | tuple)
        and len(item) == 2
        and all(isinstance(number, int) and not isinstance(number, bool) and number > 0 for number in item)
    )
