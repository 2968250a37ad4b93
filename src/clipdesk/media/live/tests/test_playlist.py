"""What a playlist says, as RFC 8216 writes it."""

from __future__ import annotations

import pytest

from clipdesk.media.live.errors import EmptyPlaylist, EncryptedStream, NotAPlaylist, SoundApart
from clipdesk.media.live.playlist import Media, Span, Variant, choose, read_playlist

HERE = "https://live.example/tv/index.m3u8"


def _media(text: str) -> Media:
    found = read_playlist(text.encode(), HERE)
    assert isinstance(found, Media)
    return found


def _variants(text: str) -> tuple[Variant, ...]:
    found = read_playlist(text.encode(), HERE)
    assert not isinstance(found, Media)
    return found


def test_pieces_joints_gaps_and_ranges() -> None:
    media = _media(
        '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:7\n#EXT-X-MAP:URI="init.mp4",BYTERANGE="600@0"\n'
        "#EXTINF:3.84,\n#EXT-X-BYTERANGE:1000@600\nall.mp4\n#EXTINF:4,title\n#EXT-X-BYTERANGE:500\nall.mp4\n"
        "#EXT-X-DISCONTINUITY\n#EXTINF:2\n#EXT-X-GAP\n/other/9.m4s\n"
    )
    assert (media.target, media.ended) == (4, False)
    assert [part.number for part in media.parts] == [7, 8, 9]
    assert [part.span for part in media.parts] == [
        Span("https://live.example/tv/all.mp4", 600, 1000),
        Span("https://live.example/tv/all.mp4", 1600, 500),
        Span("https://live.example/other/9.m4s"),
    ]
    assert [part.joint for part in media.parts] == [False, False, True]
    assert [part.missing for part in media.parts] == [False, False, True]
    assert media.parts[0].init == Span("https://live.example/tv/init.mp4", 0, 600)
    assert _media("#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\na.ts\n#EXT-X-ENDLIST\n").ended


def test_the_best_version_up_to_1080_lines_that_we_know() -> None:
    found = _variants(
        "#EXTM3U\n"
        '#EXT-X-STREAM-INF:BANDWIDTH=9000000,RESOLUTION=3840x2160,CODECS="avc1.640033,mp4a.40.2"\nuhd.m3u8\n'
        '#EXT-X-STREAM-INF:BANDWIDTH=5000000,RESOLUTION=1920x1080,CODECS="avc1.640028,mp4a.40.2"\nhd.m3u8\n'
        '#EXT-X-STREAM-INF:BANDWIDTH=8000000,RESOLUTION=1920x1080,CODECS="dvh1.05,mp4a.40.2"\nstrange.m3u8\n'
        "#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=640x360\nsmall.m3u8\n"
    )
    assert choose(found).url == "https://live.example/tv/hd.m3u8"
    assert choose(found[:1]).url == "https://live.example/tv/uhd.m3u8"
    with pytest.raises(EmptyPlaylist):
        choose(found[2:3])


def test_sound_in_a_playlist_of_its_own_is_refused() -> None:
    found = _variants(
        '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="vi",URI="sound.m3u8"\n'
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="b",NAME="vi"\n'
        '#EXT-X-STREAM-INF:BANDWIDTH=2,RESOLUTION=1280x720,AUDIO="a"\napart.m3u8\n'
        '#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=640x360,AUDIO="b"\nwhole.m3u8\n'
    )
    assert choose(found).url == "https://live.example/tv/whole.m3u8"
    with pytest.raises(SoundApart):
        choose(found[:1])


@pytest.mark.parametrize(
    "line", ['#EXT-X-KEY:METHOD=AES-128,URI="k"', '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://k"', "#EXT-X-KEY:URI=1"]
)
def test_encrypted_pieces_are_refused(line: str) -> None:
    with pytest.raises(EncryptedStream):
        read_playlist(f"#EXTM3U\n#EXT-X-TARGETDURATION:4\n{line}\n#EXTINF:4,\na.ts\n".encode(), HERE)
    _media("#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-KEY:METHOD=NONE\n#EXTINF:4,\na.ts\n")


@pytest.mark.parametrize("data", [b"", b"<html>", b"#EXTM3U\n#EXTINF:3\nsong.mp3\n", b"\xff\xfe#EXTM3U"])
def test_other_things_are_no_playlists(data: bytes) -> None:
    with pytest.raises(NotAPlaylist):
        read_playlist(data, HERE)


def test_a_playlist_cannot_make_us_wait_for_hours() -> None:
    media = read_playlist(b"#EXTM3U\n#EXT-X-TARGETDURATION:3599\n#EXTINF:3599,\na.ts\n", "https://a.example/")
    assert isinstance(media, Media)
    assert media.target == 60
