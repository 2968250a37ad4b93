"""Reviewers without an account: one link, one package, notes and nothing else, until it ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from clipdesk.accounts import leaving
from clipdesk.accounts.member import NotAllowed
from clipdesk.accounts.models import Person
from clipdesk.clips.models import Clip
from clipdesk.config.logs import path_without_tokens
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.history.models import CLIPDESK, LedgerEntry
from clipdesk.history.transition import entries_of
from clipdesk.kernel.canonical import digest
from clipdesk.kernel.clock import now
from clipdesk.review import guests, notes, signing
from clipdesk.review.models import GuestLink, GuestLinkEnded, GuestLinkOpened, Package, PictureNote
from clipdesk.review.notes import Said
from clipdesk.review.refusals import NotOpen
from clipdesk.review.views.guests import MOST_NOTES

Send = Callable[[Clip], Package]
FORM = {"name": "Luật sư Trần", "shape": "9:16", "time": "0:00.28", "words": "Chưa nên nêu tên."}


@pytest.fixture
def token(newsroom: Newsroom, package: Package) -> str:
    """Hương has made a link for three days."""
    return guests.make(package, "Văn phòng luật", 3, member=newsroom.huong)


@pytest.fixture
def guest() -> Client:
    """Somebody whom the desk does not know, with an English browser."""
    return Client(headers={"host": "localhost:8080", "accept-language": "en"}, enforce_csrf_checks=True)


def _about_links() -> list[LedgerEntry]:
    """The rows about guests' links in the clip's history."""
    return list(entries_of(Clip.objects.get()).filter(verb__startswith="guest_link"))


def _path(token: str) -> str:
    return f"/guest/{token}/"


def _expired(newsroom: Newsroom, package: Package, token: str) -> str:
    """A link whose time ended a second ago; rows are only added, so the one that works stays as it is."""
    fields = {"station": package.station, "package": package, "made_for": "x", "made_by": newsroom.huong.person}
    GuestLink.objects.create(**fields, token_sha256=digest(b"old"), expires_at=now() - timedelta(seconds=1))
    return "old"


def _ended(newsroom: Newsroom, package: Package, token: str) -> str:
    guests.end(GuestLink.objects.get(), member=newsroom.minh)
    return token


def _signed(newsroom: Newsroom, package: Package, token: str) -> str:
    signing.sign(package, given_for(package), member=newsroom.minh)
    return token


def _sent_back(newsroom: Newsroom, package: Package, token: str) -> str:
    signing.send_back(package, "Sai số liệu.", member=newsroom.huong)
    return token


def _void(newsroom: Newsroom, package: Package, token: str) -> str:
    with transaction.atomic():
        signing.void(package, "changed", by=CLIPDESK)
    return token


def test_only_the_hash_of_the_token_is_kept_and_the_ledger_says_who_made_it(newsroom: Newsroom, token: str) -> None:
    link = GuestLink.objects.get()
    assert link.token_sha256 == digest(token.encode())
    assert (link.made_for, link.made_by) == ("Văn phòng luật", newsroom.huong.person)
    assert timedelta(days=3) - timedelta(minutes=5) < link.expires_at - now() <= timedelta(days=3)
    (entry,) = _about_links()
    assert (entry.verb, entry.actor_name, entry.after["for"]) == ("guest_link_made", "Hương", "Văn phòng luật")
    assert token not in "".join(str(row.after) for row in LedgerEntry.objects.all())


def test_the_page_shows_one_package_and_leads_nowhere(guest: Client, package: Package, token: str) -> None:
    answer = guest.get(_path(token))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer.cookies == {}
    assert "Nước sông Hồng lên nhanh" in text
    assert "Hương of Đài Sông Hồng asks you to look at this clip" in text
    assert set(re.findall(r'<a [^>]*href="([^"]+)"', text)) == {"#content", "?lang=vi", "?lang=en"}
    assert re.findall(r'<form [^>]*action="([^"]*)"', text) == [""]
    sources = set(re.findall(r'(?:src|poster)="(/[^"]+)"', text))
    shown = {source for source in sources if not source.startswith("/static/")}
    assert shown == {f"/guest-files/{token}/{one['name']}" for one in package.content["files"]}


def test_both_languages(guest: Client, token: str) -> None:
    answer = guest.get(_path(token), {"lang": "vi"})
    assert answer["Content-Language"] == "vi"
    assert "Ghi chú trên hình" in answer.content.decode()


def test_the_first_opening_is_written_down_once(guest: Client, token: str) -> None:
    guest.head(_path(token))
    assert not GuestLinkOpened.objects.exists()
    for _ in range(2):
        guest.get(_path(token))
    rows = [(row.verb, row.actor_id, row.actor_name, row.actor_role) for row in _about_links()]
    assert rows[1:] == [("guest_link_opened", None, "Văn phòng luật", "guest, link by Hương")]
    assert GuestLinkOpened.objects.count() == 1


def test_a_guest_s_note_says_whose_link_it_came_by(
    newsroom: Newsroom, guest: Client, package: Package, token: str
) -> None:
    answer = guest.post(_path(token), FORM)
    assert (answer.status_code, answer["location"]) == (302, f"{_path(token)}?lang=en&saved#notes")
    note = PictureNote.objects.get()
    assert (note.by, note.guest_name, note.frame, note.words) == (None, "Luật sư Trần", 7, "Chưa nên nêu tên.")
    entry = LedgerEntry.objects.get(verb="note_written")
    assert (entry.actor_id, entry.actor_name, entry.actor_role) == (None, "Luật sư Trần", "guest, link by Hương")
    assert entry.because == "a guest, by link: nobody has checked the name"
    Person.objects.filter(pk=newsroom.lan.person.pk).update(language="en")
    text = newsroom.client(newsroom.lan).get(newsroom.path(f"review/{package.pk}/")).content.decode()
    assert "Luật sư Trần (guest, by link from Hương)" in text
    assert "Chưa nên nêu tên." in guest.get(_path(token)).content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": " "}, "Write a name"),
        ({"name": "a" * 81}, "Write a name"),
        ({"words": ""}, "Write what the note says."),
        ({"time": "5:00"}, "The video ends at 0:00.48"),
    ],
)
def test_what_makes_no_sense_is_refused(guest: Client, token: str, changes: dict[str, str], said: str) -> None:
    answer = guest.post(_path(token), FORM | changes)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert (FORM | changes)["words"] in answer.content.decode()
    assert not PictureNote.objects.exists()


def test_a_guest_sees_the_notes_on_this_version_alone(
    newsroom: Newsroom, guest: Client, draft: Clip, send: Send
) -> None:
    first = send(draft)
    notes.write(first, Said(shape="9:16", frame=1, words="Chuyện cũ."), member=newsroom.huong)
    signing.send_back(first, "Xem ghi chú.", member=newsroom.huong)
    second = send(draft)
    notes.write(second, Said(shape="9:16", frame=1, words="Chuyện mới."), member=newsroom.huong)
    text = guest.get(_path(guests.make(second, "Luật sư", 1, member=newsroom.huong))).content.decode()
    assert "Chuyện mới." in text
    assert "Chuyện cũ." not in text


@pytest.mark.parametrize(
    ("over", "said"),
    [
        (_expired, "The time of this link is over."),
        (_ended, "The newsroom has ended this link."),
        (_signed, "The newsroom has decided"),
        (_sent_back, "The newsroom has decided"),
        (_void, "The newsroom has decided"),
    ],
)
def test_a_link_that_is_over_answers_410_and_takes_nothing(
    newsroom: Newsroom, guest: Client, package: Package, token: str, over: Any, said: str
) -> None:
    name = package.content["files"][0]["name"]
    assert guests.file_for(token, name).sha256 == package.content["files"][0]["sha256"]
    token = over(newsroom, package, token)
    for answer in (guest.get(_path(token)), guest.post(_path(token), FORM)):
        text = answer.content.decode()
        assert answer.status_code == 410
        assert answer["Cache-Control"] == "no-store"
        assert said in text
        assert "Nước sông Hồng" not in text
    assert not PictureNote.objects.exists()
    with pytest.raises(guests.LinkOver):
        guests.file_for(token, name)


def test_a_made_up_link_says_no_more_than_an_old_one(guest: Client, token: str) -> None:
    answer = guest.get(_path(token[:-1] + ("A" if token[-1] != "A" else "B")))
    assert answer.status_code == 410
    assert "This link does not work, or no longer." in answer.content.decode()


@pytest.mark.parametrize("name", ["../secret", "x.mp4", ""])
def test_no_other_file_is_handed_out(package: Package, token: str, name: str) -> None:
    with pytest.raises(LookupError):
        guests.file_for(token, name)


def test_a_link_to_one_package_opens_no_file_of_another(
    newsroom: Newsroom, package: Package, other_draft: Clip, send: Send, token: str
) -> None:
    other = send(other_draft)
    mine = {one["name"]: one["sha256"] for one in package.content["files"]}
    for sealed in other.content["files"]:
        if sealed["sha256"] not in mine.values():
            assert guests.file_for(token, sealed["name"]).sha256 == mine[sealed["name"]]


def test_who_makes_and_ends_links(newsroom: Newsroom, package: Package, token: str) -> None:
    link, client = GuestLink.objects.get(), newsroom.client
    for member, status in ((newsroom.lan, 403), (newsroom.tuan, 403), (newsroom.binh, 403), (newsroom.stranger, 404)):
        made = client(member).post(newsroom.path(f"review/{package.pk}/guests/"), {"for": "x", "days": "1"})
        ended = client(member).post(newsroom.path(f"review/guests/{link.pk}/end/"))
        assert (made.status_code, ended.status_code) == (status, status)
    with pytest.raises(NotAllowed):
        guests.make(package, "x", 1, member=newsroom.lan)
    assert (GuestLink.objects.count(), GuestLinkEnded.objects.count()) == (1, 0)


def test_the_link_is_shown_once_and_ended_on_the_package_s_page(newsroom: Newsroom, package: Package) -> None:
    Person.objects.filter(pk=newsroom.huong.person.pk).update(language="en")
    client = newsroom.client(newsroom.huong)
    made = client.post(newsroom.path(f"review/{package.pk}/guests/"), {"for": "Luật sư", "days": "7"})
    (token,) = set(re.findall(r"http://localhost:\d+/guest/([-\w]+)/", made.content.decode()))
    assert made["Cache-Control"] == "no-store"
    link = guests.opened_by(token)
    page = client.get(newsroom.path(f"review/{package.pk}/")).content.decode()
    assert token not in page
    assert "not opened yet" in page
    client.post(newsroom.path(f"review/guests/{link.pk}/end/"))
    assert GuestLinkEnded.objects.get().by == newsroom.huong.person
    assert [row.verb for row in _about_links()] == ["guest_link_made", "guest_link_ended"]
    page = client.get(newsroom.path(f"review/{package.pk}/")).content.decode()
    assert "ended by Hương" in page
    assert f"review/guests/{link.pk}/end/" not in page


def test_the_links_of_somebody_who_leaves_end(newsroom: Newsroom, package: Package, token: str) -> None:
    other = guests.make(package, "x", 1, member=newsroom.minh)
    leaving.leave(newsroom.minh, newsroom.huong.person, newsroom.lan.person)
    with pytest.raises(guests.LinkEnded):
        guests.opened_by(token)
    assert guests.opened_by(other).made_by == newsroom.minh.person
    assert GuestLinkEnded.objects.get().by == newsroom.minh.person


@pytest.mark.parametrize(
    ("made_for", "days", "error"),
    [("", 1, guests.NoName), ("a" * 81, 1, guests.NoName), ("x", 2, guests.NoSuchTime), ("x", 0, guests.NoSuchTime)],
)
def test_a_link_has_a_purpose_and_an_end(
    newsroom: Newsroom, package: Package, made_for: str, days: int, error: type[Exception]
) -> None:
    with pytest.raises(error):
        guests.make(package, made_for, days, member=newsroom.huong)
    assert not GuestLink.objects.exists()


def test_there_is_no_link_to_what_was_decided_and_an_end_to_their_number(newsroom: Newsroom, package: Package) -> None:
    for _ in range(guests.MOST_LINKS):
        guests.make(package, "x", 1, member=newsroom.huong)
    with pytest.raises(guests.EnoughLinks):
        guests.make(package, "x", 1, member=newsroom.huong)
    signing.send_back(package, "Sai số liệu.", member=newsroom.huong)
    with pytest.raises(NotOpen):
        guests.make(package, "x", 1, member=newsroom.huong)


def test_too_many_notes_at_once_wait(guest: Client, token: str) -> None:
    cache.clear()
    for _ in range(MOST_NOTES):
        assert guest.post(_path(token), FORM).status_code == 302
    answer = guest.post(_path(token), FORM)
    assert answer.status_code == 429
    assert "Wait 10 minutes" in answer.content.decode()
    assert PictureNote.objects.count() == MOST_NOTES


def test_the_secret_stays_out_of_the_log(token: str) -> None:
    assert path_without_tokens(_path(token)) == "/guest/…/"
    found = {"token": token, "name": "clip.mp4"}
    assert path_without_tokens(f"/guest-files/{token}/clip.mp4", found) == "/guest-files/…/clip.mp4"
