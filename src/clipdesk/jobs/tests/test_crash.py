"""The test aid that dies at a labelled point, once, and does nothing otherwise."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = "from clipdesk.jobs import crash; [crash.point(name) for name in ('a', 'b')]; print('alive')"


def start(at: str, **more: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "clipdesk.config.settings", "CLIPDESK_CRASH_AT": at, **more}
    return subprocess.run([sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, check=False)


def run(at: str) -> tuple[int, str]:
    done = start(at, CLIPDESK_FOR_TESTS="1")
    return done.returncode, done.stdout.strip()


@pytest.mark.parametrize("label", ["a", "b"])
def test_it_is_killed_once_at_the_point_that_was_named(tmp_path: Path, label: str) -> None:
    armed = tmp_path / "crash"
    armed.write_text(f"die {label}", encoding="utf-8")
    assert run(str(armed)) == (-9, "")
    assert not armed.exists()
    assert (tmp_path / "crash.taken").read_text(encoding="utf-8").isdigit()
    assert run(str(armed)) == (0, "alive")


def test_another_label_does_nothing(tmp_path: Path) -> None:
    armed = tmp_path / "crash"
    armed.write_text("die c", encoding="utf-8")
    assert run(str(armed)) == (0, "alive")
    assert armed.exists()


def test_without_the_variable_nothing_happens() -> None:
    assert run("") == (0, "alive")


@pytest.mark.parametrize("switch", ["0", ""])
def test_a_desk_that_is_at_work_does_not_start_with_it(tmp_path: Path, switch: str) -> None:
    armed = tmp_path / "crash"
    armed.write_text("die a", encoding="utf-8")
    done = start(str(armed), CLIPDESK_FOR_TESTS=switch)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("CLIPDESK_CRASH_AT kills this desk's processes on purpose")
    assert armed.exists()
