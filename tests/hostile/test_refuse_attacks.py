"""Every attack is refused with its own sentence, in two seconds at most, and no canary hears of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from clipdesk.media.errors import MediaError
from clipdesk.media.probe import probe
from tests.hostile.attack import Attack, Place
from tests.hostile.bombs import all_bombs, with_cover, with_nested_tags
from tests.hostile.boxes import references
from tests.hostile.canary import SECRET, Canaries
from tests.hostile.measuring import ask, longest_refusal
from tests.hostile.playlists import all_playlists

MEMORY = 300 << 20
_POINTING = [*all_playlists(), *references()]


def test_there_are_enough_of_them() -> None:
    assert len(_POINTING) >= 40
    assert len({attack.name for attack in [*_POINTING, *all_bombs()]}) == len(_POINTING) + len(all_bombs())


@pytest.mark.parametrize("attack", _POINTING, ids=lambda attack: attack.name)
def test_what_points_elsewhere(attack: Attack, birds: Canaries) -> None:
    _refused(attack, birds)


@pytest.mark.slow
@pytest.mark.parametrize("attack", all_bombs(), ids=lambda attack: attack.name)
def test_bombs(attack: Attack, birds: Canaries) -> None:
    _refused(attack, birds)


def _refused(attack: Attack, birds: Canaries) -> None:
    path = attack.send(birds.place)
    birds.neighbour(path.parent)
    answer = ask(path)
    assert type(answer.error) is attack.error
    assert isinstance(answer.error, MediaError)
    assert str(answer.error).endswith(".")
    assert answer.seconds <= longest_refusal()
    assert answer.peak <= MEMORY
    assert birds.heard == []
    assert birds.place.secret.read_bytes() == SECRET


@pytest.mark.parametrize("build", [with_cover, with_nested_tags])
def test_bombs_beside_the_recording_are_left_alone(build: object, birds: Canaries, tmp_path: Path) -> None:
    """The recording is good and is taken; what hangs on it is never decoded."""
    assert callable(build)
    path = tmp_path / "a"
    path.write_bytes(build(birds.place))
    answer = ask(path)
    assert answer.error is None
    assert answer.peak <= MEMORY


def test_names_are_only_names(good: Path, birds: Canaries, tmp_path: Path) -> None:
    """A file may be called like an option, a protocol or a path; inside it is `in/0`."""
    for name in ("-i", "-protocol_whitelist", "concat:a|b", "http:a", "a\nb", "$(touch x)", "'; x", "%d.mp4", "..mp4"):
        path = tmp_path / name
        path.write_bytes(good.read_bytes())
        assert probe(path).duration == 3
    assert sorted(path.name for path in tmp_path.iterdir() if path.name == "x") == []
    for address in _addresses(birds.place):
        with pytest.raises(OSError, match="No such file"):
            probe(Path(address))
    assert birds.heard == []


def _addresses(place: Place) -> list[str]:
    return [
        f"{place.server}/a.mp4",
        f"concat:{place.secret}|{place.server}/a",
        f"subfile,,start,0,end,9,,:{place.pipe}",
        f"tcp://127.0.7.3:{place.port}",
        "data:text/plain;base64,AAAA",
    ]
