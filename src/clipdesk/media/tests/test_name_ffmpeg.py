"""Which ffmpeg is used: the one that the setting names, itself or in a file, as every setting may."""

from pathlib import Path

import pytest

from clipdesk.kernel.env import WrongSetting
from clipdesk.media.errors import ToolMissing
from clipdesk.media.supply import ffmpeg_path


@pytest.fixture
def program(tmp_path: Path) -> Path:
    (tmp_path / "ffmpeg").touch()
    return (tmp_path / "ffmpeg").resolve()


def test_named_by_the_setting(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIPDESK_FFMPEG", str(program))
    assert ffmpeg_path() == program


def test_named_in_a_file(program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "which").write_text(f"{program}\n", encoding="utf-8")
    monkeypatch.setenv("CLIPDESK_FFMPEG_FILE", str(tmp_path / "which"))
    assert ffmpeg_path() == program


def test_what_is_named_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIPDESK_FFMPEG", str(tmp_path / "none"))
    with pytest.raises(ToolMissing, match="none"):
        ffmpeg_path()
    monkeypatch.setenv("CLIPDESK_FFMPEG_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(WrongSetting, match="CLIPDESK_FFMPEG_FILE names"):
        ffmpeg_path()
