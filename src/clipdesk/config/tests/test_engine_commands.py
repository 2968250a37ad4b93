"""The engine's commands, as an engineer types them: one pass, a clip to the frame, one picture."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from clipdesk.config.cli import main
from clipdesk.media.analysis.result import Analysis
from clipdesk.media.probe import probe
from clipdesk.media.supply import ffmpeg_path

Say = Callable[..., tuple[int, dict[str, Any]]]
FIRST, COUNT = (
    642,
    120,
)  # of the bulletin: somebody sways through the picture (truth.json), furthest right at frame 50 here


@pytest.fixture(scope="module")
def swaying(shared_media: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five seconds of the bulletin."""
    path = tmp_path_factory.mktemp("engine") / "swaying.mp4"
    start, end = Fraction(FIRST, 25), Fraction(FIRST + COUNT, 25)
    cut = [f"trim=start_frame={FIRST}:end_frame={FIRST + COUNT},setpts=PTS-STARTPTS"]
    sound = [f"atrim={float(start)}:{float(end)},asetpts=PTS-STARTPTS"]
    code = ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", str(path)]
    source = ["-i", str(shared_media / "bulletin.mp4"), "-vf", *cut, "-af", *sound]
    subprocess.run([str(ffmpeg_path()), "-v", "error", "-nostdin", *source, *code], check=True, timeout=120)
    return path


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Give a command with `--json`; return its exit code and its answer."""

    def given(*words: object) -> tuple[int, dict[str, Any]]:
        code = main([*map(str, words), "--json"])
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return code, answer

    return given


@pytest.fixture
def analysis(swaying: Path, say: Say, tmp_path: Path) -> Path:
    """What the one pass wrote."""
    code, told = say("analyse", swaying, "-o", tmp_path / "analysis")
    assert (code, told["frames"], told["frame_rate"]) == (0, COUNT, "25")
    return tmp_path / "analysis"


def test_the_window_follows_the_face_and_the_sound_meets_its_target(
    swaying: Path, analysis: Path, say: Say, tmp_path: Path
) -> None:
    words = ("cut", swaying, "--from", "f40", "--to", "f60", "--shape", "9:16", "-o", tmp_path / "clip.mp4")
    code, told = say(*words, "--analysis", analysis, "--loudness", "ebu-r128")
    assert (code, told["frames"]) == (0, 20)
    assert told["loudness"]["integrated"] == pytest.approx(-23, abs=0.3)
    assert probe(tmp_path / "clip.mp4").duration == Fraction(20, 25)
    followed = _faces(tmp_path / "clip.mp4", say, tmp_path / "after")
    assert followed
    assert all(abs(middle - 0.5) < 0.12 for middle in followed)

    say(*words)  # a window in the middle has the face at its edge, where as a rule it is not even found
    assert all(middle > 0.7 for middle in _faces(tmp_path / "clip.mp4", say, tmp_path / "before"))


def test_one_picture(swaying: Path, say: Say, tmp_path: Path) -> None:
    code, told = say("frame", swaying, "--at", "f50", "-o", tmp_path / "frame.png")
    assert (code, told["frame"], told["width"], told["height"]) == (0, 50, 1920, 1080)
    assert (tmp_path / "frame.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--from", "f60", "--to", "f40"), "has no length"),
        (("--from", "f40"), "Set an in point and an out point."),
        (("--from", "f0", "--to", "f9", "--shape", "9:16", "--analysis", "nowhere"), "nowhere"),
    ],
)
def test_what_cannot_be_cut_is_a_sentence(
    words: tuple[str, ...], sentence: str, swaying: Path, say: Say, tmp_path: Path
) -> None:
    code, told = say("cut", swaying, *words, "-o", tmp_path / "clip.mp4")
    assert code == 1
    assert sentence in told["error"]
    assert list(tmp_path.iterdir()) == []


def _faces(clip: Path, say: Say, folder: Path) -> list[float]:
    """Where the middle of the one face lies in the pictures of a clip, of its width."""
    code, _ = say("analyse", clip, "-o", folder)
    assert code == 0
    found = Analysis.from_json(json.loads((folder / "analysis.json").read_text())).faces
    assert found is not None
    return [face.centre[0] for sample in found.samples for face in sample]
