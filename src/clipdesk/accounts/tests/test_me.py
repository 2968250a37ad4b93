"""One's own page: name, language, appearance, and the ways to password and second factor."""

from typing import Any

from clipdesk.accounts.models import Person
from clipdesk.accounts.tests.conftest import browser, headings, signed_in, text, with_key, with_password
from clipdesk.history.models import LedgerEntry


def test_name_language_and_appearance_are_changed_together(newsroom: Any) -> None:
    client = newsroom.client(newsroom.lan)
    client.post("/me/", {"name": " Phạm  Ngọc Lan ", "language": "en", "theme": "dark"})
    lan = Person.objects.get(pk=newsroom.lan.person.pk)
    assert (lan.name, lan.language, lan.theme) == ("Phạm Ngọc Lan", "en", "dark")
    assert lan.name_folded == "pham ngoc lan"
    page = client.get("/me/")
    assert headings(page) == ["My account"]
    assert 'data-theme="dark"' in text(page)
    row = LedgerEntry.objects.get(verb="person_renamed")
    assert (row.before, row.after, row.actor_name) == ({"name": "Lan"}, {"name": "Phạm Ngọc Lan"}, "Lan")


def test_what_does_not_do_changes_nothing(newsroom: Any) -> None:
    client = newsroom.client(newsroom.lan)
    for wrong in ({"name": ""}, {"language": "fr"}, {"theme": "pink"}):
        page = client.post("/me/", {"name": "Lan Anh", "language": "en", "theme": "dark", **wrong})
        assert page.status_code == 200
        assert "field-error" in text(page)
    lan = Person.objects.get(pk=newsroom.lan.person.pk)
    assert (lan.name, lan.language, lan.theme) == ("Lan", "", "auto")


def test_it_says_whether_there_is_a_second_factor_and_leads_to_it(newsroom: Any) -> None:
    without = text(signed_in(with_password(newsroom.lan.person)).get("/me/"))
    assert "You have no second factor yet." in without
    assert 'href="/me/second-factor/"' in without
    assert "Your second factor is set up." in text(signed_in(with_key(newsroom.binh.person)).get("/me/"))


def test_it_hangs_in_the_personal_menu(newsroom: Any) -> None:
    assert 'href="/me/"' in text(newsroom.client(newsroom.lan).get(newsroom.path()))


def test_it_is_nobodys_when_signed_out(db: None) -> None:
    assert browser().get("/me/")["Location"] == "/sign-in/?next=/me/"


def test_pages_of_allauth_that_the_desk_does_not_have_lead_here(newsroom: Any) -> None:
    client = newsroom.client(newsroom.lan)
    assert client.get("/me/mail/")["Location"] == "/me/"
    assert client.get("/me/passkeys/")["Location"] == "/me/second-factor/"
