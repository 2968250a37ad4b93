"""Captions go out as sidecars and as a script for libass, and no text can act as a command."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from clipdesk.media import captions
from clipdesk.media.captions import errors as captions_errors
from clipdesk.media.captions.ass import divide
from clipdesk.media.captions.font import ours
from clipdesk.media.captions.line_breaks import screens
from clipdesk.media.captions.placement import PLACEMENTS
from clipdesk.media.recipe import SHAPES, CaptionStyle, Cue

_CUES = [Cue(Fraction(0), Fraction(3, 2), "A <b> & {x} --> C"), Cue(Fraction(3661), Fraction(36611, 10), "hai\n\ndòng")]


def test_vtt() -> None:
    assert captions.to_vtt(_CUES) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nA &lt;b&gt; &amp; {x} → C\n\n"
        "01:01:01.000 --> 01:01:01.100\nhai\ndòng\n"
    )


def test_srt() -> None:
    assert captions.to_srt(_CUES[:1]) == "1\n00:00:00,000 --> 00:00:01,500\nA <b> & {x} → C\n"


def test_what_is_written_reads_back(shared_media: Path) -> None:
    cues = captions.read((shared_media / "bulletin.srt").read_bytes(), "a.srt")
    assert captions.read(captions.to_vtt(cues).encode(), "a.vtt") == cues
    assert captions.read(captions.to_srt(cues).encode("utf-16"), "a.srt") == cues


@pytest.mark.parametrize("text", [r"{\fs200}to", r"a\Nb", r"\h\n", "{=0}", r"x{\p1}m 0 0{\p0}"])
def test_no_text_acts_as_a_command(text: str) -> None:
    """libass obeys what stands in bare braces, and backslash with N, n, h."""
    script = captions.to_ass([Cue(Fraction(0), Fraction(1), text)], "9:16")
    body = script.split("Dialogue: ")[1].split(",,0,0,0,,")[1].rstrip("\n")
    assert not re.search(r"(?<!\\)\{", body)
    assert not re.search(r"\\[Nnh]", body)


def test_script_head_and_times() -> None:
    script = captions.to_ass([Cue(Fraction(1, 3), Fraction(3725), "chào")], "9:16", CaptionStyle(size="large"))
    assert "PlayResX: 1080\nPlayResY: 1920\n" in script
    assert "Style: Caption,Noto Sans,100," in script
    assert script.endswith("Dialogue: 0,0:00:00.33,1:02:05.00,Caption,,0,0,0,,chào\n")


def test_upright_captions_keep_clear_of_the_buttons() -> None:
    assert PLACEMENTS["9:16"].bottom / SHAPES["9:16"][1] == pytest.approx(0.22, abs=0.005)


@pytest.mark.parametrize("shape", list(SHAPES))
@pytest.mark.parametrize("size", ["medium", "large"])
def test_every_line_fits_and_no_word_is_lost(shared_media: Path, shape: str, size: str) -> None:
    style = CaptionStyle(size="large" if size == "large" else "medium")
    limit = SHAPES[shape][0] - 2 * PLACEMENTS[shape].side
    for cue in captions.read((shared_media / "bulletin.srt").read_bytes(), "a.srt"):
        parts = divide(cue, shape, style)
        assert " ".join(part.text.replace("\n", " ") for part in parts) == cue.text
        assert (parts[0].start, parts[-1].end) == (cue.start, cue.end)
        assert all(one.end == other.start for one, other in zip(parts, parts[1:], strict=False))
        for part in parts:
            assert part.text.count("\n") <= 1
            assert all(ours().width(line, PLACEMENTS[shape].size(style)) <= limit for line in part.text.split("\n"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xin chào quý vị và các bạn.", [["Xin chào quý vị và các bạn."]]),
        ("The bridge is open, and the children crossed it.", [["The bridge is open,", "and the children crossed it."]]),
        ("một\nhai", [["một", "hai"]]),
        ("Gió giật cấp mười một, biển động rất mạnh.", [["Gió giật cấp mười một,", "biển động rất mạnh."]]),
    ],
)
def test_breaks_where_a_reader_pauses(text: str, expected: list[list[str]]) -> None:
    assert screens(text, 28, len) == expected


def test_a_word_wider_than_the_line_is_cut() -> None:
    assert screens("a" * 25, 10, len) == [["a" * 10, "a" * 10], ["a" * 5]]


def test_a_character_without_a_picture_is_named() -> None:
    with pytest.raises(captions_errors.MissingGlyph, match="“😀” \\(GRINNING FACE\\)"):
        ours().check([Cue(Fraction(0), Fraction(1), "Vui 😀")])


def test_every_vietnamese_letter_can_be_drawn() -> None:
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
    vowels = [letter + tone for letter in "aăâeêioôơuưy" for tone in "\u0300\u0301\u0303\u0309\u0323"]
    every = letters + letters.upper() + "".join(vowels + [vowel.upper() for vowel in vowels])
    ours().check([Cue(Fraction(0), Fraction(1), every)])
