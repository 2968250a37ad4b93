"""`clipdesk ingest`: which station, which desk, whose name; a sentence for everything that does not fit."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from clipdesk.accounts.models import Desk, Station
from clipdesk.config import bringing
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.models import LedgerEntry
from clipdesk.library.limits import QuotaReached, TooBig
from clipdesk.library.models import Recording
from clipdesk.library.receiving import EmptyFile
from clipdesk.library.storage import NoRoom


def test_a_file_becomes_a_recording(newsroom: Newsroom, small_video: Path) -> None:
    nobody = bringing.choose_person(newsroom.news, "")
    found = bringing.bring_in(small_video, newsroom.news, nobody, "")
    assert (found.title, found.original_name, found.desk, found.state) == (
        "small",
        "small.mp4",
        newsroom.news,
        "received",
    )
    entry = LedgerEntry.objects.get(verb="recording_received")
    assert (entry.actor_name, entry.station_id) == ("Command line", newsroom.station.pk)
    again = bringing.bring_in(small_video, newsroom.news, nobody, "Another title")
    assert (again.pk, again.title) == (found.pk, "small")
    assert bringing.choose_person(newsroom.news, "") == nobody
    assert not nobody.is_active


def test_the_station_is_the_only_real_one_or_the_one_named(newsroom: Newsroom) -> None:
    with pytest.raises(bringing.WhichStation) as caught:
        bringing.choose_station("")
    assert str(caught.value) == "Say which station with --station: cuu-long, song-hong."
    assert bringing.choose_station("song-hong") == newsroom.station
    real = Station.objects.create(slug="song-lam", name="Đài Sông Lam")
    assert bringing.choose_station("") == real
    with pytest.raises(bringing.WhichStation):
        bringing.choose_station("nowhere")


def test_without_a_station_the_next_step_is_said(db: None) -> None:
    with pytest.raises(bringing.NoStation):
        bringing.choose_station("")


def test_the_desk_is_found_without_its_marks(newsroom: Newsroom) -> None:
    assert bringing.choose_desk(newsroom.station, "thoi su") == newsroom.news
    with pytest.raises(bringing.WhichDesk) as caught:
        bringing.choose_desk(newsroom.station, "")
    assert str(caught.value) == "Say which desk of Đài Sông Hồng with --desk: Thể thao, Thời sự."
    Desk.objects.filter(pk=newsroom.sport.pk).update(name="Thoi su 2")
    assert bringing.choose_desk(newsroom.station, "Thời sự") == newsroom.news


def test_only_who_may_bring_in_there_is_named(newsroom: Newsroom) -> None:
    assert bringing.choose_person(newsroom.news, newsroom.lan.person.email.upper()) == newsroom.lan.person
    for member in (newsroom.binh, newsroom.oanh, newsroom.stranger):
        with pytest.raises(bringing.NotTheirs):
            bringing.choose_person(newsroom.news, member.person.email)
    with pytest.raises(bringing.NotTheirs):
        bringing.choose_person(newsroom.news, "nobody@nowhere.example")


def test_what_is_no_file_is_said(newsroom: Newsroom, tmp_path: Path) -> None:
    by = newsroom.lan.person
    for path in (tmp_path / "missing.mp4", tmp_path):
        with pytest.raises(bringing.NoFile):
            bringing.bring_in(path, newsroom.news, by, "")
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(EmptyFile):
        bringing.bring_in(tmp_path / "empty.mp4", newsroom.news, by, "")


def test_the_limits_of_uploads_hold_here_too(
    newsroom: Newsroom, small_video: Path, tmp_path: Path, settings: Settings
) -> None:
    by, huge = newsroom.lan.person, tmp_path / "huge.mp4"
    huge.touch()
    os.truncate(huge, 1 << 40)  # sparse: it takes no room itself
    with pytest.raises(TooBig, match="“huge.mp4” is larger than 20 GB"):
        bringing.bring_in(huge, newsroom.news, by, "")
    settings.UPLOAD_LIMIT_BYTES = 1 << 50
    os.truncate(huge, 1 << 43)
    with pytest.raises(NoRoom):
        bringing.bring_in(huge, newsroom.news, by, "")
    settings.STATION_QUOTA_BYTES = small_video.stat().st_size - 1
    with pytest.raises(QuotaReached):
        bringing.bring_in(small_video, newsroom.news, by, "")
    assert not Recording.objects.exists()
    settings.STATION_QUOTA_BYTES += 1
    bringing.bring_in(small_video, newsroom.news, by, "")
