"""A certificate that a station brings is taken, or refused with the reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from clipdesk.media.provenance import read_brought
from clipdesk.media.provenance.bringing import C2PA_CLAIM_SIGNING, DOCUMENT_SIGNING
from clipdesk.media.provenance.errors import (
    ChainBroken,
    ChainTooShort,
    NoCertificates,
    NoKey,
    NoOrganisation,
    NotValidNow,
    OtherKey,
    TrialFailed,
    UnfitCertificate,
    UnfitKey,
    WrongPurpose,
)
from clipdesk.media.provenance.tests.issuing import ISSUER, ISSUER_KEY, KEY, NOW, Key, certificate, write

Bring = Callable[..., None]


@pytest.fixture
def bring(tmp_path: Path) -> Bring:
    """Try to bring certificates and a key."""

    def tried(*chain: x509.Certificate, key: Key = KEY, password: bytes = b"") -> None:
        read_brought(*write(tmp_path, chain, key, password), NOW)

    return tried


@pytest.mark.parametrize("purpose", [C2PA_CLAIM_SIGNING, DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION])
def test_every_purpose_that_c2pa_takes(bring: Bring, purpose: x509.ObjectIdentifier) -> None:
    bring(certificate(purposes=(purpose,)), ISSUER)


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP384R1()),
        ec.generate_private_key(ec.SECP521R1()),
        rsa.generate_private_key(65537, 2048),
        ed25519.Ed25519PrivateKey.generate(),
    ],
    ids=["P-384", "P-521", "RSA", "Ed25519"],
)
def test_every_kind_of_key_that_c2pa_takes(bring: Bring, key: Key) -> None:
    bring(certificate(key=key), ISSUER, key=key)


def test_the_key_is_handed_on_readable_and_its_name_is_not_shown(tmp_path: Path) -> None:
    chain = certificate().public_bytes(Encoding.PEM) + ISSUER.public_bytes(Encoding.PEM)
    (tmp_path / "chain.pem").write_bytes(b"Bag Attributes\n" + chain)
    old_form = KEY.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    (tmp_path / "key.pem").write_bytes(old_form)
    found = read_brought(tmp_path / "chain.pem", tmp_path / "key.pem", NOW)
    assert found.chain.encode() == chain
    assert found.key == KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    assert "PRIVATE" not in repr(found)


@pytest.mark.parametrize(
    ("chain", "error", "said"),
    [
        ([certificate()], ChainTooShort, "Add the certificate of its issuer"),
        ([certificate(), certificate()], ChainBroken, "Đài Sông Hồng was not issued by the one below it"),
        ([ISSUER, certificate()], ChainBroken, "Vietnam Trust"),
        (
            [certificate(start=-20, end=-1), ISSUER],
            NotValidNow,
            f"to {NOW - timedelta(days=1):%Y-%m-%d}, and not today",
        ),
        ([certificate(start=1), ISSUER], NotValidNow, f"from {NOW + timedelta(days=1):%Y-%m-%d}"),
        ([certificate(purposes=()), ISSUER], WrongPurpose, "not made for signing files"),
        ([certificate(purposes=(ExtendedKeyUsageOID.SERVER_AUTH,)), ISSUER], WrongPurpose, "C2PA claim signing"),
        ([certificate(signs=False), ISSUER], WrongPurpose, "digital signature"),
        ([certificate(issues=True), ISSUER], WrongPurpose, "not made for signing files"),
        ([certificate("CN=Clipdesk"), ISSUER], NoOrganisation, "names no organisation"),
    ],
)
def test_what_cannot_sign_is_refused(
    bring: Bring, chain: list[x509.Certificate], error: type[UnfitCertificate], said: str
) -> None:
    with pytest.raises(error, match=said):
        bring(*chain)


def test_keys_that_cannot_sign_are_refused(bring: Bring, tmp_path: Path) -> None:
    with pytest.raises(OtherKey, match="does not belong to the certificate of Đài Sông Hồng"):
        bring(certificate(), ISSUER, key=ISSUER_KEY)
    with pytest.raises(NoKey, match="without a passphrase"):
        bring(certificate(), ISSUER, password=b"geheim")
    for key in (rsa.generate_private_key(65537, 1024), ec.generate_private_key(ec.SECP256K1())):
        with pytest.raises(UnfitKey, match="P-256"):
            bring(certificate(key=key), ISSUER, key=key)
    (tmp_path / "noise").write_text("noise")
    with pytest.raises(NoCertificates, match=r"noise holds no certificates"):
        read_brought(tmp_path / "noise", tmp_path / "brought-key.pem", NOW)


def test_what_looks_right_and_does_not_validate_is_refused(bring: Bring) -> None:
    """A purpose beside that of signing that C2PA forbids: only the trial tells."""
    both = (ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.OCSP_SIGNING)
    with pytest.raises(TrialFailed, match="does not validate"):
        bring(certificate(purposes=both), ISSUER)
