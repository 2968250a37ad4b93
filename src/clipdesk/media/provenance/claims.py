"""The one thing that a key of Content Credentials ever signs: a C2PA claim, as COSE puts it before a signer.

RFC 9052, section 4.4: an array of "Signature1", the protected header, no additional data, and the payload. C2PA 2.x,
section 13.2: the signer's certificates stand in the protected header, and the payload is the claim, a map.
"""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from clipdesk.media.provenance.keeping import signers_in
from clipdesk.media.provenance.signing import SignerFiles

LARGEST = 1 << 20
_BEGIN = b"\x84\x6aSignature1"  # CBOR: an array of four, then a text of ten letters
_NO_DATA = b"\x40"
_BYTES, _MAP = 2, 5
_CURVES = {"secp256r1": hashes.SHA256(), "secp384r1": hashes.SHA384(), "secp521r1": hashes.SHA512()}


class NoClaim(ValueError):
    """These bytes are no claim under this certificate."""


def signer_named(folder: Path, name: str) -> SignerFiles | None:
    """Return one of the signers in a certificate's folder, by the name of its own folder."""
    return next((signer for signer in signers_in(folder) if signer.key.parent.name == name), None)


def sign_claim(signer: SignerFiles, data: bytes) -> bytes:
    """Return the signature over a claim as COSE writes it.

    Raises:
        NoClaim: it is none, or names another certificate.
    """
    certificate = x509.load_pem_x509_certificates(signer.chain.read_bytes())[0]
    check_claim(data, certificate.public_bytes(Encoding.DER))
    key = load_pem_private_key(signer.key.read_bytes(), password=None)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        size = (key.curve.key_size + 7) // 8
        r, s = decode_dss_signature(key.sign(data, ec.ECDSA(_CURVES[key.curve.name])))
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    assert isinstance(key, ed25519.Ed25519PrivateKey)  # `bringing` takes no others
    return key.sign(data)


def check_claim(data: bytes, certificate: bytes) -> None:
    """Raise NoClaim unless `data` is a claim to be signed under `certificate` (DER)."""
    if not data.startswith(_BEGIN):
        raise NoClaim("this is nothing that COSE signs")
    header, rest = _byte_string(data[len(_BEGIN) :])
    if not rest.startswith(_NO_DATA):
        raise NoClaim("a claim is signed with nothing beside it")
    payload, rest = _byte_string(rest[1:])
    if rest or not payload or payload[0] >> 5 != _MAP or b"claim_generator" not in payload:
        raise NoClaim("what is to be signed is no claim")
    if certificate not in header:
        raise NoClaim("the claim names another certificate")


def _byte_string(data: bytes) -> tuple[bytes, bytes]:
    """Return the byte string that CBOR data begins with, and what stands behind it."""
    if not data or data[0] >> 5 != _BYTES:
        raise NoClaim("this is no byte string")
    short = data[0] & 31
    count = {24: 1, 25: 2, 26: 4}.get(short, 0)
    if short > 26 or len(data) <= count:
        raise NoClaim("this is no byte string")
    length = int.from_bytes(data[1 : 1 + count], "big") if count else short
    start, end = 1 + count, 1 + count + length
    if end > len(data):
        raise NoClaim("the byte string is not whole")
    return data[start:end], data[end:]
