"""Requests to and from others: begun, written to, reminded of, closed; only planners of the desk see them."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clipdesk.accounts.leaving import leave
from clipdesk.accounts.models import Notice
from clipdesk.accounts.roles import DESK_EDITOR
from clipdesk.config.testing_cast import Newsroom, make_member
from clipdesk.history.transition import IllegalTransition, entries_of
from clipdesk.kernel.clock import now
from clipdesk.planning.contacts import corresponding, enclosures
from clipdesk.planning.contacts.reminding import remind
from clipdesk.planning.models import Contact, Enclosure, Letter, Made

PDF = b"%PDF-1.7\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\nrest"


@pytest.fixture
def huong(newsroom: Newsroom) -> Client:
    newsroom.huong.person.language = "en"
    newsroom.huong.person.save()
    return newsroom.client(newsroom.huong)


@pytest.fixture
def contact(newsroom: Newsroom) -> Contact:
    said = {"subject": "Xin dùng bản đồ", "desk": newsroom.news, "direction": Contact.OURS, "kind": Contact.AGENCY}
    named = {"party": "Đài Khí tượng", "about": "", "due_on": None, "keeper": newsroom.huong.person}
    return corresponding.begin(newsroom.huong, {**said, **named})


def _text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_a_request_from_its_beginning_to_its_end(newsroom: Newsroom, huong: Client) -> None:
    room = newsroom.path("planning/contacts/")
    assert "no comment, profile or name" in _text(huong.get(f"{room}new/")).lower()
    said = {"subject": "Xin dùng bản đồ", "desk": newsroom.news.pk, "direction": "ours", "kind": "agency"}
    named = {"party": "Đài Khí tượng", "due_on": "2030-01-09", "keeper": str(newsroom.minh.person.pk)}
    huong.post(f"{room}new/", {**said, **named})
    contact = Contact.objects.get()
    assert (contact.state, contact.due_on, contact.keeper) == ("open", date(2030, 1, 9), newsroom.minh.person)
    one = f"{room}{contact.pk}/"
    files = [SimpleUploadedFile("../bản đồ.exe.pdf", PDF), SimpleUploadedFile("ảnh.png", PNG)]
    huong.post(f"{one}letters/", {"direction": "sent", "on": "2030-01-07", "text": "Kính gửi", "enclosed": files})
    letter = Letter.objects.get()
    kept = {row.name: (row.media_type, bytes(row.data)) for row in letter.enclosures.all()}
    assert kept == {"bản đồ.exe.pdf": ("application/pdf", PDF), "ảnh.png": ("image/png", PNG)}
    page = _text(huong.get(one))
    for words in ("Kính gửi", "bản đồ.exe.pdf", "Letter of the station", "Đài Khí tượng"):
        assert words in page
    entry = entries_of(contact).get(verb="letter_added")
    assert entry.after["files"]["ảnh.png"] == hashlib.sha256(PNG).hexdigest()
    huong.post(f"{one}close/", {"outcome": "Được phép"})
    contact.refresh_from_db()
    assert (contact.state, contact.outcome) == ("closed", "Được phép")
    assert "Xin dùng bản đồ" not in _text(huong.get(room))
    assert "Xin dùng bản đồ" in _text(huong.get(f"{room}?state=closed"))
    assert huong.post(f"{one}letters/", {"direction": "sent", "on": "2030-01-07"}).status_code == 422
    assert Letter.objects.count() == 1
    huong.post(f"{one}close/", {"say": "reopen"})
    verbs = ["contact_begun", "letter_added", "contact_closed", "contact_reopened"]
    assert [row.verb for row in entries_of(contact)] == verbs


def test_a_file_is_handed_out_and_never_opened(newsroom: Newsroom, huong: Client, contact: Contact) -> None:
    letter = {"direction": "received", "on": date(2030, 1, 7), "reference": "", "text": ""}
    corresponding.add_letter(contact, newsroom.huong, letter, enclosures.read_files([("a.pdf", PDF)]))
    answer = huong.get(newsroom.path(f"planning/contacts/{contact.pk}/files/{Enclosure.objects.get().pk}/"))
    assert answer.content == PDF
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''a.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.pdf", b"MZ\x90"), ("a.png", b"<svg onload=x>"), ("a.html", b"<script>"), ("a.docx", b"PK\x03\x04")],
)
def test_other_files_are_not_taken(huong: Client, newsroom: Newsroom, contact: Contact, name: str, data: bytes) -> None:
    address = newsroom.path(f"planning/contacts/{contact.pk}/letters/")
    said = {"direction": "sent", "on": "2030-01-07", "enclosed": SimpleUploadedFile(name, data)}
    answer = huong.post(address, said)
    assert answer.status_code == 422
    assert Letter.objects.count() == Enclosure.objects.count() == 0


def test_too_much_is_not_taken() -> None:
    half = PDF[:-1] + b"\0" * (enclosures.LARGEST_BYTES // 2) + PDF
    with pytest.raises(enclosures.EnclosureTooLarge):
        enclosures.read_files([("a.pdf", half), ("b.pdf", half)])
    with pytest.raises(enclosures.EnclosureTooLarge):
        enclosures.read_files([("a.pdf", PDF)] * (enclosures.MOST_FILES + 1))


def test_what_was_put_down_wrongly_is_struck_out(newsroom: Newsroom, huong: Client, contact: Contact) -> None:
    said = {"direction": "sent", "on": date(2030, 1, 7), "reference": "", "text": "Nhầm"}
    letter = corresponding.add_letter(contact, newsroom.huong, said, [])
    one = newsroom.path(f"planning/contacts/{contact.pk}/")
    huong.post(f"{one}letters/{letter.pk}/strike/", {"because": "Nhầm ngày"})
    letter.refresh_from_db()
    assert letter.state == "struck"
    assert entries_of(contact).get(verb="letter_struck").because == "Nhầm ngày"
    assert "Struck out" in _text(huong.get(one))
    with pytest.raises(IllegalTransition):
        corresponding.strike(letter, because="", member=newsroom.huong)


def test_posts_are_found_by_words_with_or_without_marks(newsroom: Newsroom, huong: Client, contact: Contact) -> None:
    site = newsroom.station.destinations.get()
    for title in ("Nước sông Hồng lên nhanh", "Cầu cấm xe"):
        row = {"publication": uuid4(), "clip": uuid4(), "destination": site, "shape": "", "at": now()}
        Made.objects.create(station=newsroom.station, title=title, **row)
    one = newsroom.path(f"planning/contacts/{contact.pk}/")
    page = _text(huong.get(f"{one}?find=song hong"))
    assert "Nước sông Hồng" in page
    assert "Cầu cấm xe" not in page
    made = Made.objects.get(title__startswith="Nước")
    for _again in range(2):
        huong.post(f"{one}posts/{made.pk}/")
    assert [row.made for row in contact.posts.all()] == [made]
    huong.post(f"{one}posts/{made.pk}/", {"say": "unlink"})
    assert contact.posts.count() == 0


def test_whoever_looks_after_it_is_told_the_day_before_and_once_it_is_over(
    newsroom: Newsroom, contact: Contact
) -> None:
    today = now().astimezone(ZoneInfo(newsroom.station.timezone)).date()
    kinds: list[list[str]] = []
    for days in (2, 1, 1, -1, -1):
        Contact.objects.update(due_on=today + timedelta(days=days))
        remind()
        kinds.append(
            list(Notice.objects.filter(person=newsroom.huong.person).order_by("made_at").values_list("kind", flat=True))
        )
    assert kinds == [[], ["contact_due"], ["contact_due"], *([["contact_due", "contact_overdue"]] * 2)]
    Notice.objects.all().delete()
    corresponding.close(contact, outcome="", member=newsroom.huong)
    remind()
    assert Notice.objects.count() == 0


def test_only_planners_of_the_desk_see_it(newsroom: Newsroom, contact: Contact) -> None:
    one = newsroom.path(f"planning/contacts/{contact.pk}/")
    sport = make_member(newsroom.station, "Sơn", DESK_EDITOR, newsroom.sport)
    assert newsroom.client(sport).get(one).status_code == 404
    assert newsroom.client(newsroom.lan).get(one).status_code == 403
    assert "contacts/" not in _text(newsroom.client(newsroom.lan).get(newsroom.path("planning/week/")))
    assert "contacts/" in _text(newsroom.client(newsroom.huong).get(newsroom.path("planning/week/")))


def test_what_a_leaver_looked_after_goes_to_whoever_takes_over(newsroom: Newsroom, contact: Contact) -> None:
    assert leave(newsroom.minh, newsroom.huong.person, newsroom.dung.person) == 1
    contact.refresh_from_db()
    assert contact.keeper == newsroom.dung.person


def test_nobody_is_reminded_who_may_not_see_it(newsroom: Newsroom, contact: Contact) -> None:
    leave(newsroom.minh, newsroom.huong.person, newsroom.lan.person)  # a producer does not plan
    Contact.objects.update(due_on=date(2026, 1, 1))
    contact.refresh_from_db()
    assert contact.keeper is None
    remind()
    told = set(Notice.objects.filter(kind="contact_overdue").values_list("person__name", flat=True))
    assert told == {"Minh", "Hà", "Dũng", "Thảo"}  # at a practice station a trainee plans, too
