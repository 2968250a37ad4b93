"""Signing in with the password, and what the page says when it cannot work."""

from typing import Any

import pytest

from clipdesk.accounts.models import Person
from clipdesk.accounts.tests.conftest import PASSWORD, browser, headings, sign_in, text, with_password


def test_the_right_password_opens_the_desk(newsroom: Any) -> None:
    client = browser()
    answer = sign_in(client, with_password(newsroom.lan.person))
    assert answer["Location"] == "/"
    assert client.get(newsroom.path()).status_code == 200


def test_the_address_may_be_written_in_capitals(newsroom: Any) -> None:
    person = with_password(newsroom.lan.person)
    client = browser()
    client.post("/sign-in/", {"login": person.email.upper(), "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "E-mail address or password is not right."), ("vi", "Địa chỉ email hoặc mật khẩu không đúng.")],
)
def test_a_wrong_password_is_refused_with_one_sentence(newsroom: Any, language: str, said: str) -> None:
    person = with_password(newsroom.lan.person)
    client = browser(language)
    known, unknown = (
        client.post("/sign-in/", {"login": login, "password": "wrong"}) for login in (person.email, "ai-do@example.vn")
    )
    assert said in text(known)
    assert said in text(unknown)
    assert person.email in text(known)  # what was typed is still there
    assert "_auth_user_id" not in client.session


def test_afterwards_the_person_is_where_they_wanted_to_go(newsroom: Any) -> None:
    client = browser()
    wanted = newsroom.path("notices/")
    asked = client.get(wanted)
    assert asked["Location"] == f"/sign-in/?next={wanted}"
    assert f'name="next" value="{wanted}"' in text(client.get(asked["Location"]))
    assert sign_in(client, with_password(newsroom.lan.person), next=wanted)["Location"] == wanted


def test_nobody_is_led_to_a_foreign_site(newsroom: Any) -> None:
    for wanted in ("https://evil.example/", "//evil.example/", "https:evil.example"):
        answer = sign_in(browser(), with_password(newsroom.lan.person), next=wanted)
        assert answer["Location"] == "/"


def test_somebody_whose_account_is_closed_stays_outside(newsroom: Any) -> None:
    person = with_password(newsroom.lan.person)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    client = browser("en")
    answer = sign_in(client, person)
    assert "_auth_user_id" not in client.session
    assert headings(client.get(answer["Location"]) if answer.status_code == 302 else answer)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "This desk keeps people signed in only at its own address."),
        ("vi", "Clipdesk chỉ giữ đăng nhập tại đúng địa chỉ của mình."),
    ],
)
def test_at_another_address_the_page_says_why_it_cannot_work(db: None, language: str, said: str) -> None:
    page = text(browser(language).get("/sign-in/", headers={"host": "192.168.1.20:8080"}))
    assert said in page
    assert 'href="http://localhost:8080"' in page
    assert 'name="password"' not in page


def test_at_the_own_address_it_says_nothing_of_the_kind(db: None) -> None:
    page = text(browser("en").get("/sign-in/"))
    assert "only at its own address" not in page
    assert 'name="password"' in page


def test_signing_out_asks_and_then_does_it(newsroom: Any) -> None:
    client = browser("en")
    sign_in(client, with_password(newsroom.lan.person))
    assert headings(client.get("/sign-out/")) == ["Sign out"]
    assert "_auth_user_id" in client.session
    client.post("/sign-out/")
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_by_themselves(db: None) -> None:
    assert browser().get("/sign-up/")["Location"] == "/sign-in/"
