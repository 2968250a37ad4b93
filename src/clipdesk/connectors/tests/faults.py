"""What goes wrong on a practice platform, and when."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Faults:
    """What goes wrong with the next calls of a method, one name a call; `at`: with the so-many-th request of all."""

    waiting: dict[str, list[str]] = field(default_factory=dict)
    at: dict[int, str] = field(default_factory=dict)
    count: int = 0

    def add(self, method: str, *names: str) -> None:
        """Let the next calls of `method` go wrong in these ways, in order."""
        self.waiting.setdefault(method, []).extend(names)

    def next(self, method: str) -> str:
        """Return how this call goes wrong; empty: not at all."""
        self.count += 1
        left = self.waiting.get(method)
        return left.pop(0) if left else self.at.pop(self.count, "")
