"""Our HLS client against a real server on the loopback: growing playlists, lost pieces, refusals, forbidden addresses."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clipdesk.kernel.errors import ClipdeskError
from clipdesk.kernel.targets import Inside, NoAddress
from clipdesk.media.live import Source, join, record
from clipdesk.media.live.errors import (
    EncryptedStream,
    LiveError,
    NotAPlaylist,
    Refused,
    StreamEnded,
    TooManyHops,
    Unreachable,
)
from clipdesk.media.live.fetching import Fetcher
from clipdesk.media.live.playlist import Span
from clipdesk.media.live.sources import fetcher_for, pieces_of
from clipdesk.media.live.tests.conftest import FRAMES, Remembering
from clipdesk.media.live.tests.web import Answer, Web, serving
from clipdesk.media.tests import strip
from clipdesk.media.tests.conftest import Make

ALLOWED = ("127.0.0.1",)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        yield web


def _packed(programme: Path, make: Make, name: str, *more: str) -> Path:
    """Let ffmpeg write the programme as HLS; return the playlist."""
    split = ("-f", "hls", "-hls_time", "2", "-hls_list_size", "0", *more)
    return make(f"{name}.m3u8", "-i", str(programme), "-c", "copy", *split)


def _growing(web: Web, playlist_file: Path, lost: str = "", *, again: bool = False) -> None:
    """Serve a playlist of which each asking shows one piece more, the last six of them, and the pieces.

    again: after a joint, with the clock begun anew, all pieces come once more.
    """
    lines = playlist_file.read_text().splitlines()
    head = [line for line in lines if line.startswith(("#EXTM3U", "#EXT-X-VERSION", "#EXT-X-MAP"))]
    head.append("#EXT-X-TARGETDURATION:0.5")
    pieces = [(lines[at - 1], line) for at, line in enumerate(lines) if not line.startswith("#")]
    if again:
        pieces += [(f"#EXT-X-DISCONTINUITY\n{pieces[0][0]}", pieces[0][1]), *pieces[1:]]
    asked = itertools.count(3)

    def playlist() -> Answer:
        shown = min(next(asked), len(pieces))
        first = max(0, shown - 6)
        said = [*head, f"#EXT-X-MEDIA-SEQUENCE:{first}"]
        said += [word for piece in pieces[first:shown] for word in piece]
        said += ["#EXT-X-ENDLIST"] if shown == len(pieces) else []
        return Answer("\n".join(said).encode())

    web.at["/live.m3u8"] = playlist
    for path in playlist_file.parent.iterdir():
        if path.name != lost:
            web.at[f"/{path.name}"] = Answer(path.read_bytes())


def _record(web: Web, keeper: Remembering, troubles: int = 1) -> None:
    """Record until the programme ends."""
    stop = threading.Event()
    source = Source("hls", web.url("/live.m3u8"), ALLOWED)
    thread = threading.Thread(target=record, args=(source, keeper.folder, keeper, stop))
    thread.start()
    try:
        keeper.wait(troubles=troubles)
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()


@pytest.mark.parametrize("form", ["mpegts", "fmp4"])
def test_every_picture_of_a_growing_playlist(
    web: Web, programme: Path, make: Make, keeper: Remembering, tmp_path: Path, form: str
) -> None:
    more = (
        "-hls_segment_type",
        form,
        *(("-hls_fmp4_init_filename", "init.mp4", "-bsf:a", "aac_adtstoasc") if form == "fmp4" else ()),
    )
    _growing(web, _packed(programme, make, form, *more))
    _record(web, keeper)
    assert isinstance(keeper.troubles[0], StreamEnded)
    whole = join(keeper.folder, keeper.stored, tmp_path / "whole")
    assert strip.numbers(whole, scale=1 / 3) == list(range(FRAMES))
    assert {one.epoch for one in keeper.placed} == {1}
    assert [one.gap for one in keeper.placed] == [0] * len(keeper.placed)


def test_a_lost_piece_is_a_gap_of_its_length(
    web: Web, programme: Path, make: Make, keeper: Remembering, tmp_path: Path
) -> None:
    _growing(web, _packed(programme, make, "lost"), lost="lost3.ts")
    _record(web, keeper)
    assert sorted({one.epoch for one in keeper.placed}) == [1, 2]
    whole = join(keeper.folder, keeper.stored, tmp_path / "whole")
    assert strip.numbers(whole, scale=1 / 3) == [*range(150), *range(200, FRAMES)]
    assert [one.gap for one in keeper.placed if one.gap] == [180_000]


def test_a_joint_with_the_clock_begun_anew_takes_no_time(
    web: Web, programme: Path, make: Make, keeper: Remembering, tmp_path: Path
) -> None:
    """Only as much as the first picture is decoded before it is shown: two pictures, of 1/25 s."""
    _growing(web, _packed(programme, make, "joint"), again=True)
    _record(web, keeper)
    whole = join(keeper.folder, keeper.stored, tmp_path / "whole")
    assert strip.numbers(whole, scale=1 / 3) == [*range(FRAMES), *range(FRAMES)]
    assert [one.gap for one in keeper.placed if one.gap] == [7200]


def _first(web: Web, path: str, allowed: tuple[str, ...] = ALLOWED) -> object:
    return next(pieces_of(Source("hls", web.url(path), allowed))(threading.Event()))


def test_encrypted_missing_and_other_things_are_refused(web: Web) -> None:
    key = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-KEY:METHOD=AES-128,URI="k"\n#EXTINF:2,\na.ts\n'
    web.at["/locked.m3u8"] = Answer(key.encode())
    web.at["/page.m3u8"] = Answer(b"<html>")
    web.at["/round.m3u8"] = Answer(status=302, headers={"Location": "/round.m3u8"})
    refusals: list[tuple[str, type[LiveError]]] = [
        ("/locked.m3u8", EncryptedStream),
        ("/page.m3u8", NotAPlaylist),
        ("/none.m3u8", Refused),
        ("/round.m3u8", TooManyHops),
    ]
    for path, error in refusals:
        with pytest.raises(error):
            _first(web, path)


def test_a_version_behind_a_master_playlist_and_a_redirect(web: Web, programme: Path) -> None:
    web.at["/master.m3u8"] = Answer(b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=640x360\nmoved.m3u8\n")
    web.at["/moved.m3u8"] = Answer(status=307, headers={"Location": "/deep/list.m3u8"})
    web.at["/deep/list.m3u8"] = Answer(b"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\npiece.ts\n")
    web.at["/deep/piece.ts"] = Answer(programme.read_bytes())
    piece = _first(web, "/master.m3u8")
    assert getattr(piece, "form", "") == "mpegts"
    assert web.asked == ["/master.m3u8", "/moved.m3u8", "/deep/list.m3u8", "/deep/piece.ts"]


@pytest.mark.parametrize("way", ["redirect", "version", "piece", "init"])
@pytest.mark.parametrize("host", ["localhost", "[::1]", "0x7f000001", "127.1", "169.254.169.254"])
def test_nothing_inside_is_asked_unless_it_is_allowed(web: Web, way: str, host: str) -> None:
    """The server itself is allowed; whoever it names is looked at like the first address."""
    with serving() as secret:
        there = f"http://{host}:{secret.port}/secret"
        media = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n"
        said = {
            "redirect": Answer(status=302, headers={"Location": there}),
            "version": Answer(f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{there}\n".encode()),
            "piece": Answer(f"{media}#EXTINF:2,\n{there}\n".encode()),
            "init": Answer(f'{media}#EXT-X-MAP:URI="{there}"\n#EXTINF:2,\n/piece.m4s\n'.encode()),
        }
        web.at["/live.m3u8"] = said[way]
        web.at["/piece.m4s"] = Answer(b"\x00\x00\x00\x08styp")
        with pytest.raises(ClipdeskError) as caught:
            _first(web, "/live.m3u8")
        assert isinstance(caught.value, Inside)
        assert secret.asked == []
    with pytest.raises(Inside):
        _first(web, "/live.m3u8", allowed=())


def test_a_source_outside_leads_to_nothing_inside_not_even_to_what_is_allowed() -> None:
    inside = ("encoder.station.example", "10.0.0.5")
    assert fetcher_for(Source("hls", "https://cdn.example/tv.m3u8", inside)).allowed == ()
    assert fetcher_for(Source("hls", "http://10.0.0.5:8000/tv.m3u8", inside)).allowed == inside
    assert fetcher_for(Source("hls", "http://Encoder.Station.Example/tv.m3u8", inside)).allowed == inside


@pytest.mark.parametrize("there", ["http://[", "file:///etc/passwd", "data:video/mp2t;base64,R0dH", "//[::"])
def test_what_is_no_address_is_a_clear_state(web: Web, there: str) -> None:
    media = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n"
    web.at["/piece.m3u8"] = Answer(f"{media}#EXTINF:2,\n{there}\n".encode())
    web.at["/init.m3u8"] = Answer(f'{media}#EXT-X-MAP:URI="{there}"\n#EXTINF:2,\n/piece.m4s\n'.encode())
    web.at["/version.m3u8"] = Answer(f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{there}\n".encode())
    web.at["/redirect.m3u8"] = Answer(status=302, headers={"Location": there})
    web.at["/piece.m4s"] = Answer(b"\x00\x00\x00\x08styp")
    for path in ("/piece.m3u8", "/init.m3u8", "/version.m3u8", "/redirect.m3u8"):
        with pytest.raises(ClipdeskError) as caught:
            _first(web, path)
        assert isinstance(caught.value, NoAddress | NotAPlaylist), path


@pytest.mark.parametrize("length", [b"", b"Content-Length: 1000\r\n"])
def test_an_answer_that_drips_is_cut(length: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            line, _ = listener.accept()
            with line:
                line.recv(65536)
                line.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + length + b"\r\n")
                for _ in range(300):
                    try:
                        line.sendall(b"#")
                    except OSError:
                        return
                    time.sleep(0.1)

        threading.Thread(target=drip, daemon=True).start()
        begun = time.monotonic()
        with pytest.raises(Unreachable):
            Fetcher(ALLOWED).get(Span(f"http://127.0.0.1:{listener.getsockname()[1]}/"), 1 << 20, seconds=1)
        assert time.monotonic() - begun < 15
