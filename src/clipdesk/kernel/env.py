"""Typed readers of environment variables. A wrong value fails loudly, with the variable's name.

Every variable read through these functions is remembered in `READ`, and a test proves that
`docs/reference/settings.md` documents exactly those.
"""

import os
from pathlib import Path

READ: dict[str, str] = {}
#: Values that no log line may carry.
HIDDEN: set[str] = set()
_SHORTEST_SECRET = 6


class WrongSetting(SystemExit):
    """An environment variable holds something that cannot be used; the desk does not start."""


def text(name: str, default: str = "") -> str:
    """Return the variable as text. `NAME_FILE` may name a file that holds the value (for secrets)."""
    READ[name] = default
    path = os.environ.get(f"{name}_FILE")
    value = os.environ.get(name, default)
    if path:
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise WrongSetting(f"{name}_FILE names {path}, which cannot be read: {error.strerror}.") from error
    if name.endswith("_PASSWORD"):
        hide(value)
    return value


def hide(value: str) -> None:
    """Keep a secret out of every log line."""
    if len(value) >= _SHORTEST_SECRET:
        HIDDEN.add(value)


def whole(name: str, default: int) -> int:
    """Return the variable as a whole number."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise WrongSetting(f"{name} must be a whole number, not “{value}”.") from error


def wholes(name: str) -> dict[str, int]:
    """Return the variable as whole numbers by name, written `one=1 two=2`."""
    found = {}
    for part in text(name).split():
        key, _, value = part.partition("=")
        if not key or not value.isascii() or not value.isdecimal():
            raise WrongSetting(f"{name} must be written like one=1 two=2, not “{part}”.")
        found[key] = int(value)
    return found


def switch(name: str, *, default: bool) -> bool:
    """Return the variable as yes or no (`1/0`, `true/false`, `yes/no`, `on/off`)."""
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise WrongSetting(f"{name} must be 1 or 0, not “{value}”.")


def one_of(name: str, *words: str) -> str:
    """Return the variable, which is one of `words`; the first of them where it is not set."""
    value = text(name, words[0])
    if value not in words:
        raise WrongSetting(f"{name} must be {' or '.join(words)}, not “{value}”.")
    return value


def folder(name: str, default: str) -> Path:
    """Return the variable as an absolute folder path (not created here)."""
    return Path(text(name, default)).expanduser().resolve()
