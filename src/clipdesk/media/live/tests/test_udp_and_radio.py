"""A real sender over UDP, and servers of MPEG-TS and radio that answer without an end."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from pathlib import Path

import pytest

from clipdesk.kernel.errors import ClipdeskError
from clipdesk.media.live import Source, join, record
from clipdesk.media.live.errors import BadAddress, NotTransport, PortTaken, StreamEnded, UnknownRadio
from clipdesk.media.live.sources import pieces_of
from clipdesk.media.live.tests.conftest import FRAMES, Remembering
from clipdesk.media.live.tests.web import Answer, serving
from clipdesk.media.live.udp import read_udp_address
from clipdesk.media.tests import strip
from clipdesk.media.tests.conftest import Make

DATAGRAM = 7 * 188


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _send(path: Path, port: int, seconds: float) -> None:
    """Send a transport stream evenly over `seconds`, seven packets a datagram, as encoders do."""
    data = path.read_bytes()
    count = len(data) // DATAGRAM
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for number in range(count):
            sender.sendto(data[number * DATAGRAM : (number + 1) * DATAGRAM], ("127.0.0.1", port))
            time.sleep(seconds / count)


def test_every_picture_over_udp(programme: Path, keeper: Remembering, tmp_path: Path) -> None:
    port, stop = _free_port(), threading.Event()
    source = Source("ts_udp", f"udp://127.0.0.1:{port}")
    thread = threading.Thread(target=record, args=(source, keeper.folder, keeper, stop))
    thread.start()
    time.sleep(1)
    try:
        _send(programme, port, 8)
        keeper.wait(segments=7)
    finally:
        stop.set()
        thread.join(60)
    whole = join(keeper.folder, keeper.stored, tmp_path / "whole")
    numbers = strip.numbers(whole, scale=1 / 3)
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > FRAMES - 5  # what does not fill a last datagram was not sent


def test_a_port_that_is_taken_and_datagrams_that_are_no_stream() -> None:
    port = _free_port()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", port))
        with pytest.raises(PortTaken):
            next(pieces_of(Source("ts_udp", f"udp://127.0.0.1:{port}"))(threading.Event()))
    pieces = pieces_of(Source("ts_udp", f"udp://127.0.0.1:{port}"))(threading.Event())
    assert next(pieces) is None  # listening; nothing came
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for _ in range(200):
            sender.sendto(b"hello", ("127.0.0.1", port))
    with pytest.raises(NotTransport):
        list(itertools.islice(pieces, 20))


@pytest.mark.parametrize(
    "text",
    ["udp://239.1.1.1:80", "http://1.1.1.1:5000", "udp://station.vn:5000", "udp://[::1]:5000", "239.1.1.1:5000", ""],
)
def test_addresses_that_are_none(text: str) -> None:
    with pytest.raises(BadAddress):
        read_udp_address(text)
    assert read_udp_address("udp://@239.1.1.1:5000") == ("239.1.1.1", 5000)


@pytest.mark.parametrize(
    ("name", "codec", "media_type"), [("r.aac", "aac", "audio/aac"), ("r.mp3", "libmp3lame", "audio/mpeg")]
)
def test_radio(make: Make, keeper: Remembering, name: str, codec: str, media_type: str) -> None:
    sound = make(name, "-f", "lavfi", "-i", "sine=f=440:d=9", "-c:a", codec).read_bytes()
    with serving() as web:
        web.at["/radio"] = Answer(sound[333:], headers={"Content-Type": media_type})  # listeners enter anywhere
        stop = threading.Event()
        source = Source("radio", web.url("/radio"), ("127.0.0.1",))
        thread = threading.Thread(target=record, args=(source, keeper.folder, keeper, stop))
        thread.start()
        try:
            keeper.wait(troubles=1)
        finally:
            stop.set()
            thread.join(60)
    assert isinstance(keeper.troubles[0], StreamEnded)
    assert [track["codec"] for track in keeper.tracks] == [name.removeprefix("r.")]
    assert sum(one.found.ticks for one in keeper.placed) > 8 * 90_000


def _trouble(kind: str, body: bytes) -> ClipdeskError:
    with serving() as web:
        web.at["/x"] = Answer(body)
        with pytest.raises(ClipdeskError) as caught:
            list(pieces_of(Source(kind, web.url("/x"), ("127.0.0.1",)))(threading.Event()))
    return caught.value


def test_the_wrong_kind_is_said(programme: Path) -> None:
    stream = programme.read_bytes()[:100_000]
    assert isinstance(_trouble("ts_http", stream), StreamEnded)
    assert isinstance(_trouble("radio", stream), UnknownRadio)
    assert isinstance(_trouble("ts_http", b"<html>" * 5000), NotTransport)
