"""Who listens to which word. `config` fills it at start; `announce` reads it."""

from collections.abc import Mapping, Sequence

_listeners: dict[str, tuple[str, ...]] = {}


def listen(listeners: Mapping[str, Sequence[str]]) -> None:
    """Set who listens: word → names of tasks. Called once, at start."""
    _listeners.clear()
    _listeners.update({word: tuple(names) for word, names in listeners.items()})


def tasks_for(word: str) -> tuple[str, ...]:
    """Return the names of the tasks that listen to `word`.

    Raises:
        LookupError: the word is not listed; announcing it is a defect.
    """
    try:
        return _listeners[word]
    except KeyError as error:
        raise LookupError(f"nobody has listed the announcement {word!r} in config/schedule.py") from error
