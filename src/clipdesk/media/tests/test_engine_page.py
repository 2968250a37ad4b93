"""The page about the engine: its example runs as it stands, and its tables name what is there."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from PIL import Image

from clipdesk.media.probe import probe
from clipdesk.media.tests.conftest import Make

_PAGE = Path(__file__).parents[4] / "docs" / "reference" / "media-engine.md"
_CUE = "1\n00:00:01,000 --> 00:00:02,500\nMực nước bốn mét mười tám\n"


def test_the_example_runs(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", _PAGE.read_text(encoding="utf-8"), re.DOTALL)
    source = ("-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=4", "-f", "lavfi", "-i", "sine=d=4")
    made = make("bulletin.mp4", *source, "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac")
    monkeypatch.chdir(tmp_path)
    Path("bulletin.mp4").write_bytes(made.read_bytes())
    Path("bulletin.srt").write_text(_CUE, encoding="utf-8")
    exec(compile(example, str(_PAGE), "exec"), {})
    for name, size in (("clip-9x16.mp4", (1080, 1920)), ("clip-1x1.mp4", (1080, 1080))):
        video = probe(Path("clips") / name).video
        assert video is not None
        assert (video.display_size, video.frames) == (size, 50)
    assert Image.open("frame.png").size == (640, 360)
    named = set(re.findall(r"`([a-z]+(?:-\d+)?\.\w+)`", _PAGE.read_text(encoding="utf-8").split("## The files")[1]))
    made_files = {path.name for path in Path("analysis").iterdir()}
    assert named - made_files == {"proxy.m4a"}
    assert made_files <= named


def test_every_module_exists() -> None:
    named = re.findall(r"^\| `(clipdesk\.[a-z.]+)` \|", _PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(named) > 10
    for name in named:
        assert (import_module(name).__doc__ or "").strip()
