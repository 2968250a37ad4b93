"""A real encoder that calls over SRT: with the passphrase, with another one, and while somebody else sends."""

from __future__ import annotations

import itertools
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clipdesk.media.live import Source, join, record
from clipdesk.media.live.errors import BadSrtAddress, NotTransport, PortTaken, WrongPassphrase
from clipdesk.media.live.sources import pieces_of
from clipdesk.media.live.srt import read_srt_address
from clipdesk.media.live.tests.conftest import Remembering
from clipdesk.media.supply import ffmpeg_path
from clipdesk.media.tests import strip

WORDS = "dung-mat-khau-nay"
Call = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def call(programme: Path, port: int) -> Iterator[Call]:
    """Call as an encoder does; `form` is what it sends."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(passphrase: str = WORDS, form: str = "mpegts") -> subprocess.Popen[bytes]:
        there = f"srt://127.0.0.1:{port}?passphrase={passphrase}&pkt_size=1316"
        words = ["-re", "-i", str(programme), "-c", "copy", "-f", form, there]
        running.append(subprocess.Popen([str(ffmpeg_path()), "-v", "quiet", "-nostdin", *words]))
        return running[-1]

    yield begin
    for one in running:
        one.kill()
        one.wait()


def test_every_picture_over_srt_and_a_second_sender_turned_away(
    call: Call, port: int, keeper: Remembering, tmp_path: Path
) -> None:
    stop = threading.Event()
    source = Source("srt", f"srt://127.0.0.1:{port}?passphrase={WORDS}")
    thread = threading.Thread(target=record, args=(source, keeper.folder, keeper, stop))
    thread.start()
    try:
        sender = call()
        keeper.wait(segments=1)
        assert call().wait(60) != 0
        assert sender.wait(120) == 0
        keeper.wait(segments=7)
    finally:
        stop.set()
        thread.join(60)
    assert keeper.knocks == ["second"]
    numbers = strip.numbers(join(keeper.folder, keeper.stored, tmp_path / "whole"), scale=1 / 3)
    del numbers[
        -2:
    ]  # an encoder that hangs up takes its last packets with it, and with two B-frames they lie between these
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert len(numbers) > 300


def test_a_wrong_passphrase_is_said(call: Call, port: int) -> None:
    pieces = pieces_of(Source("srt", f"srt://127.0.0.1:{port}?passphrase={WORDS}"))(threading.Event())
    assert next(pieces) is None
    wrong = call("another-passphrase")
    with pytest.raises(WrongPassphrase):
        list(itertools.islice(pieces, 60))
    assert wrong.wait(60) != 0


def test_what_is_no_transport_stream_is_said(call: Call, port: int) -> None:
    pieces = pieces_of(Source("srt", f"srt://127.0.0.1:{port}?passphrase={WORDS}"))(threading.Event())
    assert next(pieces) is None
    call(form="flv")
    with pytest.raises(NotTransport):
        list(itertools.islice(pieces, 60))


def test_a_port_that_is_taken(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", port))
        with pytest.raises(PortTaken):
            next(pieces_of(Source("srt", f"srt://127.0.0.1:{port}?passphrase={WORDS}"))(threading.Event()))


@pytest.mark.parametrize(
    "text", ["srt://:9000", "srt://:80?passphrase=long-enough-it-is", "udp://:9000", "", "srt://["]
)
def test_addresses_that_are_none(text: str) -> None:
    with pytest.raises(BadSrtAddress):
        read_srt_address(text)
    known = read_srt_address("srt://127.0.0.1:9000?passphrase=long%20enough-it-is")
    assert (known.host, known.port, known.passphrase) == ("127.0.0.1", 9000, "long enough-it-is")
    assert "long" not in repr(known)
