"""How captions are broken, timed, placed and highlighted."""

import re
import unicodedata
from fractions import Fraction

import pytest

from clipdesk.media import captions
from clipdesk.media.captions import Highlight, Remark, Word
from clipdesk.media.captions.line_breaks import screens
from clipdesk.media.captions.placement import INTERFACES, PLACEMENTS, placement
from clipdesk.media.captions.reading_speed import characters_per_second
from clipdesk.media.recipe import SHAPES, Cue

_NAMES_AND_NUMBERS = (
    ("Chủ tịch Nguyễn Văn An đã thăm các hộ dân ở Quảng Nam chiều nay.", ("Nguyễn Văn An", "Quảng Nam")),
    ("Thiệt hại ước tính khoảng 25 triệu đồng mỗi hộ trong vùng lũ.", ("25 triệu đồng",)),
    ("Bà Trần Thị Của và ông Lê Văn Cho ở Cà Mau nhận 1.500 tấn gạo.", ("Trần Thị Của", "Lê Văn Cho", "1.500 tấn")),
    ("Tàu chạy với vận tốc 120 km/h qua hầm Hải Vân lúc 11h30 sáng.", ("120 km/h", "Hải Vân", "11h30 sáng")),
    ("President Maria Lopez Garcia spoke to the press in the city hall.", ("Maria Lopez Garcia",)),
    ("The council spent 3.5 million euros on the new bridge last year.", ("3.5 million euros",)),
)
_LEANING = re.compile(r"(?<!\w)(?:của|các|những|ở|tại|với|the|a|an|of|to|in|on|at|by|for)$")


@pytest.mark.parametrize(("text", "whole"), _NAMES_AND_NUMBERS)
@pytest.mark.parametrize("limit", [26, 28, 32, 42])
def test_names_and_numbers_stay_whole_and_nothing_leans_over_an_edge(
    text: str, whole: tuple[str, ...], limit: int
) -> None:
    lines = [line for screen in screens(text, limit, len) for line in screen]
    assert " ".join(lines) == text
    for together in whole:
        assert any(together in line for line in lines), lines
    assert not any(_LEANING.search(line) for line in lines), lines


def test_lines_are_balanced() -> None:
    ((first, second),) = screens("mưa gió sông núi biển trời mây sóng đồng ruộng", 30, len)
    assert abs(len(first) - len(second)) <= 4


def _cue(start: str, end: str, text: str) -> Cue:
    return Cue(Fraction(start), Fraction(end), text)


def test_reading_speed_by_language() -> None:
    """34 characters in 2 s are 17 per second: the most for Vietnamese, easy in English."""
    text = "a" * 34
    assert captions.remarks([_cue("0", "2", text)], "vi") == []
    assert captions.remarks([_cue("0", "2", text + "a")], "vi") == [
        Remark(1, "too_fast", Fraction(35, 2), Fraction(17))
    ]
    assert captions.remarks([_cue("0", "2", text + "a")], "en-GB") == []


def test_remarks_carry_the_number_of_the_cue() -> None:
    cues = [_cue("0", "2", "a"), _cue("2", "2.5", "b"), _cue("3", "11", "c"), _cue("11", "15", "d" * 43)]
    found = [(remark.number, remark.fault) for remark in captions.remarks(cues, "vi")]
    assert found == [(2, "too_short"), (3, "too_long"), (4, "long_line")]


def test_a_mark_is_no_character_of_its_own() -> None:
    text = "Người Việt"
    assert characters_per_second(_cue("0", "1", unicodedata.normalize("NFD", text))) == len(text) == 10


@pytest.mark.parametrize("shape", PLACEMENTS)
def test_captions_stay_in_the_graphics_safe_area(shape: str) -> None:
    """EBU R 95: 5 % from every edge (3.5 % at the sides of 16:9 and more above and below are inside that)."""
    width, height = SHAPES.get(shape, (1080, 1350))
    assert PLACEMENTS[shape].side >= 0.05 * width
    assert PLACEMENTS[shape].bottom >= 0.05 * height


@pytest.mark.parametrize("name", INTERFACES)
def test_a_clip_for_one_network_keeps_clear_of_its_interface(name: str) -> None:
    covered, place = INTERFACES[name], placement("9:16", interface=name)
    assert place.bottom >= covered.bottom * 1920
    assert place.side >= covered.side * 1080
    assert f",{place.side},{place.side},{place.bottom},1\n" in captions.to_ass([], "9:16", place=place)


def _dialogues(script: str) -> list[tuple[str, str, str]]:
    lines = [line.removeprefix("Dialogue: 0,").split(",", 8) for line in script.splitlines() if "Dialogue:" in line]
    return [(line[0], line[1], line[8]) for line in lines]


def _word(start: str, end: str, text: str) -> Word:
    return Word(Fraction(start), Fraction(end), text)


_WORDS = (_word("1.2", "1.5", "xin"), _word("1.5", "2", "CHÀO"), _word("2.2", "2.6", "bạn"))


def test_one_event_per_word_each_with_the_whole_text() -> None:
    """The recipe of the facts: the word in its colour (ASS writes blue first), until the next word begins."""
    script = captions.to_ass([_cue("1", "3", "Xin chào, bạn!")], "9:16", highlight=Highlight(_WORDS))
    assert _dialogues(script) == [
        ("0:00:01.00", "0:00:01.20", "Xin chào, bạn!"),
        ("0:00:01.20", "0:00:01.50", r"{\c&H00D7FF&}Xin{\c&HFFFFFF&} chào, bạn!"),
        ("0:00:01.50", "0:00:02.20", r"Xin {\c&H00D7FF&}chào,{\c&HFFFFFF&} bạn!"),
        ("0:00:02.20", "0:00:03.00", r"Xin chào, {\c&H00D7FF&}bạn!{\c&HFFFFFF&}"),
    ]


def test_words_of_other_captions_and_unknown_words_change_nothing() -> None:
    cues = [_cue("1", "3", "Xin chào"), _cue("3", "4", "Tạm biệt")]
    plain = captions.to_ass(cues, "9:16")
    assert captions.to_ass(cues, "9:16", highlight=Highlight(())) == plain
    other = Highlight((_word("3.1", "3.5", "khác"), _word("9", "9.5", "Xin")))
    assert captions.to_ass(cues, "9:16", highlight=other) == plain


def test_a_word_without_time_waits_for_the_next() -> None:
    """ "25" was spoken as two words that the text does not hold."""
    words = (_word("0", "0.5", "hơn"), _word("0.5", "0.8", "hai"), _word("0.8", "1", "lăm"), _word("1", "1.5", "người"))
    script = captions.to_ass([_cue("0", "2", "Hơn 25 người")], "9:16", highlight=Highlight(words, "#00FF00", "#EEEEEE"))
    assert _dialogues(script) == [
        ("0:00:00.00", "0:00:01.00", r"{\c&H00FF00&}Hơn{\c&HEEEEEE&} 25 người"),
        ("0:00:01.00", "0:00:02.00", r"Hơn 25 {\c&H00FF00&}người{\c&HEEEEEE&}"),
    ]


def test_long_captions_change_screens_when_their_words_are_spoken() -> None:
    text = " ".join(["Bão số năm đã đổ bộ vào đất liền,"] * 4)
    words = tuple(_word(str(at), str(at + 1), word) for at, word in enumerate(text.split()))
    shown = _dialogues(captions.to_ass([_cue("0", "60", text)], "9:16", highlight=Highlight(words)))
    assert len(shown) == len(words)
    for (start, _, line), word in zip(shown, words, strict=True):
        assert start == f"0:00:{int(word.start):02d}.00"
        assert re.search(r"\{\\c&H00D7FF&\}(\S+)\{\\c&HFFFFFF&\}", line)[1] == word.text  # type: ignore[index]


def test_a_colour_is_checked() -> None:
    with pytest.raises(ValueError, match="yellow"):
        Highlight((), colour="yellow")


def test_ttml_reads_back() -> None:
    cues = [_cue("1.5", "2.04", "Gió & <mưa>\nto"), _cue("3600", "3601", "hai\x01")]
    document = captions.to_ttml(cues, "vi")
    assert 'xml:lang="vi"' in document
    assert "/imsc1.1/text" in document
    back = captions.read_file(document.encode(), "a.ttml")
    assert back.cues == (cues[0], _cue("3600", "3601", "hai"))


def test_ass_reads_back() -> None:
    cues = [_cue("1.5", "2.04", r"Gió {mạnh} \Nam"), _cue("3", "4", "hai\nba")]
    assert captions.read(captions.to_ass(cues, "16:9").encode(), "a.ass") == cues


@pytest.mark.parametrize(
    "text", ["河水上涨", "강물이 불어납니다", "川の水位が上がる", "ទឹកឡើង", "ນ້ຳຂຶ້ນ", "น้ำขึ้น", "Vui 😀"]
)
def test_ass_is_written_in_scripts_that_our_font_does_not_draw(text: str) -> None:
    cues = [_cue("1.5", "2.04", text)]
    assert captions.read(captions.to_ass(cues, "16:9").encode(), "a.ass") == cues
