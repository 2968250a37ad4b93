"""Notes that were marked as done are opened again; and whoever works on the clip hears of notes, once until they look."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.accounts.models import Notice, Person
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.transition import entries_of
from clipdesk.review import guests, notes
from clipdesk.review.models import NoteReopened, NoteResolved, Package, PictureNote
from clipdesk.review.notes import Said


def _note(package: Package, who: Member, words: str = "Sai tên cầu.") -> PictureNote:
    return notes.write(package, Said(shape="9:16", frame=7, words=words), member=who)


def _told(unread: bool = False) -> list[str]:
    rows = Notice.objects.filter(kind="picture_note", **({"read_at": None} if unread else {}))
    return sorted(rows.values_list("person__name", flat=True))


def _page(newsroom: Newsroom, rest: str, who: Member) -> Any:
    Person.objects.filter(pk=who.person.pk).update(language="en")
    return newsroom.client(who).get(newsroom.path(rest))


def test_a_note_that_is_done_is_opened_again(newsroom: Newsroom, package: Package) -> None:
    note = _note(package, newsroom.huong)
    way, page = newsroom.path(f"review/notes/{note.pk}/reopened/"), f"review/{package.pk}/"
    assert way not in _page(newsroom, page, newsroom.lan).content.decode()
    notes.resolve(note, member=newsroom.lan)
    assert way in _page(newsroom, page, newsroom.minh).content.decode()
    assert way not in _page(newsroom, page, newsroom.huong).content.decode()  # neither made it nor signs
    answer = newsroom.client(newsroom.minh).post(way)
    assert answer["location"] == newsroom.path(f"{page}#note-{note.pk}")
    shown = _page(newsroom, page, newsroom.minh)
    assert ([one.pk for one in shown.context["notes"].open], shown.context["notes"].done) == ([note.pk], [])
    assert "opened again by Minh" in shown.content.decode()
    assert "opened again by Minh" in _page(newsroom, f"clips/{package.clip_id}/notes/", newsroom.lan).content.decode()
    entry = entries_of(package.clip).last()
    assert entry is not None
    assert (entry.verb, entry.actor_name, entry.after["note"]) == ("note_reopened", "Minh", str(note.pk))


def test_done_and_open_as_often_as_people_say(newsroom: Newsroom, package: Package) -> None:
    note = _note(package, newsroom.huong)
    for _round in range(2):
        for _twice in range(2):  # the second time says nothing new
            notes.resolve(note, member=newsroom.lan)
        assert note.resolved is not None
        for _twice in range(2):
            notes.reopen(note, member=newsroom.minh)
        assert PictureNote.objects.get().resolved is None
    assert (NoteResolved.objects.count(), NoteReopened.objects.count()) == (2, 2)
    verbs = [row.verb for row in entries_of(package.clip)]
    assert verbs[-4:] == ["note_resolved", "note_reopened"] * 2


def test_who_may_not_mark_it_as_done_may_not_open_it_again(newsroom: Newsroom, package: Package) -> None:
    note = _note(package, newsroom.huong)
    notes.resolve(note, member=newsroom.lan)
    for member in (newsroom.huong, newsroom.tuan, newsroom.binh):
        with pytest.raises(NotAllowed):
            notes.reopen(note, member=member)
    assert not NoteReopened.objects.exists()


def test_what_was_opened_again_stays_written(newsroom: Newsroom, package: Package) -> None:
    note = _note(package, newsroom.huong)
    notes.resolve(note, member=newsroom.lan)
    notes.reopen(note, member=newsroom.lan)
    for change in (lambda: NoteReopened.objects.all().delete(), lambda: NoteReopened.objects.update(by=note.by)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_author_is_told_once_until_they_look(newsroom: Newsroom, package: Package) -> None:
    for _note_of_many in range(3):
        _note(package, newsroom.huong)
    assert _told() == ["Lan"]
    notice = Notice.objects.get(kind="picture_note")
    assert (notice.link, notice.desk) == (newsroom.path(f"review/{package.pk}/open/"), newsroom.news)
    assert "cầu" not in f"{notice.cause}{notice.link}"
    _page(newsroom, f"review/{package.pk}/", newsroom.lan)
    assert _told(unread=True) == []
    _note(package, newsroom.minh)
    assert (_told(), _told(unread=True)) == (["Lan", "Lan"], ["Lan"])


@pytest.mark.parametrize("page", ["review/{0}/phone/", "clips/{1}/notes/", "clips/{1}/review/"])
def test_every_page_with_the_notes_counts_as_looking(newsroom: Newsroom, package: Package, page: str) -> None:
    _note(package, newsroom.huong)
    _page(newsroom, page.format(package.pk, package.clip_id), newsroom.lan)
    assert _told(unread=True) == []


def test_who_wrote_in_the_thread_hears_of_answers_and_the_writer_of_nothing(
    newsroom: Newsroom, package: Package
) -> None:
    note = _note(package, newsroom.huong)
    other = _note(package, newsroom.tuan)
    Notice.objects.all().delete()
    notes.answer(note, "Đã sửa.", member=newsroom.lan)
    assert _told() == ["Hương"]  # the author wrote it; Tuấn wrote elsewhere
    notes.answer(note, "Chưa đủ.", member=newsroom.minh)
    assert _told() == ["Hương", "Lan"]
    notes.answer(note, "Xong.", member=newsroom.huong)
    assert _told() == ["Hương", "Lan", "Minh"]
    notes.answer(other, "Vâng.", member=newsroom.lan)
    assert _told() == ["Hương", "Lan", "Minh", "Tuấn"]


def test_who_opens_it_again_tells_the_others(newsroom: Newsroom, package: Package) -> None:
    note = _note(package, newsroom.huong)
    notes.resolve(note, member=newsroom.lan)
    Notice.objects.all().delete()
    notes.reopen(note, member=newsroom.minh)
    assert _told() == ["Hương", "Lan"]


def test_a_guest_s_note_is_told_and_an_author_s_own_is_not(newsroom: Newsroom, package: Package) -> None:
    _note(package, newsroom.lan)
    assert _told() == []
    token = guests.make(package, "Luật sư", 1, member=newsroom.huong)
    guests.write(token, "Luật sư An", Said(shape="9:16", frame=3, words="Che biển số."))
    assert _told() == ["Lan"]
