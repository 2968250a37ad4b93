"""Whether the sandbox really isolates: a program inside tries what it must not be able to do."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from clipdesk.config.finding import BROKEN, FINE, WEAK, Finding
from clipdesk.media.limits import Limits
from clipdesk.media.sandbox import Layout, Program, command, prepare, sandbox_available

# Tries the network (a door of ours stands open on this machine), the accounts of this machine, and the data folder.
_TRY = """
(exec 3<>/dev/tcp/127.0.0.1/{port}) 2>/dev/null && echo network
test -e /etc/passwd && echo accounts
test -e "{data}" && echo files
touch /usr/clipdesk-was-here 2>/dev/null && echo write
exit 0
"""


def sandbox() -> Iterator[Finding]:
    """Look for the tools, then try the walls."""
    name = _("Sandbox")
    if not shutil.which("prlimit"):
        yield Finding(name, BROKEN, _("prlimit is missing."), _("Nothing can be read. Install util-linux."))
        return
    cost = _("Files from outside are decoded with limits but without walls: a prepared file could read other clips.")
    level = WEAK
    if settings.SANDBOX_IS_REQUIRED:
        level, cost = BROKEN, _("CLIPDESK_SANDBOX requires walls: nothing is read or rendered without them.")
    if not shutil.which("bwrap"):
        yield Finding(name, level, _("bubblewrap is not installed."), f"{cost} " + _("Run make system."))
        return
    if not sandbox_available():
        what = _("bubblewrap is installed, but this machine does not let it make namespaces.")
        yield Finding(
            name, level, what, f"{cost} " + _("Allow unprivileged user namespaces (kernel.unprivileged_userns_clone).")
        )
        return
    got_out = escapes()
    if got_out:
        what = _("A program inside reached: {things}.").format(things=", ".join(got_out))
        yield Finding(name, BROKEN, what, _("The walls do not hold. Take no files from outside until this is mended."))
        return
    yield Finding(name, FINE, _("bubblewrap and prlimit; no network, no accounts, no files from inside."))


def escapes() -> list[str]:
    """Return what a program inside the walls reached; nothing, when they hold."""
    limits = Limits(cpu=10, memory=1 << 30, file_size=1 << 20)
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as door:
        private, out, outside = (Path(folder) / part for part in ("private", "out", "outside"))
        for part in (private, out, outside):
            part.mkdir()
        layout = Layout(inputs=(), output_dir=out, private=private)
        cwd, env = prepare(layout)
        text = _TRY.format(port=door.getsockname()[1], data=outside)
        words = command(Program(Path("/usr/bin/bash")), ["-c", text], layout, limits)
        try:
            done = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, timeout=30, check=False)
        except (OSError, subprocess.SubprocessError) as error:
            return [str(error)]
    return done.stdout.split() if done.returncode == 0 else [done.stderr.strip()[-200:] or str(done.returncode)]
