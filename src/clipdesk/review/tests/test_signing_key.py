"""The ceremony: a key of one's own, a fresh answer for exactly this package, and nothing else is accepted."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from fido2.utils import websafe_decode, websafe_encode

from clipdesk.accounts.identity import Confirmation
from clipdesk.accounts.leaving import leave
from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Membership, Person, Station
from clipdesk.accounts.tests.authenticator import PRESENT, VERIFIED, Authenticator
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.history.models import LedgerEntry
from clipdesk.review import keys, refusals, signing
from clipdesk.review.challenge import challenge_of
from clipdesk.review.in_force import is_covered
from clipdesk.review.keys import CountWentBack, KeyAnswer, NotRegistered, NotThisKey, NotVerified, prove
from clipdesk.review.models import Assertion, Package, SignedUnder, SigningKey, SignOff
from clipdesk.review.tests.conftest import out_of_time, yes_to_all

_REFUSALS = (NotThisKey, NotVerified, CountWentBack)


def _authenticator() -> Authenticator:
    return Authenticator(settings.ORIGIN, settings.HOST)


def _registered(member: Member, name: str = "Phone") -> Authenticator:
    found = _authenticator()
    _, challenge = keys.registration_for(member.person)
    keys.register(found.make(challenge), challenge, name, member=member)
    return found


@pytest.fixture
def phone(newsroom: Newsroom) -> Authenticator:
    """Minh's signing key."""
    return _registered(newsroom.minh)


def _answer(authenticator: Authenticator, *packages: Package) -> KeyAnswer:
    return KeyAnswer(json.dumps(authenticator.sign(challenge_of([package.canonical for package in packages]))))


def test_registering_is_asked_for_with_verification_and_for_a_key_that_stays(newsroom: Newsroom) -> None:
    options, _ = keys.registration_for(newsroom.minh.person)
    assert options["rp"]["id"] == settings.HOST
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert [one["alg"] for one in options["pubKeyCredParams"]] == [-7, -8, -257]
    assert len(websafe_decode(options["challenge"])) == 32


@pytest.mark.parametrize(
    ("made", "changes"),
    [
        (lambda: replace(_authenticator(), flags=PRESENT), {}),
        (lambda: replace(_authenticator(), flags=VERIFIED), {}),
        (lambda: replace(_authenticator(), origin="https://elsewhere.example"), {}),
        (lambda: replace(_authenticator(), rp_id="elsewhere.example"), {}),
        (_authenticator, {"challenge": websafe_encode(bytes(32))}),
        (_authenticator, {"type": "webauthn.get"}),
    ],
)
def test_what_is_no_new_key(newsroom: Newsroom, made: Callable[[], Authenticator], changes: dict[str, Any]) -> None:
    _, challenge = keys.registration_for(newsroom.minh.person)
    said = made()
    first = said.make(challenge)
    if changes:
        answer = json.loads(first)
        client_data = {**json.loads(websafe_decode(answer["response"]["clientDataJSON"])), **changes}
        answer["response"]["clientDataJSON"] = websafe_encode(json.dumps(client_data).encode())
        first = json.dumps(answer)
    with pytest.raises(NotRegistered):
        keys.register(first, challenge, "Phone", member=newsroom.minh)
    assert not SigningKey.objects.exists()


_HUGE = '{"challenge": 4000000000000000, "type": "webauthn.create", "origin": "http://localhost:8080"}'


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "[]", "null", "[" * 20_000, '{"id": "a", "rawId": "a", "response": {}}',
        json.dumps({"rawId": "", "response": {"clientDataJSON": websafe_encode(_HUGE.encode()), "attestationObject": ""}}),
    ],
)  # fmt: skip
def test_nonsense_is_no_new_key(newsroom: Newsroom, text: str) -> None:
    with pytest.raises(NotRegistered):
        keys.register(text, websafe_encode(bytes(32)), "Phone", member=newsroom.minh)


@pytest.mark.parametrize("field", ["rawId", "clientDataJSON", "attestationObject"])
@pytest.mark.parametrize("number", [7, 10**15, 10**20])
def test_a_number_is_not_taken_for_a_size(newsroom: Newsroom, field: str, number: int) -> None:
    _, challenge = keys.registration_for(newsroom.minh.person)
    answer = json.loads(_authenticator().make(challenge))
    (answer if field == "rawId" else answer["response"])[field] = number
    with pytest.raises(NotRegistered):
        keys.register(json.dumps(answer), challenge, "Phone", member=newsroom.minh)


def test_after_a_move_of_the_desk_a_key_of_the_old_address_is_not_asked(
    newsroom: Newsroom, package: Package, phone: Authenticator, settings: Any
) -> None:
    show = newsroom.path(f"review/{package.pk}/")
    assert newsroom.client(newsroom.minh).get(show).context["key_options"]
    settings.HOST = "desk.station.vn"
    assert not newsroom.client(newsroom.minh).get(show).context["key_options"]


@pytest.mark.parametrize(
    "changes",
    [
        {"attested": 0},
        {"credential_id": bytes(1024)},
        {"cose": {1: 2, 3: -7, -1: 1, -2: bytes(31), -3: bytes(32)}},
        {"cose": {3: -7, -1: 1, -2: bytes(32), -3: bytes(32)}},
        {"cose": {1: 3, 3: -257, -1: b"\xff" * 128, -2: b"\1\0\1"}},
        {"cose": {1: 2, 3: -35, -1: 2, -2: bytes(48), -3: bytes(48)}},
    ],
)
def test_a_key_that_nobody_could_check_later_is_not_registered(newsroom: Newsroom, changes: dict[str, Any]) -> None:
    _, challenge = keys.registration_for(newsroom.minh.person)
    odd = _authenticator()
    odd.credential_id = changes.get("credential_id", odd.credential_id)
    made = odd.make(challenge, **{name: value for name, value in changes.items() if name != "credential_id"})
    with pytest.raises(NotRegistered):
        keys.register(made, challenge, "Phone", member=newsroom.minh)


def test_a_key_is_registered_once_and_named(newsroom: Newsroom) -> None:
    phone = _registered(newsroom.minh)
    _, challenge = keys.registration_for(newsroom.ha.person)
    with pytest.raises(NotRegistered):
        keys.register(phone.make(challenge), challenge, "Mine", member=newsroom.ha)
    for name in ("", "  ", "Phone", "x" * 81):
        with pytest.raises(keys.NameTheKey):
            keys.register(_authenticator().make(challenge), challenge, name, member=newsroom.minh)
    assert [entry.actor_name for entry in LedgerEntry.objects.filter(verb="signing_key_registered")] == ["Minh"]


def test_a_clip_is_signed_and_an_outsider_could_check_it(
    newsroom: Newsroom, package: Package, phone: Authenticator
) -> None:
    done = signing.sign(
        package, replace(given_for(package), confirmation=_answer(phone, package)), member=newsroom.minh
    )
    assert (done.is_signed, done.method) == (True, "signing_key")
    under = SignedUnder.objects.get(sign_off=done)
    assert (under.index, under.size, under.path) == (0, 1, [])
    said = json.loads(bytes(under.assertion.client_data))
    # SHA-256("clipdesk-signoff-v1" ‖ package), written out here on purpose
    expected = hashlib.sha256(b"clipdesk-signoff-v1" + package.canonical.encode()).digest()
    assert websafe_decode(said["challenge"]) == expected
    assert SigningKey.objects.get().sign_count == 1
    assert is_covered(done.package)
    row = LedgerEntry.objects.get(verb="sign_off_given")
    assert (row.after["package"], len(row.after["signature"])) == (package.sha256, 64)


def test_several_are_signed_with_one_answer(
    newsroom: Newsroom, send: Callable[[Clip], Package], draft: Clip, other_draft: Clip, phone: Authenticator
) -> None:
    both = [send(draft), send(other_draft)]
    said = [(package, given_for(package)) for package in both]
    done = signing.sign_together(said, _answer(phone, *both), member=newsroom.minh)
    assert Assertion.objects.count() == 1
    assert [(under.index, under.size, len(under.path)) for under in SignedUnder.objects.order_by("index")] == [
        (0, 2, 1),
        (1, 2, 1),
    ]
    assert all(is_covered(one.package) for one in done)


def test_one_of_several_cannot_be_signed_so_none_is(
    newsroom: Newsroom, send: Callable[[Clip], Package], draft: Clip, other_draft: Clip, phone: Authenticator
) -> None:
    first, second = send(draft), send(other_draft)
    late = out_of_time(second)
    said = [(first, given_for(first)), (late, given_for(late))]
    with pytest.raises(refusals.TooLate):
        signing.sign_together(said, _answer(phone, first, late), member=newsroom.minh)
    assert not SignOff.objects.exists()
    assert SigningKey.objects.get().sign_count == 0


def test_a_station_may_ask_for_a_key(newsroom: Newsroom, package: Package, phone: Authenticator) -> None:
    Station.objects.filter(pk=newsroom.station.pk).update(asks_signing_key=True)
    newsroom.minh.station.refresh_from_db()
    with pytest.raises(refusals.KeyNeeded):
        signing.sign(package, given_for(package), member=newsroom.minh)
    given = replace(given_for(package), confirmation=_answer(phone, package))
    assert signing.sign(package, given, member=newsroom.minh).is_signed


def _mutants(rng: random.Random, phone: Authenticator, others: list[Authenticator], challenge: bytes) -> dict[str, Any]:
    """Return one answer that must be refused, of a kind chosen by `rng`."""
    kind = rng.randrange(14)
    if kind < 6:
        wrong: list[dict[str, Any]] = [
            {"flags": PRESENT},
            {"flags": VERIFIED},
            {"origin": rng.choice(["https://evil.example", settings.ORIGIN + "0", "null", settings.ORIGIN.upper()])},
            {"rp_id": rng.choice(["evil.example", settings.HOST + ".", "LOCALHOST", ""])},
            {"key": others[0].key},
            {"count": rng.choice([-1, phone.count // 2 - 1])},
        ]
        return replace(phone, **wrong[kind]).sign(challenge)
    if kind == 6:
        return phone.sign(rng.randbytes(32))
    if kind == 7:
        return rng.choice(others).sign(challenge)
    if kind == 8:
        changes: list[dict[str, Any]] = [
            {"type": "webauthn.create"},
            {"crossOrigin": True},
            {"topOrigin": "https://evil.example"},
        ]
        return phone.sign(challenge, **rng.choice(changes))
    answer = phone.sign(challenge)
    response = answer["response"]
    if kind == 9:
        answer["id"] = rng.choice([websafe_encode(rng.randbytes(32)), answer["id"] + "=", ""])
    elif kind == 10:
        response["userHandle"] = websafe_encode(rng.randbytes(16))
    elif kind == 11:
        del response[rng.choice(list(response))]
    elif kind == 12:
        name = rng.choice(list(response))
        response[name] = rng.choice(
            [None, 5, 10**20, 4_000_000_000_000_000, [], {}, "", "ä", response[name] + "A", response[name][:-2]]
        )
    else:
        name = rng.choice(list(response))
        flipped = bytearray(websafe_decode(response[name]))
        flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
        response[name] = websafe_encode(bytes(flipped))
    return answer


def test_a_thousand_mutated_answers_are_refused_and_two_hundred_good_ones_are_not(
    newsroom: Newsroom, phone: Authenticator, record_property: Callable[[str, object], None]
) -> None:
    rng = random.Random(5)
    minh = newsroom.minh.person
    ended = _registered(newsroom.minh, "Lost")
    keys.end(keys.keys_of(minh).get(name="Lost"), "lost", by=newsroom.minh.actor)
    others = [_authenticator(), _registered(newsroom.ha), ended]
    phone.count, accepted = 1000, 0
    for number in range(1000):
        challenge = rng.randbytes(32)
        if number % 5 == 0:
            with transaction.atomic():
                answer = phone.sign(challenge)
                kept = prove(minh, challenge, KeyAnswer(json.dumps(answer)))
            accepted += 1
            with pytest.raises(CountWentBack), transaction.atomic():
                prove(minh, challenge, KeyAnswer(json.dumps(answer)))  # the same once more
            assert bytes(kept.challenge) == challenge
        mutant = _mutants(rng, phone, others, challenge)
        with pytest.raises(_REFUSALS), transaction.atomic():
            prove(minh, challenge, KeyAnswer(json.dumps(mutant)))
    assert accepted == Assertion.objects.count() == 200
    record_property("figure", "1000 mutated assertions: 0 accepted; 200 good ones: 200 accepted")


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "7", "[" * 20_000, '{"id": 1, "rawId": 1}'])
def test_nonsense_signs_nothing(newsroom: Newsroom, package: Package, phone: Authenticator, text: str) -> None:
    with pytest.raises(NotThisKey):
        signing.sign(package, replace(given_for(package), confirmation=KeyAnswer(text)), member=newsroom.minh)
    assert not SignOff.objects.exists()


def test_a_key_that_counts_backwards_is_told(newsroom: Newsroom, package: Package, phone: Authenticator) -> None:
    SigningKey.objects.update(sign_count=7)
    given = replace(given_for(package), confirmation=_answer(phone, package))
    with pytest.raises(CountWentBack):
        signing.sign(package, given, member=newsroom.minh)
    assert not SignOff.objects.exists()
    assert LedgerEntry.objects.get(verb="signing_key_doubted").before["sign_count"] == 7


def test_an_ended_key_signs_no_more_but_what_it_signed_stays(
    newsroom: Newsroom, package: Package, phone: Authenticator
) -> None:
    given = replace(given_for(package), confirmation=_answer(phone, package))
    done = signing.sign(package, given, member=newsroom.minh)
    key = SigningKey.objects.get()
    keys.end(key, "lost", by=newsroom.minh.actor)
    keys.end(key, "lost again", by=newsroom.minh.actor)
    assert is_covered(done.package)
    with pytest.raises(NotThisKey), transaction.atomic():
        prove(newsroom.minh.person, bytes(32), KeyAnswer(json.dumps(phone.sign(bytes(32)))))


@pytest.mark.parametrize("sql", ["UPDATE review_signingkey SET public_key = '\\x00'", "DELETE FROM review_assertion"])
def test_keys_and_answers_stay_as_they_are(
    newsroom: Newsroom, package: Package, phone: Authenticator, sql: str
) -> None:
    given = replace(given_for(package), confirmation=_answer(phone, package))
    signing.sign(package, given, member=newsroom.minh)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_who_was_disabled_or_lost_the_role_answers_for_nothing_any_more(newsroom: Newsroom, sign_off: SignOff) -> None:
    assert is_covered(sign_off.package)
    Person.objects.filter(pk=sign_off.signer_id).update(is_active=False)
    assert not is_covered(SignOff.objects.get(pk=sign_off.pk).package)
    Person.objects.filter(pk=sign_off.signer_id).update(is_active=True)
    Membership.objects.filter(person=sign_off.signer_id).delete()
    assert not is_covered(SignOff.objects.get(pk=sign_off.pk).package)


def test_a_sign_off_that_says_signed_needs_its_signature(newsroom: Newsroom, package: Package) -> None:
    done = signing.sign(
        package, replace(given_for(package), confirmation=Confirmation(method="signing_key")), member=newsroom.minh
    )
    assert not is_covered(done.package)


def _register_by_hand(newsroom: Newsroom, phone: Authenticator, **changes: str) -> Any:
    client = newsroom.client(newsroom.minh)
    begun = client.post(newsroom.path("review/keys/"), {"name": "Điện thoại", "password": "song-xanh-5417"})
    challenge = json.loads(begun.context["options"])["challenge"]
    fields = {"name": "Điện thoại", "key": phone.make(challenge), **changes}
    return client, client.post(newsroom.path("review/keys/register/"), fields)


def test_the_pages_register_sign_and_remove(newsroom: Newsroom, package: Package) -> None:
    phone = _authenticator()
    client, answer = _register_by_hand(newsroom, phone)
    assert answer.status_code == 302
    page = client.get(newsroom.path(f"review/{package.pk}/"))
    options = json.loads(page.context["key_options"])
    assert options["userVerification"] == "required"
    assert websafe_decode(options["challenge"]) == challenge_of([package.canonical])
    ticks = yes_to_all(package)
    fields = {"seen": package.sha256, "watched": "on", "key": _answer(phone, package).text, **ticks}
    assert client.post(newsroom.path(f"review/{package.pk}/sign/"), fields).status_code == 302
    assert "Điện thoại" in client.get(newsroom.path(f"review/{package.pk}/")).content.decode()
    key = SigningKey.objects.get()
    way, proof = newsroom.path(f"review/keys/{key.pk}/end/"), {"password": "song-xanh-5417"}
    assert client.post(way, {"password": "no"}).status_code == 422
    assert client.post(way, proof).status_code == 302
    assert client.post(way, proof).status_code == 404
    assert not client.get(newsroom.path("review/keys/")).context["keys"]


def test_a_registration_needs_the_proof_of_this_session_and_works_once(newsroom: Newsroom) -> None:
    phone = _authenticator()
    _, challenge = keys.registration_for(newsroom.minh.person)
    client = newsroom.client(newsroom.minh)
    fields = {"name": "Phone", "key": phone.make(challenge)}
    assert client.post(newsroom.path("review/keys/register/"), fields).status_code == 422
    wrong = client.post(newsroom.path("review/keys/"), {"name": "Phone", "password": "wrong"})
    assert (wrong.status_code, "options" in wrong.context) == (422, False)
    client, answer = _register_by_hand(newsroom, phone)
    assert answer.status_code == 302
    again = client.post(newsroom.path("review/keys/register/"), {"name": "Two", "key": phone.make(challenge)})
    assert again.status_code == 422


def test_the_practice_station_is_no_way_around_the_second_factor(newsroom: Newsroom) -> None:
    """A key signs at every station of its person; so whoever has codes, or works at a real station, gives one."""
    client, page = newsroom.client(newsroom.minh), newsroom.path("review/keys/")
    assert not client.get(page).context["asks_code"]
    other = Station.objects.create(slug="real", name="Real")
    Membership.objects.create(person=newsroom.minh.person, station=other, role="producer")
    assert client.get(page).context["asks_code"]
    answer = client.post(page, {"name": "Phone", "password": "song-xanh-5417"})
    assert (answer.status_code, "options" in answer.context) == (422, False)


def test_who_leaves_signs_no_more_also_when_they_come_back(newsroom: Newsroom, phone: Authenticator) -> None:
    leave(newsroom.ha, newsroom.minh.person, newsroom.ha.person)
    assert not keys.keys_of(newsroom.minh.person).exists()


def test_what_was_signed_holds_when_the_desk_moves_and_when_the_clip_is_handed_over(
    newsroom: Newsroom, package: Package, phone: Authenticator, settings: Any
) -> None:
    given = replace(given_for(package), confirmation=_answer(phone, package))
    done = signing.sign(package, given, member=newsroom.minh)
    settings.ORIGIN, settings.HOST = "https://desk.station.vn", "desk.station.vn"
    Clip.objects.filter(pk=package.clip_id).update(author=newsroom.minh.person)
    assert is_covered(SignOff.objects.get(pk=done.pk).package)
    with pytest.raises(NotThisKey), transaction.atomic():
        prove(newsroom.minh.person, bytes(32), KeyAnswer(json.dumps(phone.sign(bytes(32)))))


def test_nobody_removes_the_key_of_another(newsroom: Newsroom, phone: Authenticator) -> None:
    key = SigningKey.objects.get()
    assert newsroom.client(newsroom.ha).post(newsroom.path(f"review/keys/{key.pk}/end/")).status_code == 404
    assert keys.keys_of(newsroom.minh.person).exists()


def _together(newsroom: Newsroom, packages: list[Package], **fields: Any) -> Any:
    seen = {f"seen-{package.pk}": package.sha256 for package in packages}
    ticks = {f"tick-{package.pk}": "on" for package in packages}
    said = {"package": [str(package.pk) for package in packages], **seen, **ticks, **fields}
    data = {name: value for name, value in said.items() if value is not None}
    return newsroom.client(newsroom.minh).post(newsroom.path("review/together/"), data)


def test_several_are_signed_on_one_page(
    newsroom: Newsroom, send: Callable[[Clip], Package], draft: Clip, other_draft: Clip, phone: Authenticator
) -> None:
    both = [send(draft), send(other_draft)]
    listed = newsroom.client(newsroom.minh).get(newsroom.path("review/"))
    assert listed.context["several"]
    asked = "&".join(f"package={package.pk}" for package in both)
    page = newsroom.client(newsroom.minh).get(newsroom.path(f"review/together/?{asked}"))
    assert [it["package"] for it in page.context["shown"]] == both
    challenge = websafe_decode(json.loads(page.context["key_options"])["challenge"])
    assert challenge == challenge_of([package.canonical for package in both])
    lone = _together(newsroom, both, key=_answer(phone, *both).text, **{f"tick-{both[1].pk}": None})
    assert (lone.status_code, SignOff.objects.count()) == (422, 0)
    assert [it["ticked"] for it in lone.context["shown"]] == [True, False]
    assert _together(newsroom, both, key=_answer(phone, *both).text).status_code == 302
    assert SignOff.objects.filter(method="signing_key").count() == 2


def test_who_may_not_sign_one_of_them_sees_only_the_others(
    newsroom: Newsroom, send: Callable[[Clip], Package], draft: Clip, other_draft: Clip
) -> None:
    Clip.objects.filter(pk=draft.pk).update(author=newsroom.minh.person)
    both = [send(draft), send(other_draft)]
    answer = _together(newsroom, both, password="song-xanh-5417")
    assert (answer.status_code, SignOff.objects.count()) == (422, 0)
    assert [it["package"] for it in answer.context["shown"]] == [both[1]]
    nobody = newsroom.client(newsroom.minh).get(newsroom.path("review/together/?package=x&package=%00"))
    assert (nobody.status_code, nobody["location"]) == (302, newsroom.path("review/"))
