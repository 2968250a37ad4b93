"""Subtitles inside a recording: teletext, CEA-608 and text tracks become captions on its timeline; pictures are named."""

from fractions import Fraction
from pathlib import Path

import pytest

from clipdesk.media.captions import errors as captions_errors
from clipdesk.media.captions.carried import Track, read_carried, tracks
from clipdesk.media.probe import probe
from clipdesk.media.recipe import Cue
from clipdesk.media.supply import has_decoder
from clipdesk.media.tests import caption_carriers
from clipdesk.media.tests.conftest import Make

_PICTURE = ("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=8", "-c:v", "libx264", "-preset", "ultrafast", "-bf", "0")
_SRT = "1\n00:00:01,000 --> 00:00:02,500\nXin chào\n\n2\n00:00:03,000 --> 00:00:04,000\nhai\ndòng\n"


def _cue(start: str, end: str, text: str) -> Cue:
    return Cue(Fraction(start), Fraction(end), text)


@pytest.fixture(scope="module")
def plain(make: Make) -> Path:
    return make("no-subtitles.ts", *_PICTURE)


@pytest.fixture(scope="module")
def teletext(make: Make, plain: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pages = [(2.4, "Hello teletext"), (4.4, ""), (5.0, "Second one"), (6.4, "Third")]
    source = tmp_path_factory.mktemp("teletext") / "teletext.ts"
    source.write_bytes(caption_carriers.teletext_stream(pages))
    streams = ("-i", str(plain), "-i", str(source), "-map", "0", "-map", "1", "-c", "copy")
    return make("with-teletext.ts", *streams, "-copyts", "-muxdelay", "0", "-muxpreload", "0")


@pytest.fixture(scope="module")
def cea608(make: Make, tmp_path_factory: pytest.TempPathFactory) -> Path:
    bare = make("bare.h264", *_PICTURE).read_bytes()
    stream = tmp_path_factory.mktemp("cea608") / "captions.h264"
    stream.write_bytes(caption_carriers.h264_with_cea608(bare, [(2, 4, "HELLO 608"), (5, 7, "Second one")]))
    return stream


def test_teletext(teletext: Path) -> None:
    """Its times are on the stream's clock; ours count from the first picture. The last page is never cleared."""
    info = probe(teletext)
    assert tracks(teletext) == [Track("teletext", 257, "vie", "888")]
    if not has_decoder("libzvbi_teletextdec"):
        with pytest.raises(captions_errors.TeletextUnavailable):
            read_carried(teletext, info)
        return
    rows = (("2.4", "4.4", "Hello teletext"), ("5", "6.4", "Second one"), ("6.4", "9.4", "Third"))
    moved = tuple(Cue(Fraction(a) - info.start, Fraction(b) - info.start, text) for a, b, text in rows)
    assert info.start == Fraction(7, 5)
    assert read_carried(teletext, info).cues == moved


@pytest.mark.parametrize("name", ["cea608.ts", "cea608.mp4"])
def test_cea_608_in_the_pictures(make: Make, cea608: Path, name: str) -> None:
    recording = make(name, "-r", "25", "-f", "h264", "-i", str(cea608), "-c", "copy")
    info = probe(recording)
    assert tracks(recording) == [Track("cea-608", 0, "", "")]
    assert read_carried(recording, info).cues == (_cue("2", "4", "HELLO 608"), _cue("5", "7", "Second one"))


@pytest.mark.parametrize(("name", "codec"), [("text.mp4", "mov_text"), ("text.mkv", "srt"), ("text2.mkv", "ass")])
def test_text_tracks(make: Make, plain: Path, tmp_path: Path, name: str, codec: str) -> None:
    (tmp_path / "a.srt").write_text(_SRT)
    streams = ("-i", str(plain), "-i", str(tmp_path / "a.srt"), "-map", "0:v", "-map", "1", "-c:v", "copy")
    recording = make(name, *streams, "-c:s", codec, "-metadata:s:s:0", "language=vie")
    (track,) = tracks(recording)
    assert (track.kind, track.language) == ("text", "vie")
    assert read_carried(recording, probe(recording)).cues == (
        _cue("1", "2.5", "Xin chào"),
        _cue("3", "4", "hai\ndòng"),
    )


def test_bitmap_subtitles_are_named_as_pictures(plain: Path, tmp_path: Path) -> None:
    recording = tmp_path / "bitmaps.ts"
    recording.write_bytes(caption_carriers.bitmap_stream() + plain.read_bytes())
    info = probe(plain)
    assert Track("pictures", 0x121, "vie", "") in tracks(recording)
    with pytest.raises(captions_errors.PictureCaptions, match=r"bitmaps\.ts are pictures"):
        read_carried(recording, info)


def test_a_recording_without_subtitles(plain: Path) -> None:
    assert tracks(plain) == []
    with pytest.raises(captions_errors.NoSubtitleTrack):
        read_carried(plain, probe(plain))
