"""A text that no log, error page or crash dump may show."""

from __future__ import annotations


class Secret:
    """Holds an account's token; only `reveal()` gives it away."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "Secret(•••)"

    def reveal(self) -> str:
        """Return the text itself, for the one call that needs it."""
        return self._text
