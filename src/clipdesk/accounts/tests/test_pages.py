"""Every page of this room renders in both languages, with one heading of the first level and no English in Vietnamese."""

import re
from typing import Any

import pytest
from django.test import Client

from clipdesk.accounts import inviting
from clipdesk.accounts.notices import tell
from clipdesk.accounts.roles import PRODUCER
from clipdesk.accounts.tests.conftest import browser, headings, sign_in, signed_in, text, with_key, with_password

# English words that stand in no Vietnamese sentence and in no name of the cast.
ENGLISH = re.compile(r"\b(the|your|you|and|with|not|password|code|sign|role|desk|station|required|enter|must)\b", re.I)
OF_THE_DESK = (
    "people/",
    "people/?q=khong-co-ai",
    "people/{lan}/",
    "people/{minh}/",
    "station/",
    "station/desks/{news}/",
    "stations/new/",
    "notices/",
)
OF_A_PERSON = (
    "/me/",
    "/password/",
    "/me/second-factor/off/",
    "/me/recovery-codes/",
    "/me/recovery-codes/new/",
    "/sign-in/again/",
    "/sign-in/again/code/",
    "/sign-out/",
    "/invite/{token}/",
)
OF_EVERYBODY = (
    "/sign-in/",
    "/sign-in/closed/",
    "/sign-in/code/",
    "/password/new/",
    "/password/new/sent/",
    "/password/new/key/1-wrong/",
    "/password/new/done/",
    "/invite/{token}/",
    "/invite/no-such-token/",
)


def _words(page: Any) -> str:
    """Return what is read on a page, without markup, scripts and what is marked as another language."""
    body = re.sub(r"(?s)<(script|style|head|code|svg)\b.*?</\1>", " ", text(page))
    body = re.sub(r'(?s)<button[^>]*lang="en".*?</button>', " ", body)
    labels = " ".join(re.findall(r'(?:aria-label|alt|placeholder|title)="([^"]*)"', body))
    bare = re.sub(r"(?s)<[^>]+>", " ", body) + " " + labels
    return bare.replace("THỰC HÀNH / PRACTICE", "").replace("CLIPDESK_ORIGIN", "")


def _check(page: Any, language: str, path: str) -> None:
    assert page.status_code in {200, 422}, f"{path}: {page.status_code} {page.headers.get('Location')}"
    assert len(headings(page)) == 1, path
    assert len(re.findall(r"<title>\s*\S", text(page))) == 1, path
    assert f'<html lang="{language}"' in text(page)
    for field in re.findall(r'<(?:input|select|textarea)\b(?![^>]*type="hidden")[^>]*\bid="([^"]+)"', text(page)):
        assert f'for="{field}"' in text(page), f"{path}: {field} has no label"
    if language == "vi":
        assert not ENGLISH.findall(_words(page)), path


def _names(newsroom: Any, token: str = "") -> dict[str, str]:
    people = {"lan": newsroom.lan.person.pk, "minh": newsroom.minh.person.pk}
    return {name: str(key) for name, key in {**people, "news": newsroom.news.pk, "token": token}.items()}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_of_the_desk(newsroom: Any, language: str) -> None:
    inviting.invite(newsroom.minh, "mai@song-hong.example", PRODUCER, newsroom.news)
    for person in (newsroom.thao.person, newsroom.minh.person):
        tell([person], station=newsroom.station, desk=newsroom.news, kind="signed", cause="clip:1", link="/")
    inviting.accept_as(
        inviting.invite(newsroom.oanh, newsroom.minh.person.email, "operator", None), newsroom.minh.person
    )
    client: Client = newsroom.client(newsroom.minh)
    client.cookies["__Host-language"] = language
    for path in OF_THE_DESK:
        way = newsroom.path(path.format(**_names(newsroom)))
        _check(client.get(way), language, way)
    for way in ("people/", "station/desks/", "stations/new/", "station/"):
        _check(client.post(newsroom.path(way), {"email": "x", "slug": "a b", "timezone": "x"}), language, f"POST {way}")
    lan = newsroom.path(f"people/{newsroom.lan.person.pk}/leave/")
    _check(client.post(lan, {"taker": "x"}), language, "POST leave")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_of_a_person(newsroom: Any, language: str) -> None:
    client = signed_in(with_key(newsroom.minh.person), language)
    client.post("/me/recovery-codes/new/")
    for path in OF_A_PERSON:
        token = inviting.invite(newsroom.ha, newsroom.minh.person.email, PRODUCER, None)
        _check(client.get(path.format(token=token)), language, path)
    _check(client.post("/password/", {"oldpassword": "x", "password1": "y", "password2": "z"}), language, "password")
    _check(client.post("/me/", {"name": ""}), language, "POST me")
    newcomer = signed_in(with_password(newsroom.lan.person), language)
    _check(newcomer.get("/me/second-factor/on/"), language, "set up")
    _check(newcomer.post("/me/second-factor/on/", {"code": "1"}), language, "POST set up")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_of_everybody(newsroom: Any, language: str) -> None:
    client = browser(language)
    sign_in(client, with_key(newsroom.lan.person))  # half in: the code is asked for
    for path in OF_EVERYBODY:
        token = inviting.invite(newsroom.minh, "mai@song-hong.example", PRODUCER, None)
        page = client.get(path.format(token=token)) if path != "/sign-in/" else browser(language).get(path)
        _check(page, language, path)
    _check(client.post("/sign-in/code/", {"code": "000000"}), language, "wrong code")
    _check(browser(language).post("/sign-in/", {"login": "x", "password": ""}), language, "wrong sign-in")
    _check(browser(language).post("/password/new/", {"email": "x"}), language, "no address")
    _check(browser(language).get("/sign-in/", headers={"host": "10.0.0.7"}), language, "wrong host")
