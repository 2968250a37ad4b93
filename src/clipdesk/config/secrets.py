"""Secrets made on the first start: one file each in `<data>/secrets`, readable by the owner alone."""

import os
import secrets
from pathlib import Path

from clipdesk.config import paths
from clipdesk.kernel import env


def secret(name: str, folder: Path = paths.SECRETS) -> str:
    """Return the secret called `name`, making it (64 random characters) when it does not exist yet.

    Safe when several processes ask at once: the file is linked into place, and whoever loses reads the winner's.
    """
    target = folder / name
    if not target.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = folder / f".{name}.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, target)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    value = target.read_text(encoding="utf-8").strip()
    env.hide(value)
    return value
