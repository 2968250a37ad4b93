"""What goes wrong on a practice platform, and when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field


@dataclass
class Faults:
    """What goes wrong with the next calls of a method, one name a call; `either`: with the next call of any of some methods;
    `at`: with the so-many-th request of all."""

    waiting: dict[str, list[str]] = field(default_factory=dict)
    either: list[tuple[Collection[str], str]] = field(default_factory=list)
    at: dict[int, str] = field(default_factory=dict)
    count: int = 0

    def add(self, method: str, *names: str) -> None:
        """Let the next calls of `method` go wrong in these ways, in order."""
        self.waiting.setdefault(method, []).extend(names)

    def add_to_either(self, methods: Collection[str], name: str) -> None:
        """Let the next call of any of these methods go wrong in this way."""
        self.either.append((methods, name))

    def next(self, method: str) -> str:
        """Return how this call goes wrong; empty: not at all."""
        self.count += 1
        return self.of(method) or self.at.pop(self.count, "")

    def of(self, what: str) -> str:
        """Return what waits for a method, or for something else that is no request (a film that is looked at); empty: nothing."""
        left = self.waiting.get(what)
        if left:
            return left.pop(0)
        for one in self.either:
            if what in one[0]:
                self.either.remove(one)
                return one[1]
        return ""

    def clear(self) -> None:
        """Let nothing more go wrong."""
        self.waiting.clear()
        self.either.clear()
        self.at.clear()
