"""The root of every error Clipdesk raises on purpose.

A Clipdesk error is a sentence for a journalist: what happened, where, what to do. `message` is the English text with
`{named}` places; `params` fills them. Pages translate `message` first and fill it afterwards, so packages that know
nothing of Django can still be translated.
"""

from typing import ClassVar


def gettext_noop(message: str) -> str:
    """Mark `message` for extraction into the translation catalogue; returns it unchanged."""
    return message


class ClipdeskError(Exception):
    """Something went wrong that a person can understand and act on."""

    message: ClassVar[str] = gettext_noop("Something went wrong. Try again; if it happens again, tell the operator.")

    def __init__(self, **params: object) -> None:
        super().__init__()
        self.params = params

    @property
    def code(self) -> str:
        """A stable name for logs and stored rows: the class name."""
        return type(self).__name__

    @property
    def as_trouble(self) -> dict[str, object]:
        """The columns in which a row keeps it, to be told in the language of whoever reads: the sentence, and what fills it."""
        params = {name: str(value) for name, value in self.params.items()}
        return {"trouble_message": self.message, "trouble_params": params}

    def __str__(self) -> str:
        return self.message.format(**self.params)


class TryLater(ClipdeskError):
    """Nothing is wrong with what was wanted, and it goes by itself: whoever can wait, waits and tries again."""
