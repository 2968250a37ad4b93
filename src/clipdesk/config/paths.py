"""Where things lie in the data folder.

Everything Clipdesk writes is below it. Exceptions: the database socket where its path would be too long, and what the
database of a desk that root runs needs for itself.
"""

import hashlib
import os
from pathlib import Path

from clipdesk.kernel import env

DATA = env.folder("CLIPDESK_DATA", "data")
FILES = env.folder("CLIPDESK_FILES", str(DATA / "files"))
MODELS = env.folder("CLIPDESK_MODELS", str(DATA / "models"))
LIVE = env.folder("CLIPDESK_LIVE", str(DATA / "live"))
CHECKPOINTS = env.folder("CLIPDESK_CHECKPOINTS", str(DATA / "checkpoints"))
UPLOADS = DATA / "uploads"
PUBLIC = DATA / "public"
SECRETS = DATA / "secrets"
#: What only the signer opens: the key of the history, those of Content Credentials, and what it signed last.
SIGNER_KEYS = env.folder("CLIPDESK_SIGNER_KEYS", str(SECRETS))
CREDENTIALS = env.folder("CLIPDESK_CREDENTIALS", str(SIGNER_KEYS / "credentials"))
#: Where the signer that somebody else runs is asked; empty: whoever needs one starts it.
SIGNER = env.text("CLIPDESK_SIGNER")
RUN = DATA / "run"
LOGS = DATA / "logs"
MAIL = DATA / "mail"
STATIC = DATA / "static"
LONGEST_FOLDER = 90


def socket_folder(data: Path = DATA) -> Path:
    """Return the private folder of the database socket; it follows from the data folder alone.

    A Unix socket's path holds at most 107 bytes: below a long data folder it lies in /tmp, by the data folder's hash.
    As root the server is another user, who may not be able to reach the data folder.
    """
    mark = hashlib.sha256(str(data).encode()).hexdigest()[:10]
    if os.geteuid() == 0:
        return Path("/run/clipdesk") / mark
    inside = data / "run" / "database"
    if len(str(inside).encode()) <= LONGEST_FOLDER:
        return inside
    return Path("/tmp") / f"clipdesk-{os.geteuid()}-{mark}"  # noqa: S108  made private by whoever makes it


def signer_socket(data: Path = DATA) -> Path:
    """Return where the signer of this data folder is asked; in a private folder, and short enough for a socket."""
    inside = data / "run" / "signer"
    if len(str(inside).encode()) <= LONGEST_FOLDER:
        return inside / "socket"
    mark = hashlib.sha256(str(data).encode()).hexdigest()[:10]
    return Path("/tmp") / f"clipdesk-{os.geteuid()}-{mark}-signer" / "socket"  # noqa: S108  made private by the signer
