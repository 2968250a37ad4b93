"""One-time codes: set up on the way to what needs them, asked at sign-in, never twice; recovery codes; removing them."""

import base64
import re
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.test import Client

from clipdesk.accounts.identity import has_second_factor
from clipdesk.accounts.tests.conftest import (
    browser,
    headings,
    one_time_code,
    sign_in,
    signed_in,
    text,
    with_key,
    with_password,
)


def _key_on(page: Any) -> str:
    found = re.search(r"<code>([A-Z2-7]{32})</code>", text(page))
    assert found
    return found.group(1)


def _codes_on(page: Any) -> list[str]:
    return re.findall(r"<code>(\d{8})</code>", text(page))


def _set_up(client: Client, way: str) -> Any:
    page = client.get(way)
    key = _key_on(page)
    wanted = re.findall(r'name="next" value="([^"]+)"', text(page))[
        -1
    ]  # the menu has such fields too; the form is last
    form = {"code": one_time_code(key), "next": wanted}
    return client.post("/me/second-factor/on/", form)


def test_on_a_real_station_managing_people_leads_by_the_set_up_and_back(real_newsroom: Any) -> None:
    minh = with_password(real_newsroom.minh.person)
    client, wanted = signed_in(minh), real_newsroom.path("people/?q=lan")
    asked = client.get(wanted)
    assert asked["Location"].startswith("/me/second-factor/on/?next=")
    after = _set_up(client, asked["Location"])
    assert after["Location"].startswith("/me/recovery-codes/?next=")
    codes = client.get(after["Location"])
    assert len(_codes_on(codes)) == 10
    assert f'href="{wanted}"' in text(codes)
    assert client.get(wanted).status_code == 200


def test_a_copy_of_the_database_gives_no_key_away(newsroom: Any) -> None:
    client = signed_in(with_password(newsroom.lan.person))
    key = _key_on(client.get("/me/second-factor/on/"))
    client.post("/me/second-factor/on/", {"code": one_time_code(key)})
    stored = Authenticator.objects.get(user=newsroom.lan.person, type=Authenticator.Type.TOTP)
    assert key not in str(stored.data)
    assert get_adapter().decrypt(stored.data["secret"]) == key


def test_the_code_of_the_set_up_is_used_up(real_newsroom: Any) -> None:
    minh = with_password(real_newsroom.minh.person)
    client = signed_in(minh)
    key = _key_on(client.get("/me/second-factor/on/"))
    code = one_time_code(key)
    client.post("/me/second-factor/on/", {"code": code})
    other = browser("en")
    sign_in(other, minh)
    assert "used already" in text(other.post("/sign-in/code/", {"code": code}))


def test_the_square_has_a_white_ground_so_that_cameras_read_it_on_dark_pages(newsroom: Any) -> None:
    page = signed_in(with_password(newsroom.lan.person)).get("/me/second-factor/on/")
    drawn = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', text(page))
    assert drawn
    assert b'fill="white"' in base64.b64decode(drawn.group(1))


def test_a_wrong_code_switches_nothing_on_and_keeps_the_key(newsroom: Any) -> None:
    client = signed_in(with_password(newsroom.lan.person))
    key = _key_on(client.get("/me/second-factor/on/"))
    refused = client.post("/me/second-factor/on/", {"code": "000000"})
    assert "The code is not right" in text(refused)
    assert _key_on(refused) == key
    assert _key_on(client.get("/me/second-factor/on/")) == key
    assert not has_second_factor(newsroom.lan.person)


def test_it_never_leads_to_a_foreign_site(newsroom: Any) -> None:
    client = signed_in(with_password(newsroom.lan.person))
    after = _set_up(client, "/me/second-factor/on/?next=https://evil.example/")
    page = text(client.get(after["Location"]))
    assert 'href="/me/second-factor/">Go on<' in page
    assert 'href="https://evil' not in page


def test_signing_in_asks_for_the_code(newsroom: Any) -> None:
    lan = with_key(newsroom.lan.person)
    client = browser("en")
    assert sign_in(client, lan, next="/me/")["Location"] == "/sign-in/code/"
    assert client.get(newsroom.path()).status_code == 302  # the password alone opens nothing
    assert "The code is not right" in text(client.post("/sign-in/code/", {"code": "000000"}))
    code = one_time_code()
    assert client.post("/sign-in/code/", {"code": f"{code[:3]} {code[3:]}"})["Location"] == "/me/"
    assert client.get(newsroom.path()).status_code == 200


def test_a_code_works_once(newsroom: Any) -> None:
    lan, code = with_key(newsroom.lan.person), one_time_code()
    first, second = browser("en"), browser("en")
    for client in (first, second):
        sign_in(client, lan)
        answer = client.post("/sign-in/code/", {"code": code})
    assert "_auth_user_id" in first.session
    assert "_auth_user_id" not in second.session
    assert "used already" in text(answer)


def test_codes_cannot_be_guessed_one_after_the_other(newsroom: Any) -> None:
    lan = with_key(newsroom.lan.person)
    client = browser("en")
    sign_in(client, lan)
    for _ in range(6):
        client.post("/sign-in/code/", {"code": "000000"})
    refused = client.post("/sign-in/code/", {"code": one_time_code()})
    assert "Too many tries in a short time." in text(refused)
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_signs_in_once(newsroom: Any) -> None:
    lan = with_key(newsroom.lan.person)
    client = signed_in(lan)
    client.post("/me/recovery-codes/new/")
    code = _codes_on(client.get("/me/recovery-codes/"))[0]
    for expected in (True, False):
        other = browser("en")
        sign_in(other, lan)
        other.post("/sign-in/code/", {"code": code})
        assert ("_auth_user_id" in other.session) is expected
    assert "9 codes are left." in text(client.get("/me/recovery-codes/"))


def test_a_session_older_than_the_codes_must_give_one(real_newsroom: Any) -> None:
    minh = with_password(real_newsroom.minh.person)
    client, wanted = signed_in(minh), real_newsroom.path("people/")
    with_key(minh)
    client = browser("en")
    client.force_login(minh, backend="allauth.account.auth_backends.AuthenticationBackend")
    asked = client.get(wanted)
    assert asked["Location"] == f"/sign-in/again/code/?next={wanted.replace('/', '%2F')}"
    assert headings(client.get(asked["Location"])) == ["Is it you?"]
    assert client.post(asked["Location"], {"code": one_time_code(), "next": wanted})["Location"] == wanted
    assert client.get(wanted).status_code == 200


def test_roles_that_neither_sign_nor_manage_need_none(real_newsroom: Any) -> None:
    client = signed_in(with_password(real_newsroom.lan.person))
    assert client.get(real_newsroom.path()).status_code == 200
    assert client.get(real_newsroom.path("people/")).status_code == 403


@pytest.mark.parametrize("part", ["people/", "station/"])
def test_a_practice_station_may_do_without(newsroom: Any, part: str) -> None:
    assert signed_in(with_password(newsroom.minh.person)).get(newsroom.path(part)).status_code == 200


def test_removing_it_takes_the_recovery_codes_along(newsroom: Any) -> None:
    lan = with_key(newsroom.lan.person)
    client = signed_in(lan)
    client.post("/me/recovery-codes/new/")
    assert headings(client.get("/me/second-factor/off/")) == ["Remove the one-time codes"]
    assert client.post("/me/second-factor/off/")["Location"] == "/me/second-factor/"
    assert not Authenticator.objects.filter(user=lan).exists()
    assert "One-time codes are off." in text(client.get("/me/"))


def test_later_than_five_minutes_after_signing_in_it_asks_who_it_is(newsroom: Any) -> None:
    client = signed_in(with_key(newsroom.lan.person))
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    asked = client.get("/me/second-factor/off/")
    assert asked["Location"] == "/sign-in/again/?next=%2Fme%2Fsecond-factor%2Foff%2F"
    assert client.get("/me/recovery-codes/").status_code in {302, 404}
