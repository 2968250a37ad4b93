"""The walls stand behind each other; here each stands alone: the lists without the first look and without a sandbox."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from clipdesk.media import errors
from clipdesk.media.decoders import input_options
from clipdesk.media.limits import PROBE
from clipdesk.media.runner import run
from clipdesk.media.sandbox import sandbox_available
from clipdesk.media.supply import ffmpeg_path
from tests.hostile.attack import Attack
from tests.hostile.boxes import references
from tests.hostile.canary import SECRET, Canaries
from tests.hostile.playlists import all_playlists

_REFERENCES = {attack.name for attack in references()}


@pytest.mark.slow
@pytest.mark.parametrize("attack", [*all_playlists(), *references()], ids=lambda attack: attack.name)
def test_the_lists_alone(attack: Attack, birds: Canaries, tmp_path: Path) -> None:
    """ffmpeg on the bare file, with the network and all files of this machine in reach, and our options."""
    path = attack.send(birds.place)
    birds.neighbour(path.parent)
    out = tmp_path / "out.mkv"
    done = _ffmpeg([*input_options(), "-i", f"file:{path}", "-c", "copy", str(out)])
    assert done.returncode != 0 or attack.name in _REFERENCES  # those hold a track, only nothing in it
    assert birds.heard == []
    assert not out.exists() or SECRET not in out.read_bytes()


def test_canaries_sing_where_nothing_is_listed(birds: Canaries) -> None:
    """The same file without our options: the neighbour is opened, so the canary works."""
    attack = next(attack for attack in all_playlists() if attack.name == "ffconcat named .mp4: beside it")
    path = attack.send(birds.place)
    birds.neighbour(path.parent)
    _ffmpeg(["-i", f"file:{path}", "-f", "null", "-"])
    assert birds.heard


@pytest.fixture(params=["http", "tcp"])
def address(request: pytest.FixtureRequest, birds: Canaries) -> str:
    """Where the canary server listens."""
    return f"{request.param}://127.0.7.3:{birds.place.port}/a.mp4"


def test_an_address_before_the_lists_alone(address: str, birds: Canaries) -> None:
    done = _ffmpeg([*input_options(), "-i", address, "-f", "null", "-"])
    assert done.returncode != 0
    assert birds.heard == []


@pytest.mark.skipif(not sandbox_available(), reason="bubblewrap cannot create namespaces here")
def test_an_address_before_the_sandbox_alone(address: str, birds: Canaries, tmp_path: Path) -> None:
    with pytest.raises(errors.MediaError):
        run(["-i", address, "out/a.mkv"], limits=PROBE, inputs=[], output_dir=tmp_path)
    assert birds.heard == []


def test_no_list_names_a_network_protocol() -> None:
    options = input_options()
    assert options[options.index("-protocol_whitelist") + 1] == "file"


def _ffmpeg(args: list[str]) -> subprocess.CompletedProcess[bytes]:
    command = [str(ffmpeg_path()), "-hide_banner", "-nostdin", "-v", "error", "-y", *args]
    return subprocess.run(command, capture_output=True, check=False, timeout=20)
