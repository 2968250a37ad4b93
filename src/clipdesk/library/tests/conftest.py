"""A web process of its own for tests over real HTTP, and files as people bring them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.accounts.models import Desk, Membership, Person, Station
from clipdesk.accounts.roles import PRODUCER, SOCIAL_EDITOR
from clipdesk.config.testing import forget_history
from clipdesk.config.testing_cast import make_member
from clipdesk.library.models import Recording, StoredFile, Upload
from clipdesk.media.supply import ffmpeg_path

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
Make = Callable[..., Path]


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """`make("name.mp4", *ffmpeg arguments)` builds a file."""
    folder = tmp_path_factory.mktemp("brought")

    def build(name: str, *args: str) -> Path:
        command = [str(ffmpeg_path()), "-v", "error", "-nostdin", "-y", *args, str(folder / name)]
        subprocess.run(command, check=True, timeout=120)
        return folder / name

    return build


class Web:
    """One web process on the test database, and three people whose rows are really committed."""

    def __init__(self, log: Path) -> None:
        self.log = log
        with socket.create_server(("127.0.0.1", 0)) as found:
            self.port: int = found.getsockname()[1]
        self.origin = f"http://localhost:{self.port}"
        self.station = Station.objects.create(
            slug="tram-thu", name="Trạm thử", is_practice=True, asks_second_factor=False, language="vi"
        )
        self.desk = Desk.objects.create(station=self.station, name="Thời sự")
        self.lan = make_member(self.station, "Lan", PRODUCER, self.desk).person
        self.binh = make_member(self.station, "Binh", PRODUCER, self.desk).person
        self.tuan = make_member(self.station, "Tuan", SOCIAL_EDITOR).person
        self.start()

    def start(self, **settings: str) -> None:
        """Start the process, with `settings` in its environment, and wait until it answers."""
        env = {**os.environ, "CLIPDESK_PORT": str(self.port), **settings}
        serve = ["-m", "uvicorn", "clipdesk.config.asgi:application", "--lifespan", "off", "--log-level", "warning"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *serve, "--port", str(self.port)], env=env, stdout=log, stderr=log
            )
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.1)
        raise AssertionError("the web process does not answer")

    def kill(self) -> None:
        """Kill -9."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def cookie(self, person: Person) -> str:
        """Sign somebody in; return the cookie as the browser sends it."""
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), BACKEND
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.save()
        return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"

    def headers(self, person: Person, **more: str) -> dict[str, str]:
        """What the browser of a person sends from our own page."""
        return {"Cookie": self.cookie(person), "Origin": self.origin, "Tus-Resumable": "1.0.0", **more}

    def client(self, person: Person, **more: str) -> httpx.Client:
        """A browser of that person."""
        return httpx.Client(base_url=self.origin, headers=self.headers(person, **more), timeout=30)

    def clean(self) -> None:
        """Leave the database as it was: other tests count rows."""
        Upload.objects.all().delete()
        Recording.objects.filter(station=self.station).delete()
        StoredFile.unneeded().delete()
        Membership.objects.filter(station=self.station).delete()
        self.desk.delete()
        Person.objects.filter(pk__in=[self.lan.pk, self.binh.pk, self.tuan.pk]).delete()
        self.station.delete()
        ProcrastinateJob.objects.filter(task_name="library.ingest", status="todo").delete()
        forget_history()


@pytest.fixture(scope="module")
def web(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """The web process; the database stays open for this module without a transaction around each test."""
    with django_db_blocker.unblock():
        running = Web(tmp_path_factory.mktemp("web") / "log")
        yield running
        running.kill()
        running.clean()
