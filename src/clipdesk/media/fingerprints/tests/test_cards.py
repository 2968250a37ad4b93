"""A card of a look stands in every clip of the station, and so tells nothing of any of them; its clip is known without it."""

from fractions import Fraction as F
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from clipdesk.media.fingerprints import Print, likeness, take_print
from clipdesk.media.fingerprints.tests.test_copies import SECONDS, STARTS, X264
from clipdesk.media.probe import probe
from clipdesk.media.sandbox import FONTS
from clipdesk.media.tests.conftest import Make

_OPENING, _CLOSING = 3, 10
_SHAPE = "scale=360:640:force_original_aspect_ratio=decrease,pad=360:640:-1:-1,setsar=1,fps=25,format=yuv420p"


@pytest.fixture(scope="module")
def films(bulletin: Path, tmp_path_factory: pytest.TempPathFactory, make: Make) -> dict[int, Path]:
    """Upright clips of four items of the bulletin, each between the longest cards that there are: more than the half of it."""
    card = tmp_path_factory.mktemp("cards") / "card.png"
    picture = Image.new("RGB", (1280, 720), (240, 240, 240))
    pen = ImageDraw.Draw(picture)
    pen.text((90, 250), "Đài Sông Hồng", font=ImageFont.truetype(FONTS / "NotoSans-Bold.ttf", 130), fill=(16, 35, 58))
    picture.save(card)
    graph = (
        f"[0:v]{_SHAPE}[a];[1:v]crop=ih*9/16:ih,{_SHAPE}[b];[2:v]{_SHAPE}[c];[a][b][c]concat=n=3[v];"
        f"[1:a]adelay={1000 * _OPENING}:all=1,apad=pad_dur={_CLOSING}[s]"
    )

    def film(start: int) -> Path:
        stills = [("-loop", "1", "-t", str(seconds), "-i", str(card)) for seconds in (_OPENING, _CLOSING)]
        clip = ("-ss", str(start), "-t", str(SECONDS), "-i", str(bulletin))
        inputs = (*stills[0], *clip, *stills[1])
        return make(f"film-{start}.mp4", *inputs, "-filter_complex", graph, "-map", "[v]", "-map", "[s]", *X264)

    return {start: film(start) for start in STARTS}


def _print(path: Path) -> Print:
    return take_print(path, probe(path))


def _kept(path: Path) -> Print:
    """As the desk keeps it of what it published."""
    return _print(path).part(F(_OPENING), F(_OPENING + SECONDS))


def test_cards_make_no_two_clips_alike(films: dict[int, Path]) -> None:
    """Clips of one bulletin may be alike by themselves; those that are not do not become so by their cards. With the cards
    in what is kept they would: more than the half of each film is the same, and how it comes and goes is alike, too."""
    whole = {start: _print(film) for start, film in films.items()}
    kept = {start: _kept(film) for start, film in films.items()}
    pairs = [(one, other) for one in STARTS for other in STARTS if one != other]
    apart = [(one, other) for one, other in pairs if likeness(kept[one], kept[other]).seconds == 0]
    assert len(apart) > len(pairs) / 2
    assert [pair for pair in apart if likeness(whole[pair[0]], kept[pair[1]]).seconds] == []
    assert [pair for pair in apart if likeness(whole[pair[0]], whole[pair[1]]).seconds] != []


def test_a_part_is_what_lies_there(films: dict[int, Path]) -> None:
    whole, part = _print(films[3]), _kept(films[3])
    assert (part.picture == whole.picture[:, 15:75]).all()
    assert part.picture.shape[1] == 60
    assert 70 <= len(part.sound) <= 77  # twelve seconds less what a word reaches beyond its step
    assert len(whole.part(F(0), F(1)).sound) == 0


def test_a_copy_is_known_with_its_cards_and_without(films: dict[int, Path], make: Make) -> None:
    kept = _kept(films[35])
    for name, cut in (("whole", ()), ("clip", ("-ss", str(_OPENING), "-t", str(SECONDS)))):
        found = likeness(
            _print(make(f"card-{name}.mp4", *cut, "-i", str(films[35]), "-vf", "scale=240:-2", *X264)), kept
        )
        assert found.picture is not None, name
        assert found.picture.seconds >= SECONDS - 2
        assert found.sound is not None
