"""An authenticator in software: makes keys and answers as WebAuthn level 3 says, or as a test wants it to."""

from __future__ import annotations

import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.utils import websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One resident P-256 key. `flags`, `origin` and `rp_id` are what it, and the browser before it, say; `user_handle`,
    if any, is whose it says it is."""

    origin: str
    rp_id: str
    flags: int = PRESENT | VERIFIED
    count: int = 0
    user_handle: bytes = b""
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))

    def make(self, challenge: str, *, attested: int = ATTESTED, cose: dict[int, Any] | None = None) -> str:
        """Return what `navigator.credentials.create` brings back, as the page sends it; attestation: none."""
        numbers = self.key.public_key().public_numbers()
        cose = cose or {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        credential = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + cbor.encode(cose)
        data = self.data(self.flags | attested) + (credential if attested else b"")
        response = {
            "clientDataJSON": websafe_encode(self.client_data("webauthn.create", challenge)),
            "attestationObject": websafe_encode(cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})),
        }
        return json.dumps(self._answer(response))

    def sign(self, challenge: bytes, /, **changes: Any) -> dict[str, Any]:
        """Return what `navigator.credentials.get` brings back; `changes` stand in the client data."""
        self.count += 1
        data = self.data(self.flags)
        client_data = self.client_data("webauthn.get", websafe_encode(challenge), **changes)
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ECDSA(SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client_data),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
        }
        if self.user_handle:
            response["userHandle"] = websafe_encode(self.user_handle)
        return self._answer(response)

    def data(self, flags: int) -> bytes:
        """Return authenticator data (section 6.1): digest of the host, flags, counter."""
        return hashlib.sha256(self.rp_id.encode()).digest() + struct.pack(">BI", flags, self.count)

    def client_data(self, kind: str, challenge: str, /, **changes: Any) -> bytes:
        """Return the client data (section 5.8.1) as Chromium writes it."""
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False, **changes}
        return json.dumps(said, separators=(",", ":")).encode()

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        name = websafe_encode(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}
