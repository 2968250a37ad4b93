"""`announce("recording.ready", recording_id=…)`: a lower room says what happened and does not know who listens.

In the same transaction, the tasks that `config/schedule.py` lists for that word are deferred by name.
"""

from collections.abc import Mapping, Sequence

from clipdesk.jobs.app import app

_listeners: dict[str, tuple[str, ...]] = {}


def listen(listeners: Mapping[str, Sequence[str]]) -> None:
    """Set who listens: word → names of tasks. Called once, at start, by `config`."""
    _listeners.clear()
    _listeners.update({word: tuple(names) for word, names in listeners.items()})


def announce(word: str, *, queue: str | None = None, **ids: object) -> None:
    """Defer every task that listens to `word`, inside the running transaction.

    Args:
        word: `<noun>.<past tense>`; a word that no one has listed is a defect.
        queue: another queue than the task's own (`breaking` for a render that cannot wait).
        ids: JSON values handed to the tasks; UUIDs are written as text.

    Raises:
        LookupError: the word is not listed in `config/schedule.py`.
    """
    if word not in _listeners:
        raise LookupError(f"nobody has listed the announcement {word!r} in config/schedule.py")
    arguments = {name: value if isinstance(value, int) else str(value) for name, value in ids.items()}
    for name in _listeners[word]:
        options = {"queue": queue} if queue else {}
        app.configure_task(name, allow_unknown=False, **options).defer(**arguments)  # type: ignore[arg-type]


def defer(name: str, *, at: object = None, queue: str | None = None, **ids: object) -> None:
    """Defer one task of the calling room by name, now or at an aware datetime, inside the running transaction."""
    options: dict[str, object] = {"schedule_at": at} if at else {}
    if queue:
        options["queue"] = queue
    arguments = {key: value if isinstance(value, int) else str(value) for key, value in ids.items()}
    app.configure_task(name, allow_unknown=False, **options).defer(**arguments)  # type: ignore[arg-type]
