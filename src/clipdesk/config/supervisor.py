"""`clipdesk serve`: database, signer, web, workers and recorder as children of one process, started again whenever they end.

Children die with the supervisor, also when it is killed.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import FrameType

from clipdesk.config import paths
from clipdesk.config.assets import collecting_static
from clipdesk.config.children import Child, Patience, note_pid
from clipdesk.config.postgres import DatabaseDown
from clipdesk.config.preparing import Database

log = logging.getLogger("clipdesk.supervisor")

#: What publishes and tells has a process of its own, so that nothing that renders, measures or tidies delays a slot.
WORKERS = {
    "media": ("ingest", "render", "breaking", "live", "measure", "housekeeping"),
    "desk": ("publish", "urgent", "notices", "alarms"),
}


class AlreadyRunning(RuntimeError):
    """Another supervisor holds the data folder, or another program the port."""


@dataclass
class Desk:
    """Everything that runs on this machine."""

    port: int
    tls: Sequence[str] = ()
    host: str = "127.0.0.1"
    database: Database = field(default_factory=Database)
    children: list[Child] = field(default_factory=list)
    patience: Patience = field(default_factory=Patience)
    stopping: bool = False

    @contextlib.contextmanager
    def up(self) -> Iterator[None]:
        """Bring database, web and workers up; take them down at the end, in order.

        Raises:
            AlreadyRunning, DatabaseDown, RolesMissing, MigrationFailed: the message says what to do.
            KeyboardInterrupt: a signal said stop before everything was up.
        """
        paths.RUN.mkdir(parents=True, exist_ok=True)
        with only_one():
            check_port(self.host, self.port)
            try:
                with collecting_static():
                    self.database.start()
                    self._note_database()
                    self.database.migrate()
                self._start_children()
                yield
            finally:
                for number in (signal.SIGTERM, signal.SIGINT):
                    signal.signal(number, signal.SIG_IGN)  # one is enough; stopping is not to be cut short
                for child in reversed(self.children):
                    child.stop()
                self.database.stop()
                (paths.RUN / "postgres.pid").unlink(missing_ok=True)

    def watch(self) -> None:
        """Keep everything running until a signal says stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        self.patience.begin()
        while not self.stopping:
            self.look()
            time.sleep(0.2)

    def look(self) -> None:
        """Start again what has ended."""
        self._look_at_database()
        for child in self.children:
            child.look()

    def _start_children(self) -> None:
        python = [sys.executable, "-m", "clipdesk"]
        web = [*python, "web", "--host", self.host, "--port", str(self.port)]
        web += ["--tls", *self.tls] if self.tls else []
        # Where the settings name no signer, ours is the one that all the others ask: none of them starts another.
        env = {**os.environ, "CLIPDESK_SIGNER": paths.SIGNER or str(paths.signer_socket())}
        self.children = [] if paths.SIGNER else [Child("signer", [*python, "signer"], env)]
        self.children.append(Child("web", web, env))
        for name, queues in WORKERS.items():
            self.children.append(Child(f"worker-{name}", [*python, "worker", "--queues", ",".join(queues)], env))
        self.children.append(Child("recorder", [*python, "record"], env))
        for child in self.children:
            child.start()

    def _look_at_database(self) -> None:
        """Start the embedded server again when it has ended; web and workers find it by themselves.

        While it recovers, the rest goes on being watched; when it cannot start, it is tried again, ever more slowly.
        """
        server = self.database.server
        if server is None:
            return
        if server.is_running():
            server.cut_short_a_stop()
            return
        if not self.patience.is_over():
            return
        try:
            server.launch()
        except (DatabaseDown, OSError) as error:
            log.error("the database does not start: %s", error, extra={"action": "database_down"})
        self.patience.begin()
        self._note_database()

    def _note_database(self) -> None:
        server = self.database.server
        if server and server.process:
            note_pid("postgres", server.process.pid)

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


def check_port(host: str, port: int) -> None:
    """Raise AlreadyRunning when the desk could not listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = f"The desk cannot listen on {host}, port {port}: {error.strerror}."
            if error.errno == errno.EADDRINUSE:
                why = (
                    f"Port {port} is taken by another program. Set CLIPDESK_PORT to a free one, for example {port + 1}."
                )
            elif error.errno == errno.EACCES:
                why = f"Only root may listen on port {port}. Set CLIPDESK_PORT to one above 1023."
            raise AlreadyRunning(why) from error
