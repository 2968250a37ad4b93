"""Passkeys: added, named, removed; they sign in alone or after the password, and only a verified person."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator as Stored
from django.core import mail
from django.test import Client
from fido2.utils import websafe_decode, websafe_encode

from clipdesk.accounts.identity import has_second_factor
from clipdesk.accounts.models import Person
from clipdesk.accounts.tests.authenticator import PRESENT, VERIFIED, Authenticator
from clipdesk.accounts.tests.conftest import (
    browser,
    headings,
    sign_in,
    signed_in,
    text,
    with_key,
    with_password,
)
from clipdesk.accounts.tests.passkeys import add, device_of, enter
from clipdesk.history.models import LedgerEntry
from clipdesk.jobs.testing import run_waiting_jobs

_REFUSED = "The passkey was not accepted."


@pytest.fixture
def minh(real_newsroom: Any) -> Person:
    """An editor-in-chief of a real station: signing and managing people needs a second factor."""
    return with_password(real_newsroom.minh.person)


@pytest.fixture
def phone(minh: Person) -> Authenticator:
    """Minh's phone, with the only passkey."""
    found = device_of(minh)
    assert add(signed_in(minh), found).status_code == 302
    return found


def _is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_new_passkey_stays_on_its_device_and_verifies_its_person(minh: Person) -> None:
    page = signed_in(minh).get("/me/passkeys/add/")
    asked = json.loads(page.context["options"])
    assert asked["rp"] == {"id": "localhost", "name": "Clipdesk"}
    chosen = asked["authenticatorSelection"]
    assert (chosen["userVerification"], chosen["residentKey"]) == ("required", "required")
    assert websafe_decode(asked["user"]["id"]) != minh.pk.bytes  # else a device would replace the person's signing key
    assert len(websafe_decode(asked["challenge"])) == 32
    assert 'data-field="credential"' in text(page)
    assert "never signs a clip" in text(page)


def test_adding_one_leads_by_the_recovery_codes_and_opens_what_needs_a_second_factor(
    real_newsroom: Any, minh: Person
) -> None:
    client, wanted = signed_in(minh), real_newsroom.path("people/")
    assert client.get(wanted)["Location"].startswith("/me/second-factor/on/")
    after = add(client, device_of(minh), " Điện  thoại ", next=wanted)
    assert after["Location"] == f"/me/recovery-codes/?next={wanted.replace('/', '%2F')}"
    assert client.get(wanted).status_code == 200
    assert str(Stored.objects.get(user=minh, type="webauthn")) == "Điện thoại"
    rows = LedgerEntry.objects.filter(subject_id=str(minh.pk)).order_by("pk")
    assert [(row.verb, row.actor_name, row.after) for row in rows] == [
        ("passkey_added", "Minh", {"name": "Điện thoại"}),
        ("recovery_codes_made", "Minh", {}),
    ]


def test_the_person_is_told_by_mail(minh: Person, phone: Authenticator) -> None:
    Person.objects.filter(pk=minh.pk).update(language="en")
    run_waiting_jobs()
    told = next(letter for letter in mail.outbox if "passkey" in letter.subject)
    assert told.subject == "Clipdesk: A passkey was added to your account."
    assert told.to == [minh.email]
    assert "Was that not you?" in told.body
    assert "http://localhost:8080/me/second-factor/" in told.body


def test_it_signs_in_alone_and_passes_the_second_factor(real_newsroom: Any, phone: Authenticator) -> None:
    client, wanted = browser("en"), real_newsroom.path("people/")
    assert enter(client, phone, wanted)["Location"] == wanted
    assert client.get(wanted).status_code == 200


def test_what_it_is_asked_names_no_one_and_demands_verification(phone: Authenticator) -> None:
    answer = browser().get("/sign-in/passkey/")
    asked = answer.json()
    assert (asked["userVerification"], asked["rpId"]) == ("required", "localhost")
    assert not asked.get("allowCredentials")
    assert "no-store" in answer["Cache-Control"]


_Change = Callable[[Authenticator], Authenticator]


@pytest.mark.parametrize(
    ("device", "changes"),
    [
        (lambda phone: replace(phone, flags=PRESENT), {}),
        (lambda phone: replace(phone, flags=VERIFIED), {}),
        (lambda phone: replace(phone, origin="http://localhost:8081"), {}),
        (lambda phone: replace(phone, origin="https://evil.example"), {}),
        (lambda phone: replace(phone, rp_id="evil.example"), {}),
        (lambda phone: replace(phone, user_handle=b""), {}),
        (lambda phone: replace(phone, user_handle=b"\xff" * 16), {}),
        (lambda phone: replace(phone, user_handle=b"nobody"), {}),
        (lambda phone: replace(phone, user_handle=b"0" * 32), {}),
        (lambda phone: replace(phone, credential_id=bytes(32)), {}),
        (lambda phone: replace(Authenticator(phone.origin, phone.rp_id), credential_id=phone.credential_id), {}),
        (lambda phone: phone, {"challenge": websafe_encode(bytes(32))}),
        (lambda phone: phone, {"challenge": 5}),
        (lambda phone: phone, {"type": "webauthn.create"}),
        (lambda phone: phone, {"crossOrigin": True}),
        (lambda phone: phone, {"topOrigin": "https://evil.example"}),
    ],
)
def test_what_does_not_sign_in(phone: Authenticator, device: _Change, changes: dict[str, Any]) -> None:
    client = browser("en")
    answer = enter(client, device(phone), "/me/", **changes)
    assert answer["Location"] == "/sign-in/?next=%2Fme%2F"
    assert not _is_in(client)
    assert _REFUSED in text(client.get(answer["Location"]))
    assert enter(client, phone).status_code == 302
    assert _is_in(client)


@pytest.mark.parametrize(
    "said",
    ["", "{}", "[]", "null", "7", "[" * 20_000, '{"id": 1, "rawId": 1}', '{"id":"","rawId":"","response":{}}', "\0"],
)
def test_nonsense_signs_nobody_in_and_adds_nothing(minh: Person, said: str) -> None:
    client = browser("en")
    client.get("/sign-in/passkey/")
    assert client.post("/sign-in/passkey/", {"credential": said}).status_code == 302
    assert not _is_in(client)
    member = signed_in(minh)
    member.get("/me/passkeys/add/")
    assert member.post("/me/passkeys/add/", {"name": "x", "credential": said}).status_code == 200
    assert not has_second_factor(minh)


def test_an_answer_works_once(phone: Authenticator) -> None:
    client = browser("en")
    asked = client.get("/sign-in/passkey/").json()
    form = {"credential": json.dumps(phone.sign(websafe_decode(asked["challenge"])))}
    client.post("/sign-in/passkey/", form)
    assert _is_in(client)
    other = browser("en")
    other.get("/sign-in/passkey/")
    other.post("/sign-in/passkey/", form)
    assert not _is_in(other)
    client.post("/sign-out/")
    client.post("/sign-in/passkey/", form)
    assert not _is_in(client)


@pytest.mark.parametrize(
    "change",
    [
        lambda device: replace(device, flags=PRESENT),
        lambda device: replace(device, flags=VERIFIED),
        lambda device: replace(device, origin="http://localhost:8081"),
        lambda device: replace(device, rp_id="evil.example"),
    ],
)
def test_what_is_no_new_passkey(minh: Person, change: _Change) -> None:
    answer = add(signed_in(minh), change(device_of(minh)))
    assert answer.status_code == 200
    assert "The passkey could not be added." in text(answer)
    assert not Stored.objects.exists()
    assert not LedgerEntry.objects.filter(verb="passkey_added").exists()


def test_the_same_passkey_is_added_once_and_names_are_told_apart(minh: Person, phone: Authenticator) -> None:
    client = browser("en")
    enter(client, phone)
    assert "The passkey could not be added." in text(add(client, phone, "Again"))
    for _ in range(2):
        add(client, device_of(minh), "Phone")
    assert [str(one) for one in Stored.objects.filter(type="webauthn").order_by("pk")] == [
        "Phone",
        "Phone 2",
        "Phone 3",
    ]


def test_of_what_the_browser_sends_only_what_is_needed_is_kept(minh: Person) -> None:
    client, device = signed_in(minh), device_of(minh)
    asked = json.loads(client.get("/me/passkeys/add/").context["options"])
    sent = {**json.loads(device.make(asked["challenge"])), "more": "x", "clientExtensionResults": {"large": "x"}}
    client.post("/me/passkeys/add/", {"name": "Phone", "credential": json.dumps(sent)})
    kept = Stored.objects.get(type="webauthn").data["credential"]
    assert set(kept) == {"id", "rawId", "type", "response", "clientExtensionResults"}
    assert kept["clientExtensionResults"] == {}


def test_after_the_password_it_stands_for_the_code(minh: Person, phone: Authenticator) -> None:
    for device, expected in ((replace(phone, flags=PRESENT), False), (phone, True)):
        client = browser("en")
        assert sign_in(client, minh)["Location"] == "/sign-in/code/"
        asked = json.loads(client.get("/sign-in/code/").context["options"])
        assert asked["userVerification"] == "required"
        assert [one["id"] for one in asked["allowCredentials"]] == [websafe_encode(phone.credential_id)]
        answer = json.dumps(device.sign(websafe_decode(asked["challenge"])))
        page = client.post("/sign-in/code/", {"credential": answer})
        assert _is_in(client) is expected
        assert (_REFUSED in text(page)) is not expected


def test_a_session_older_than_the_passkey_must_give_it(real_newsroom: Any, minh: Person, phone: Authenticator) -> None:
    client, wanted = browser("en"), real_newsroom.path("people/")
    client.force_login(minh, backend="allauth.account.auth_backends.AuthenticationBackend")
    way = client.get(wanted)["Location"]
    assert way == f"/sign-in/again/passkey/?next={wanted.replace('/', '%2F')}"
    for changes, leads in (({"crossOrigin": True}, None), ({}, wanted)):
        asked = json.loads(client.get(way).context["options"])
        answer = json.dumps(phone.sign(websafe_decode(asked["challenge"]), **changes))
        after = client.post(way, {"credential": answer, "next": wanted})
        assert after.headers.get("Location") == leads
        assert leads or _REFUSED in text(after)
    assert client.get(wanted).status_code == 200


@pytest.mark.parametrize(
    "way",
    [
        "/me/passkeys/add/",
        "/me/passkeys/{}/",
        "/me/passkeys/{}/remove/",
        "/me/second-factor/on/",
        "/me/recovery-codes/new/",
    ],
)
def test_a_session_without_the_second_factor_changes_none(minh: Person, phone: Authenticator, way: str) -> None:
    """Else an old session and the password would make a way around the codes."""
    client, stored = browser("en"), Stored.objects.get(type="webauthn")
    client.force_login(minh, backend="allauth.account.auth_backends.AuthenticationBackend")
    for send in (client.get, client.post):
        assert send(way.format(stored.pk))["Location"].startswith("/sign-in/again/passkey/?next=")
    assert Stored.objects.filter(user=minh).count() == 2  # the passkey and the recovery codes


def test_it_is_renamed_and_removed_by_its_owner_only(real_newsroom: Any, minh: Person, phone: Authenticator) -> None:
    client, stored = browser("en"), Stored.objects.get(type="webauthn")
    enter(client, phone)
    way = f"/me/passkeys/{stored.pk}/"
    other = signed_in(with_key(real_newsroom.ha.person))
    assert other.post(way, {"name": "Mine"}).status_code == 404
    assert other.post(f"{way}remove/").status_code == 404
    assert client.post(way, {"name": "Blue  key"})["Location"] == "/me/second-factor/"
    assert 'Blue key</span><span class="quiet">added' in text(client.get("/me/second-factor/"))
    assert headings(client.get(f"{way}remove/")) == ["Remove the passkey “Blue key”?"]
    assert client.post(f"{way}remove/")["Location"] == "/me/second-factor/"
    verbs = LedgerEntry.objects.filter(verb__startswith="passkey_").order_by("pk")
    assert [(row.verb, row.before, row.after) for row in verbs] == [
        ("passkey_added", {}, {"name": "Phone"}),
        ("passkey_renamed", {"name": "Phone"}, {"name": "Blue key"}),
        ("passkey_removed", {"name": "Blue key"}, {}),
    ]
    gone = browser("en")
    enter(gone, phone)
    assert not _is_in(gone)


def test_two_passkeys_have_two_names(minh: Person, phone: Authenticator) -> None:
    client = browser("en")
    enter(client, phone)
    add(client, device_of(minh), "Blue key")
    second = Stored.objects.filter(type="webauthn").latest("pk")
    refused = client.post(f"/me/passkeys/{second.pk}/", {"name": "Phone"})
    assert "Give the passkey a name of its own" in text(refused)
    assert str(Stored.objects.get(pk=second.pk)) == "Blue key"


def test_without_the_last_second_factor_the_door_asks_to_set_one_up(real_newsroom: Any, phone: Authenticator) -> None:
    client, wanted = browser("en"), real_newsroom.path("people/")
    enter(client, phone)
    assert client.get(wanted).status_code == 200
    client.post(f"/me/passkeys/{Stored.objects.get(type='webauthn').pk}/remove/")
    assert not Stored.objects.exists()  # the recovery codes went along
    way = client.get(wanted)["Location"]
    assert way == f"/me/second-factor/on/?next={wanted.replace('/', '%2F')}"
    assert f"/me/passkeys/add/?next={wanted.replace('/', '%2F')}" in text(client.get(way))


def test_one_time_codes_go_and_the_passkey_stays_a_second_factor(
    real_newsroom: Any, minh: Person, phone: Authenticator
) -> None:
    with_key(minh)
    client, wanted = browser("en"), real_newsroom.path("people/")
    enter(client, phone)
    client.post("/me/second-factor/off/")
    assert [row.verb for row in LedgerEntry.objects.filter(verb="codes_removed")] == ["codes_removed"]
    assert client.get(wanted).status_code == 200
    assert Stored.objects.filter(user=minh, type="recovery_codes").exists()


def test_who_was_disabled_does_not_come_in(minh: Person, phone: Authenticator) -> None:
    Person.objects.filter(pk=minh.pk).update(is_active=False)
    client = browser("en")
    assert enter(client, phone)["Location"] == "/sign-in/closed/"
    assert not _is_in(client)


def test_it_never_leads_to_a_foreign_site(phone: Authenticator) -> None:
    assert enter(browser("en"), phone, "https://evil.example/")["Location"] == "/"


def test_tries_are_limited_like_those_with_a_password(settings: Any, phone: Authenticator) -> None:
    assert settings.MFA_RATE_LIMITS["webauthn_login"] == settings.ACCOUNT_RATE_LIMITS["login"]
    settings.MFA_RATE_LIMITS = {"webauthn_login": "5/m/ip"}
    statuses = [browser("en").post("/sign-in/passkey/", {"credential": "{}"}).status_code for _ in range(6)]
    assert statuses == [302] * 5 + [429]
    late = browser("en")
    assert enter(late, phone).status_code == 429
    assert not _is_in(late)


def test_wrong_answers_after_the_password_are_counted(minh: Person, phone: Authenticator) -> None:
    client = browser("en")
    sign_in(client, minh)
    for expected in [_REFUSED] * 6 + ["Too many tries in a short time."]:
        asked = json.loads(client.get("/sign-in/code/").context["options"])
        answer = json.dumps(replace(phone, flags=PRESENT).sign(websafe_decode(asked["challenge"])))
        assert expected in text(client.post("/sign-in/code/", {"credential": answer}))


def test_somebody_elses_wrong_passwords_do_not_lock_a_passkey_out(minh: Person, phone: Authenticator) -> None:
    for _ in range(5):
        sign_in(browser("en"), minh, "wrong")
    assert sign_in(browser("en"), minh).status_code == 429
    client = browser("en")
    enter(client, phone)
    assert _is_in(client)


def test_the_sign_in_page_offers_it_beside_the_password(real_newsroom: Any) -> None:
    page = text(browser("en").get("/sign-in/?next=/me/"))
    assert "Sign in with a passkey" in page
    assert 'data-from="/sign-in/passkey/"' in page
    assert "Open the desk at its own address (https, or localhost)" in page
    assert page.count('name="next" value="/me/"') >= 2
    elsewhere = Client(headers={"host": "192.168.1.20:8080"}).get("/sign-in/")
    assert "browser-key data-ask" not in text(elsewhere)
    assert "data-from" not in text(elsewhere)


@pytest.mark.parametrize(("language", "heading"), [("en", "Signing in"), ("vi", "Cách đăng nhập")])
def test_the_overview_shows_name_and_date(minh: Person, phone: Authenticator, language: str, heading: str) -> None:
    client = browser(language)
    enter(client, phone)
    page = client.get("/me/second-factor/")
    assert headings(page) == [heading]
    assert "Phone" in text(page)
    made = Stored.objects.get(type="webauthn").created_at
    assert isinstance(made, datetime)
    assert f'datetime="{made.isoformat()[:16]}' in text(page)
    assert page.context["left"] == 10
