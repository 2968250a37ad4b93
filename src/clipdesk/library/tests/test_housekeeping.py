"""The housekeeping throws away what nothing needs, and nothing else."""

from __future__ import annotations

import os
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from pytest_django.fixtures import Settings

from clipdesk.accounts.models import Notice
from clipdesk.config.testing_cast import Newsroom, ready_recording
from clipdesk.library import housekeeping, uploads
from clipdesk.library.models import StoredFile, Upload
from clipdesk.library.storage import store

LONG_AGO = time.time() - 6 * 24 * 3600
WEEKEND = timedelta(hours=63)  # from Friday 18:00 to Monday 9:00


@pytest.fixture(autouse=True)
def own_folders(settings: Settings, tmp_path: Path) -> None:
    settings.FILES, settings.UPLOADS = tmp_path / "files", tmp_path / "uploads"


def _age(path: Path) -> None:
    os.utime(path, (LONG_AGO, LONG_AGO))


def _add(folder: Path, content: bytes) -> StoredFile:
    (folder / "brought").write_bytes(content)
    return StoredFile.add(folder / "brought", media_type="video/mp4")


def test_the_files_of_a_deleted_recording_leave_the_store(newsroom: Newsroom, small_video: Path) -> None:
    recording = ready_recording(newsroom, small_video)
    files = [recording.original, *(row.file for row in recording.files.select_related("file"))]
    assert len(files) > 4
    for file in files:
        _age(file.path)
    assert housekeeping.clean() == 0
    recording.remove(newsroom.lan.actor)
    assert all(file.path.exists() for file in files)
    assert housekeeping.clean() == len(files)
    assert list(store().all()) == []
    assert not StoredFile.objects.exists()


def test_nothing_young_is_touched(db: None, tmp_path: Path) -> None:
    """Between the store and the first row that refers to a file, it looks unneeded."""
    file = _add(tmp_path, b"young")
    assert housekeeping.clean() == 0
    _age(file.path)
    _add(tmp_path, b"young")  # the same content is wanted again at this moment
    assert housekeeping.clean() == 0
    assert file.path.exists()


def test_bytes_without_a_row_and_rows_without_bytes(db: None, tmp_path: Path) -> None:
    sha256, _ = store().add([b"its process died before the row was written"])
    assert housekeeping.clean() == 0
    _age(store().path(sha256))
    assert housekeeping.clean() == 1
    assert not store().exists(sha256)


def test_half_files_of_dead_processes(db: None, settings: Settings) -> None:
    for folder in (settings.FILES / "incoming", settings.UPLOADS, settings.UPLOADS / "ingest-abc"):
        folder.mkdir(parents=True)
    dead = [
        settings.FILES / "incoming" / "x",
        settings.UPLOADS / "ingest-abc" / "proxy.mp4",
        settings.UPLOADS / "1.part",
    ]
    alive = settings.UPLOADS / "2.part"
    for path in (*dead, alive):
        path.write_bytes(b"half")
    for path in (*dead, settings.UPLOADS / "ingest-abc"):
        _age(path)
    housekeeping.clean()
    assert list(settings.UPLOADS.iterdir()) == [alive]
    assert list((settings.FILES / "incoming").iterdir()) == []


def test_what_was_half_uploaded_on_friday_is_there_on_monday(newsroom: Newsroom) -> None:
    upload = uploads.begin(newsroom.lan, newsroom.news, "a.mp4", 10)
    with uploads.open_at(upload, 0) as file:
        file.write(b"01234")
        uploads.advance(upload, file, 5)
    friday = time.time() - WEEKEND.total_seconds()
    os.utime(upload.path, (friday, friday))
    Upload.objects.update(expires_at=F("expires_at") - WEEKEND)
    uploads.drop_expired()
    housekeeping.clean()
    found = uploads.find(upload.pk, newsroom.lan.person)
    assert found is not None
    assert (found.offset, found.path.read_bytes()) == (5, b"01234")


def test_the_same_content_added_at_the_same_moment(
    django_db_setup: None, django_db_blocker: Any, tmp_path: Path, settings: Settings
) -> None:
    """While the housekeeping holds an unneeded file, somebody brings the same content: they end up with row and bytes.

    The housekeeping is stopped between its decision and its commit by doing its steps here, lock for lock.
    """
    with django_db_blocker.unblock():
        sha256 = _add(tmp_path, b"wanted again").pk
        added = threading.Event()

        def add_again() -> None:
            StoredFile.add(tmp_path / "brought", media_type="video/mp4")
            added.set()
            connection.close()

        with transaction.atomic(), StoredFile.locked(sha256):
            thread = threading.Thread(target=add_again)
            thread.start()
            assert not added.wait(0.5)
            StoredFile.objects.get(pk=sha256).delete()
            store().delete(sha256)
        thread.join(10)
        assert added.is_set()
        assert store().path(sha256).read_bytes() == b"wanted again"
        assert StoredFile.objects.filter(pk=sha256).exists()
        StoredFile.objects.filter(pk=sha256).delete()


def test_operators_are_told_once_a_day(real_newsroom: Newsroom, settings: Settings) -> None:
    settings.DISK_WARN_PERCENT = 101
    housekeeping.warn()
    assert not Notice.objects.exists()
    settings.DISK_WARN_PERCENT = 0
    for _ in range(2):
        housekeeping.warn()
    told = Notice.objects.filter(station=real_newsroom.station)
    assert [notice.person for notice in told] == [real_newsroom.oanh.person]
