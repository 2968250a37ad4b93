"""The steps that credentials tell of are those that the recipe asks for, and no others."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from clipdesk.media.look import Card, Logo, Look
from clipdesk.media.provenance import Said, media_type, steps
from clipdesk.media.recipe import CaptionStyle, Cue, Framing, Range, Recipe
from clipdesk.media.source_info import AudioInfo, SourceInfo, VideoInfo

VIDEO = VideoInfo(
    index=0,
    codec="h264",
    width=1920,
    height=1080,
    sample_aspect=Fraction(1),
    rotation=0,
    frame_rate=Fraction(25),
    variable_rate=False,
    frames=250,
    field_order="progressive",
    pixel_format="yuv420p",
    matrix=1,
    primaries=1,
    transfer=1,
    colour_range=1,
)
INFO = SourceInfo("mpegts", Fraction(10), Fraction(0), VIDEO, AudioInfo(1, "aac", 48000, 2), None)
WHOLE = Recipe("0" * 64, (Range(Fraction(0), Fraction(10)),), caption_style=CaptionStyle(burn_in=False))
CUT = replace(WHOLE, ranges=(Range(Fraction(1), Fraction(2)), Range(Fraction(4), Fraction(5))))
CUES = (Cue(Fraction(0), Fraction(1), "a"),)


def kinds(recipe: Recipe, info: SourceInfo = INFO, look: Look = Look(), shape: str = "16:9") -> list[str]:  # noqa: B008
    return [step.kind for step in steps(recipe, info, look, shape)]


def test_the_whole_recording_in_its_own_shape() -> None:
    assert kinds(WHOLE) == ["edited", "transcoded"]
    assert steps(WHOLE, INFO, Look(), "16:9")[0].description == "Sound levelled to -14 LUFS"


def test_artificial_intelligence_is_said_first() -> None:
    found = steps(WHOLE, INFO, Look(), "16:9", Said(ai_altered=True))
    assert str(found[0].source_type).endswith("/compositeWithTrainedAlgorithmicMedia")
    assert found[1:] == steps(WHOLE, INFO, Look(), "16:9")


def test_cuts() -> None:
    assert kinds(CUT)[:2] == ["trimmed", "edited"]
    first, second, *_ = steps(CUT, INFO, Look(), "16:9")
    assert first.description == "Kept of the recording: 00:00:01:00 to 00:00:02:00, 00:00:04:00 to 00:00:05:00"
    assert second.description == "2 parts joined"
    one = replace(WHOLE, ranges=(Range(Fraction(0), Fraction(9)),))
    assert kinds(one) == ["trimmed", "edited", "transcoded"]


def test_shapes() -> None:
    assert kinds(WHOLE, shape="9:16") == ["cropped", "resized", "edited", "transcoded"]
    fit = replace(WHOLE, framing={"9:16": Framing("fit"), "16:9": Framing("fit")})
    assert kinds(fit, shape="9:16") == ["resized", "resized", "edited", "transcoded"]
    assert kinds(fit) == ["edited", "transcoded"]
    assert kinds(replace(WHOLE, framing={"1:1": Framing("path")}), shape="1:1")[0] == "cropped"


def test_what_lies_over_the_picture() -> None:
    spoken = replace(WHOLE, captions=CUES)
    assert "captioned" not in kinds(spoken)
    burnt = replace(spoken, caption_style=CaptionStyle())
    assert kinds(burnt) == ["captioned", "edited", "transcoded"]
    assert "captioned" not in kinds(replace(burnt, captions=(Cue(Fraction(20), Fraction(21), "later"),)))
    assert kinds(replace(WHOLE, title="Bà Lan")) == ["captioned", "edited", "transcoded"]
    logo = Look(logo=Logo(Path("logo.png"), "top-left", Fraction(1, 5), Fraction(1)))
    assert kinds(WHOLE, look=logo) == ["edited", "edited", "transcoded"]


def test_colours() -> None:
    wide = replace(INFO, video=replace(VIDEO, transfer=18, primaries=9, matrix=9))
    assert kinds(WHOLE, wide) == ["colours adjusted", "edited", "transcoded"]


def test_sound_alone_and_picture_alone() -> None:
    radio = replace(INFO, video=None, container="wav")
    assert kinds(WHOLE, radio, shape="1:1") == ["edited", "edited", "transcoded"]
    assert media_type(radio) == "audio/wav"
    mute = replace(INFO, audio=None)
    assert kinds(WHOLE, mute) == ["transcoded"]
    assert steps(WHOLE, mute, Look(), "16:9")[-1].description == "H.264 in MP4"


def test_what_was_finished_elsewhere_is_said_with_the_recording_it_was_made_from() -> None:
    found = steps(WHOLE, INFO, Look(), "16:9", Said(finished_from=("ab" * 32,)))
    assert (found[0].kind, found[0].source_type) == ("edited", None)
    assert found[0].description == f"Edited outside the desk, from the recording with the SHA-256 {'ab' * 32}"
    assert found[1:] == steps(WHOLE, INFO, Look(), "16:9")


@pytest.mark.parametrize(("kind", "place"), [("opening", "before"), ("closing", "after")])
def test_a_card_is_named(kind: str, place: str) -> None:
    card = Card(Path("card.png"), Fraction(3), "#ffffff")
    carded = Look(opening=card) if kind == "opening" else Look(closing=card)
    found = [step.description for step in steps(WHOLE, INFO, carded, "16:9")]
    article = "An" if kind == "opening" else "A"
    assert f"{article} {kind} card of the station put {place} the clip" in found
    assert len(found) == len(steps(WHOLE, INFO, Look(), "16:9")) + 1
