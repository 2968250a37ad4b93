"""EBU STL goes out as EBU Tech 3264-E (1991) describes it, and what it cannot carry is refused by name."""

import io
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from ttconv.model import Br, ContentElement, P, Text
from ttconv.stl.config import STLReaderConfiguration
from ttconv.stl.reader import to_model

from clipdesk.media import captions
from clipdesk.media.captions import errors as captions_errors
from clipdesk.media.recipe import Cue
from clipdesk.media.tests import stl_cases

_PROGRAMME = captions.Programme(
    title="Bản tin 18 giờ",
    publisher="Đài Sông Hồng",
    language="en",
    rate=Fraction(25),
    timecode="10:00:00:00",
    made_on=date(2026, 11, 28),
    revision=3,
)
#: Field of the GSI block → first byte, content (4.2; the places are those of its table).
_HEAD = {
    "CPN code page number": (0, b"850"),
    "DFC disk format code": (3, b"STL25.01"),
    "DSC display standard code, open subtitling": (11, b"0"),
    "CCT character code table, Latin": (12, b"00"),
    "LC language code, English": (14, b"09"),
    "OPT original programme title": (16, b"Ban tin 18 gio".ljust(32)),
    "OET to SLR, not known": (48, b" " * 176),
    "CD creation date": (224, b"261128"),
    "RD revision date": (230, b"261128"),
    "RN revision number": (236, b"03"),
    "TNB number of TTI blocks": (238, b"00002"),
    "TNS number of subtitles": (243, b"00002"),
    "TNG number of groups": (248, b"001"),
    "MNC characters in a row": (251, b"40"),
    "MNR rows": (253, b"23"),
    "TCS time code status, to be used": (255, b"1"),
    "TCP start of programme": (256, b"10000000"),
    "TCF first in-cue": (264, b"10000105"),
    "TND disks": (272, b"1"),
    "DSN disk": (273, b"1"),
    "CO country, not known": (274, b"   "),
    "PUB publisher": (277, b"D\x85i S\x93ng Hong".ljust(32)),
    "EN to UDA, none": (309, b" " * 715),
}
_CUES = (
    Cue(Fraction(6, 5), Fraction(74, 25), "Good evening"),
    Cue(Fraction(3), Fraction(90_074, 25), "Flood alert two\nat Noël’s – $5 …"),
)


def _with(**changes: Any) -> captions.Programme:
    return captions.Programme(**{**vars(_PROGRAMME), **changes})


def _read_by_ttconv(data: bytes) -> list[tuple[Fraction, Fraction, str]]:
    """What the independent reader sees, from the programme's start."""
    model = to_model(io.BytesIO(data), STLReaderConfiguration(program_start_tc="TCP"))
    body = model.get_body()
    assert body is not None
    found: list[tuple[Fraction, Fraction, str]] = []

    def text_of(element: ContentElement) -> str:
        if isinstance(element, Text):
            return str(element.get_text())
        return "\n" if isinstance(element, Br) else "".join(text_of(child) for child in element)

    for element in body.dfs_iterator():
        if isinstance(element, P):
            begin, end = element.get_begin(), element.get_end()
            assert begin is not None
            assert end is not None
            found.append((begin, end, "\n".join(" ".join(row.split()) for row in text_of(element).split("\n"))))
    return found


def test_the_head_stands_byte_for_byte_where_the_standard_says() -> None:
    head = captions.to_stl(_CUES, _PROGRAMME)[:1024]
    for name, (place, content) in _HEAD.items():
        assert head[place : place + len(content)] == content, name
    assert sum(len(content) for _place, content in _HEAD.values()) == 1024


def test_the_blocks_stand_byte_for_byte_where_the_standard_says() -> None:
    """4.3: SGN, SN (low byte first), EBN, CS, TCI, TCO, VP, JC, CF, TF; the unused rest of a text field is 8F."""
    one, two = (captions.to_stl(_CUES, _PROGRAMME)[place : place + 128] for place in (1024, 1152))
    assert one[:16] == bytes([0, 1, 0, 0xFF, 0, 10, 0, 1, 5, 10, 0, 2, 24, 22, 2, 0])
    assert one[16:] == b"Good evening".ljust(112, b"\x8f")
    assert two[:16] == bytes([0, 2, 0, 0xFF, 0, 10, 0, 3, 0, 11, 0, 2, 24, 21, 2, 0])
    assert two[16:] == b"Flood alert two\x8aat No\xc8el\xb9s - $5 ...".ljust(112, b"\x8f")


def test_our_reader_and_another_one_read_it_back_to_the_frame() -> None:
    data = captions.to_stl(_CUES, _PROGRAMME)
    wanted = [(cue.start, cue.end, cue.text.replace("–", "-").replace("…", "...")) for cue in _CUES]
    assert [(cue.start, cue.end, cue.text) for cue in captions.read(data, "a.stl")] == wanted
    assert _read_by_ttconv(data) == wanted


@pytest.mark.parametrize("case", stl_cases.CASES, ids=lambda case: case.name)
def test_what_was_read_from_such_files_is_written_again(case: stl_cases.Case) -> None:
    """Everything but Greek, which no language of the desk is written in; on the other grid the nearest frame."""
    cues = [Cue(*row) for row in case.cues]
    if "Greek" in case.name:
        with pytest.raises(captions_errors.NoStlLetters):
            captions.to_stl(cues, _PROGRAMME)
        return
    rate = Fraction(30) if case.name.startswith("30") else Fraction(25)
    again = captions.parse(captions.to_stl(cues, _with(rate=rate, timecode=None)), "a.stl")
    assert again.cues == tuple(cues)


@pytest.mark.parametrize(
    ("rate", "code", "start", "first"),
    [
        (Fraction(25), b"STL25.01", b"10000000", b"10000114"),
        (Fraction(50), b"STL25.01", b"10000000", b"10000114"),
        (Fraction(30), b"STL30.01", b"10000000", b"10000117"),
        (Fraction(60), b"STL30.01", b"10000000", b"10000117"),
    ],
)
def test_each_rate_has_its_format(rate: Fraction, code: bytes, start: bytes, first: bytes) -> None:
    """1.56 seconds lie nearest to frame 14 of 25 (1.56) and 17 of 30 (1.567) in their second."""
    data = captions.to_stl([Cue(Fraction(39, 25), Fraction(2), "a")], _with(rate=rate))
    assert (data[3:11], data[256:264], data[264:272]) == (code, start, first)


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30000, 1001), Fraction(60000, 1001)])
def test_a_rate_that_it_does_not_count_is_refused(rate: Fraction) -> None:
    with pytest.raises(captions_errors.NoStlRate, match="25 or 30 frames a second, and this recording has"):
        captions.to_stl(_CUES, _with(rate=rate))


def test_vietnamese_that_it_cannot_carry_is_named_and_never_stripped() -> None:
    cues = [Cue(Fraction(0), Fraction(1), "Nước sông Hồng lên nhanh")]
    with pytest.raises(captions_errors.NoStlLetters) as caught:
        captions.to_stl(cues, _with(language="vi"))
    assert caught.value.params["letters"] == "ư, ớ, ồ"
    assert "TTML, WebVTT or SubRip" in str(caught.value)


def test_vietnamese_with_one_mark_a_letter_goes_out_whole() -> None:
    """Decomposed letters are the same letters."""
    text = "Hà Nội".replace("ộ", "ô") + " đã có tàu ghé đê"
    decomposed = "".join({"à": "a\u0300", "ã": "a\u0303", "ê": "e\u0302"}.get(letter, letter) for letter in text)
    data = captions.to_stl([Cue(Fraction(0), Fraction(1), decomposed)], _with(language="vi"))
    assert data[14:16] == b"46"
    assert [cue.text for cue in captions.read(data, "a.stl")] == [text]
    assert _read_by_ttconv(data)[0][2] == text


def test_cyrillic_has_its_own_table() -> None:
    data = captions.to_stl([Cue(Fraction(0), Fraction(1), "Добрый вечер, Ханой 18:00")], _with(language="ru"))
    assert (data[12:14], data[14:16]) == (b"01", b"56")
    assert [cue.text for cue in captions.read(data, "a.stl")] == ["Добрый вечер, Ханой 18:00"]


def test_a_long_caption_takes_several_blocks_and_no_mark_loses_its_letter() -> None:
    text = "é" * 130
    data = captions.to_stl([Cue(Fraction(0), Fraction(1), text)], _PROGRAMME)
    blocks = [data[place : place + 128] for place in range(1024, len(data), 128)]
    assert [block[3] for block in blocks] == [0, 1, 0xFF]
    assert data[238:248] == b"0000300001"
    assert [cue.text for cue in captions.read(data, "a.stl")] == [text]
    with pytest.raises(captions_errors.CaptionTooLong):
        captions.to_stl([Cue(Fraction(0), Fraction(1), "a" * 240 * 112 + "a")], _PROGRAMME)


def test_what_would_pass_midnight_is_counted_from_zero() -> None:
    late = [Cue(Fraction(10), Fraction(12), "a")]
    assert captions.to_stl(late, _with(timecode="23:59:47:24"))[256:264] == b"23594724"
    data = captions.to_stl(late, _with(timecode="23:59:48:00"))
    assert data[256:264] == b"00000000"
    assert [cue.start for cue in captions.read(data, "a.stl")] == [10]


@pytest.mark.parametrize("tag", ["rubbish", "", "10:00:00", "1:00:00:00", "10:00:00:00 ", "-1:00:00:00"])
def test_a_timecode_that_cannot_be_read_counts_from_zero(tag: str) -> None:
    cues = [Cue(Fraction(10), Fraction(12), "a")]
    assert captions.to_stl(cues, _with(timecode=tag)) == captions.to_stl(cues, _with(timecode=None))


def test_a_caption_shorter_than_a_frame_is_shown_for_one() -> None:
    data = captions.to_stl([Cue(Fraction(1), Fraction(101, 100), "a")], _PROGRAMME)
    assert [(cue.start, cue.end) for cue in captions.read(data, "a.stl")] == [(Fraction(1), Fraction(26, 25))]
