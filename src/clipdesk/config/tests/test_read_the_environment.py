"""Typed readers: what they take, and the sentence where they take nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from clipdesk.kernel import env


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """What a test reads here is not part of the desk's own settings."""
    monkeypatch.setattr(env, "READ", {})
    monkeypatch.setattr(env, "HIDDEN", set())
    return monkeypatch


@pytest.mark.parametrize(
    ("word", "meant"), [("1", True), ("yes", True), ("ON", True), ("0", False), ("no", False), ("", False)]
)
def test_a_switch(known: pytest.MonkeyPatch, word: str, meant: bool) -> None:
    known.setenv("CLIPDESK_X", word)
    assert env.switch("CLIPDESK_X", default=not meant) is meant


def test_defaults_hold_where_nothing_is_set(known: pytest.MonkeyPatch) -> None:
    known.delenv("CLIPDESK_X", raising=False)
    assert (env.text("CLIPDESK_X", "a"), env.whole("CLIPDESK_X", 7), env.switch("CLIPDESK_X", default=True)) == (
        "a",
        7,
        True,
    )
    assert env.folder("CLIPDESK_X", "here") == Path.cwd() / "here"


def test_numbers_by_name(known: pytest.MonkeyPatch) -> None:
    known.setenv("CLIPDESK_X", "facebook=30  youtube=100")
    assert env.wholes("CLIPDESK_X") == {"facebook": 30, "youtube": 100}
    known.setenv("CLIPDESK_X", "")
    assert env.wholes("CLIPDESK_X") == {}


def test_a_secret_may_lie_in_a_file_and_is_hidden_from_logs(known: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "word").write_text("mat-khau-8842\n", encoding="utf-8")
    known.setenv("CLIPDESK_X_PASSWORD_FILE", str(tmp_path / "word"))
    assert env.text("CLIPDESK_X_PASSWORD") == "mat-khau-8842"
    assert {"mat-khau-8842"} == env.HIDDEN


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CLIPDESK_PORT", "eight", "CLIPDESK_PORT must be a whole number, not “eight”."),
        ("CLIPDESK_SMTP_TLS", "maybe", "CLIPDESK_SMTP_TLS must be 1 or 0, not “maybe”."),
        ("CLIPDESK_ORIGIN", "desk.station.vn", "CLIPDESK_ORIGIN must look like https://desk.station.vn"),
        ("CLIPDESK_ORIGIN", "http://desk.station.vn", "over plain http works only for localhost"),
        ("CLIPDESK_ORIGIN", "https://desk.station.vn/desk", "without a path"),
        ("CLIPDESK_LOG_LEVEL", "LOUD", "CLIPDESK_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, not “LOUD”."),
        ("CLIPDESK_DB_ROLE", "root", "CLIPDESK_DB_ROLE must be app or owner, not “root”."),
        ("CLIPDESK_SANDBOX", "always", "CLIPDESK_SANDBOX must be preferred or required, not “always”."),
        (
            "CLIPDESK_NEW_POSTS",
            "facebook=many",
            "CLIPDESK_NEW_POSTS must be written like one=1 two=2, not “facebook=many”.",
        ),
        ("CLIPDESK_NEW_POSTS", "=30", "CLIPDESK_NEW_POSTS must be written like one=1 two=2, not “=30”."),
        ("DATABASE_URL", "somewhere", "DATABASE_URL must look like postgresql://"),
        ("CLIPDESK_FFMPEG", "/no/ffmpeg", "CLIPDESK_FFMPEG names /no/ffmpeg, and there is no such file."),
        ("CLIPDESK_SMTP_PASSWORD_FILE", "/no/word", "CLIPDESK_SMTP_PASSWORD_FILE names /no/word, which cannot be read"),
    ],
)
def test_a_wrong_value_stops_the_desk_with_a_sentence(tmp_path: Path, name: str, value: str, said: str) -> None:
    words = [sys.executable, "-c", "import clipdesk.config.settings"]
    done = subprocess.run(
        words, env={"CLIPDESK_DATA": str(tmp_path), name: value}, capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
