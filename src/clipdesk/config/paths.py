"""Where things lie in the data folder. Everything Clipdesk writes is below it, but for the database socket."""

import hashlib
import os
import tempfile
from pathlib import Path

from clipdesk.config import env

DATA = env.folder("CLIPDESK_DATA", "data")
FILES = env.folder("CLIPDESK_FILES", str(DATA / "files"))
UPLOADS = DATA / "uploads"
PUBLIC = DATA / "public"
SECRETS = DATA / "secrets"
RUN = DATA / "run"
LOGS = DATA / "logs"
MAIL = DATA / "mail"
STATIC = DATA / "static"
LONGEST_BASE = 50


def socket_folder(data: Path = DATA) -> Path:
    """Return the private folder of the database socket.

    A Unix socket's path holds at most 107 bytes, so the folder is short and lies outside the data folder; its name
    carries the data folder's hash, so that two installations never meet.
    """
    mark = hashlib.sha256(str(data).encode()).hexdigest()[:10]
    if os.geteuid() == 0:
        return Path("/run/clipdesk") / mark
    name = f"clipdesk-{os.geteuid()}-{mark}"
    base = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    return (base if len(str(base)) <= LONGEST_BASE else Path("/tmp")) / name  # noqa: S108  made private by its maker
