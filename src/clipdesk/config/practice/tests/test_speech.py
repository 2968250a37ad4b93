"""The voices, and what stands in for them."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from clipdesk.config.practice.speech import LOUDNESS, SAMPLE_RATE, find_voice, tones


def test_without_espeak_tones_take_about_as_long_as_the_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    voice, spoken = find_voice()
    assert not spoken
    sound = voice("vi", "Xin chào quý vị, đây là Bản tin Sông Xanh.")
    assert 2 < len(sound) / SAMPLE_RATE < 4
    assert 0.5 * LOUDNESS < np.sqrt((sound**2).mean()) < LOUDNESS
    assert np.abs(sound).max() < 0.7


def test_tones_follow_the_syllables_of_english() -> None:
    assert len(tones("en", "a new vaccination")) > len(tones("en", "a new bridge"))


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_espeak_sentences_begin_and_end_with_sound() -> None:
    voice, spoken = find_voice()
    assert spoken
    for language, text in (("vi", "Nước sông Xanh đang lên nhanh."), ("en", "A new footbridge has opened.")):
        sound = voice(language, text)
        assert 1 < len(sound) / SAMPLE_RATE < 4
        assert np.abs(sound[: SAMPLE_RATE // 20]).max() > 0.01
        assert np.abs(sound).max() < 0.7
