"""The pages of the library: who sees what, who may change it, and what is written when they may not."""

from __future__ import annotations

import pytest

from clipdesk.clips import editing
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.models import LedgerEntry
from clipdesk.history.transition import entries_of
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.library.models import Recording


def _path(newsroom: Newsroom, recording: Recording, rest: str = "") -> str:
    return newsroom.path(f"recordings/{recording.pk}/{rest}")


def test_the_list_shows_the_desks_that_one_sees(newsroom: Newsroom, recording: Recording) -> None:
    for member, sees in ((newsroom.lan, True), (newsroom.huong, True), (newsroom.tuan, True), (newsroom.binh, False)):
        page = newsroom.client(member).get(newsroom.path("recordings/"))
        assert (recording.title in page.content.decode()) is sees, member.person
    assert newsroom.client(newsroom.stranger).get(newsroom.path("recordings/")).status_code == 404
    assert newsroom.client(newsroom.oanh).get(newsroom.path("recordings/")).status_code == 403


@pytest.mark.parametrize(("query", "found"), [("ban tin", True), ("BẢN 18", True), ("thể thao", False), ("\0", True)])
def test_search_ignores_diacritics(newsroom: Newsroom, recording: Recording, query: str, found: bool) -> None:
    page = newsroom.client(newsroom.lan).get(newsroom.path("recordings/"), {"q": query})
    assert (f"recordings/{recording.pk}/" in page.content.decode()) is found


def test_the_upload_page_offers_the_desks_that_one_may_fill(newsroom: Newsroom) -> None:
    page = newsroom.client(newsroom.lan).get(newsroom.path("recordings/upload/")).content.decode()
    assert str(newsroom.news.pk) in page
    assert str(newsroom.sport.pk) not in page
    assert '<input class="input" id="upload-file" type="file"' in page
    both = newsroom.client(newsroom.huong).get(newsroom.path("recordings/upload/")).content.decode()
    assert str(newsroom.sport.pk) in both
    assert newsroom.client(newsroom.tuan).get(newsroom.path("recordings/upload/")).status_code == 403


def test_one_recording(newsroom: Newsroom, recording: Recording) -> None:
    page = newsroom.client(newsroom.lan).get(_path(newsroom, recording)).content.decode()
    assert "<video" in page
    assert "320 × 180" in page
    assert 'id="delete-recording"' in page
    reader = newsroom.client(newsroom.tuan).get(_path(newsroom, recording)).content.decode()
    assert "<video" in reader
    assert 'id="delete-recording"' not in reader
    assert newsroom.client(newsroom.binh).get(_path(newsroom, recording)).status_code == 404
    assert newsroom.client(newsroom.stranger).get(_path(newsroom, recording)).status_code == 404


@pytest.mark.parametrize("verb", ["cancel/", "again/", "rundown/", "delete/", ""])
def test_who_may_not_change_it_writes_nothing(newsroom: Newsroom, recording: Recording, verb: str) -> None:
    rows = LedgerEntry.objects.count()
    before = Recording.objects.filter(pk=recording.pk).values().get()
    for member, status in ((newsroom.tuan, 403), (newsroom.binh, 404), (newsroom.stranger, 404)):
        answer = newsroom.client(member).post(_path(newsroom, recording, verb), {"title": "Khác"})
        assert answer.status_code == status, member.person
    assert Recording.objects.filter(pk=recording.pk).values().get() == before
    assert LedgerEntry.objects.count() == rows


def test_a_new_title_and_where_it_comes_from(newsroom: Newsroom, recording: Recording) -> None:
    newsroom.client(newsroom.lan).post(_path(newsroom, recording), {"title": "  Lũ trên sông Hồng "})
    recording.refresh_from_db()
    assert (recording.title, recording.title_folded) == ("Lũ trên sông Hồng", "lu tren song hong")
    entry = entries_of(recording).last()
    assert entry is not None
    assert (entry.verb, entry.before["title"]) == ("recording_described", "Bản tin 18 giờ")
    newsroom.client(newsroom.lan).post(_path(newsroom, recording), {"title": "   "})
    recording.refresh_from_db()
    assert recording.title == "Lũ trên sông Hồng"
    newsroom.client(newsroom.lan).post(
        _path(newsroom, recording), {"title": recording.title, "origin": " Khán giả gửi "}
    )
    page = newsroom.client(newsroom.lan).get(_path(newsroom, recording)).content.decode()
    assert page.count("Khán giả gửi") == 2  # among the facts and in the form
    entry = entries_of(recording).last()
    assert entry is not None
    assert (entry.before["origin"], entry.after["origin"]) == ("", "Khán giả gửi")
    newsroom.client(newsroom.lan).post(_path(newsroom, recording), {"title": recording.title, "origin": "Khán giả gửi"})
    assert entries_of(recording).last() == entry  # the same again is no change


def test_cancel_and_again(newsroom: Newsroom, recording: Recording) -> None:
    browser = newsroom.client(newsroom.lan)
    assert browser.post(_path(newsroom, recording, "cancel/")).status_code == 409
    Recording.objects.filter(pk=recording.pk).update(state=Recording.ANALYSING, progress=0.5)
    busy = browser.get(_path(newsroom, recording, "state/"), headers={"HX-Request": "true"}).content.decode()
    assert "50" in busy
    assert "every 2s" in busy
    browser.post(_path(newsroom, recording, "cancel/"))
    recording.refresh_from_db()
    assert recording.state == Recording.CANCELLED
    stopped = browser.get(_path(newsroom, recording, "state/"), headers={"HX-Request": "true"}).content.decode()
    assert "every 2s" not in stopped
    assert 'role="status"' in stopped
    browser.post(_path(newsroom, recording, "again/"))
    run_waiting_jobs()
    recording.refresh_from_db()
    assert recording.state == Recording.READY


def test_delete(newsroom: Newsroom, recording: Recording) -> None:
    browser = newsroom.client(newsroom.lan)
    assert browser.get(_path(newsroom, recording, "delete/")).status_code == 405
    answer = browser.post(_path(newsroom, recording, "delete/"), follow=True)
    assert not Recording.objects.exists()
    assert recording.title in answer.content.decode()
    assert LedgerEntry.objects.get(verb="recording_deleted").before["title"] == recording.title


def test_a_recording_with_clips_stays(newsroom: Newsroom, recording: Recording) -> None:
    editing.new_clip(newsroom.lan, recording)
    answer = newsroom.client(newsroom.lan).post(_path(newsroom, recording, "delete/"))
    assert answer.status_code == 422
    assert Recording.objects.exists()
    assert recording.files.exists()
    assert not LedgerEntry.objects.filter(verb="recording_deleted").exists()
