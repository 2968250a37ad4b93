"""Bad files: each ends with its own sentence on the recording's page, in both languages, and nothing is broken."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import translation

from clipdesk.config.testing_cast import Newsroom
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.library.models import Recording
from clipdesk.library.receiving import EmptyFile, receive_file
from clipdesk.library.tests.conftest import Make
from clipdesk.media import errors

Bring = Callable[[Make, Path], Path]


def _text(make: Make, folder: Path) -> Path:
    path = folder / "a.mp4"
    path.write_text("Xin chào, đây là kịch bản bản tin.\n" * 50)
    return path


def _hls(make: Make, folder: Path) -> Path:
    path = folder / "a.mp4"
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n")
    return path


def _ffconcat(make: Make, folder: Path) -> Path:
    path = folder / "a.mp4"
    path.write_text("ffconcat version 1.0\nfile other.mp4\n")
    return path


def _cut_off(make: Make, folder: Path, name: str, *flags: str) -> Path:
    whole = make(name, "-f", "lavfi", "-i", "testsrc=s=320x180:d=2", "-c:v", "libx264", *flags).read_bytes()
    path = folder / "a.mp4"
    path.write_bytes(whole[: len(whole) * 3 // 4])
    return path


def _without_index(make: Make, folder: Path) -> Path:
    return _cut_off(make, folder, "late.mp4")


def _stops_in_the_middle(make: Make, folder: Path) -> Path:
    return _cut_off(make, folder, "early.mp4", "-movflags", "+faststart")


def _huge(make: Make, folder: Path) -> Path:
    source = ("-f", "lavfi", "-i", "color=s=16000x16000:r=25:d=0.04")
    return make("huge.mp4", *source, "-c:v", "libx264", "-preset", "ultrafast")


def _three_hundred_tracks(make: Make, folder: Path) -> Path:
    maps = [part for _ in range(300) for part in ("-map", "0:a")]
    return make("many.mkv", "-f", "lavfi", "-i", "sine=d=0.1", *maps, "-c:a", "pcm_s16le")


def _no_length(make: Make, folder: Path) -> Path:
    path = folder / "a.wav"
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 48000, 96000, 2, 16)
    path.write_bytes(b"RIFF" + struct.pack("<I", 36) + b"WAVE" + form + b"data" + bytes(4))
    return path


CASES: list[tuple[Bring, type[errors.UnreadableMedia], str, str]] = [
    (_text, errors.TextNotMedia, "not a recording", "không phải là bản ghi"),
    (_hls, errors.PlaylistNotMedia, "HLS", "HLS"),
    (_ffconcat, errors.PlaylistNotMedia, "ffconcat", "ffconcat"),
    (_without_index, errors.IndexMissing, "index", "chỉ mục"),
    (_stops_in_the_middle, errors.TruncatedMedia, "stops in the middle", "giữa chừng"),
    (_three_hundred_tracks, errors.TooManyStreams, "more than 16 tracks", "16"),
    (_no_length, errors.ZeroLength, "no length", "thời lượng"),
]


@pytest.mark.parametrize(
    ("bring", "error", "english", "vietnamese"),
    [*CASES, pytest.param(_huge, errors.TooLargePicture, "16000×16000", "16000×16000", marks=pytest.mark.slow)],
    ids=lambda value: value.__name__ if callable(value) else None,
)
def test_its_sentence_is_on_the_page(
    newsroom: Newsroom,
    make: Make,
    tmp_path: Path,
    bring: Bring,
    error: type[errors.UnreadableMedia],
    english: str,
    vietnamese: str,
) -> None:
    path = bring(make, tmp_path)
    recording = receive_file(path, station=newsroom.station, desk=newsroom.news, title="x", by=newsroom.lan.person)
    run_waiting_jobs()
    recording.refresh_from_db()
    assert recording.state == Recording.FAILED
    assert recording.trouble_message == error.message
    assert not recording.files.exists()
    browser = newsroom.client(newsroom.lan)
    for language, word in (("en", english), ("vi", vietnamese)):
        newsroom.lan.person.language = language
        newsroom.lan.person.save()
        page = browser.get(newsroom.path(f"recordings/{recording.pk}/")).content.decode()
        with translation.override(language):
            said = translation.gettext(error.message).split("{", 1)[0]
        assert said.split("“")[0].strip()[:30] in page
        assert word in page


def test_an_empty_file_is_not_even_taken(newsroom: Newsroom, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.touch()
    with pytest.raises(EmptyFile, match="“a.mp4” is empty"):
        receive_file(path, station=newsroom.station, desk=newsroom.news, title="x", by=newsroom.lan.person)
    assert not Recording.objects.exists()
