"""Browsers, one-time codes and mail for the tests of this room. The cast (`newsroom`) comes from above, so its type is
not named here."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.test import Client

from clipdesk.accounts.models import Person

HOST = "localhost:8080"
PASSWORD = "gio-mua-thu-2231"
SECRET = base64.b32encode(b"twenty bytes of key!").decode()

Browser = Callable[..., Client]


@pytest.fixture(autouse=True)
def quick_hashes(settings: Any) -> None:
    """Passwords set in these tests are hashed quickly; those of the cast can still be checked."""
    hashers = ("MD5PasswordHasher", "PBKDF2PasswordHasher")
    settings.PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}" for name in hashers]


def browser(language: str = "", **headers: str) -> Client:
    """Return a browser at the desk's own address that has chosen a language, or none."""
    client = Client(headers={"host": HOST, **headers})
    if language:
        client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
    return client


def with_password(person: Person) -> Person:
    """Give somebody of the cast `PASSWORD`."""
    person.set_password(PASSWORD)
    person.save()
    return person


def with_key(person: Person) -> Person:
    """Give somebody `PASSWORD` and one-time codes made from `SECRET`."""
    stored = {"secret": get_adapter().encrypt(SECRET)}
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data=stored)
    return with_password(person)


def one_time_code(secret: str = SECRET, *, periods: int = 0) -> str:
    """Return the code an authenticator app shows now (RFC 6238: SHA-1, six digits, 30 s) for 5 s at least, or shows so
    many periods later."""
    if time.time() % 30 > 25:
        time.sleep(30 - time.time() % 30)
    counter = struct.pack(">Q", int(time.time()) // 30 + periods)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def sign_in(client: Client, person: Person, password: str = PASSWORD, **more: str) -> HttpResponse:
    """Send the sign-in form."""
    form = {"login": person.email, "password": password, **more}
    return client.post("/sign-in/", form)  # type: ignore[return-value]


def signed_in(person: Person, language: str = "en") -> Client:
    """Return a browser in which somebody has signed in; with a key, the code too."""
    client = browser(language)
    answer = sign_in(client, person)
    if answer["Location"] == "/sign-in/code/":
        client.post("/sign-in/code/", {"code": one_time_code()})
    assert "_auth_user_id" in client.session
    return client


def headings(page: Any) -> list[str]:
    """Return the texts of the level-one headings of a page."""
    return [
        re.sub(r"<[^>]+>|\s+", " ", found).strip() for found in re.findall(r"<h1[^>]*>(.*?)</h1>", text(page), re.S)
    ]


def text(page: Any) -> str:
    """Return a page as text."""
    return str(page.content.decode())


@pytest.fixture
def mail_server(settings: Any) -> None:
    """The desk sends its mail by a server; what it sends lies in `mail.outbox`."""
    settings.EMAIL_HOST = "mail.example"
