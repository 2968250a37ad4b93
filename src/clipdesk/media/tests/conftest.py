"""Real media for the tests: the shared bulletin with its known truth, and small files made on the spot."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clipdesk.media import models
from clipdesk.media.errors import ModelNotFetched
from clipdesk.media.probe import probe
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.supply import ffmpeg_path

Make = Callable[..., Path]
_REPOSITORY = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="session")
def truth(shared_media: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared_media / "truth.json").read_text())
    return found


@pytest.fixture(scope="session")
def bulletin(shared_media: Path) -> Path:
    return shared_media / "bulletin.mp4"


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """`make("name.mp4", *ffmpeg arguments)` builds a file, outside the sandbox: it is our own."""
    folder = tmp_path_factory.mktemp("made")

    def build(name: str, *args: str) -> Path:
        command = [str(ffmpeg_path()), "-v", "error", "-nostdin", "-y", *args, str(folder / name)]
        subprocess.run(command, check=True, timeout=120)
        return folder / name

    return build


@pytest.fixture(scope="session")
def bulletin_info(bulletin: Path) -> SourceInfo:
    return probe(bulletin)


@pytest.fixture(scope="session")
def bulletin_ts(bulletin: Path, make: Make) -> Path:
    """The same pictures as a transport stream, by stream copy: its clock does not begin at 0."""
    return make("bulletin.ts", "-i", str(bulletin), "-c", "copy")


@pytest.fixture(scope="session")
def ts_info(bulletin_ts: Path) -> SourceInfo:
    return probe(bulletin_ts)


@pytest.fixture(scope="session")
def interlaced(make: Make) -> Path:
    """50 different pictures per second, woven into 25 interlaced frames, top field first."""
    fields = "tinterlace=interleave_top,fieldorder=tff"
    source = ("-f", "lavfi", "-i", "testsrc2=s=720x576:r=50:d=3", "-f", "lavfi", "-i", "sine=f=440:d=3")
    codec = ("-c:v", "mpeg2video", "-b:v", "4M", "-flags", "+ildct+ilme", "-c:a", "mp2")
    return make("interlaced.ts", *source, "-vf", fields, *codec)


@pytest.fixture(scope="session")
def tone(make: Make) -> Path:
    """Six seconds of sound alone."""
    return make("tone.wav", "-f", "lavfi", "-i", "sine=f=330:r=48000:d=6")


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """A folder with both models, fetched once and kept for the next run."""
    folder = _REPOSITORY / "build" / "models"
    try:
        for model in models.MODELS.values():
            if not models.installed(model, folder):
                models.install(model, folder)
    except ModelNotFetched as error:
        pytest.skip(str(error))
    return folder
