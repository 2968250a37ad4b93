"""Faces where the truth has them, speech where somebody speaks, and what is said where a model is missing."""

import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clipdesk.media import errors, models
from clipdesk.media.analysis.analyse import analyse
from clipdesk.media.analysis.listening import Extras
from clipdesk.media.faces.blazeface import apart
from clipdesk.media.probe import probe
from clipdesk.media.recipe import Range
from clipdesk.media.speech.span import speech_spans
from clipdesk.media.tests.conftest import Make

_STEP = Fraction(512, 16000)


@pytest.mark.slow
@pytest.mark.parametrize("detector", ["blazeface-full-range-sparse", "haar-frontal-default"])
def test_the_face_is_where_the_truth_has_it(
    detector: str, bulletin: Path, truth: dict[str, Any], make: Make, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """The first two shots after the black: an anchor, whose face moves on a known path, and a car."""
    folder = request.getfixturevalue("model_folder") if detector.startswith("blaze") else tmp_path / "no-models"
    face = truth["faces"][0]
    car = next(shot for shot in truth["shots"] if shot["kind"] == "car")
    assert (face["first"], face["first"] + face["count"]) == (25, car["first"])
    path = make("anchor-and-car.mp4", "-ss", "1", "-i", str(bulletin), "-t", "9", "-c", "copy")
    found = analyse(path, probe(path), tmp_path / "out", extras=Extras(speech=False, models=folder)).faces
    assert found is not None
    assert (found.detector, found.every) == (detector, 5)
    anchor, others = found.samples[: face["count"] // 5], found.samples[face["count"] // 5 + 1 : 45]
    assert all(anchor)
    assert sum(bool(faces) for faces in others) <= len(others) // 20
    for number, faces in enumerate(anchor):
        swing = face["amplitude"] * math.sin(2 * math.pi * number * 5 / (truth["fps"] * face["period_s"]))
        x = face["x0"] + swing + 0.437 * face["size"]
        y = (1080 - face["size"]) + 0.232 * face["size"]
        centre = faces[0].centre
        assert centre[0] * 1920 == pytest.approx(x, abs=25)
        assert centre[1] * 1080 == pytest.approx(y, abs=30)


def test_speech_is_heard_between_silences(shared_media: Path, make: Make, model_folder: Path, tmp_path: Path) -> None:
    """A speech of 11 s, two seconds of silence before and after it."""
    around = "adelay=2000:all=1,apad=pad_dur=2"
    path = make("speech.wav", "-i", str(shared_media / "src" / "jfk.wav"), "-af", around)
    found = analyse(path, probe(path), tmp_path, extras=Extras(models=model_folder))
    assert found.speech is not None
    spans = found.speech.spans
    assert Fraction(2) <= spans[0].start < Fraction(5, 2)
    assert Fraction(12) < spans[-1].end <= Fraction(133, 10)
    assert 7 < sum(span.end - span.start for span in spans) < 11


def test_a_tone_is_no_speech(tone: Path, model_folder: Path, tmp_path: Path) -> None:
    found = analyse(tone, probe(tone), tmp_path, extras=Extras(models=model_folder))
    assert found.speech is not None
    assert found.speech.spans == ()


def test_without_the_model_it_is_said(tone: Path, tmp_path: Path) -> None:
    found = analyse(tone, probe(tone), tmp_path / "out", extras=Extras(models=tmp_path))
    assert found.speech is None
    assert found.absent["speech"] == "no_model"


def test_short_pauses_belong_to_the_speech() -> None:
    """At 32 ms a window: 6 windows of pause (0.19 s) are bridged, 12 (0.38 s) are not; 5 (0.16 s) of speech are none."""
    heard = [0.9] * 20 + [0.1] * 6 + [0.9] * 20 + [0.1] * 12 + [0.9] * 5 + [0.1] * 20
    assert speech_spans(heard, _STEP, Fraction(10)) == (Range(Fraction(0), 46 * _STEP),)


def test_speech_goes_on_while_it_is_likely_and_ends_with_the_recording() -> None:
    heard = [0.4] * 5 + [0.5] + [0.4] * 30
    assert speech_spans(heard, _STEP, Fraction(1)) == (Range(5 * _STEP, Fraction(1)),)


def test_of_boxes_that_overlap_the_surest_stays() -> None:
    boxes = np.array([[0.5, 0.5, 0.2, 0.2], [0.52, 0.5, 0.2, 0.2], [0.8, 0.8, 0.1, 0.1]], np.float32)
    assert apart(boxes, np.array([0.7, 0.9, 0.6], np.float32)) == [1, 2]
    assert apart(boxes[:0], np.empty(0, np.float32)) == []


@pytest.mark.parametrize("model", models.MODELS.values(), ids=lambda model: model.name)
def test_a_changed_model_is_never_used(model: models.Model, tmp_path: Path) -> None:
    assert models.installed(model, tmp_path) is None
    (tmp_path / model.file_name).write_bytes(b"something else")
    with pytest.raises(errors.ModelDamaged, match=f"models install {model.name}"):
        models.installed(model, tmp_path)


def test_the_folder_follows_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIPDESK_DATA", "/somewhere/data")
    monkeypatch.delenv("CLIPDESK_MODELS", raising=False)
    assert models.default_folder() == Path("/somewhere/data/models")
    monkeypatch.setenv("CLIPDESK_MODELS", "/models")
    assert models.default_folder() == Path("/models")
