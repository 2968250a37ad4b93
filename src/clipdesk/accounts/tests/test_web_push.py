"""The bytes that go to a push service: RFC 8291's own example, a token that its public key confirms, known addresses."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from clipdesk.accounts import web_push
from clipdesk.accounts.web_push import Subscription


def plain(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


#: RFC 8291, section 5 and appendix A.
BROWSER = Subscription(
    "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
    plain("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
    plain("BTBZMqHH6r4Tts7J_aSIgg"),
)
SENDER = plain("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
SALT = plain("DGv6ra1nlYgDCS1FRnbzlw")
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
    "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
SERVICES = ("https://fcm.googleapis.com", "https://*.push.apple.com", "http://127.0.0.1:8999")


def test_the_example_of_the_standard() -> None:
    key = ec.derive_private_key(int.from_bytes(SENDER), ec.SECP256R1())
    made = web_push.encrypt(b"When I grow up, I want to be a watermelon", BROWSER, key, SALT)
    assert made == plain(BODY)


def test_the_token_is_signed_by_the_key_that_browsers_subscribe_with() -> None:
    key = web_push.own_key("x" * 64)
    moment = datetime(2026, 11, 26, 20, tzinfo=UTC)
    kind, token, k = web_push.token(BROWSER.endpoint, "mailto:desk@example.vn", key, moment).split(" ")
    said, signature = token.removeprefix("t=").rstrip(",").rsplit(".", 1)
    header, claims = (json.loads(plain(part)) for part in said.split("."))
    assert (kind, header) == ("vapid", {"typ": "JWT", "alg": "ES256"})
    assert claims["aud"] == "https://push.example.net"
    assert claims["sub"] == "mailto:desk@example.vn"
    assert 0 < claims["exp"] - moment.timestamp() <= 24 * 3600  # RFC 8292, section 2: at most a day
    assert k == f"k={web_push.public_text(key)}"
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), plain(k.removeprefix("k=")))
    r, s = (int.from_bytes(plain(signature)[at : at + 32]) for at in (0, 32))
    public.verify(encode_dss_signature(r, s), said.encode(), ec.ECDSA(hashes.SHA256()))


def test_the_desks_key_stays_the_same_and_another_secret_gives_another() -> None:
    first, again, other = (web_push.public_text(web_push.own_key(secret * 64)) for secret in "xxy")
    assert first == again
    assert first != other


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://web.push.apple.com/QABC",
        "http://127.0.0.1:8999/x",
    ],
)
def test_known_services(endpoint: str) -> None:
    assert web_push.is_known(endpoint, SERVICES)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/abc",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/fcm.googleapis.com",
        "https://fcm.googleapis.com@evil.example/x",
        "https://user@fcm.googleapis.com/x",
        "https://push.apple.com/x",
        "https://evilpush.apple.com/x",
        "http://127.0.0.1/x",
        "http://127.0.0.1:9/x",
        "http://[::1]:8999/x",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://fcm.googleapis.com:x/",
        "",
    ],
)
def test_no_other_address_is_ever_called(endpoint: str) -> None:
    assert not web_push.is_known(endpoint, SERVICES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"endpoint": "https://x", "keys": null}',
        '{"endpoint": "https://x", "keys": {"p256dh": "AA", "auth": "BTBZMqHH6r4Tts7J_aSIgg"}}',
        '{"endpoint": "https://x", "keys": {"p256dh": 1, "auth": 2}}',
        json.dumps(
            {
                "endpoint": "https://x",
                "keys": {"p256dh": base64.urlsafe_b64encode(BROWSER.public_key).decode(), "auth": "AA"},
            }
        ),
        json.dumps(
            {
                "endpoint": "https://x",
                "keys": {
                    "p256dh": base64.urlsafe_b64encode(b"\4" + b"\1" * 64).decode(),
                    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
                },
            }
        ),
    ],
)
def test_what_is_no_subscription(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  JSON's own error is one too
        web_push.read_subscription(text)
