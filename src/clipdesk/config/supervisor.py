"""`clipdesk serve`: database, web and workers as children of one process, started again whenever they end.

An exit code says nothing: Procrastinate's worker ends with 0 when PostgreSQL restarts. So every child that ends while the
desk is up is started again, after a pause that grows while it keeps failing. Children die with the supervisor, also when
it is killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import IO

from clipdesk.config import paths
from clipdesk.config.preparing import Database

PDEATHSIG = 1
STEADY_SECONDS, LONGEST_PAUSE = 20.0, 15.0
#: Media work apart from what publishes, so that a render never delays a slot.
WORKERS = {
    "media": ("ingest", "render", "breaking", "live"),
    "desk": ("publish", "measure", "housekeeping"),
}


class AlreadyRunning(RuntimeError):
    """Another supervisor holds the data folder, or another program the port."""


@dataclass
class Child:
    """One child process and how it has fared."""

    name: str
    words: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    again_at: float = 0.0
    pause: float = 0.5
    log: IO[bytes] | None = None

    def start(self) -> None:
        """Start it; what it says goes to its own log file."""
        paths.LOGS.mkdir(parents=True, exist_ok=True)
        self.log = self.log or (paths.LOGS / f"{self.name}.log").open("ab")
        self.process = subprocess.Popen(self.words, stdout=self.log, stderr=self.log, preexec_fn=_die_with_parent)
        self.started = time.monotonic()
        self.again_at = 0.0
        (paths.RUN / f"{self.name}.pid").write_text(str(self.process.pid))

    def look(self) -> None:
        """Start it again when it has ended and its pause is over."""
        if self.process is None or self.process.poll() is None:
            return
        moment = time.monotonic()
        if not self.again_at:
            self.pause = 0.5 if moment - self.started > STEADY_SECONDS else min(self.pause * 2, LONGEST_PAUSE)
            self.again_at = moment + self.pause
        elif moment >= self.again_at:
            self.start()

    def stop(self, seconds: float = 15.0) -> None:
        """Ask it to stop; after `seconds`, make it."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Desk:
    """Everything that runs on this machine."""

    port: int
    tls: Sequence[str] = ()
    host: str = "127.0.0.1"
    database: Database = field(default_factory=Database)
    children: list[Child] = field(default_factory=list)
    stopping: bool = False

    @contextlib.contextmanager
    def up(self) -> Iterator[None]:
        """Bring database, web and workers up; take them down at the end, in order.

        Raises:
            AlreadyRunning, DatabaseDown, RolesMissing, MigrationFailed: the message says what to do.
        """
        paths.RUN.mkdir(parents=True, exist_ok=True)
        with only_one():
            free_port(self.host, self.port)
            self.database.start()
            try:
                self.database.migrate()
                self._note_database()
                self._start_children()
                yield
            finally:
                for child in reversed(self.children):
                    child.stop()
                self.database.stop()

    def watch(self) -> None:
        """Keep everything running until a signal says stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        while not self.stopping:
            self._look_at_database()
            for child in self.children:
                child.look()
            time.sleep(0.2)

    def _start_children(self) -> None:
        python = [sys.executable, "-m", "clipdesk"]
        web = [*python, "web", "--host", self.host, "--port", str(self.port)]
        web += ["--tls", *self.tls] if self.tls else []
        self.children = [Child("web", web)]
        for name, queues in WORKERS.items():
            self.children.append(Child(f"worker-{name}", [*python, "worker", "--queues", ",".join(queues)]))
        for child in self.children:
            child.start()

    def _look_at_database(self) -> None:
        """Start the embedded server again when it has ended; web and workers find it by themselves."""
        server = self.database.server
        if server and server.process and server.process.poll() is not None:
            server.start()
            self._note_database()

    def _note_database(self) -> None:
        server = self.database.server
        if server and server.process:
            (paths.RUN / "postgres.pid").write_text(str(server.process.pid))

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Hold the data folder; the lock goes with the process, so nothing stale is ever left.

    Raises:
        AlreadyRunning: another supervisor holds it.
    """
    with (paths.RUN / "supervisor.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(
                f"A desk is already running on {paths.DATA}. Stop it first, or set CLIPDESK_DATA to another folder."
            ) from error
        yield


def free_port(host: str, port: int) -> None:
    """Raise AlreadyRunning when somebody listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise AlreadyRunning(
                f"Port {port} is taken by another program. Set CLIPDESK_PORT to a free one, for example {port + 1}."
            ) from error


def _die_with_parent() -> None:
    """In the child: a group of its own (Ctrl-C is the supervisor's affair), and death with the parent."""
    os.setsid()
    ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGKILL)
