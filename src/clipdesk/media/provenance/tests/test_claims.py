"""Only a claim under the certificate itself is signed, and its signature is what COSE asks for."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from clipdesk.media.provenance import NoClaim, SignerFiles, sign_claim, signer_named
from clipdesk.media.provenance.claims import check_claim

BEGIN = bytes.fromhex("846a5369676e617475726531")  # RFC 9052: an array of four, "Signature1"
CLAIM = b"\xa1\x74claim_generator_info\x60"


def string(data: bytes) -> bytes:
    """A CBOR byte string (RFC 8949, major type 2) with a length of two bytes."""
    return b"\x59" + len(data).to_bytes(2, "big") + data


def structure(header: bytes, payload: bytes = CLAIM, beside: bytes = b"\x40") -> bytes:
    return BEGIN + string(header) + beside + string(payload)


@pytest.fixture
def certificate(signer: SignerFiles) -> x509.Certificate:
    return x509.load_pem_x509_certificates(signer.chain.read_bytes())[0]


def test_a_claim_is_signed(signer: SignerFiles, certificate: x509.Certificate) -> None:
    data = structure(b"\xa1\x18\x21" + certificate.public_bytes(Encoding.DER))
    signature = sign_claim(signer, data)
    assert len(signature) == 64
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    r, s = (int.from_bytes(signature[at : at + 32], "big") for at in (0, 32))
    key.verify(encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"anything else",
        BEGIN,
        BEGIN + b"\x5b" + b"\xff" * 8,
        structure(b"CERT", b""),
        structure(b"CERT", b"\x60claim_generator_info"),
        structure(b"CERT", b"\xa1\x61a\x60"),
        structure(b"CERT", beside=b"\x41\x00"),
        structure(b"CERT") + b"\x00",
        structure(b"CERT")[:-1],
        structure(b"another certificate"),
    ],
)
def test_nothing_else_is(data: bytes) -> None:
    check_claim(structure(b"CERT"), b"CERT")
    with pytest.raises(NoClaim):
        check_claim(data, b"CERT")


def test_a_signer_is_found_by_its_name(signer: SignerFiles) -> None:
    folder = signer.key.parent.parent
    assert signer_named(folder, signer.key.parent.name) == signer
    assert signer_named(folder, "..") is None
    assert signer_named(Path("/nowhere"), signer.key.parent.name) is None
