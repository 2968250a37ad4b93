"""What signs people in never signs a clip, and what signs clips signs nobody in; who came by a recovery code signs nothing."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator as Stored
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.db import transaction
from django.test import Client
from fido2.utils import websafe_decode

from clipdesk.accounts.models import Station
from clipdesk.accounts.tests.authenticator import Authenticator
from clipdesk.accounts.tests.conftest import browser, one_time_code, text
from clipdesk.accounts.tests.passkeys import add, device_of, enter
from clipdesk.config.testing_cast import PASSWORD, Newsroom
from clipdesk.review import keys
from clipdesk.review.challenge import challenge_of
from clipdesk.review.keys import KeyAnswer, NotRegistered, NotThisKey, prove
from clipdesk.review.models import Package, SigningKey, SignOff
from clipdesk.review.tests.conftest import yes_to_all

SECRET = "JBSWY3DPEHPK3PXP"


def _signing_key(newsroom: Newsroom) -> Authenticator:
    found = Authenticator(settings.ORIGIN, settings.HOST)
    _, challenge = keys.registration_for(newsroom.minh.person)
    keys.register(found.make(challenge), challenge, "Key", member=newsroom.minh)
    return found


def _by_password(newsroom: Newsroom) -> Client:
    client = browser("en")
    client.post("/sign-in/", {"login": newsroom.minh.person.email, "password": PASSWORD})
    return client


@pytest.fixture
def passkey(newsroom: Newsroom) -> Authenticator:
    """Minh's passkey for signing in."""
    found = device_of(newsroom.minh.person)
    assert add(_by_password(newsroom), found).status_code == 302
    return found


def _sign(newsroom: Newsroom, package: Package, client: Client, **proof: str) -> Any:
    fields = {"seen": package.sha256, "watched": "on", **yes_to_all(package), **proof}
    return client.post(newsroom.path(f"review/{package.pk}/sign/"), fields)


def _answer(device: Authenticator, package: Package) -> str:
    return json.dumps(device.sign(challenge_of([package.canonical])))


def test_a_passkey_signs_no_clip(newsroom: Newsroom, package: Package, passkey: Authenticator) -> None:
    signing_key, client = _signing_key(newsroom), browser("en")
    enter(client, passkey)
    asked = json.loads(client.get(newsroom.path(f"review/{package.pk}/")).context["key_options"])
    assert [websafe_decode(one["id"]) for one in asked["allowCredentials"]] == [signing_key.credential_id]
    for handle in (passkey.user_handle, newsroom.minh.person.pk.bytes, b""):
        passkey.user_handle = handle
        answer = _answer(passkey, package)
        with pytest.raises(NotThisKey), transaction.atomic():
            prove(newsroom.minh.person, challenge_of([package.canonical]), KeyAnswer(answer))
        assert _sign(newsroom, package, client, key=answer).status_code == 422
    assert not SignOff.objects.exists()
    assert _sign(newsroom, package, client, key=_answer(signing_key, package)).status_code == 302
    assert SignOff.objects.get().method == "signing_key"


def test_a_signing_key_signs_nobody_in(newsroom: Newsroom, passkey: Authenticator) -> None:
    signing_key = _signing_key(newsroom)
    for handle in (newsroom.minh.person.pk.bytes, passkey.user_handle, b""):
        signing_key.user_handle = handle
        client = browser("en")
        answer = enter(client, signing_key)
        assert "_auth_user_id" not in client.session
        assert "That is your signing key for clips; it signs nobody in." in text(client.get(answer["Location"]))
    client = _by_password(newsroom)  # nor is it a second factor
    asked = json.loads(client.get("/sign-in/code/").context["options"])
    client.post("/sign-in/code/", {"credential": json.dumps(signing_key.sign(websafe_decode(asked["challenge"])))})
    assert "_auth_user_id" not in client.session


def test_no_credential_is_both(newsroom: Newsroom, passkey: Authenticator) -> None:
    _, challenge = keys.registration_for(newsroom.minh.person)
    with pytest.raises(NotRegistered):
        keys.register(passkey.make(challenge), challenge, "Both", member=newsroom.minh)
    signing_key, client = _signing_key(newsroom), browser("en")
    keys.end(keys.keys_of(newsroom.minh.person).get(), "lost", by=newsroom.minh.actor)
    enter(client, passkey)
    assert "The passkey could not be added." in text(add(client, signing_key))
    assert (SigningKey.objects.count(), Stored.objects.filter(type="webauthn").count()) == (1, 1)


def test_both_pages_say_what_the_difference_is(newsroom: Newsroom, passkey: Authenticator) -> None:
    client = browser("en")
    enter(client, passkey)
    assert "It signs you in and never signs a clip" in text(client.get("/me/second-factor/"))
    assert "it is not the way you sign in" in text(client.get(newsroom.path("review/keys/")))


@pytest.fixture
def recovery(newsroom: Newsroom, package: Package) -> list[str]:
    """Minh's station asks for the second factor; Minh has one-time codes, and these recovery codes."""
    Station.objects.filter(pk=newsroom.station.pk).update(asks_second_factor=True)
    TOTP.activate(newsroom.minh.person, SECRET)
    client = _by_password(newsroom)
    client.post("/sign-in/code/", {"code": one_time_code(SECRET)})
    client.post("/me/recovery-codes/new/")
    found = re.findall(r"<code>(\d{8})</code>", text(client.get("/me/recovery-codes/")))
    assert len(found) == 10
    return found


def _by_recovery(newsroom: Newsroom, code: str) -> Client:
    client = _by_password(newsroom)
    client.post("/sign-in/code/", {"code": code})
    assert "_auth_user_id" in client.session
    return client


def test_a_session_by_recovery_code_signs_no_clip(newsroom: Newsroom, package: Package, recovery: list[str]) -> None:
    signing_key = _signing_key(newsroom)
    client = _by_recovery(newsroom, recovery[0])
    page = client.get(newsroom.path(f"review/{package.pk}/"))
    assert page.status_code == 200
    assert "You came in with a recovery code, and recovery codes never sign." in text(page)
    for proof in (
        {"key": _answer(signing_key, package)},
        {"password": PASSWORD, "code": recovery[1]},
        {"password": PASSWORD, "code": "000000"},
    ):
        answer = _sign(newsroom, package, client, **proof)
        assert answer.status_code == 422
        assert "recovery codes never sign" in text(answer)
    several = {"package": [str(package.pk)], f"seen-{package.pk}": package.sha256, f"tick-{package.pk}": "on"}
    answer = client.post(newsroom.path("review/together/"), {**several, "key": _answer(signing_key, package)})
    assert (answer.status_code, "recovery codes never sign" in text(answer)) == (422, True)
    assert not SignOff.objects.exists()


def test_a_passkey_made_in_such_a_session_signs_in_anew_and_then_it_is_signed(
    newsroom: Newsroom, package: Package, recovery: list[str]
) -> None:
    signing_key = _signing_key(newsroom)
    client, device = _by_recovery(newsroom, recovery[0]), device_of(newsroom.minh.person)
    add(client, device)
    assert _sign(newsroom, package, client, key=_answer(signing_key, package)).status_code == 422
    anew = browser("en")
    enter(anew, device)
    assert _sign(newsroom, package, anew, key=_answer(signing_key, package)).status_code == 302


def test_it_sends_back_all_the_same(newsroom: Newsroom, package: Package, recovery: list[str]) -> None:
    client = _by_recovery(newsroom, recovery[0])
    sent = client.post(newsroom.path(f"review/{package.pk}/back/"), {"reason": "The name is wrong."})
    assert sent.status_code == 302
    assert Package.objects.get(pk=package.pk).state != Package.OPEN


def test_a_session_by_recovery_code_registers_no_signing_key(newsroom: Newsroom, recovery: list[str]) -> None:
    client, way = _by_recovery(newsroom, recovery[0]), newsroom.path("review/keys/")
    assert "recovery codes never sign" in text(client.get(way))
    begun = client.post(way, {"name": "Phone", "password": PASSWORD, "code": "000000"})
    assert (begun.status_code, "options" in begun.context) == (422, False)
    assert "recovery codes never sign" in text(begun)
    # Nor with a registration begun by other means: the challenge stands in the session.
    options, challenge = keys.registration_for(newsroom.minh.person)
    session = client.session
    session["signing_key"] = {"challenge": challenge, "until": 4_000_000_000}
    session.save()
    made = Authenticator(settings.ORIGIN, settings.HOST).make(options["challenge"])
    assert client.post(f"{way}register/", {"name": "Phone", "key": made}).status_code == 422
    assert not SigningKey.objects.exists()
