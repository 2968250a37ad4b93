"""Recovery codes: made with the first second factor, shown once, each good for signing in once, and told of."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.core import mail
from django.test import Client

from clipdesk.accounts.identity import RecoveryCode, confirm_identity
from clipdesk.accounts.models import Person
from clipdesk.accounts.tests.conftest import (
    PASSWORD,
    browser,
    sign_in,
    signed_in,
    text,
    with_key,
    with_password,
)
from clipdesk.accounts.tests.passkeys import add, device_of, enter
from clipdesk.history.models import LedgerEntry
from clipdesk.jobs.testing import run_waiting_jobs

_PAGE = "/me/recovery-codes/"


def _shown(client: Client) -> list[str]:
    return re.findall(r"<code>(\d{8})</code>", text(client.get(_PAGE)))


@pytest.fixture
def minh(real_newsroom: Any) -> Person:
    """An editor-in-chief of a real station, with one-time codes."""
    return with_key(real_newsroom.minh.person)


@pytest.fixture
def codes(minh: Person) -> list[str]:
    """Minh's recovery codes, on paper."""
    client = signed_in(minh)
    client.post("/me/recovery-codes/new/")
    found = _shown(client)
    assert len(set(found)) == 10
    return found


def _by_code(person: Person, code: str) -> Client:
    client = browser("en")
    sign_in(client, person)
    client.post("/sign-in/code/", {"code": code})
    return client


def test_they_come_with_the_first_second_factor_and_are_shown_once(real_newsroom: Any) -> None:
    lan = with_password(real_newsroom.lan.person)
    client = signed_in(lan)
    assert add(client, device_of(lan))["Location"] == _PAGE
    page = client.get(_PAGE)
    codes = re.findall(r"<code>(\d{8})</code>", text(page))
    assert len(codes) == 10
    file = re.search(r'href="data:text/plain;charset=utf-8,([^"]+)" download="clipdesk-recovery-codes.txt"', text(page))
    assert file
    assert unquote(file.group(1)).split() == codes
    assert page["Cache-Control"] == "no-store"
    again = text(client.get(_PAGE))
    assert not [code for code in codes if code in again]
    assert "data:text/plain" not in again
    assert "10 codes are left." in again
    assert client.get("/me/recovery-codes/file/").status_code == 404


def test_a_second_factor_more_makes_no_new_ones(minh: Person, codes: list[str]) -> None:
    client = _by_code(minh, codes[0])
    assert add(client, device_of(minh))["Location"] == "/me/second-factor/"
    assert "_auth_user_id" in _by_code(minh, codes[1]).session


def test_one_signs_in_and_what_is_left_is_counted(minh: Person, codes: list[str]) -> None:
    client = _by_code(minh, codes[3])
    said = text(client.get("/me/"))
    assert "You came in with a recovery code; 9 are left." in said
    assert "9 recovery codes are left." in text(client.get("/me/second-factor/"))
    assert "_auth_user_id" not in _by_code(minh, codes[3]).session
    used = LedgerEntry.objects.get(verb="recovery_code_used")
    assert (used.actor_name, used.after) == ("Minh", {"left": 9})
    assert not [code for code in codes if code in f"{used.before} {used.after}"]


def test_the_person_is_told_by_mail_in_their_language(minh: Person, codes: list[str]) -> None:
    _by_code(minh, codes[0])
    run_waiting_jobs()
    told = [letter.subject for letter in mail.outbox]
    assert told == [
        "Clipdesk: Tài khoản của bạn vừa được tạo mã dự phòng mới. Các mã cũ hết hiệu lực.",
        "Clipdesk: Một mã dự phòng của tài khoản bạn vừa được dùng.",
    ]


def test_new_ones_end_the_old(minh: Person, codes: list[str]) -> None:
    client = _by_code(minh, codes[0])
    client.post("/me/recovery-codes/new/")
    new = _shown(client)
    assert len(new) == 10
    assert not set(new) & set(codes)
    assert "_auth_user_id" not in _by_code(minh, codes[1]).session
    assert "_auth_user_id" in _by_code(minh, new[0]).session
    assert LedgerEntry.objects.filter(verb="recovery_codes_made").count() == 2


def test_it_opens_everything_else_and_says_what_to_do(real_newsroom: Any, minh: Person, codes: list[str]) -> None:
    client = _by_code(minh, codes[0])
    assert client.get(real_newsroom.path("people/")).status_code == 200
    page = text(client.get("/me/second-factor/"))
    assert "In this session you sign no clip and register no signing key." in page
    sound = browser("en")
    add(client, phone := device_of(minh))
    enter(sound, phone)
    assert "In this session you sign no clip" not in text(sound.get("/me/second-factor/"))


@pytest.mark.parametrize("known", [True, False])
def test_as_proof_for_a_sign_off_none_is_taken_nor_used_up(
    real_newsroom: Any, minh: Person, codes: list[str], known: bool
) -> None:
    code = codes[0] if known else "00000000"
    for typed in (code, f"{code[:4]} {code[4:]}"):
        with pytest.raises(RecoveryCode, match="Recovery codes never sign"):
            confirm_identity(minh, real_newsroom.station, PASSWORD, typed)
    assert ("_auth_user_id" in _by_code(minh, code).session) is known


def test_given_later_in_a_session_it_counts_the_same(real_newsroom: Any, minh: Person, codes: list[str]) -> None:
    client, wanted = browser("en"), real_newsroom.path("people/")
    client.force_login(minh, backend="allauth.account.auth_backends.AuthenticationBackend")
    way = client.get(wanted)["Location"]
    assert client.post(way, {"code": codes[0], "next": wanted})["Location"] == wanted
    assert "In this session you sign no clip" in text(client.get("/me/second-factor/"))
