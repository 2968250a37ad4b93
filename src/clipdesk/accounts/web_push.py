"""Web push: a message for one browser, encrypted (RFC 8291), in our name (RFC 8292), handed to its push service (RFC 8030).

The push service sees who sends to which browser and when, never what.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (FIPS 186-4, D.1.2.3)
_RECORD = 4096
_LONGEST = 1000  # of an endpoint; those of the browser makers have some hundred characters
_TOKEN_HOURS = 12
_TIMEOUT = 10


class Gone(Exception):
    """The browser no longer takes messages there: the person took its permission away, or the service forgot it."""


class Busy(OSError):
    """The push service did not take it now; trying again may help."""


@dataclass(frozen=True)
class Subscription:
    """Where a browser is reached, and what to encrypt for it: public_key, an uncompressed P-256 point; auth, 16 bytes."""

    endpoint: str
    public_key: bytes
    auth: bytes


def read_subscription(text: str) -> Subscription:
    """Read what `PushSubscription.toJSON` wrote.

    Raises:
        ValueError: it is none.
    """
    try:
        said = json.loads(text)
        found = Subscription(str(said["endpoint"]), _unbase64(said["keys"]["p256dh"]), _unbase64(said["keys"]["auth"]))
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), found.public_key)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no subscription") from error
    plain = found.endpoint.isascii() and found.endpoint.isprintable() and len(found.endpoint) <= _LONGEST
    if not plain or len(found.auth) != 16 or len(found.public_key) != 65:
        raise ValueError("no subscription")
    return found


def is_known(endpoint: str, services: Iterable[str]) -> bool:
    """Tell whether an endpoint lies at one of `services`: origins, `*.` in front of a host stands for what is under it.

    Whoever subscribes names the address; nobody may make the desk call another.
    """
    try:
        asked = urlsplit(endpoint)
        port = asked.port
    except ValueError:
        return False
    if asked.username is not None or not asked.hostname:
        return False
    for service in map(urlsplit, services):
        host = (service.hostname or "").removeprefix("*")
        same = asked.hostname.endswith(host) if host.startswith(".") else asked.hostname == host
        if same and (asked.scheme, port) == (service.scheme, service.port):
            return True
    return False


def own_key(secret: str) -> ec.EllipticCurvePrivateKey:
    """Return the key that follows from a secret text of at least 32 random bytes."""
    number = int.from_bytes(hashlib.sha512(b"clipdesk-push-v1\0" + secret.encode()).digest())
    return ec.derive_private_key(number % (_ORDER - 1) + 1, ec.SECP256R1())


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    """Return the public key as browsers take it (`applicationServerKey`)."""
    return _base64(_point(key))


def encrypt(message: bytes, subscription: Subscription, key: ec.EllipticCurvePrivateKey, salt: bytes) -> bytes:
    """Return the body of the request (RFC 8291, section 3.4; one record of RFC 8188).

    Args:
        message: at most 3993 bytes.
        subscription: for whom.
        key: made for this message alone.
        salt: 16 random bytes.
    """
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), subscription.public_key)
    shared = key.exchange(ec.ECDH(), theirs)
    info = b"WebPush: info\0" + subscription.public_key + _point(key)
    secret = _derive(shared, subscription.auth, info, 32)
    content_key = _derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(secret, salt, b"Content-Encoding: nonce\0", 12)
    sealed = AESGCM(content_key).encrypt(nonce, message + b"\2", None)
    return salt + _RECORD.to_bytes(4) + bytes([65]) + _point(key) + sealed


def token(endpoint: str, contact: str, key: ec.EllipticCurvePrivateKey, moment: datetime) -> str:
    """Return the value of `Authorization` (RFC 8292): who sends, to which push service, until when.

    contact: a `mailto:` or `https:` address of whoever runs the desk.
    """
    asked = urlsplit(endpoint)
    claims = {
        "aud": f"{asked.scheme}://{asked.netloc}",
        "exp": int((moment + timedelta(hours=_TOKEN_HOURS)).timestamp()),
        "sub": contact,
    }
    said = ".".join(_base64(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    return f"vapid t={said}.{_base64(r.to_bytes(32) + s.to_bytes(32))}, k={public_text(key)}"


def send(subscription: Subscription, message: bytes, authorization: str, *, seconds: int, urgent: bool) -> None:
    """Hand a message to the push service, which keeps it for `seconds` while the browser is away. Follows no redirect.

    Raises:
        Gone, Busy, OSError: as their sentences say.
    """
    body = encrypt(message, subscription, ec.generate_private_key(ec.SECP256R1()), os.urandom(16))
    asked = urlsplit(subscription.endpoint)
    kind = http.client.HTTPSConnection if asked.scheme == "https" else http.client.HTTPConnection
    connection = kind(asked.hostname or "", asked.port, timeout=_TIMEOUT)
    headers = {
        "Authorization": authorization,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(seconds),
        "Urgency": "high" if urgent else "normal",
    }
    try:
        connection.request("POST", asked.path + (f"?{asked.query}" if asked.query else ""), body, headers)
        status = connection.getresponse().status
    except http.client.HTTPException as error:
        raise Busy(str(error)) from error
    finally:
        connection.close()
    if status in {404, 410}:
        raise Gone
    if not 200 <= status < 300:
        raise Busy(f"the push service answered {status}")


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unbase64(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
