"""Caption files as newsrooms send them: any encoding, any habit; what cannot be read is named with its line."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from clipdesk.media import captions
from clipdesk.media.captions import errors as captions_errors
from clipdesk.media.recipe import Cue

_VIETNAMESE = "Người dân không ra khơi và gia cố nhà cửa, đường dây nóng hoạt động."
_VECTORS = Path(__file__).resolve().parents[5] / "shared" / "vectors" / "webvtt"


def _srt(*blocks: tuple[str, str, str]) -> str:
    return "".join(f"{n}\n{a} --> {b}\n{text}\n\n" for n, (a, b, text) in enumerate(blocks, 1))


def _one(text: str) -> str:
    return _srt(("00:00:01,000", "00:00:02,500", text))


def test_the_bulletin(shared_media: Path, truth: dict[str, Any]) -> None:
    cues = captions.read((shared_media / "bulletin.srt").read_bytes(), "bulletin.srt")
    assert [cue.text for cue in cues] == [cue["text"] for cue in truth["cues"]]
    assert [cue.start for cue in cues] == [Fraction(str(cue["start"])) for cue in truth["cues"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings(encoding: str) -> None:
    (cue,) = captions.read(_one(_VIETNAMESE).encode(encoding), "a.srt")
    assert cue == Cue(Fraction(1), Fraction(5, 2), _VIETNAMESE)


def test_windows_1258_joins_its_tones() -> None:
    """Bytes as an old Vietnamese Windows wrote them: base letter, then tone."""
    data = b"1\r\n00:00:01,000 --> 00:00:02,000\r\nNg\xfd\xf5\xcci d\xe2n, \xf0\xfd\xf5\xccng\r\n"
    read = captions.read_file(data, "a.srt")
    assert read.encoding == "cp1258"
    assert read.cues[0].text == "Người dân, đường"


@pytest.mark.parametrize(
    "text",
    [
        "Le maire a annoncé la fermeture de l'école à midi.",
        "Però il sindaco è arrivato in città più tardi.",
        "Der Bürgermeister schließt die Straße – für immer.",
        "La señora habló de la inundación y del mañana.",
        "A prefeitura não informou as razões.",
    ],
)
def test_western_files_stay_western(text: str) -> None:
    read = captions.read_file(_one(text).encode("cp1252"), "a.srt")
    assert (read.cues[0].text, read.encoding) == (text, "cp1252")


def test_latin_1_with_overlaps_is_mended_the_same_way_every_time() -> None:
    blocks = _srt(
        ("00:00:01,000", "00:00:04,000", "première"),
        ("00:00:03,000", "00:00:05,000", "deuxième"),
        ("00:00:06,000", "00:00:07,000", "à gauche"),
        ("00:00:06,000", "00:00:08,000", "à droite"),
    )
    read = captions.read_file(blocks.encode("latin-1"), "a.srt")
    assert read.cues == (
        Cue(Fraction(1), Fraction(3), "première"),
        Cue(Fraction(3), Fraction(5), "deuxième"),
        Cue(Fraction(6), Fraction(8), "à gauche\nà droite"),
    )
    assert read.mended == 2


def test_webvtt_with_everything_around_it() -> None:
    text = (
        "WEBVTT - a title\n\nSTYLE\n::cue { color: red }\n\nNOTE\nnot shown\n\nid-1\n00:01.000 --> 00:02.000 line:0\n"
        "<v Lan><b>Xin</b> chào</v> &amp; tạm&nbsp;biệt\n\n01:00:00.000 --> 01:00:01.000\n<00:00:01.000>hai\ndòng\n"
    )
    first, second = captions.read(text.encode(), "a.vtt")
    assert first == Cue(Fraction(1), Fraction(2), "Xin chào & tạm biệt", "Lan")
    assert second == Cue(Fraction(3600), Fraction(3601), "hai\ndòng")


def test_subrip_habits() -> None:
    text = (
        "1\n0:0:1.5 --> 00:00:02,75\n{\\an8}<i>một</i>\n2\n00:00:03,000 --> 00:00:04,000\nhai\n\nba\n\n"
        "00:00:05,000 --> 00:00:06,000\nbốn\n"
    )
    cues = captions.read(text.encode(), "a.srt")
    assert [cue.text for cue in cues] == ["một", "hai\nba", "bốn"]
    assert (cues[0].start, cues[0].end) == (Fraction(3, 2), Fraction(11, 4))


@pytest.mark.parametrize("timing", ["00:00:01,000 -> 00:00:02,000", "00:00:61,000 --> 00:02:00,000", "x --> y"])
def test_a_line_that_cannot_be_read_is_named(timing: str) -> None:
    text = _one("một") + f"2\n{timing}\nhai\n"
    with pytest.raises(captions_errors.UnreadableCaptionLine, match="Line 6 ") as caught:
        captions.read(text.encode(), "a.srt")
    assert timing in str(caught.value)


def test_a_caption_that_ends_before_it_begins_is_named() -> None:
    with pytest.raises(captions_errors.CaptionEndsEarly, match="Line 2 "):
        captions.read(_srt(("00:00:05,000", "00:00:04,000", "một")).encode(), "a.srt")


@pytest.mark.parametrize("data", [b"", b"just a sentence\n", bytes(range(256)) * 20])
def test_no_captions(data: bytes) -> None:
    with pytest.raises(captions_errors.NotCaptions, match="a.srt"):
        captions.read(data, "a.srt")


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("newlines", ["text0", "text1", "text2", "text3"]),
        ("timings-omitted-hours", ["text0", "text1", "text2"]),
        ("settings-region", [f"text{n}" for n in range(5)] + [f"invalid{n}" for n in range(5, 9)]),
        ("stylesheets", ["text"]),
        ("header-tab", ["text"]),
    ],
)
def test_known_webvtt_files(name: str, texts: list[str]) -> None:
    """Cues of web-platform-tests; those that share their time are shown together here."""
    if not _VECTORS.is_dir():
        pytest.skip("../shared/vectors is not here")
    cues = captions.read((_VECTORS / f"{name}.vtt").read_bytes(), f"{name}.vtt")
    assert [line for cue in cues for line in cue.text.split("\n")] == texts
