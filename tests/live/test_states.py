"""Item 5 of live: what can be wrong with a source, all of it at once on one desk; each has its own state, and a channel that
is well goes on beside them without losing a picture."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clipdesk.kernel.targets import Inside
from clipdesk.library.rtmp import new_key
from clipdesk.media.live.errors import EncryptedStream, NobodySends, Refused, WrongPassphrase
from clipdesk.media.live.tests.conftest import FRAMES, programme
from clipdesk.media.live.tests.web import Answer, Web, serving
from clipdesk.media.tests import strip
from clipdesk.media.tests.conftest import bulletin, make
from tests.desk import PATIENCE, Desk, running_desk
from tests.live.servers import Relay, Senders, free_port, relay_ports, relaying, said_by, sending

__all__ = ["bulletin", "make", "programme"]

pytestmark = pytest.mark.slow
VERBS = Path(__file__).with_name("verbs.py")
PASSPHRASE = "dung-mat-khau-nay"
PLAYLIST = b"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:0\n"
ENCRYPTED = PLAYLIST + b'#EXT-X-KEY:METHOD=AES-128,URI="key"\n#EXTINF:2,\na.ts\n'


@dataclass
class Station:
    """A desk, what sends to it, and a channel that is well."""

    desk: Desk
    senders: Senders
    web: Web
    relay: Relay
    stream: tuple[str, ...]
    folder: Path

    def channel(self, name: str, kind: str, address: str) -> str:
        """Make one more channel that is recorded."""
        return str(self.desk.run(VERBS, "another", name, kind, address)["channel"])

    def row(self, name: str) -> dict[str, Any]:
        """What is written down of a channel."""
        return self.desk.rows("SELECT * FROM library_channel WHERE name = %s", name)[0]

    def segments(self, name: str) -> list[dict[str, Any]]:
        """The segments of a channel, in order."""
        query = "SELECT s.* FROM library_segment s JOIN library_channel c ON c.id = s.channel_id WHERE c.name = %s"
        return self.desk.rows(f"{query} ORDER BY number", name)

    def wait_trouble(self, name: str, message: str) -> float:
        """Wait until a channel says so; return after how many seconds it did."""
        begun = time.monotonic()
        self.desk.wait(lambda: self.row(name)["trouble_message"] == message, PATIENCE, f"{name}: {message}")
        return time.monotonic() - begun

    def wait_segments(self, name: str, count: int) -> None:
        """Wait for so many segments."""
        self.desk.wait(lambda: len(self.segments(name)) >= count, PATIENCE, f"{count} segments of {name}")

    def send_flv(self, key: str) -> Any:
        """Send the programme over RTMP."""
        return self.senders.send(*self.stream, "-f", "flv", self.relay.address(key))

    def send_srt(self, port: int, passphrase: str) -> Any:
        """Send the programme over SRT."""
        there = f"srt://127.0.0.1:{port}?passphrase={passphrase}&pkt_size=1316"
        return self.senders.send(*self.stream, "-f", "mpegts", there)


@pytest.fixture(scope="module")
def station(programme: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    folder = tmp_path_factory.mktemp("states")
    relay = relay_ports()
    whole = folder / "programme.mp4"
    with ExitStack() as stack:
        senders = stack.enter_context(sending())
        copy = senders.send("-i", str(programme), "-c", "copy", "-bsf:a", "aac_adtstoasc", str(whole))
        web = stack.enter_context(serving())
        told = {**relay.settings, "CLIPDESK_LIVE_HOSTS": "127.0.0.1"}
        desk = stack.enter_context(running_desk(settings=told))
        assert copy.wait(PATIENCE) == 0
        port = free_port(socket.SOCK_DGRAM)
        desk.run(VERBS, "begin", "ts_udp", f"udp://127.0.0.1:{port}")
        stream = ("-stream_loop", "-1", "-i", str(whole), "-c", "copy")
        senders.send(*stream, "-f", "mpegts", f"udp://127.0.0.1:{port}?pkt_size=1316")
        found = Station(desk, senders, web, relay, stream, folder)
        found.wait_segments("STV 1", 2)
        yield found
        _went_on(found)


def _went_on(station: Station) -> None:
    """The channel that is well has one epoch, no gap, and every picture."""
    segments = station.segments("STV 1")
    assert {one["epoch"] for one in segments} == {1}
    assert sum(one["gap"] for one in segments) == 0
    folder = Path(station.desk.data) / "live" / str(segments[0]["channel_id"]) / "segments"
    numbers = [n for one in segments[-12:] for n in strip.numbers(folder / f"{one['number']:010d}.ts", scale=1 / 3)]
    assert all((after - before) % FRAMES == 1 for before, after in zip(numbers, numbers[1:], strict=False))


def test_a_playlist_that_is_not_there(station: Station, record_property: Any) -> None:
    station.channel("404", "hls", station.web.url("/nowhere.m3u8"))
    seconds = station.wait_trouble("404", Refused.message)
    assert station.row("404")["trouble_params"] == {"status": "404"}
    record_property("figure", f"404 said after {seconds:.1f} s")


def test_an_encrypted_playlist_is_refused_and_no_key_fetched(station: Station, record_property: Any) -> None:
    station.web.at["/encrypted.m3u8"] = Answer(ENCRYPTED)
    station.channel("Encrypted", "hls", station.web.url("/encrypted.m3u8"))
    seconds = station.wait_trouble("Encrypted", EncryptedStream.message)
    assert not {"/key", "/a.ts"} & set(station.web.asked)
    record_property("figure", f"encryption said after {seconds:.1f} s")


def test_what_leads_inside_is_called_by_nobody(station: Station, record_property: Any) -> None:
    """127.0.0.2 is not among the hosts that are allowed: neither named, nor by redirect, nor by a playlist."""
    with socket.create_server(("127.0.0.2", 0)) as forbidden:
        forbidden.setblocking(False)
        inside = f"http://127.0.0.2:{forbidden.getsockname()[1]}/tv.m3u8"
        refused = station.desk.run(VERBS, "refused", "hls", inside)
        assert refused["code"] == Inside(host="", setting="").code
        station.web.at["/leads.m3u8"] = Answer(status=302, headers={"Location": inside})
        station.web.at["/names.m3u8"] = Answer(PLAYLIST + b"#EXTINF:2,\n" + inside.encode() + b"\n")
        for name in ("leads", "names"):
            station.channel(name, "hls", station.web.url(f"/{name}.m3u8"))
            station.wait_trouble(name, Inside.message)
        with pytest.raises(BlockingIOError):
            forbidden.accept()
    record_property("figure", "an inner address refused in the form, by redirect and in a playlist, 0 calls")


def test_a_stream_that_turns_to_sound_alone_goes_on_as_that(station: Station, record_property: Any) -> None:
    port = free_port(socket.SOCK_DGRAM)
    there = ("-f", "mpegts", f"udp://127.0.0.1:{port}?pkt_size=1316")
    station.channel("Turns", "ts_udp", f"udp://127.0.0.1:{port}")
    whole = station.senders.send(*station.stream, *there)
    station.wait_segments("Turns", 2)
    assert {track["type"] for track in station.row("Turns")["tracks"]} == {"video", "audio"}
    whole.kill()
    turned = time.monotonic()
    station.senders.send(*station.stream, "-vn", *there)
    station.desk.wait(
        lambda: {track["type"] for track in station.row("Turns")["tracks"]} == {"audio"}, PATIENCE, "sound alone"
    )
    count = len(station.segments("Turns"))
    station.wait_segments("Turns", count + 2)
    segments = station.segments("Turns")
    assert segments[-1]["pictures"] == 0
    missing = sum(one["gap"] for one in segments) / 90_000
    seconds = time.monotonic() - turned
    record_property("figure", f"sound alone is recorded, {missing:.1f} s missing, {seconds:.1f} s after the turn")
    assert missing < 15


def test_srt_with_a_wrong_passphrase_and_a_second_sender(station: Station, record_property: Any) -> None:
    port = free_port(socket.SOCK_DGRAM)
    station.channel("SRT", "srt", f"srt://127.0.0.1:{port}?passphrase={PASSPHRASE}")
    station.wait_trouble("SRT", NobodySends.message)
    wrong = station.send_srt(port, "another-passphrase")
    seconds = station.wait_trouble("SRT", WrongPassphrase.message)
    assert wrong.wait(PATIENCE) != 0
    station.send_srt(port, PASSPHRASE)
    station.wait_segments("SRT", 2)
    assert station.row("SRT")["trouble_message"] == ""
    second = station.send_srt(port, PASSPHRASE)
    assert second.wait(PATIENCE) != 0
    station.desk.wait(lambda: station.row("SRT")["turned_away_why"] == "second", PATIENCE, "the note")
    count = len(station.segments("SRT"))
    station.wait_segments("SRT", count + 2)
    assert [one["gap"] for one in station.segments("SRT")] == [0] * len(station.segments("SRT"))
    assert PASSPHRASE not in _arguments_of(station.desk)
    record_property("figure", f"wrong SRT passphrase said after {seconds:.1f} s, the second SRT sender turned away")


def test_rtmp_with_a_wrong_key_and_a_second_sender(station: Station, record_property: Any) -> None:
    key = new_key()
    with relaying(station.relay, station.desk.port, station.folder / "rtmp"):
        channel = station.channel("RTMP", "rtmp", key)
        station.wait_trouble("RTMP", NobodySends.message)
        wrong = station.send_flv(new_key())
        assert wrong.wait(PATIENCE) != 0
        station.desk.wait(lambda: station.row("RTMP")["turned_away_why"] == "wrong_key", PATIENCE, "the note")
        begun = time.monotonic()
        station.send_flv(key)
        station.wait_segments("RTMP", 2)
        seconds = time.monotonic() - begun
        second = station.send_flv(key)
        assert second.wait(PATIENCE) != 0, said_by(second)
        station.desk.wait(lambda: station.row("RTMP")["turned_away_why"] == "second", PATIENCE, "the note")
        count = len(station.segments("RTMP"))
        station.wait_segments("RTMP", count + 2)
        assert [one["gap"] for one in station.segments("RTMP")] == [0] * len(station.segments("RTMP"))
        names = {path.name for path in (station.folder / "rtmp" / "pieces").iterdir()}
        assert names
        assert all(name.startswith(channel) for name in names)  # no key is a file's name
    figure = f"wrong RTMP key and the second RTMP sender turned away, two segments {seconds:.1f} s after the right key"
    record_property("figure", figure)


def _arguments_of(desk: Desk) -> str:
    """The argument lists of every process of this machine."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode(errors="replace")
        except OSError:  # it ended
            continue
        if "srt://127.0.0.1" not in words:  # the sender's own
            found.append(words)
    assert any(str(desk.data) in words or "clipdesk" in words for words in found)
    return "\n".join(found)
