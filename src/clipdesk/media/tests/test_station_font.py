"""A font that a station brings is looked at behind the walls: what can be used is measured, all else gets its sentence."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from clipdesk.media import station_font
from clipdesk.media.captions.font import ours
from clipdesk.media.sandbox import FONTS
from clipdesk.media.station_font import LETTERS, check_font, read_font
from clipdesk.media.tests import fonts_made
from clipdesk.media.tests.caption_ink import vietnamese_letters


def test_every_letter_of_vietnamese_and_english_is_asked_for() -> None:
    assert set(vietnamese_letters()) <= set(LETTERS)
    assert set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") <= set(LETTERS)
    assert len(LETTERS) == len(set(LETTERS))


def test_a_font_says_what_it_is(tmp_path: Path) -> None:
    found = check_font(fonts_made.made(tmp_path / "a.ttf", fonts_made.narrow))
    assert (found.title, found.form, found.embedding) == ("Sông Hồng Hẹp Đậm", "ttf", 0)
    other = check_font(fonts_made.postscript(tmp_path / "a.otf"))
    assert (other.title, other.form) == ("Song Hong CFF Regular", "otf")


def test_texts_are_as_wide_as_in_the_font_itself() -> None:
    """Our bold one, brought as a station's own, measures as ours does."""
    read = read_font(FONTS / "NotoSans-Bold.ttf")
    assert (read.name, read.height, dict(read.advances)) == (ours().name, ours().height, dict(ours().advances))
    with TTFont(FONTS / "NotoSans-Regular.ttf") as font:
        advance = font["hmtx"][font.getBestCmap()[ord("Ễ")]][0]
        height = font["OS/2"].usWinAscent + font["OS/2"].usWinDescent
    assert read_font(FONTS / "NotoSans-Regular.ttf").width("ỄỄ", 100) == pytest.approx(2 * advance * 100 / height)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (fonts_made.variable, station_font.VariableFont),
        (fonts_made.with_old_codes, station_font.FontWithoutUnicode),
        (fonts_made.without_outlines, station_font.NotAFont),
        (fonts_made.heights(2, 1), station_font.BrokenFont),
        (fonts_made.heights(60_000, 300), station_font.BrokenFont),
        (fonts_made.marked(2), station_font.FontNotToEmbed),
        (fonts_made.marked(2, version=1), station_font.FontNotToEmbed),
        (fonts_made.marked(2 | 4), station_font.FontNotToEmbed),  # from version 3 on no two kinds may be marked
        (fonts_made.named("  \x07 "), station_font.BrokenFont),
    ],
)
def test_what_cannot_be_used(tmp_path: Path, change: fonts_made.Change, error: type[station_font.FontError]) -> None:
    with pytest.raises(error):
        check_font(fonts_made.made(tmp_path / "a.ttf", change))


@pytest.mark.parametrize(("permission", "version"), [(0, 4), (4, 4), (8, 4), (0x104, 4), (0x200, 4), (2 | 4, 2)])
def test_what_a_maker_may_allow(tmp_path: Path, permission: int, version: int) -> None:
    """OpenType 1.9, OS/2: until version 2 the least restrictive of several kinds counts."""
    path = fonts_made.made(tmp_path / "a.ttf", fonts_made.marked(permission, version))
    assert check_font(path).embedding == permission


@pytest.mark.parametrize("change", [fonts_made.without("ếẶ"), fonts_made.blank("ế")])
def test_letters_that_are_missing_are_named(tmp_path: Path, change: fonts_made.Change) -> None:
    path = fonts_made.made(tmp_path / "a.ttf", change)
    with pytest.raises(station_font.FontLacksLetters) as caught:
        check_font(path)
    assert "ế" in caught.value.params["letters"]  # type: ignore[operator]
    assert "Noto Sans Regular" in str(caught.value)


def test_so_many_missing_letters_are_counted(tmp_path: Path) -> None:
    path = fonts_made.made(tmp_path / "a.ttf", fonts_made.without("".join(vietnamese_letters())))
    with pytest.raises(station_font.FontLacksLetters, match=r"\(146\): .* …"):
        check_font(path)


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 3]


def _scribbled(data: bytes) -> bytes:
    return data[:12] + bytes(byte ^ 0x5A for byte in data[12:400]) + data[400:]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"Xin ch\xc3\xa0o", station_font.NotAFont),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), station_font.NotAFont),
        (b"", station_font.NotAFont),
        (b"wOF2" + bytes(100), station_font.WebFont),
        (b"wOFF" + bytes(100), station_font.WebFont),
        (b"ttcf" + bytes(100), station_font.FontCollection),
        (b"OTTO" + bytes(100), station_font.BrokenFont),  # it names no table at all
        (b"OTTO\0\x09" + b"\xff" * 200, station_font.BrokenFont),
        (_cut(fonts_made.SOURCE.read_bytes()), station_font.BrokenFont),
        (_scribbled(fonts_made.SOURCE.read_bytes()), station_font.BrokenFont),
        (b"\0\1\0\0" + bytes(station_font.LARGEST_BYTES), station_font.FontTooLarge),
    ],
)
def test_what_is_no_font(tmp_path: Path, data: bytes, error: type[station_font.FontError]) -> None:
    (tmp_path / "a.ttf").write_bytes(data)
    with pytest.raises(error):
        check_font(tmp_path / "a.ttf")


def test_names_are_cleaned(tmp_path: Path) -> None:
    """On one line, nothing that turns the text around it, and no longer than a page takes."""
    path = fonts_made.made(tmp_path / "a.ttf", fonts_made.named(f" Sông\u202e\n Hồng {'x' * 100}"))
    found = check_font(path)
    assert found.family.startswith("Sông Hồng xxx")
    assert len(found.family) == 80
