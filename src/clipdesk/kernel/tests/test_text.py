"""Searching without diacritics, sorting as a Vietnamese dictionary does."""

import random
import unicodedata

import pytest

from clipdesk.kernel.text import fold, sort_key

# Each line in the order of the Vietnamese alphabet and of its tones: none, huyền, hỏi, ngã, sắc, nặng.
IN_ORDER = [
    ["an", "ăn", "ân", "ba", "ca", "da", "đa", "em", "êm", "ga"],
    ["ma", "mà", "mả", "mã", "má", "mạ", "mo", "mo", "mô", "mơ", "mu", "mư"],
    ["a", "à", "ả", "ã", "á", "ạ", "ă", "ằ", "ẳ", "ẵ", "ắ", "ặ", "â", "ầ", "ẩ", "ẫ", "ấ", "ậ"],
    ["Ban Bạn đọc", "Ban Thể thao", "Ban Thời sự", "Ban Văn hóa"],
    ["Hà Nam", "Hà Nội", "Hải Dương", "Hải Phòng", "Hòa Bình", "Huế", "Hưng Yên"],
    ["Đặng", "Đinh", "Đỗ", "Lê", "Lý", "Ngô", "Nguyễn", "Phạm", "Phan", "Trần", "Vũ"],
    ["Đài 1", "Đài 2", "Đài A", "Đài Á"],
    ["ba", "bạ", "ban", "bạn"],  # letters of the whole word first; a tone only breaks a tie
]


@pytest.mark.parametrize("words", IN_ORDER, ids=lambda words: words[0])
def test_sort_is_vietnamese_dictionary_order(words: list[str]) -> None:
    shuffled = random.Random(5).sample(words, len(words))
    assert sorted(shuffled, key=sort_key) == words


def test_the_key_needs_nothing_but_byte_order() -> None:
    keys = [sort_key(word) for words in IN_ORDER for word in words]
    assert all(key.isascii() for key in keys)


def test_both_spellings_of_a_letter_and_both_cases_sort_alike() -> None:
    assert sort_key(unicodedata.normalize("NFD", "Nguyễn")) == sort_key("nguyễn")


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("Đà  Nẵng: Bão số 5", "da nang: bao so 5"),
        (unicodedata.normalize("NFD", "Nguyễn Hữu Ước"), "nguyen huu uoc"),
        ("ĐƯỜNG\u00a0SẮT\n", "duong sat"),
        ("Ten minutes to School", "ten minutes to school"),
        ("", ""),
    ],
)
def test_fold_finds_with_and_without_diacritics(written: str, searched: str) -> None:
    assert fold(written) == searched
    assert fold(searched) == searched
