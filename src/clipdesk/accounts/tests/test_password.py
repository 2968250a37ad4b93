"""A forgotten password: a link by mail, built from the desk's own address; and changing a known one."""

import re
import smtplib
from typing import Any

import pytest
from django.core import mail

from clipdesk.accounts.models import Person
from clipdesk.accounts.tests.conftest import PASSWORD, browser, headings, sign_in, signed_in, text, with_password

NEW = "mua-he-ruc-ro-81"


class NoServer:
    """A mail server that is away."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        self.failed = smtplib.SMTPConnectError(421, "away")

    def send_messages(self, messages: object) -> int:
        raise self.failed


def _ask(person: Person, language: str = "en", host: str = "localhost:8080") -> str:
    """Ask for a link; return it."""
    answer = browser(language).post("/password/new/", {"email": person.email}, headers={"host": host})
    assert answer["Location"] == "/password/new/sent/"
    return re.search(r"\S+/password/new/key/\S+", str(mail.outbox[-1].body)).group()  # type: ignore[union-attr]


@pytest.mark.parametrize("host", ["localhost:8080", "evil.example"])
def test_the_link_comes_from_the_desks_own_address_whatever_the_request_says(newsroom: Any, host: str) -> None:
    assert _ask(newsroom.lan.person, host=host).startswith("http://localhost:8080/password/new/key/")
    assert "evil" not in str(mail.outbox[-1].message())
    assert mail.outbox[-1].to == [newsroom.lan.person.email]


def test_the_link_sets_a_new_password_once(newsroom: Any) -> None:
    lan = with_password(newsroom.lan.person)
    way = _ask(lan).removeprefix("http://localhost:8080")
    client = browser("en")
    form = client.get(way)
    assert form["Location"].endswith("-set-password/")  # the key leaves the address
    weak = client.post(form["Location"], {"password1": "short", "password2": "short"})
    assert "at least 10 characters" in text(weak)
    different = client.post(form["Location"], {"password1": NEW, "password2": NEW + "x"})
    assert "You must type the same password each time." in text(different)
    done = client.post(form["Location"], {"password1": NEW, "password2": NEW})
    assert headings(client.get(done["Location"])) == ["The password is set"]
    assert sign_in(browser(), lan, PASSWORD).status_code == 200
    assert sign_in(browser(), lan, NEW).status_code == 302
    again = browser("en").get(way)
    assert headings(again) == ["A new password"]
    assert "This link has been used or is too old." in text(again)
    assert 'type="password"' not in text(again)


def test_weak_passwords_are_refused_in_vietnamese_too(newsroom: Any) -> None:
    client = browser("vi")
    form = client.get(_ask(newsroom.lan.person, "vi").removeprefix("http://localhost:8080"))
    page = text(client.post(form["Location"], {"password1": "ngan", "password2": "khac"}))
    assert "Mật khẩu này quá ngắn. Cần ít nhất 10 ký tự." in page
    page = text(client.post(form["Location"], {"password1": NEW, "password2": "khac"}))
    assert "Hai lần nhập mật khẩu phải giống nhau." in page


def test_the_mail_is_in_its_readers_language(newsroom: Any) -> None:
    Person.objects.filter(pk=newsroom.lan.person.pk).update(language="vi")
    _ask(newsroom.lan.person, "en")
    assert mail.outbox[-1].subject == "Mật khẩu mới cho Clipdesk"


def test_nobody_learns_who_has_an_account(newsroom: Any) -> None:
    answer = browser("en").post("/password/new/", {"email": "ai-do@example.vn"})
    assert answer["Location"] == "/password/new/sent/"
    assert "/password/new/key/" not in mail.outbox[-1].body
    assert mail.outbox[-1].to == ["ai-do@example.vn"]


def test_a_mail_server_that_is_away_is_a_sentence_not_an_error(newsroom: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.NoServer"
    answer = browser("en").post("/password/new/", {"email": newsroom.lan.person.email})
    assert answer.status_code == 422
    assert "The e-mail could not be sent." in text(answer)


def test_changing_it_signs_out_and_the_new_one_signs_in(newsroom: Any) -> None:
    lan = with_password(newsroom.lan.person)
    client, elsewhere = signed_in(lan), signed_in(lan)
    wrong = client.post("/password/", {"oldpassword": "wrong", "password1": NEW, "password2": NEW})
    assert "That is not your current password." in text(wrong)
    client.post("/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    for session in (client, elsewhere):
        assert session.get(newsroom.path()).status_code == 302
    assert sign_in(browser(), lan, NEW).status_code == 302
