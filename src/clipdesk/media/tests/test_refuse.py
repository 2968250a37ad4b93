"""Bad input: each kind has its own sentence, and nothing else happens."""

import socket
import struct
import threading
from pathlib import Path

import pytest

from clipdesk.media import errors
from clipdesk.media.probe import probe
from clipdesk.media.tests.conftest import Make


def test_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.touch()
    with pytest.raises(errors.EmptyFile, match="0 bytes"):
        probe(path)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("Xin chào, đây là kịch bản bản tin.\n".encode() * 50, errors.TextNotMedia),
        ("Xin chào".encode("utf-16"), errors.TextNotMedia),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), errors.PictureNotMedia),
        (b"%PDF-1.7\n" + bytes(100), errors.DocumentNotMedia),
        (b"PK\x03\x04" + bytes(100), errors.DocumentNotMedia),
        (bytes(range(256)) * 40, errors.NotMedia),
    ],
)
def test_other_things_named_mp4(tmp_path: Path, content: bytes, error: type[errors.NotMedia]) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    with pytest.raises(errors.NotMedia, match="not a recording") as caught:
        probe(path)
    assert caught.type is error


def test_hls_playlist_is_not_followed(tmp_path: Path) -> None:
    """A canary server listens; nobody may call."""
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(1)
        calls: list[object] = []
        listener = threading.Thread(target=lambda: calls.extend(_accept(canary)))
        listener.start()
        port = canary.getsockname()[1]
        path = tmp_path / "a.mp4"
        path.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:{port}/a.ts\n")
        with pytest.raises(errors.PlaylistNotMedia, match="HLS"):
            probe(path)
        listener.join()
    assert calls == []


def test_ffconcat_playlist_is_not_followed(tmp_path: Path, tone: Path) -> None:
    (tmp_path / "secret.wav").write_bytes(tone.read_bytes())
    path = tmp_path / "a.mp4"
    path.write_text("ffconcat version 1.0\nfile secret.wav\n")
    with pytest.raises(errors.PlaylistNotMedia, match="ffconcat"):
        probe(path)


def test_mp4_without_its_index(make: Make, tmp_path: Path) -> None:
    whole = make("late.mp4", "-f", "lavfi", "-i", "testsrc=s=320x180:d=2", "-c:v", "libx264").read_bytes()
    path = tmp_path / "cut.mp4"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(errors.IndexMissing, match="index"):
        probe(path)


def test_mp4_that_stops_in_the_middle(make: Make, tmp_path: Path) -> None:
    early = ("-movflags", "+faststart")
    whole = make("early.mp4", "-f", "lavfi", "-i", "testsrc=s=320x180:d=2", "-c:v", "libx264", *early).read_bytes()
    path = tmp_path / "cut.mp4"
    path.write_bytes(whole[: len(whole) * 3 // 4])
    with pytest.raises(errors.TruncatedMedia, match="stops in the middle"):
        probe(path)


@pytest.mark.slow
def test_too_large_picture(make: Make) -> None:
    source = ("-f", "lavfi", "-i", "color=s=16000x16000:r=25:d=0.04")
    path = make("huge.mp4", *source, "-c:v", "libx264", "-preset", "ultrafast")
    with pytest.raises(errors.TooLargePicture, match="16000×16000"):
        probe(path)


def test_three_hundred_tracks(make: Make) -> None:
    maps = [part for _ in range(300) for part in ("-map", "0:a")]
    path = make("many.mkv", "-f", "lavfi", "-i", "sine=d=0.1", *maps, "-c:a", "pcm_s16le")
    with pytest.raises(errors.TooManyStreams, match="more than 16 tracks"):
        probe(path)


def test_zero_length_sound(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 48000, 96000, 2, 16)
    path.write_bytes(b"RIFF" + struct.pack("<I", 36) + b"WAVE" + form + b"data" + bytes(4))
    with pytest.raises(errors.ZeroLength, match="no length"):
        probe(path)


def test_a_codec_off_the_list_is_named(make: Make) -> None:
    path = make("a.mkv", "-f", "lavfi", "-i", "testsrc=s=320x180:d=0.2", "-c:v", "magicyuv")
    with pytest.raises(errors.UnsupportedCodec, match="magicyuv"):
        probe(path)


def test_a_container_off_the_list_is_named(make: Make) -> None:
    path = make("a.avi", "-f", "lavfi", "-i", "testsrc=s=320x180:d=0.2", "-c:v", "mpeg4")
    path = path.rename(path.with_name("avi.mp4"))
    with pytest.raises(errors.UnsupportedFormat, match="AVI"):
        probe(path)


def test_subtitles_alone_are_no_recording(make: Make, tmp_path: Path) -> None:
    script = tmp_path / "a.srt"
    script.write_text("1\n00:00:00,000 --> 00:00:01,000\nchào\n")
    path = make("subs.mkv", "-i", str(script), "-c:s", "srt")
    with pytest.raises(errors.NoUsableStream):
        probe(path)


def _accept(canary: socket.socket) -> list[object]:
    try:
        return [canary.accept()]
    except TimeoutError:
        return []
