"""The store keeps whole files, each once, and never half of one."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import F
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from clipdesk.accounts.models import Notice
from clipdesk.config.health import health
from clipdesk.config.testing_cast import Newsroom
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.library.housekeeping import warn
from clipdesk.library.ingest import WAIT_FOR_ROOM
from clipdesk.library.limits import QuotaReached, TooBig
from clipdesk.library.models import Recording, StoredFile, Upload
from clipdesk.library.receiving import EmptyFile, receive_file
from clipdesk.library.storage import DiskFull, DiskState, Folder, IngestStopped, NoRoom, disk_state
from clipdesk.library.uploads import advance, begin, open_at

SHA256 = hashlib.sha256(b"tin").hexdigest()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of one megabyte."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("tmpfs cannot be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def _files(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]


def test_a_file_lies_under_its_hash(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    assert folder.add([b"t", b"in"]) == (SHA256, 3)
    assert folder.add([b"tin"]) == (SHA256, 3)
    assert _files(tmp_path) == [f"{SHA256[:2]}/{SHA256[2:4]}/{SHA256}"]
    assert folder.path(SHA256).read_bytes() == b"tin"
    assert folder.path(SHA256).stat().st_mode & 0o777 == 0o444
    assert list(folder.all()) == [SHA256]


def test_adding_again_heals_a_damaged_file(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.add([b"tin"])
    folder.path(SHA256).chmod(0o644)
    folder.path(SHA256).write_bytes(b"txn")
    folder.add([b"tin"])
    assert folder.path(SHA256).read_bytes() == b"tin"


def test_an_interrupted_copy_leaves_nothing(tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.EIO, "the share went away")

    with pytest.raises(OSError, match="went away"):
        Folder(tmp_path).add(chunks())
    assert _files(tmp_path) == []


def test_a_full_disk_leaves_no_half_file(small_disk: Path) -> None:
    folder = Folder(small_disk)
    kept, _ = folder.add([bytes(300_000)])
    with pytest.raises(DiskFull, match="Nothing of this file was kept"):
        folder.add([bytes(500_000)] * 3)
    assert _files(small_disk) == [f"{kept[:2]}/{kept[2:4]}/{kept}"]
    assert folder.add([b"tin"])[0] == SHA256


def test_no_row_without_its_bytes(db: None, small_disk: Path, tmp_path: Path, settings: Settings) -> None:
    settings.FILES = small_disk
    big = tmp_path / "big"
    big.write_bytes(bytes(2_000_000))
    with pytest.raises(DiskFull):
        StoredFile.add(big, media_type="video/mp4")
    assert not StoredFile.objects.exists()


def test_a_full_disk_takes_no_recording(
    newsroom: Newsroom, small_disk: Path, small_video: Path, settings: Settings
) -> None:
    """At 95 % ingest stops; at 85 % it still works. What publishing writes is let through."""
    settings.FILES = small_disk
    (small_disk / "other").write_bytes(bytes(900_000))
    assert (disk_state().warns, disk_state().stops_ingest) == (True, False)
    (small_disk / "more").write_bytes(bytes(100_000))
    assert disk_state().percent >= 95
    who = {"station": newsroom.station, "desk": newsroom.news, "by": newsroom.lan.person}
    with pytest.raises(IngestStopped, match="publishing goes on"):
        receive_file(small_video, title="a", **who)  # type: ignore[arg-type]
    with pytest.raises(IngestStopped):
        begin(newsroom.lan, newsroom.news, "a.mp4", 10)
    assert not Recording.objects.exists()
    rendered = small_disk.parent / "clip"
    rendered.write_bytes(b"clip")
    assert StoredFile.add(rendered, media_type="video/mp4").path.read_bytes() == b"clip"


@pytest.mark.parametrize("other", ["UPLOADS", "PUBLIC"])
def test_the_fuller_of_two_disks_counts(
    newsroom: Newsroom, small_disk: Path, small_video: Path, settings: Settings, other: str
) -> None:
    """The store on a share has room; the disk of everything else is full."""
    setattr(settings, other, small_disk / "not-yet-made")
    assert not disk_state().stops_ingest
    (small_disk / "other").write_bytes(bytes(1_020_000))
    assert disk_state().stops_ingest
    with pytest.raises(IngestStopped):
        begin(newsroom.lan, newsroom.news, "a.mp4", 10)
    with pytest.raises(IngestStopped):
        receive_file(small_video, title="a", station=newsroom.station, desk=newsroom.news, by=newsroom.lan.person)
    assert not Recording.objects.exists()


def test_the_disk_of_live_channels_is_watched_and_stops_no_upload(
    newsroom: Newsroom, small_disk: Path, settings: Settings
) -> None:
    settings.LIVE = small_disk / "live"
    (small_disk / "other").write_bytes(bytes(1_020_000))
    warn()
    assert Notice.objects.filter(kind="disk_full", person=newsroom.oanh.person).count() == 1
    report = health()
    assert report["live_disk"]["stops_recording"]
    assert not report["disk"]["stops_ingest"]
    begin(newsroom.lan, newsroom.news, "a.mp4", 10)


def test_there_must_be_room_on_each_disk(newsroom: Newsroom, small_disk: Path, settings: Settings) -> None:
    settings.UPLOADS = small_disk / "uploads"
    begin(newsroom.lan, newsroom.news, "a.mp4", 900_000)  # once here, once in the store
    with pytest.raises(NoRoom):
        begin(newsroom.lan, newsroom.news, "a.mp4", 1_100_000)
    settings.FILES = small_disk / "files"
    with pytest.raises(NoRoom):
        begin(newsroom.lan, newsroom.news, "a.mp4", 900_000)  # twice here


def test_what_is_kept_for_publishing_is_given_to_no_upload(
    newsroom: Newsroom, small_disk: Path, settings: Settings
) -> None:
    """Of the megabyte (1 048 576 bytes) the last 5 % are: 996 147 bytes may be taken."""
    settings.UPLOADS = small_disk
    with pytest.raises(NoRoom, match="it needs 2 MB while it is taken in, and 0 MB are left for recordings"):
        begin(newsroom.lan, newsroom.news, "a.mp4", 1_000_001)
    settings.DISK_STOP_PERCENT = 100
    begin(newsroom.lan, newsroom.news, "a.mp4", 1_000_001)


def test_uploads_under_way_share_the_room(newsroom: Newsroom, small_disk: Path, settings: Settings) -> None:
    settings.UPLOADS = small_disk
    first = begin(newsroom.lan, newsroom.news, "a.mp4", 600_000)
    with pytest.raises(NoRoom):
        begin(newsroom.binh, newsroom.sport, "b.mp4", 600_000)
    with open_at(first, 0) as file:
        file.write(bytes(300_000))
        advance(first, file, 300_000)
    begin(newsroom.binh, newsroom.sport, "b.mp4", 380_000)  # 300 000 came, 300 000 will
    with pytest.raises(NoRoom):
        begin(newsroom.binh, newsroom.sport, "c.mp4", 20_000)
    Upload.objects.filter(pk=first.pk).update(expires_at=F("expires_at") - timedelta(minutes=61))
    begin(newsroom.binh, newsroom.sport, "c.mp4", 300_000)  # one that rests keeps no room


def test_what_waits_to_be_read_waits_for_room(
    newsroom: Newsroom, small_disk: Path, small_video: Path, settings: Settings
) -> None:
    who = {"station": newsroom.station, "desk": newsroom.news, "by": newsroom.lan.person}
    recording = receive_file(small_video, title="a", **who)  # type: ignore[arg-type]
    usual, settings.UPLOADS = settings.UPLOADS, small_disk
    (small_disk / "other").write_bytes(bytes(1_020_000))
    assert "library.ingest" in run_waiting_jobs()
    recording.refresh_from_db()
    assert (recording.state, recording.run) == (Recording.RECEIVED, 0)
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"recordings/{recording.pk}/state/")).content.decode()
    assert "Ổ đĩa đã đầy" in page
    waits = ProcrastinateJob.objects.get(task_name="library.ingest", status="todo")
    assert timedelta(0) < waits.scheduled_at - now() <= WAIT_FOR_ROOM
    settings.UPLOADS = usual
    ProcrastinateJob.objects.filter(pk=waits.pk).update(scheduled_at=None)
    run_waiting_jobs()
    recording.refresh_from_db()
    assert recording.state == Recording.READY


@pytest.mark.parametrize(("percent", "warns", "stops"), [(84, False, False), (85, True, False), (95, True, True)])
def test_from_when_on(percent: int, warns: bool, stops: bool) -> None:
    state = DiskState(percent=percent, free=0, room=0)
    assert (state.warns, state.stops_ingest) == (warns, stops)


def test_limits_have_sentences(newsroom: Newsroom, settings: Settings) -> None:
    settings.UPLOAD_LIMIT_BYTES = 2_000_000_000
    with pytest.raises(TooBig, match="“a.mp4” is larger than 2 GB"):
        begin(newsroom.lan, newsroom.news, "a.mp4", 2_000_000_001)
    settings.UPLOAD_LIMIT_BYTES = 500_000_000
    with pytest.raises(TooBig, match="“a.mp4” is larger than 500 MB"):
        begin(newsroom.lan, newsroom.news, "a.mp4", 500_000_001)
    with pytest.raises(EmptyFile, match="“a.mp4” is empty"):
        begin(newsroom.lan, newsroom.news, "a.mp4", 0)
    settings.UPLOAD_LIMIT_BYTES = 10**18
    with pytest.raises(NoRoom, match="no room for “a.mp4”"):
        begin(newsroom.lan, newsroom.news, "a.mp4", disk_state().free)


def test_the_quota_counts_what_is_on_its_way(newsroom: Newsroom, settings: Settings) -> None:
    settings.STATION_QUOTA_BYTES = 1_000_000_000
    begin(newsroom.lan, newsroom.news, "a.mp4", 600_000_000)
    with pytest.raises(QuotaReached, match="1 GB"):
        begin(newsroom.binh, newsroom.sport, "b.mp4", 600_000_000)
    begin(newsroom.binh, newsroom.sport, "b.mp4", 300_000_000)
