"""Which channels are heard, and how loud: every source channel carries a tone of its own."""

import math
from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path

import pytest

from clipdesk.media import errors
from clipdesk.media.probe import probe
from clipdesk.media.recipe import AudioChoice, Range, Recipe
from clipdesk.media.render import Order, render
from clipdesk.media.sound_map import TrackMix, usual
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.tests.conftest import Make
from clipdesk.media.tests.media_made import sound, tone_level

_TONES = (400, 500, 600, 700, 800, 900, 1000, 1100)
_PICTURE = ("-f", "lavfi", "-i", "testsrc=s=160x96:r=25:d=2")
_RECIPE = Recipe("0" * 64, (Range(F(1, 2), F(3, 2)),))
_MINUS_3_DB = math.sqrt(0.5)


def _mono_tracks(make: Make, name: str, count: int = 8, *more: str) -> Path:
    tones = [f"0.1*sin(2*PI*{tone}*t)" for tone in _TONES[:count]]
    inputs = [part for tone in tones for part in ("-f", "lavfi", "-i", f"aevalsrc={tone}:s=48000:d=2")]
    maps = [part for number in range(count + 1) for part in ("-map", str(number))]
    return make(name, *_PICTURE, *inputs, *maps, "-c:v", "mpeg2video", "-c:a", "pcm_s16le", *more)


def _heard(source: Path, folder: Path, audio: AudioChoice | None = None) -> dict[tuple[int, str], float]:
    """Level of every tone on either side, relative to the loudest."""
    recipe = replace(_RECIPE, audio=audio or AudioChoice())
    done = render(Order(recipe, source, probe(source), shapes=("source",)), folder)
    left, right = sound(done.files["source"])
    levels = {(tone, side): tone_level(part, tone) for tone in _TONES for side, part in (("L", left), ("R", right))}
    most = max(levels.values())
    return {key: level / most for key, level in levels.items() if level > 0.01 * most}


def test_surround_by_bs_775(make: Make, tmp_path: Path) -> None:
    """BS.775-4, table 2: L' = L + 0.7071 C + 0.7071 Ls; the LFE channel is left out."""
    tones = "|".join(f"0.1*sin(2*PI*{tone}*t)" for tone in _TONES[:6])  # L R C LFE Ls Rs
    surround = ("-f", "lavfi", "-i", f"aevalsrc={tones}:c=5.1(side):s=48000:d=2")
    source = make("surround.mov", *_PICTURE, *surround, "-c:v", "libx264", "-c:a", "pcm_s16le")
    info = probe(source)
    assert info.audio is not None
    assert (info.audio.channels, info.audio.layout[:3]) == (6, "5.1")
    expected = {(400, "L"): 1, (600, "L"): _MINUS_3_DB, (800, "L"): _MINUS_3_DB}
    expected |= {(500, "R"): 1, (600, "R"): _MINUS_3_DB, (900, "R"): _MINUS_3_DB}
    assert _heard(source, tmp_path) == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize("name", ["eight.mov", "eight.mxf"])
def test_eight_mono_tracks(make: Make, tmp_path: Path, name: str) -> None:
    """As cameras and play-out servers write them: tracks 1 and 2 are left and right, unless somebody chooses."""
    source = _mono_tracks(make, name)
    assert [track.channels for track in probe(source).tracks] == [1] * 8
    assert _heard(source, tmp_path / "auto") == pytest.approx({(400, "L"): 1, (500, "R"): 1}, abs=0.03)
    chosen = _heard(source, tmp_path / "chosen", AudioChoice(((3, 4),)))
    assert chosen == pytest.approx({(600, "L"): 1, (700, "R"): 1}, abs=0.03)
    both = _heard(source, tmp_path / "both", AudioChoice(((1, 2), (5, 5))))
    assert both == pytest.approx({(400, "L"): 1, (500, "R"): 1, (800, "L"): 1, (800, "R"): 1}, abs=0.03)


def test_eight_channels_in_one_track(make: Make, tmp_path: Path) -> None:
    """A track that only counts its channels is a row of pairs; one that names them is surround sound."""
    tones = "|".join(f"0.1*sin(2*PI*{tone}*t)" for tone in _TONES)
    track = ("-f", "lavfi", "-i", f"aevalsrc={tones}:c=7.1:s=48000:d=2")
    source = make("row.mxf", *_PICTURE, *track, "-c:v", "mpeg2video", "-c:a", "pcm_s16le")
    assert _heard(source, tmp_path / "row") == pytest.approx({(400, "L"): 1, (500, "R"): 1}, abs=0.03)
    chosen = _heard(source, tmp_path / "chosen", AudioChoice(((7, 8),)))
    assert chosen == pytest.approx({(1000, "L"): 1, (1100, "R"): 1}, abs=0.03)


def test_mono_is_heard_on_both_sides(make: Make, tmp_path: Path) -> None:
    source = _mono_tracks(make, "mono.mov", 1)
    assert _heard(source, tmp_path) == pytest.approx({(400, "L"): 1, (400, "R"): 1}, abs=0.03)


def test_language_of_the_track(make: Make, tmp_path: Path) -> None:
    languages = ("-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=vie")
    source = _mono_tracks(make, "languages.mov", 2, *languages)
    info = probe(source)
    assert [track.language for track in info.tracks] == ["eng", "vie"]
    assert usual(info) == (TrackMix(1),)  # two languages are no left and right
    vietnamese = _heard(source, tmp_path, AudioChoice(language="vie"))
    assert vietnamese == pytest.approx({(500, "L"): 1, (500, "R"): 1}, abs=0.03)
    with pytest.raises(errors.NoSuchLanguage, match="marked “fra” \\(there is: eng, vie\\)"):
        replace(_RECIPE, audio=AudioChoice(language="fra")).check(info)
    with pytest.raises(errors.NoSuchChannel, match="channel 2 is wanted, but there are 1"):
        replace(_RECIPE, audio=AudioChoice(((1, 2),), "eng")).check(info)


def test_values_stored_before_tracks_were_counted(bulletin_info: SourceInfo) -> None:
    old = bulletin_info.to_json()
    del old["tracks"]
    audio = old["audio"]
    assert isinstance(audio, dict)
    old["audio"] = {name: audio[name] for name in ("index", "codec", "sample_rate", "channels")}
    info = SourceInfo.from_json(old)
    assert info.sound_tracks == (info.audio,)
    assert usual(info) == (TrackMix(bulletin_info.sound_tracks[0].index),)
