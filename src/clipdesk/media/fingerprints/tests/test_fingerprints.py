"""The same recording is found again after all that platforms do to it; another one is not."""

import hashlib
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from clipdesk.media.analysis.analyse import analyse
from clipdesk.media.errors import NoUsableStream
from clipdesk.media.fingerprints import (
    SAME,
    Fingerprint,
    compare,
    picture_fingerprint,
    picture_hash,
    sound_fingerprint,
)
from clipdesk.media.fingerprints.picture import _waves
from clipdesk.media.probe import probe
from clipdesk.media.tests.conftest import Make

Take = Callable[..., Path]
_MARGIN = 0.15
_VARIANTS: dict[str, tuple[str, ...]] = {
    "low bitrate": ("-b:v", "150k", "-maxrate", "150k", "-bufsize", "150k", "-s", "640x360", "-b:a", "24k", "-ac", "1"),
    "scaled": ("-vf", "scale=256:144", "-crf", "28"),
    "with a logo": ("-vf", "drawbox=x=iw*0.82:y=ih*0.05:w=iw*0.14:h=ih*0.14:color=red:t=fill", "-crf", "28"),
    "another rate": ("-r", "30", "-ar", "44100", "-crf", "28"),
    "darker": ("-vf", "eq=brightness=-0.1:contrast=0.85", "-af", "volume=-9dB", "-crf", "28"),
}


@pytest.fixture(scope="module")
def take(bulletin: Path, make: Make) -> Take:
    """`take(name, start, *options)`: ten seconds of the bulletin."""

    def cut(name: str, start: float, *options: str) -> Path:
        codecs = ("-c:v", "libx264", "-preset", "veryfast", "-c:a", "aac")
        return make(f"{name}.mp4", "-ss", str(start), "-t", "10", "-i", str(bulletin), *codecs, *options)

    return cut


def _both(path: Path) -> tuple[Fingerprint, Fingerprint]:
    info = probe(path)
    return picture_fingerprint(path, info), sound_fingerprint(path, info)


@pytest.fixture(scope="module")
def original(take: Take) -> tuple[Fingerprint, Fingerprint]:
    return _both(take("original", 20))


@pytest.mark.parametrize("name", _VARIANTS)
def test_the_same_after(name: str, take: Take, original: tuple[Fingerprint, Fingerprint]) -> None:
    for ours, theirs in zip(original, _both(take(name.replace(" ", "-"), 20, *_VARIANTS[name])), strict=True):
        match = compare(ours, theirs)
        assert match.same
        assert match.likeness >= SAME + _MARGIN
        assert abs(match.offset) <= ours.step


def test_the_same_cut_elsewhere(take: Take, original: tuple[Fingerprint, Fingerprint]) -> None:
    """It begins 3.2 s later, so what the original shows at t lies at t − 3.2 s."""
    shifted = _both(take("shifted", 23.2, "-crf", "30", "-s", "426x240"))
    for ours, theirs in zip(original, shifted, strict=True):
        match = compare(ours, theirs)
        assert match.same
        assert abs(match.offset + Fraction(32, 10)) <= ours.step
        assert compare(theirs, ours).offset == -match.offset


def test_an_analysis_keeps_both(take: Take, original: tuple[Fingerprint, Fingerprint], tmp_path: Path) -> None:
    """They come from the one pass, and tell the same as those taken alone."""
    path = take("original", 20)
    analyse(path, probe(path), tmp_path)
    kept = json.loads((tmp_path / "fingerprints.json").read_text())
    assert kept["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    for alone in original:
        match = compare(alone, Fingerprint.from_json(kept[alone.kind]))
        assert match.likeness >= 0.9
        assert match.offset == 0
        assert abs(match.overlap - alone.step * len(alone.words)) <= 2 * alone.step


@pytest.mark.parametrize("start", [45, 70, 95])
def test_another_part(start: int, take: Take, original: tuple[Fingerprint, Fingerprint]) -> None:
    for ours, theirs in zip(original, _both(take(f"at-{start}", start)), strict=True):
        assert compare(ours, theirs).likeness <= SAME - _MARGIN


def test_found_inside_the_whole(bulletin: Path, original: tuple[Fingerprint, Fingerprint]) -> None:
    for ours, theirs in zip(original, _both(bulletin), strict=True):
        match = compare(ours, theirs)
        assert match.same
        assert abs(match.offset - 20) <= ours.step


def test_the_transform_is_the_dct() -> None:
    random = np.random.default_rng(1).random((32, 32))
    assert np.allclose(_waves(32) @ random @ _waves(32).T, cv2.dct(random)[:8, :8])


def test_one_colour_says_nothing() -> None:
    assert picture_hash(np.full((32, 32), 17, dtype=np.uint8)) is None
    flat = Fingerprint("picture", Fraction(1, 5), 64, (None,) * 50)
    assert not compare(flat, flat).same


def test_json_keeps_everything(original: tuple[Fingerprint, Fingerprint]) -> None:
    for fingerprint in original:
        assert Fingerprint.from_json(fingerprint.to_json()) == fingerprint


def test_kinds_do_not_mix(original: tuple[Fingerprint, Fingerprint]) -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        compare(*original)


def test_what_is_not_there(tone: Path, make: Make) -> None:
    silent = make("silent.mp4", "-f", "lavfi", "-i", "testsrc2=s=320x180:d=1", "-c:v", "libx264")
    with pytest.raises(NoUsableStream):
        picture_fingerprint(tone, probe(tone))
    with pytest.raises(NoUsableStream):
        sound_fingerprint(silent, probe(silent))
