"""Figures and abbreviations are read as the grammar of each language has it; what is shown stays as it was written."""

import pytest

from clipdesk.media.alignment import english, vietnamese
from clipdesk.media.alignment.spoken import spoken


def said(text: str, language: str) -> str:
    return " ".join(word.said for word in spoken(text, language))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"), (4, "bốn"), (5, "năm"), (10, "mười"), (11, "mười một"), (14, "mười bốn"), (15, "mười lăm"),
        (20, "hai mươi"), (21, "hai mươi mốt"), (24, "hai mươi tư"), (25, "hai mươi lăm"), (55, "năm mươi lăm"),
        (100, "một trăm"), (105, "một trăm linh năm"), (115, "một trăm mười lăm"), (321, "ba trăm hai mươi mốt"),
        (1000, "một nghìn"), (1005, "một nghìn không trăm linh năm"), (1050, "một nghìn không trăm năm mươi"),
        (2026, "hai nghìn không trăm hai mươi sáu"), (10_500, "mười nghìn năm trăm"),
        (2_000_000, "hai triệu"), (3_250_000, "ba triệu hai trăm năm mươi nghìn"),
        (1_020_000, "một triệu không trăm hai mươi nghìn"), (5_000_000_000, "năm tỷ"), (-3, "âm ba"),
    ],
)  # fmt: skip
def test_vietnamese_numbers(number: int, words: str) -> None:
    assert vietnamese.cardinal(number) == words


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("4,18 m", "bốn phẩy mười tám mét"), ("0,05 mm", "không phẩy không năm mi li mét"),
        ("18 giờ 30", "mười tám giờ ba mươi"), ("18h30", "mười tám giờ ba mươi"), ("6h05", "sáu giờ năm phút"),
        ("7:00", "bảy giờ"), ("UBND", "ủy ban nhân dân"), ("TP.HCM", "thành phố Hồ Chí Minh"),
        ("TP. Vinh", "thành phố Vinh"), ("Q.1", "quận một"),
        ("25/11/2026", "hai mươi lăm tháng mười một năm hai nghìn không trăm hai mươi sáu"),
        ("ngày 5/4", "ngày năm tháng tư"), ("tháng 4", "tháng tư"), ("thứ 4", "thứ tư"), ("1/2", "một phần hai"),
        ("24/24 giờ", "hai mươi tư trên hai mươi tư giờ"), ("15%", "mười lăm phần trăm"),
        ("1.250.000 đồng", "một triệu hai trăm năm mươi nghìn đồng"), ("50.000đ", "năm mươi nghìn đồng"),
        ("200km", "hai trăm ki lô mét"), ("60 km/h", "sáu mươi ki lô mét trên giờ"), ("-5°C", "âm năm độ xê"),
        ("5-7 người", "năm đến bảy người"), ("tỷ số 2-1", "tỷ số hai một"), ("thế kỷ XXI", "thế kỷ hai mươi mốt"),
        ("quý IV", "quý bốn"), ("$3.5m", "ba phẩy năm triệu đô la"), ("PGS.TS. Lan", "phó giáo sư tiến sĩ Lan"),
        ("số 0912", "số không chín một hai"), ("người dân", "người dân"),
    ],
)  # fmt: skip
def test_vietnamese_readings(written: str, words: str) -> None:
    assert said(written, "vi") == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"), (13, "thirteen"), (21, "twenty-one"), (100, "one hundred"), (105, "one hundred and five"),
        (1005, "one thousand and five"), (1250, "one thousand two hundred and fifty"), (1_000_000, "one million"),
        (2_000_015, "two million and fifteen"),
    ],
)  # fmt: skip
def test_english_numbers(number: int, words: str) -> None:
    assert english.cardinal(number) == words


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("$3.5m", "three point five million dollars"), ("$3.5 million", "three point five million dollars"),
        ("£1", "one pound"), ("$3.50", "three dollars fifty"), ("Dr. Smith", "doctor Smith"),
        ("St. Mary", "saint Mary"), ("High St. today", "High street today"), ("No. 5", "number five"),
        ("25/11/2026", "the twenty-fifth of November twenty twenty-six"),
        ("11/25/2026", "the twenty-fifth of November twenty twenty-six"),
        ("25 November 2026", "the twenty-fifth of November twenty twenty-six"), ("March 3", "March third"),
        ("18:30", "eighteen thirty"), ("7:05", "seven oh five"), ("7 pm", "seven p m"), ("6:00", "six o'clock"),
        ("in 1905", "in nineteen oh five"), ("in 2005", "in two thousand and five"), ("1980s", "nineteen eighties"),
        ("22nd", "twenty-second"), ("12th", "twelfth"), ("5-7%", "five to seven percent"), ("1 km", "one kilometre"),
        ("200km", "two hundred kilometres"), ("1,250,000", "one million two hundred and fifty thousand"),
        ("0.05", "zero point zero five"), ("1/2", "one half"), ("R & B", "R and B"), ("the people", "the people"),
    ],
)  # fmt: skip
def test_english_readings(written: str, words: str) -> None:
    assert said(written, "en") == words


def test_what_is_shown_stays_as_written() -> None:
    words = spoken("– Mưa tại TP.HCM: 4,18 m – cao nhất!", "vi")
    assert [word.text for word in words] == ["– Mưa", "tại", "TP.HCM:", "4,18", "m –", "cao", "nhất!"]
    assert [word.said for word in words] == [
        "Mưa", "tại", "thành phố Hồ Chí Minh:", "bốn phẩy mười tám", "mét", "cao", "nhất!"
    ]  # fmt: skip


def test_nothing_can_act_as_a_command_of_the_synthesiser() -> None:
    assert [word.said for word in spoken("one \x01+20s two", "en")] == ["one", "+20s", "two"]
