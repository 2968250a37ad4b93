"""Every secret of a running desk is looked for wherever something of a desk may come to lie open."""

from __future__ import annotations

import base64
import http.client
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import quote

import psycopg

from clipdesk.config import signer_memory
from clipdesk.config.paths import socket_folder
from clipdesk.config.testing_cast import PASSWORD
from tests.desk import PATIENCE, Desk
from tests.wide.station import Station

#: What stands on each page and in each request by itself; a shorter line is no secret.
_SHORTEST = 12
#: What lies among the secrets of a desk and is none: where its database is, and which head of the history it signed last.
_NO_SECRETS = {"installation", signer_memory.FILE}
_KEY_IN_ADDRESS = "a key in the address of another system"
MAIL_PASSWORD = "CANARY-of-the-mail-server-5417"
#: Requests that end badly, with a secret in every part in which somebody may send one.
_BAD = (
    ("GET", "/nothing/{0}?token={0}", ""),
    ("GET", "/s/song-hong/destinations/connected/youtube/?code={0}&state={0}", ""),
    ("POST", "/sign-in/", "login=lan%40song-hong.example&password={0}"),
    ("POST", "/s/song-hong/destinations/", "token={0}"),
    ("PUT", "/uploads/{0}", "{0}"),
    ("GET", "/files/{0}/x.mp4", ""),
    ("GET", "/%ff{0}", ""),
)


@dataclass
class Search:
    """places: how many texts of each kind were looked through; found: where one of the secrets stands."""

    secrets: dict[str, bytes]
    places: dict[str, int] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)

    def look(self, kind: str, where: str, text: bytes) -> None:
        """Look through one text."""
        self.places[kind] = self.places.get(kind, 0) + 1
        for name, secret in self.secrets.items():
            if any(form in text for form in _forms(secret)):
                self.found.append(f"{name} in {kind} {where}")

    def figure(self) -> str:
        """Say it."""
        places = ", ".join(f"{count} {kind}" for kind, count in self.places.items())
        text = f"{len(self.secrets)} secrets looked for in {places}: {len(self.found)} found"
        return f"{text} (not in tables: {_KEY_IN_ADDRESS}, which lies there as it was entered)"


def search(station: Station, clip: str) -> Search:
    """Look everywhere."""
    desk = station.desk
    found = Search(_secrets(station))
    for number, page in enumerate(_error_pages(desk, MAIL_PASSWORD)):
        found.look("error pages", str(number), page)
    for pid, words in _argument_lists():
        found.look("argument lists", str(pid), words)
    dumps = list(_dumps_of_a_crash(desk))
    for dump in dumps:
        found.look("crash dumps", dump.name, dump.read_bytes())
    found.places.setdefault("crash dumps", 0)
    for name, data in _evidence(desk, clip):
        found.look("files of evidence", name, data)
    key_in_address = found.secrets.pop(_KEY_IN_ADDRESS)  # an operator enters that with the address, which is no secret
    for table, rows in _tables(desk):
        found.look("tables", table, rows)
    found.secrets[_KEY_IN_ADDRESS] = key_in_address
    for log in [
        *desk.data.glob("*.log"),
        *(desk.data / "logs").glob("*"),
    ]:  # last: all of the above may have said something
        found.look("logs", log.name, log.read_bytes())
    return found


def _secrets(station: Station) -> dict[str, bytes]:
    """Return every secret of the desk and of its platforms, by name."""
    folder = station.desk.data / "secrets"
    found = {
        "the mail password": MAIL_PASSWORD.encode(),
        "a password": PASSWORD.encode(),
        _KEY_IN_ADDRESS: b"CANARY-key",
    }
    found |= {f"platform secret {number}": secret.encode() for number, secret in enumerate(station.town.secrets())}
    for path in (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in _NO_SECRETS):
        found |= {f"{path.relative_to(folder)}:{number}": line for number, line in enumerate(_secret_lines(path))}
    return found


def _secret_lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file that are secret: all of them, but of certificates and keys only those of private keys."""
    lines, is_secret = path.read_bytes().splitlines(), b"-----BEGIN" not in path.read_bytes()
    for line in lines:
        if line.startswith(b"-----"):
            is_secret = line.startswith(b"-----BEGIN") and b"PRIVATE KEY" in line
        elif is_secret and len(line.strip()) >= _SHORTEST:
            yield line.strip()


def _forms(secret: bytes) -> set[bytes]:
    """Return how a secret may be written."""
    return {secret, quote(secret, safe="").encode(), secret.hex().encode(), base64.b64encode(secret).rstrip(b"=")}


def _error_pages(desk: Desk, secret: str) -> Iterator[bytes]:
    for method, path, body in _BAD:
        line = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=30)
        headers = {
            "Host": f"localhost:{desk.port}",
            "Authorization": f"Bearer {secret}",
            "Cookie": f"__Host-clipdesk={secret}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        line.request(method, path.format(quote(secret, safe="")), body.format(secret).encode(), headers)
        answer = line.getresponse()
        shown = answer.read()
        assert answer.status >= 300, (method, path, answer.status)
        line.close()
        yield shown


def _argument_lists() -> Iterator[tuple[int, bytes]]:
    """Yield the arguments of every process of this machine."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield int(path.parent.name), path.read_bytes()
        except OSError:
            continue


def _dumps_of_a_crash(desk: Desk) -> Iterator[Path]:
    """Let every kind of process of the desk crash where dumps are allowed, and yield what is left behind."""
    begun = time.time()
    for name in (name for name in desk.names() if name != "postgres"):
        before = desk.pid(name)
        folder = Path(os.readlink(f"/proc/{before}/cwd"))
        os.kill(before, signal.SIGSEGV)
        desk.wait(partial(_is_another, desk, name, before), PATIENCE, f"another {name}")
        yield from (one for one in folder.glob("core*") if one.is_file() and one.stat().st_mtime >= begun)


def _is_another(desk: Desk, name: str, before: int) -> bool:
    return desk.pid(name) != before


def _evidence(desk: Desk, clip: str) -> Iterator[tuple[str, bytes]]:
    out = desk.data / "evidence.zip"
    words = [sys.executable, "-m", "clipdesk", "evidence", clip, "--out", str(out)]
    env = {name: value for name, value in desk.env.items() if name != "CLIPDESK_CRASH_AT"}
    subprocess.run(words, env=env, check=True, capture_output=True)
    with zipfile.ZipFile(out) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


def _tables(desk: Desk) -> Iterator[tuple[str, bytes]]:
    """Yield every table of the database as a dump writes it, by its owner."""
    word = (desk.data / "secrets" / "postgres_owner").read_text().strip()
    where = f"host={socket_folder(desk.data)} port=5432 dbname=clipdesk user=clipdesk_owner password={word}"
    with psycopg.connect(where) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        for (name,) in names:
            with connection.cursor().copy(f'COPY "{name}" TO STDOUT') as rows:
                yield name, b"".join(bytes(row) for row in rows)
