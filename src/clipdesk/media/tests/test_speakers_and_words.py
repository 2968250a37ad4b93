"""Captions with the word being spoken and with speakers: in the picture, in the sidecar, in the recipe."""

import json
from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path

import pytest

from clipdesk.media import captions
from clipdesk.media.captions import Highlight, errors
from clipdesk.media.captions.words import SPEAKER_COLOURS
from clipdesk.media.errors import RecipeError
from clipdesk.media.preview import preview_raw
from clipdesk.media.recipe import MAX_SPEAKER, CaptionStyle, Cue, Range, Recipe, Word
from clipdesk.media.source_info import SourceInfo
from clipdesk.media.tests.lossless import encoder_frames
from clipdesk.media.timeline import clip_cues, clip_words

_SAID = (Cue(F(1), F(2), "Nước lên", "Lan"), Cue(F(2), F(3), "Bao giờ?", "Ông Tư"), Cue(F(3), F(4), "Tối nay", "Lan"))
_RECIPE = Recipe("0" * 64, (Range(F(1), F(4)),), captions=_SAID)


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, definitions)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [*SPEAKER_COLOURS, Highlight(()).colour])
def test_every_colour_can_be_read_in_the_box_over_a_white_picture(colour: str) -> None:
    """The box is black with 0x4D of 0xFF let through: over white, its lightest, it is that grey."""
    box = "#4D4D4D"
    assert "&H4D000000" in captions.to_ass([], "9:16", CaptionStyle(look="box"))
    assert (_luminance(colour) + 0.05) / (_luminance(box) + 0.05) >= 4.5


def test_speakers_have_colours_by_the_order_in_which_they_first_speak() -> None:
    script = captions.to_ass(_SAID, "9:16", highlight=Highlight((), speakers=("Lan", "Ông Tư")))
    texts = [line.split(",,0,0,0,,")[1] for line in script.splitlines() if line.startswith("Dialogue")]
    assert texts == [r"{\c&HFFFFFF&}Nước lên", r"{\c&HFFE36F&}Bao giờ?", r"{\c&HFFFFFF&}Tối nay"]  # ASS: blue first


def test_who_is_not_heard_in_the_clip_takes_no_colour() -> None:
    cut = replace(_RECIPE, ranges=(Range(F(2), F(3)),))
    assert (cut.speakers, _RECIPE.speakers) == (("Ông Tư",), ("Lan", "Ông Tư"))
    outside = replace(cut, captions=_SAID[:1])
    assert outside.speakers == ()
    assert Recipe.from_json(json.loads(json.dumps(outside.to_json()))) == outside  # and is kept all the same


def test_a_spoken_word_gives_way_to_its_speaker_s_colour() -> None:
    words = (Word(F(2), F(5, 2), "Bao"), Word(F(5, 2), F(3), "giờ"))
    script = captions.to_ass(_SAID[1:2], "9:16", highlight=Highlight(words, speakers=("Lan", "Ông Tư")))
    texts = [line.split(",,0,0,0,,")[1] for line in script.splitlines() if line.startswith("Dialogue")]
    assert texts == [
        r"{\c&HFFE36F&}{\c&H00D7FF&}Bao{\c&HFFE36F&} giờ?",
        r"{\c&HFFE36F&}Bao {\c&H00D7FF&}giờ?{\c&HFFE36F&}",
    ]


def test_speakers_are_voices_in_webvtt_and_come_back() -> None:
    cues = [*_SAID, Cue(F(4), F(5), "a < b", 'R&D <"x">')]
    text = captions.to_vtt(cues)
    assert "\n<v Ông Tư>Bao giờ?\n" in text
    assert '\n<v R&amp;D &lt;"x"&gt;>a &lt; b\n' in text
    assert captions.read(text.encode(), "a.vtt") == cues


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("<v.loud Mary>Hello</v>", "Mary"),
        ("<v Mary>Hello\n<v Roger>Hi", ""),
        ("Hello <v Mary>there", ""),
        ("Hello", ""),
        (f"<v {'x' * 90}>Hello", "x" * MAX_SPEAKER),
    ],
)
def test_one_voice_is_one_speaker(text: str, speaker: str) -> None:
    (cue,) = captions.read(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}\n".encode(), "a.vtt")
    assert cue.speaker == speaker
    assert "<" not in cue.text


def test_a_file_with_a_wrong_line_keeps_its_voices() -> None:
    """Read with SubRip's habits, because a browser would pass a cue over."""
    text = "WEBVTT\n\n00:01,000 --> 00:02,000\n<v Mary>Hello\n\n00:02.000 --> 00:03.000\nThere\n"
    assert [(cue.text, cue.speaker) for cue in captions.read(text.encode(), "a.vtt")] == [
        ("Hello", "Mary"),
        ("There", ""),
    ]
    with pytest.raises(errors.CaptionError):
        captions.read(b"WEBVTT\n\nnonsense --> more\n<v Mary>Hello\n", "a.vtt")


def test_cuts_keep_who_speaks_and_move_the_words() -> None:
    words = (
        Word(F(1), F(3, 2), "Nước"),
        Word(F(3, 2), F(2), "lên"),
        Word(F(7, 2), F(4), "nay"),
        Word(F(9), F(10), "x"),
    )
    recipe = replace(_RECIPE, ranges=(Range(F(3), F(4)), Range(F(1), F(2))), words=words)
    assert [(cue.start, cue.text, cue.speaker) for cue in clip_cues(recipe, F(25))] == [
        (F(0), "Tối nay", "Lan"),
        (F(1), "Nước lên", "Lan"),
    ]
    assert [(word.start, word.end, word.text) for word in clip_words(recipe, F(25))] == [
        (F(1, 2), F(1), "nay"),
        (F(1), F(3, 2), "Nước"),
        (F(3, 2), F(2), "lên"),
    ]


def test_the_same_words_of_two_people_at_a_join_stay_two_captions() -> None:
    said = (Cue(F(1), F(2), "Vâng", "Lan"), Cue(F(3), F(4), "Vâng", "Ông Tư"))
    recipe = replace(_RECIPE, ranges=(Range(F(1), F(2)), Range(F(3), F(4))), captions=said)
    assert [cue.speaker for cue in clip_cues(recipe, F(25))] == ["Lan", "Ông Tư"]
    alone = replace(recipe, captions=tuple(replace(cue, speaker="Lan") for cue in said))
    assert len(clip_cues(alone, F(25))) == 1


def test_only_what_says_something_new_is_version_4() -> None:
    plain = replace(_RECIPE, captions=tuple(replace(cue, speaker="") for cue in _SAID))
    assert plain.version == 1
    words = (Word(F(1), F(2), "Nước"),)
    for new in (
        _RECIPE,
        replace(plain, words=words),
        replace(plain, keep_clear="reels"),
        replace(plain, caption_style=CaptionStyle(words=True)),
        replace(plain, caption_style=CaptionStyle(speakers=True)),
    ):
        data = json.loads(json.dumps(new.to_json()))
        assert data["version"] == 4
        assert Recipe.from_json(data) == new


@pytest.mark.parametrize(
    "change",
    [
        {"version": 3},
        {"keep_clear": "myspace"},
        {"words": [{"start": "0/1", "end": "1/1"}]},
        {"captions": [{"start": "0/1", "end": "1/1", "text": "x", "speaker": "y" * 61}]},
        {"captions": [{"start": "0/1", "end": "1/1", "text": "x", "speaker": None}]},
        {"caption_style": {"burn_in": True, "look": "box", "size": "medium", "words": "yes"}},
    ],
)
def test_nothing_else_is_read(change: dict[str, object]) -> None:
    with pytest.raises(RecipeError):
        Recipe.from_json({**_RECIPE.to_json(), **change})


def test_byte_for_byte_with_words_and_speakers(bulletin: Path, bulletin_info: SourceInfo, tmp_path: Path) -> None:
    cues = (Cue(F(4), F(22, 5), "Hội đồng", "Lan"), Cue(F(9), F(47, 5), "vừa thông qua", "Ông Tư"))
    words = (Word(F(4), F(21, 5), "Hội"), Word(F(21, 5), F(22, 5), "đồng"), Word(F(46, 5), F(47, 5), "thông"))
    recipe = Recipe(
        "0" * 64,
        (Range(F(4), F(22, 5)), Range(F(9), F(47, 5))),
        captions=cues,
        caption_style=CaptionStyle(look="box", words=True, speakers=True),
        words=words,
        title="Cầu mới",
        keep_clear="all",
    )
    frames = encoder_frames(recipe, bulletin, bulletin_info, "9:16", tmp_path)
    for number in (2, 6, 12, 18):  # each word, the second speaker, the second speaker's word
        seen = preview_raw(recipe, bulletin, bulletin_info, "9:16", F(number, 25))
        assert seen == frames[number], number
    plain = replace(recipe, caption_style=CaptionStyle(look="box"))
    assert preview_raw(plain, bulletin, bulletin_info, "9:16", F(2, 25)) != frames[2]
