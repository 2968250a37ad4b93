"""One pass finds what the truth says, and the proxy is the recording frame by frame."""

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from clipdesk.kernel.time import format_fraction
from clipdesk.media import errors
from clipdesk.media.analysis.analyse import analyse
from clipdesk.media.analysis.listening import Extras
from clipdesk.media.analysis.result import Analysis
from clipdesk.media.probe import probe
from clipdesk.media.recipe import Range
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.tests import strip
from clipdesk.media.tests.conftest import Make

_PLAIN = Extras(faces=False, speech=False)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["bulletin", "bulletin_ts"])
def test_the_bulletin(kind: str, request: pytest.FixtureRequest, truth: dict[str, Any], tmp_path: Path) -> None:
    path: Path = request.getfixturevalue(kind)
    info = probe(path)
    told: list[float] = []
    found = analyse(path, info, tmp_path, told.append, extras=_PLAIN)
    assert list(found.shots) == [0, *truth["cuts"]]
    assert (found.gradual, found.freeze) == ((), ())
    assert found.black == (Range(Fraction(0), Fraction(1)), Range(Fraction(2978, 25), Fraction(3003, 25)))
    assert found.frames == truth["frames"]
    assert strip.numbers(tmp_path / "proxy.mp4", scale=0.5) == list(range(truth["frames"]))
    assert len(told) > 10
    assert told == sorted(told)
    assert told[-1] == 1
    first = min(cue["start"] for cue in truth["cues"])
    assert float(found.silence[0].end) == pytest.approx(first, abs=0.05)
    _check_filmstrip(tmp_path, found, truth, path)


def _check_filmstrip(folder: Path, found: Analysis, truth: dict[str, Any], source: Path) -> None:
    """Thumb n is the frame shown at n seconds: where a shot begins on that very frame, the one before looks different."""
    assert found.filmstrip == ("filmstrip-000.jpg", "filmstrip-001.jpg", "filmstrip-002.jpg")
    sheets = [np.asarray(Image.open(folder / name).convert("L"), dtype=float) for name in found.filmstrip]
    assert {sheet.shape for sheet in sheets} == {(6 * 90, 10 * 160)}
    count = -(-truth["frames"] // 25)
    thumbs = [sheets[n // 60][n % 60 // 10 * 90 :, n % 10 * 160 :][:90, :160] for n in range(count)]
    begins = {cut // 25 for cut in truth["cuts"] if cut % 25 == 0}
    assert len(begins) >= 3
    before: npt.NDArray[np.float64] | None = None
    for number, picture in _small_pictures(source):
        second, rest = divmod(number, 25)
        if rest == 24:
            before = picture
        if rest:
            continue
        assert np.abs(thumbs[second] - picture).mean() < 6, second
        if second in begins:
            assert before is not None
            assert np.abs(thumbs[second] - before).mean() > 20, second


def _small_pictures(path: Path) -> Iterator[tuple[int, npt.NDArray[np.float64]]]:
    """Every 25th frame of a file of ours and the frame before it, decoded from the beginning, in the size of a thumb."""
    with av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for number, frame in enumerate(container.decode(video=0)):
            if number % 25 in (0, 24):
                yield number, frame.reformat(160, 90, "gray", interpolation="AREA").to_ndarray().astype(float)


def test_sound_alone(tone: Path, tmp_path: Path) -> None:
    found = analyse(tone, probe(tone), tmp_path)
    assert found.proxy == "proxy.m4a"
    assert (found.shots, found.filmstrip) == ((), ())
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "analysis.json", "fingerprints.json", "loudness.json", "peaks-1.s8", "peaks-100.s8", "peaks.json", "proxy.m4a",
    ]  # fmt: skip
    peaks = json.loads((tmp_path / "peaks.json").read_text())
    assert (peaks["per_second"], len(peaks["low"]), len(peaks["high"])) == (10, 60, 60)
    # lavfi's sine has an amplitude of 1/8 of full scale
    assert set(peaks["high"][1:-1]) <= {15, 16}
    assert set(peaks["low"][1:-1]) <= {-16, -17}
    assert found.absent["faces"] == "no_picture"


def test_interlaced_becomes_progressive(interlaced: Path, tmp_path: Path) -> None:
    info = probe(interlaced)
    assert analyse(interlaced, info, tmp_path).frames == 75
    video = probe(tmp_path / "proxy.mp4").video
    assert video is not None
    assert (video.field_order, video.frames, video.frame_rate) == ("progressive", 75, Fraction(25))


def test_variable_rate_becomes_constant(make: Make, tmp_path: Path) -> None:
    source = "testsrc=s=320x180:r=30:d=4,select='not(eq(mod(n,7),3))'"
    path = make("vfr.mp4", "-f", "lavfi", "-i", source, "-fps_mode", "vfr", "-c:v", "libx264")
    info = probe(path)
    assert info.video is not None
    assert info.video.variable_rate
    found = analyse(path, info, tmp_path)
    assert found.frames == info.video.frames == 100
    assert json.loads((tmp_path / "analysis.json").read_text())["frame_rate"] == format_fraction(info.video.frame_rate)


def test_json_keeps_everything(tone: Path, tmp_path: Path) -> None:
    found = analyse(tone, probe(tone), tmp_path)
    stored = json.loads((tmp_path / "analysis.json").read_text())
    assert stored["version"] == 4
    assert Analysis.from_json(stored) == found


def test_an_analysis_of_version_1_is_read() -> None:
    """As the first release of the desk wrote it."""
    sheet = {"columns": 10, "rows": 6, "width": 160, "height": 90, "seconds_per_thumb": 1}
    old = {
        "version": 1, "frames": 3003, "shots": [0, 25], "black": [{"start": "0/1", "end": "1/1"}], "silence": [],
        "loudness": {"integrated": -20.5, "range": 4.2, "true_peak": -3.1},
        "proxy": "proxy.mp4", "filmstrip": {"sheets": ["filmstrip-000.jpg"], **sheet},
    }  # fmt: skip
    found = Analysis.from_json(old)
    assert (found.frames, found.shots, found.black) == (3003, (0, 25), (Range(Fraction(0), Fraction(1)),))
    assert (found.faces, found.speech, found.freeze, found.frame_rate) == (None, None, (), None)
    assert set(found.absent.values()) == {"earlier_version"}


def test_an_analysis_of_version_3_is_read(tone: Path, tmp_path: Path) -> None:
    """It knew everything but what moves."""
    found = analyse(tone, probe(tone), tmp_path)
    old = {name: said for name, said in found.to_json().items() if name != "motion"} | {"version": 3}
    assert Analysis.from_json(old) == found
    assert found.motion is None


def test_cancel_leaves_nothing(bulletin: Path, bulletin_info: SourceInfo, tmp_path: Path) -> None:
    told: list[float] = []
    with pytest.raises(errors.Cancelled):
        analyse(bulletin, bulletin_info, tmp_path, told.append, lambda: len(told) >= 2, _PLAIN)
    assert list(tmp_path.iterdir()) == []
