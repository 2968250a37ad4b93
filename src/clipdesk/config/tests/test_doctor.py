"""The doctor, on a machine as it is and on one where something is missing."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import translation

from clipdesk.config.checking_database import database
from clipdesk.config.checking_walls import escapes
from clipdesk.config.doctor import can_work, examine, is_kept_right
from clipdesk.config.finding import BROKEN, FINE, WEAK
from clipdesk.media.models import SPEECH
from clipdesk.media.sandbox import sandbox_available


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def doctor(data: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "clipdesk", "doctor", *words],
        env={"PATH": os.environ["PATH"], "CLIPDESK_DATA": str(data), **env},
        capture_output=True,
        text=True,
    )


def tools_alone(folder: Path) -> Path:
    """A folder for PATH with what the walls need, and nothing else."""
    tools = folder / "tools"
    tools.mkdir()
    for name in ("prlimit", "setpriv", "python3"):
        path = shutil.which(name)
        assert path is not None
        (tools / name).symlink_to(path)
    return tools


def test_the_walls_really_isolate() -> None:
    if not sandbox_available():
        pytest.skip("no sandbox on this machine")
    assert escapes() == []


def test_a_running_database_is_examined_to_the_ledgers_rights(db: None) -> None:
    found = {finding.name: finding for finding in database()}
    assert found["PostgreSQL"].level == FINE
    assert "running" in found["PostgreSQL"].what
    assert found["History"].level == FINE
    assert "Tables" not in found


def test_everything_is_examined(db: None) -> None:
    found = examine()
    assert can_work(found)
    assert len({finding.name for finding in found}) == len(found) >= 12
    assert all(finding.what for finding in found)
    assert all(finding.cost for finding in found if finding.level != FINE)


def _answering(state: int) -> Callable[[object], int]:
    return lambda _room: state


def test_the_kernel_knows_whether_its_clock_is_kept_right() -> None:
    told = subprocess.run(["timedatectl", "show", "-p", "NTPSynchronized"], capture_output=True, text=True, check=False)
    assert [is_kept_right(_answering(state)) for state in range(6)] == [True] * 5 + [False]
    if told.returncode == 0:
        assert is_kept_right() is ("yes" in told.stdout)


@pytest.mark.slow
def test_it_works_while_the_desk_is_closed_in_both_languages(tmp_path: Path) -> None:
    english, vietnamese = doctor(tmp_path / "data"), doctor(tmp_path / "data", "--language", "vi")
    assert english.returncode == vietnamese.returncode == 0, english.stderr
    assert "embedded; not running, the desk is closed." in english.stdout
    assert "Captions come from scripts and from files." in english.stdout
    assert "“clipdesk models install faces” fetches it." in english.stdout
    assert "The desk can work." in english.stdout
    assert "Phụ đề lấy từ kịch bản và từ tệp." in vietnamese.stdout
    assert "Clipdesk làm việc được." in vietnamese.stdout
    assert not re.search(
        r"\b(the|is|are|of|and)\b", re.sub(r"/\S+|espeak.*|Chromium.*", "", vietnamese.stdout, flags=re.I)
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("word", "code", "said"),
    [("preferred", 0, "a prepared file could read other clips"), ("required", 1, "nothing is read or rendered")],
)
def test_a_machine_without_walls(tmp_path: Path, word: str, code: int, said: str) -> None:
    (tmp_path / "prlimit").symlink_to(shutil.which("prlimit") or "/usr/bin/prlimit")
    done = doctor(tmp_path / "data", "--sandbox", PATH=str(tmp_path), CLIPDESK_SANDBOX=word)
    assert (done.returncode, said in done.stdout) == (code, True), done.stdout


@pytest.mark.slow
def test_an_ffmpeg_without_what_is_needed_is_named(tmp_path: Path) -> None:
    """And a disk of its own for live channels is looked at."""
    poor = tmp_path / "ffmpeg"
    poor.write_text("#!/bin/sh\necho 'ffmpeg version 4.1 x'\necho ' T.. ass V->V subtitles'\n")
    poor.chmod(poor.stat().st_mode | stat.S_IXUSR)
    live = tmp_path / "live"
    done = doctor(tmp_path / "data", "--json", CLIPDESK_FFMPEG=str(poor), CLIPDESK_LIVE=str(live))
    report = json.loads(done.stdout)
    assert f"Disk of {live}" in {found["name"] for found in report["findings"]}
    assert (done.returncode, report["ok"]) == (1, False)
    (finding,) = [found for found in report["findings"] if found["level"] == BROKEN]
    assert "Version 4.1" in finding["what"]
    for part in ("libx264", "ebur128", "bwdif"):
        assert part in finding["cost"]


@pytest.mark.slow
def test_what_is_not_installed_says_what_that_costs(tmp_path: Path) -> None:
    """And a model file that is another one: with it, no recording can be read."""
    models = tmp_path / "models"
    models.mkdir()
    (models / SPEECH.file_name).write_bytes(b"another")
    done = doctor(tmp_path / "data", "--json", PATH=str(tools_alone(tmp_path)), CLIPDESK_MODELS=str(models))
    found = {each["name"]: each for each in json.loads(done.stdout)["findings"]}
    assert found["Listening for a text"]["level"] == found["Model for faces"]["level"] == WEAK
    assert "Captions get no times from a script" in found["Listening for a text"]["cost"]
    assert "misses more" in found["Model for faces"]["cost"]
    assert (done.returncode, found["Model for speech"]["level"]) == (1, BROKEN)
    assert "models install speech" in found["Model for speech"]["what"]


@pytest.mark.slow
def test_a_server_that_is_away_is_said(tmp_path: Path) -> None:
    done = doctor(tmp_path / "data", DATABASE_URL="postgresql://desk:geheimes-wort@127.0.0.1:9/clipdesk")
    assert done.returncode == 1
    assert "The server of DATABASE_URL does not let the desk in" in done.stdout
    assert "geheimes-wort" not in done.stdout + done.stderr


@pytest.mark.slow
def test_without_bubblewrap_the_cost_is_said(tmp_path: Path) -> None:
    done = doctor(tmp_path / "data", PATH=str(tools_alone(tmp_path)))
    assert done.returncode == 0
    assert "bubblewrap is not installed." in done.stdout
    assert "could read other clips" in done.stdout
