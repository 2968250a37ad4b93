"""A whole desk in processes of its own, as `clipdesk serve` runs it: for tests that kill parts of it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from psycopg.rows import dict_row

from clipdesk.config.apart import without_desk
from clipdesk.config.paths import socket_folder

VERBS = Path(__file__).parent / "crash" / "verbs.py"
#: How long anything may take on a busy machine before a test gives up, in seconds.
PATIENCE = 240
_Value = TypeVar("_Value")
_WORKERS_AT_WORK = """
    SELECT DISTINCT worker_id FROM procrastinate_jobs
    WHERE status = 'doing' AND queue_name IN ('ingest', 'render', 'publish') AND task_name <> 'publishing.sweep'
"""
_SET_ON = """
    WITH aged AS (
        UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '30 seconds'
        WHERE id = ANY(%s) RETURNING id
    ) SELECT count(*) FROM aged
"""


class Desk:
    """One desk: its data folder, its port, its processes."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.armed = data / "crash"
        self.env = without_desk(os.environ) | {
            "CLIPDESK_DATA": str(data),
            "CLIPDESK_PORT": str(self.port),
            "CLIPDESK_CRASH_AT": str(self.armed),
            "CLIPDESK_FOR_TESTS": "1",
            "DJANGO_SETTINGS_MODULE": "clipdesk.config.settings",
        }

    @property
    def origin(self) -> str:
        """The desk's address."""
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Start it and wait until it says that it is open."""
        said = self.data / "serve.log"
        before = said.stat().st_size if said.exists() else 0
        with said.open("ab") as log:
            words = [sys.executable, "-m", "clipdesk", "serve", "--no-practice"]
            self.process = subprocess.Popen(words, env=self.env, stdout=log, stderr=log, start_new_session=True)

        def is_open() -> bool:
            assert self.process is not None
            text = said.read_bytes()[before:].decode()
            assert self.process.poll() is None, f"serve ended: {text}"
            return "The desk is open" in text

        self.wait(is_open, PATIENCE, "the desk to open")

    def stop(self) -> None:
        """Stop it as Ctrl-C would."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(PATIENCE)

    def copy_to(self, folder: Path) -> None:
        """Copy the data folder of a desk that is stopped, with the owners and rights of everything in it."""
        subprocess.run(["cp", "-a", self.data, folder], check=True)

    def become(self, folder: Path) -> None:
        """Put such a copy in the place of this desk's data folder."""
        shutil.rmtree(self.data)
        subprocess.run(["cp", "-a", folder, self.data], check=True)

    def kill_all(self) -> None:
        """Kill -9 everything at once: supervisor, web, workers, every process of the database."""
        assert self.process is not None
        for pid in [self.process.pid, *(self.pid(name) for name in self.names()), *self.database_processes()]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def names(self) -> list[str]:
        """The supervised processes, by name."""
        return [path.stem for path in sorted((self.data / "run").glob("*.pid"))]

    def pid(self, name: str) -> int:
        """The process that runs under `name` now."""
        return int((self.data / "run" / f"{name}.pid").read_text())

    def database_processes(self) -> list[int]:
        """Every process of this desk's PostgreSQL: they all work in its folder."""
        home = os.readlink(f"/proc/{self.pid('postgres')}/cwd")
        return [pid for pid in _all_processes() if _cwd(pid) == home]

    def arm(self, what: str, label: str) -> None:
        """Let the next process that passes `label` `die` or `stop` there."""
        self._taken.unlink(missing_ok=True)
        draft = self.armed.with_suffix(".draft")
        draft.write_text(f"{what} {label}")
        draft.rename(self.armed)

    def wait_taken(self, label: str) -> int:
        """Wait until a process has died or stopped at the armed point; return its id."""
        self.wait(self._taken.exists, PATIENCE, f"a process to reach {label}")
        return int(self._taken.read_text())

    def has_taken(self) -> bool:
        """Tell whether a process has died or stopped at the armed point."""
        return self._taken.exists()

    def disarm(self) -> None:
        """Let nobody die who has not yet."""
        self.armed.unlink(missing_ok=True)

    def workers_at_work(self) -> list[int]:
        """Return the workers that have a job of ingest, render or publishing at this moment."""
        return [row["worker_id"] for row in self.rows(_WORKERS_AT_WORK)]

    def set_clock_on(self, workers: Sequence[int]) -> None:
        """A dead worker's job is taken over 30 s after its last heartbeat; the tests set that clock on."""
        self.wait(lambda: self.rows(_SET_ON, list(workers)), PATIENCE, "the database")

    @property
    def _taken(self) -> Path:
        return self.armed.with_name(f"{self.armed.name}.taken")

    def worker(self, queues: str) -> subprocess.Popen[bytes]:
        """Start one more worker process, as another machine would have one."""
        words = [sys.executable, "-m", "clipdesk", "worker", "--queues", queues]
        with (self.data / "second-worker.log").open("ab") as log:
            return subprocess.Popen(words, env=self.env, stdout=log, stderr=log)

    def do(self, verb: str, *arguments: str) -> dict[str, Any]:
        """Run one of the product's verbs in a process of its own (tests/crash/verbs.py)."""
        return self.run(VERBS, verb, *arguments)

    def run(self, script: Path, *arguments: str) -> dict[str, Any]:
        """Run a script with the desk's settings; return the JSON of its last line."""
        words = [sys.executable, str(script), *arguments]
        env = {name: value for name, value in self.env.items() if name != "CLIPDESK_CRASH_AT"}
        done = subprocess.run(words, env=env, capture_output=True, text=True, check=False, timeout=PATIENCE)
        assert done.returncode == 0, done.stderr[-3000:]
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """Ask the desk's database, with the application's own rights."""
        word = (self.data / "secrets" / "postgres_app").read_text().strip()
        where = f"host={socket_folder(self.data)} port=5432 dbname=clipdesk user=clipdesk_app password={word}"
        with psycopg.connect(where, row_factory=dict_row) as connection:
            cursor = connection.execute(query, values or None)
            return cursor.fetchall() if cursor.description else []

    def change(self, statement: str) -> bool:
        """Change rows of the desk's database behind its back, with the application's own rights; True when that is done."""
        self.rows(statement)
        return True

    def wait(self, found: Callable[[], _Value], seconds: float, what: str) -> _Value:
        """Ask until the answer is truthy; a database that is away just now is asked again."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with contextlib.suppress(psycopg.OperationalError):
                if value := found():
                    return value
            time.sleep(0.1)
        raise AssertionError(f"waited {seconds} s in vain for {what}\n{self.last_words()}")

    def last_words(self) -> str:
        """The ends of all logs, for a test that fails."""
        logs = [*self.data.glob("*.log"), *(self.data / "logs").glob("*.log")]
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-1500:]}" for log in logs)


@contextlib.contextmanager
def running_desk(like: Path | None = None, settings: Mapping[str, str] | None = None) -> Iterator[Desk]:
    """A desk in a folder of its own, a new one or as a copy of its data folder has it, with `settings` of the environment;
    swept away at the end."""
    folder = Path(tempfile.mkdtemp(prefix="clipdesk-desk-"))
    folder.chmod(0o711)  # the database's own account has to pass through
    desk = Desk(folder / "data")
    desk.env |= settings or {}
    desk.data.mkdir(mode=0o711)
    if like is not None:
        desk.become(like)
    try:
        desk.start()
        yield desk
        desk.stop()
    finally:
        if desk.process is not None and desk.process.poll() is None:
            desk.process.kill()
            desk.process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _all_processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _cwd(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        return ""
