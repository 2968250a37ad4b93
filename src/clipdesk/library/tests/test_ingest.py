"""A recording is read once, to an end that is told, whatever happens on the way."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from clipdesk.accounts.models import Notice
from clipdesk.config.testing_cast import Newsroom, ready_recording
from clipdesk.history.models import LedgerEntry
from clipdesk.history.transition import IllegalTransition, entries_of, transition
from clipdesk.jobs.fence import Superseded
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.library.ingest import OriginalMissing, ingest
from clipdesk.library.models import Recording
from clipdesk.library.receiving import receive_file
from clipdesk.library.tests.conftest import Make
from clipdesk.media.probe import probe


def _receive(newsroom: Newsroom, path: Path) -> Recording:
    return receive_file(path, station=newsroom.station, desk=newsroom.news, title="Bản tin", by=newsroom.lan.person)


def test_what_reading_finds(newsroom: Newsroom, small_video: Path) -> None:
    recording = ready_recording(newsroom, small_video)
    assert (recording.duration, recording.frame_rate) == (Fraction(4), Fraction(25))
    assert recording.progress == 1
    kinds = set(recording.files.values_list("kind", flat=True))
    assert kinds == {"proxy", "filmstrip", "peaks", "loudness", "scores", "keyframes", "fingerprints"}
    proxy = recording.file("proxy")
    assert proxy is not None
    assert probe(proxy.path).duration == 4
    assert recording.analysis.frames == 100
    assert recording.loudness_series is not None
    verbs = [entry.verb for entry in entries_of(recording)]
    assert verbs == ["recording_received", "ingest_started", "recording_ready"]


def test_sound_alone(newsroom: Newsroom, make: Make) -> None:
    recording = ready_recording(newsroom, make("radio.mp3", "-f", "lavfi", "-i", "sine=d=3"))
    assert not recording.has_video
    assert recording.frame_rate == 25
    assert set(recording.files.values_list("kind", flat=True)) == {"proxy", "peaks", "loudness", "fingerprints"}


def test_interlaced_transport_stream_with_timecode_and_fields(newsroom: Newsroom, make: Make) -> None:
    fields = ("-vf", "tinterlace=interleave_top,fieldorder=tff", "-c:v", "mpeg2video", "-flags", "+ildct+ilme")
    sound = ("-f", "lavfi", "-i", "sine=d=2", "-c:a", "mp2")
    path = make("air.ts", "-f", "lavfi", "-i", "testsrc2=s=352x288:r=50:d=2", *sound, *fields, "-b:v", "3M")
    recording = ready_recording(newsroom, path)
    video = recording.source_info.video
    assert video is not None
    assert (video.field_order, video.frames, recording.duration) == ("tff", 50, Fraction(2))
    proxy = recording.file("proxy")
    assert proxy is not None
    seen = probe(proxy.path).video
    assert seen is not None
    assert not seen.interlaced


def test_the_same_file_again_is_the_same_recording(newsroom: Newsroom, small_video: Path, tmp_path: Path) -> None:
    first = _receive(newsroom, small_video)
    other_name = tmp_path / "other.mov"
    other_name.write_bytes(small_video.read_bytes())
    again = receive_file(other_name, station=newsroom.station, desk=newsroom.news, title="x", by=newsroom.huong.person)
    assert again.pk == first.pk
    assert Recording.objects.get().title == "Bản tin"
    assert LedgerEntry.objects.filter(verb="recording_received").count() == 1


def test_another_desk_gets_a_recording_of_its_own(newsroom: Newsroom, small_video: Path) -> None:
    """Bình learns nothing of what the news desk calls it; the bytes lie in the store once."""
    news = _receive(newsroom, small_video)
    sport = receive_file(
        small_video, station=newsroom.station, desk=newsroom.sport, title="Bóng đá", by=newsroom.binh.person
    )
    assert sport.pk != news.pk
    assert (sport.title, sport.desk, sport.original) == ("Bóng đá", newsroom.sport, news.original)


def test_progress_is_real(newsroom: Newsroom, make: Make) -> None:
    """It is written while ffmpeg runs; the observer stands where the database is written."""
    path = make("long.mp4", "-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=30", "-preset", "ultrafast")
    recording = _receive(newsroom, path)
    told: list[float] = []
    _watch_writes(recording, lambda changes: told.append(float(changes["progress"])))
    ingest(recording)
    assert len(told) >= 3
    assert told == sorted(told)
    assert 0 < told[0] < 0.9


def _watch_writes(recording: Recording, heard: Callable[[dict[str, Any]], None]) -> None:
    write = recording.write

    def listening(**changes: object) -> None:
        write(**changes)
        heard(changes)

    recording.write = listening  # type: ignore[method-assign]


def test_cancel_ends_it_quietly(newsroom: Newsroom, make: Make) -> None:
    """Cancelled while ffmpeg runs: it stops within two seconds, nothing is left, and the job is no failure."""
    path = make("long.mp4", "-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=30", "-preset", "ultrafast")
    recording = _receive(newsroom, path)
    cancelled_at: list[float] = []

    def cancel(changes: dict[str, Any]) -> None:
        if not cancelled_at:
            transition(Recording.objects.get(pk=recording.pk), Recording.CANCEL, by=newsroom.lan.actor)
            cancelled_at.append(time.monotonic())

    _watch_writes(recording, cancel)
    ingest(recording)
    assert time.monotonic() - cancelled_at[0] < 2
    recording.refresh_from_db()
    assert recording.state == Recording.CANCELLED
    assert not recording.files.exists()
    assert not Notice.objects.exists()
    with pytest.raises(IllegalTransition):
        transition(recording, Recording.FINISH, by=newsroom.lan.actor)
    transition(recording, Recording.AGAIN, by=newsroom.lan.actor, changes={"progress": 0.0})
    run_waiting_jobs()
    recording.refresh_from_db()
    assert recording.state == Recording.READY


def test_cancelled_at_the_very_end(newsroom: Newsroom, small_video: Path) -> None:
    """Everything was made, but between the last question and the last write somebody cancelled."""
    recording = _receive(newsroom, small_video)

    def cancel_once_all_is_read(changes: dict[str, Any]) -> None:
        if changes["progress"] == 1.0:
            transition(Recording.objects.get(pk=recording.pk), Recording.CANCEL, by=newsroom.lan.actor)

    _watch_writes(recording, cancel_once_all_is_read)
    ingest(recording)
    recording.refresh_from_db()
    assert recording.state == Recording.CANCELLED
    assert not recording.files.exists()


def test_deleted_while_it_is_read(newsroom: Newsroom, make: Make) -> None:
    path = make("long.mp4", "-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=30", "-preset", "ultrafast")
    recording = _receive(newsroom, path)
    _watch_writes(recording, lambda changes: Recording.objects.get(pk=recording.pk).remove(newsroom.lan.actor))
    with suppress(Superseded):  # the worker ends such a job quietly
        ingest(recording)
    assert not Recording.objects.exists()
    run_waiting_jobs()


def test_deleted_before_its_turn(newsroom: Newsroom, small_video: Path) -> None:
    _receive(newsroom, small_video).remove(newsroom.lan.actor)
    assert run_waiting_jobs() == ["library.ingest"]


def test_a_replaced_worker_writes_nothing(newsroom: Newsroom, small_video: Path) -> None:
    """Another worker claims it while this one is paused in the middle; the other one's result stands."""
    recording = _receive(newsroom, small_video)
    done: list[bool] = []

    def overtake(changes: dict[str, Any]) -> None:
        if not done:
            done.append(True)
            ingest(Recording.objects.get(pk=recording.pk))

    _watch_writes(recording, overtake)
    with suppress(Superseded):
        ingest(recording)
    assert done
    fresh = Recording.objects.get(pk=recording.pk)
    assert (fresh.state, fresh.run) == (Recording.READY, 2)
    assert [entry.verb for entry in entries_of(fresh)].count("recording_ready") == 1
    ingest(fresh)
    assert Recording.objects.get(pk=recording.pk).run == 2


def test_failed_tells_who_brought_it_and_can_be_tried_again(newsroom: Newsroom, small_video: Path) -> None:
    recording = _receive(newsroom, small_video)
    hidden = recording.original_path.rename(recording.original_path.with_suffix(".hidden"))
    run_waiting_jobs()
    recording.refresh_from_db()
    assert (recording.state, recording.trouble_message) == (Recording.FAILED, OriginalMissing.message)
    assert Notice.objects.get(kind="ingest_failed").person == newsroom.lan.person
    hidden.rename(recording.original_path)
    transition(recording, Recording.AGAIN, by=newsroom.lan.actor, changes={"trouble_message": ""})
    run_waiting_jobs()
    recording.refresh_from_db()
    assert recording.state == Recording.READY
