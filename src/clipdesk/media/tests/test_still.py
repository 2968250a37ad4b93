"""A picture that somebody brings to stand for a clip is made anew, and whatever is none is told from it."""

import io
from pathlib import Path

import pytest
from PIL import Image

from clipdesk.media import still
from clipdesk.media.tests import stills

NEAR = 12  # of 255: what JPEG changes of plain colours


def _made(folder: Path, data: bytes, *, whole: bool = False) -> Image.Image:
    source = folder / "source"
    source.write_bytes(data)
    path = still.make_still(source, folder, whole=whole)
    assert path == folder / "picture.jpg"
    assert {one.name for one in folder.iterdir()} == {"source", "picture.jpg"}
    found = Image.open(path)
    found.load()
    assert found.format == "JPEG"
    return found


def _is(picture: Image.Image, x: float, y: float, colour: tuple[int, int, int]) -> bool:
    found = picture.getpixel((int(x * picture.width), int(y * picture.height)))
    assert isinstance(found, tuple)
    return all(abs(a - b) <= NEAR for a, b in zip(found, colour, strict=True))


def _stands_upright(picture: Image.Image) -> bool:
    corners = ((0.2, 0.2, stills.RED), (0.8, 0.2, stills.GREEN), (0.2, 0.8, stills.BLUE), (0.8, 0.8, stills.GREY))
    return all(_is(picture, *corner) for corner in corners)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_each_kind_becomes_a_jpeg(tmp_path: Path, form: str) -> None:
    picture = _made(tmp_path, stills.written(stills.quarters(), form))
    assert picture.size == (1280, 720)
    assert _stands_upright(picture)


@pytest.mark.parametrize("turned", [1, 3, 5, 6, 8])
def test_a_photograph_is_turned_upright_and_tells_nothing_else(tmp_path: Path, turned: int) -> None:
    data = stills.photograph(turned)
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(stills.GPS)
    picture = _made(tmp_path, data)
    assert picture.size == (1280, 720)
    assert _stands_upright(picture)
    assert not dict(picture.getexif())
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    bare = (tmp_path / "picture.jpg").read_bytes()
    for told in (b"Exif", b"Phone of Lan", stills.PLACE.encode()):
        assert told in data
        assert told not in bare


def test_a_profile_s_colours_become_srgb(tmp_path: Path) -> None:
    picture = _made(tmp_path, stills.wide_gamut())
    assert _is(picture, 0.5, 0.5, (20, 20, 230))
    assert "icc_profile" not in picture.info


def test_what_is_clear_shows_white(tmp_path: Path) -> None:
    logo = Image.new("RGBA", (640, 360), (0, 0, 0, 0))
    logo.paste((*stills.RED, 255), (0, 0, 320, 360))
    picture = _made(tmp_path, stills.written(logo, "PNG"))
    assert _is(picture, 0.25, 0.5, stills.RED)
    assert _is(picture, 0.75, 0.5, (255, 255, 255))


@pytest.mark.parametrize(
    ("picture", "colour"),
    [
        (Image.new("CMYK", (640, 360), (0, 255, 255, 0)), (255, 0, 0)),
        (Image.new("L", (640, 360), 90), (90, 90, 90)),
        (Image.new("I;16", (640, 360), 90 * 256), (90, 90, 90)),
        (stills.quarters((640, 360)).convert("P"), None),
    ],
    ids=["four inks", "grey", "16 bits", "palette"],
)
def test_other_ways_to_say_colours(tmp_path: Path, picture: Image.Image, colour: tuple[int, int, int] | None) -> None:
    found = _made(tmp_path, stills.written(picture, "JPEG" if picture.mode == "CMYK" else "PNG"))
    assert found.mode == "RGB"
    assert colour is None or _is(found, 0.5, 0.5, colour)


@pytest.mark.parametrize(
    ("size", "whole", "made"),
    [
        ((4000, 3000), False, (1920, 1080)),
        ((1000, 1000), False, (992, 558)),
        ((640, 360), False, (640, 360)),
        ((1080, 1920), True, (1920, 1080)),
        ((640, 480), True, (848, 477)),
    ],
)
def test_it_is_16_to_9_and_never_larger_than_it_was(
    tmp_path: Path, size: tuple[int, int], whole: bool, made: tuple[int, int]
) -> None:
    picture = _made(tmp_path, stills.written(stills.quarters(size)), whole=whole)
    assert picture.size == made
    assert picture.width * 9 == picture.height * 16


def test_a_tall_picture_is_cut_or_shown_whole_on_a_dark_copy_of_itself(tmp_path: Path) -> None:
    (tmp_path / "cut").mkdir()
    (tmp_path / "whole").mkdir()
    data = stills.written(stills.quarters((1080, 1920)))
    cut, whole = _made(tmp_path / "cut", data), _made(tmp_path / "whole", data, whole=True)
    assert _stands_upright(cut)
    assert _is(whole, 0.45, 0.05, stills.RED)
    assert _is(whole, 0.55, 0.95, stills.GREY)
    assert _is(whole, 0.05, 0.1, tuple(round(value * 0.6) for value in stills.RED))  # type: ignore[arg-type]


def test_it_fits_everywhere_however_much_is_in_it(tmp_path: Path) -> None:
    assert _made(tmp_path, stills.noise()).size == (1920, 1080)
    assert (tmp_path / "picture.jpg").stat().st_size <= still.MADE_BYTES


_BROKEN = stills.written(stills.quarters())
_FRAMES = [stills.quarters((640, 360)), stills.quarters((640, 360)).rotate(180)]


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        (stills.SVG, still.NoStill, "This is no JPEG, PNG or WebP picture"),
        (b"", still.NoStill, "whatever its name says"),
        (stills.written(_FRAMES[0], "GIF"), still.NoStill, "save it as JPEG"),
        (_BROKEN[: len(_BROKEN) // 2], still.BrokenStill, "damaged or not complete"),
        (stills.noise((640, 360))[:-20_000], still.BrokenStill, "damaged or not complete"),
        (stills.written(stills.quarters((639, 400))), still.StillTooSmall, "639 × 400"),
        (stills.written(stills.quarters((700, 359))), still.StillTooSmall, "at least 640 wide and 360 high"),
        (stills.bomb(), still.StillTooFine, "30000 × 30000"),
        (stills.written(_FRAMES[0], "PNG", save_all=True, append_images=_FRAMES[1:]), still.MovingStill, "moves"),
        (stills.written(_FRAMES[0], "WEBP", save_all=True, append_images=_FRAMES[1:]), still.MovingStill, "moves"),
        (bytes(still.LARGEST_BYTES + 1), still.StillTooLarge, "larger than 10 MB"),
    ],
    ids=[
        "svg",
        "empty",
        "gif",
        "half-a-jpeg",
        "half-a-png",
        "narrow",
        "low",
        "bomb",
        "moving-png",
        "moving-webp",
        "large",
    ],
)
def test_what_cannot_be_used_is_told_why(tmp_path: Path, data: bytes, error: type[still.StillError], says: str) -> None:
    (tmp_path / "source").write_bytes(data)
    with pytest.raises(error) as caught:
        still.make_still(tmp_path / "source", tmp_path, whole=False)
    assert says in str(caught.value)
    assert [one.name for one in tmp_path.iterdir()] == ["source"]


def test_an_upright_photograph_of_a_telephone_is_measured_as_it_is_seen(tmp_path: Path) -> None:
    """Stored 400 wide and 700 high, shown 700 wide and 400 high."""
    exif = Image.Exif()
    exif[stills.ORIENTATION] = 6
    data = stills.written(stills.quarters((400, 700)), exif=exif.tobytes())
    assert _made(tmp_path, data).size == (688, 387)
