"""`clipdesk demo` walks through the doors that people walk through, at a desk of its own and with real workers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from clipdesk.accounts.identity import WrongCode, WrongPassword
from clipdesk.accounts.models import Station
from clipdesk.accounts.roles import EDITOR_IN_CHIEF
from clipdesk.accounts.stations import make_station
from clipdesk.config.commands.demo import keep_to
from clipdesk.config.walking_people import Actor, come_in
from clipdesk.history.models import CLIPDESK


@pytest.fixture
def minh(db: None) -> Actor:
    """He came in to a real station, which asks for both factors."""
    station = Station(slug="demo", name="Demo", language="vi")
    make_station(station, by=CLIPDESK)
    return come_in(station, "Minh", EDITOR_IN_CHIEF, None)


def test_they_prove_who_they_are_with_both_factors(minh: Actor) -> None:
    assert minh.proof().method == "password+totp"
    with pytest.raises(WrongCode):  # the same code does not work twice
        minh.proof()
    with pytest.raises(WrongCode):
        replace(minh, secret="A" * 32).proof()
    with pytest.raises(WrongPassword):
        replace(minh, password="another").proof()


def test_they_could_sign_in_on_the_page(minh: Actor) -> None:
    client = Client(headers={"host": "localhost:8080"})
    words = {"login": minh.member.person.email, "password": minh.password}
    assert client.post("/sign-in/", words)["Location"] == "/sign-in/code/"


def test_nothing_of_a_real_desk_reaches_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "environ", {**os.environ})
    os.environ |= {
        "DATABASE_URL": "postgresql://real.station.vn/clipdesk",
        "DATABASE_URL_FILE": "/etc/clipdesk/url",
        "CLIPDESK_FILES": "/mnt/real",
        "CLIPDESK_SMTP_HOST": "mail.station.vn",
        "CLIPDESK_ORIGIN": "https://desk.station.vn",
        "CLIPDESK_FFMPEG_FILE": "/etc/clipdesk/ffmpeg",
    }
    keep_to(tmp_path / "data")
    left = {name: value for name, value in os.environ.items() if name.startswith(("CLIPDESK_", "DATABASE_"))}
    assert left.pop("CLIPDESK_PORT").isdecimal()
    assert left == {"CLIPDESK_DATA": str(tmp_path / "data"), "CLIPDESK_FFMPEG_FILE": "/etc/clipdesk/ffmpeg"}


@pytest.mark.slow
def test_it_walks_to_the_public_page(small_video: Path) -> None:
    """The named database does not exist: whoever asked for it would not get far."""
    with tempfile.TemporaryDirectory(prefix="clipdesk-demo-") as folder:
        Path(folder).chmod(0o711)  # as root the database's own account has to pass through
        words = [sys.executable, "-m", "clipdesk", "demo", "--input", str(small_video), "--out", f"{folder}/out"]
        env = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
        done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=200)
        assert done.returncode == 0, done.stderr + done.stdout
        history = json.loads(Path(f"{folder}/out/history.json").read_text(encoding="utf-8"))
    assert "Every promise was kept." in done.stdout
    did = [row["what"] for row in history]
    assert did.count("person_invited") == did.count("invitation_accepted") == 3
    assert did.index("station_made") < did.index("desk_made") < did.index("role_given")
    assert {row["who"] for row in history if row["what"] == "package_signed"} <= {"Minh"}
    assert did.count("publication_published") == 1
