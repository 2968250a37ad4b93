"""A test aid: die, or stand still, on purpose at a labelled point, the way a power cut or a long pause would.

`CLIPDESK_CRASH_AT` names a file, on a desk that says of itself that it is there for tests (`CLIPDESK_FOR_TESTS`; any other
does not start with it). While that file says `die <label>` (or `stop <label>`), the first process that passes
the point takes the file away and kills (or stops) itself; it lies beside as `<file>.taken` then, with the process's id.
So a point fires once, and whoever is started again passes. Without the setting, `point` does nothing.
"""

import os
import signal
import threading
from pathlib import Path

from django.conf import settings

_SIGNALS = {"die": signal.SIGKILL, "stop": signal.SIGSTOP}


def point(label: str) -> None:
    """Die or stop here if the file that the setting names says so."""
    named = settings.CRASH_AT
    if not named:
        return
    armed, mine = Path(named), Path(f"{named}.{os.getpid()}")
    try:
        what, _, wanted = armed.read_text(encoding="utf-8").partition(" ")
        if wanted.strip() != label:
            return
        armed.rename(mine)
    except FileNotFoundError:
        return  # not armed, or another process was faster
    mine.write_text(str(os.getpid()), encoding="utf-8")
    mine.rename(f"{named}.taken")
    # To this thread: a signal to the process may be taken by another one, and this one would run on for a while.
    signal.pthread_kill(threading.get_ident(), _SIGNALS[what])
