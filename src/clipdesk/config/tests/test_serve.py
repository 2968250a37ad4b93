"""What `serve` refuses before it starts, and that Django's own deployment check has nothing to say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from clipdesk.config.certificates import make_local
from clipdesk.config.cli import main
from clipdesk.config.commands.serve import check_transport, telling_of_weak_walls
from clipdesk.config.supervisor import AlreadyRunning, check_port
from clipdesk.media.sandbox import sandbox_available


def test_tls_and_the_address_must_fit_together(tmp_path: Path) -> None:
    _, certificate, key = make_local(tmp_path, ["desk.station.lan"])
    pair = [str(certificate), str(key)]
    check_transport(None, https=False, behind_proxy=False)
    check_transport(pair, https=True, behind_proxy=False)
    check_transport(None, https=True, behind_proxy=True)
    with pytest.raises(RuntimeError, match="With --tls, set CLIPDESK_ORIGIN"):
        check_transport(pair, https=False, behind_proxy=False)
    with pytest.raises(RuntimeError, match="give --tls CERT KEY .* or set CLIPDESK_BEHIND_PROXY=1"):
        check_transport(None, https=True, behind_proxy=False)
    with pytest.raises(RuntimeError, match="cannot be used"):
        check_transport([str(key), str(certificate)], https=True, behind_proxy=False)
    with pytest.raises(RuntimeError, match="cannot be used"):
        check_transport(["/no/cert", "/no/key"], https=True, behind_proxy=False)


def test_an_address_that_is_not_ours_is_said() -> None:
    with pytest.raises(AlreadyRunning, match=r"cannot listen on 192\.0\.2\.1, port 8080: Cannot assign"):
        check_port("192.0.2.1", 8080)


def test_without_a_command_the_usage_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2
    assert "clipdesk" in capsys.readouterr().err


@pytest.mark.usefixtures("without_bubblewrap")
def test_a_missing_sandbox_is_said_and_logged(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with telling_of_weak_walls():
        pass
    said = capsys.readouterr().out
    assert "bubblewrap is not installed." in said
    assert "a prepared file could read other clips" in said
    assert "make system" in said
    (line,) = [record for record in caplog.records if record.name == "clipdesk.supervisor"]
    assert line.getMessage() in said


def test_a_sandbox_that_holds_is_not_mentioned(capsys: pytest.CaptureFixture[str]) -> None:
    if not sandbox_available():
        pytest.skip("no sandbox on this machine")
    with telling_of_weak_walls():
        pass
    assert capsys.readouterr().out == ""


@pytest.mark.slow
def test_the_deployment_check_is_clean(tmp_path: Path) -> None:
    env = {**os.environ, "CLIPDESK_DATA": str(tmp_path), "CLIPDESK_ORIGIN": "https://desk.station.vn"}
    words = [sys.executable, "-m", "clipdesk", "manage", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(words, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
