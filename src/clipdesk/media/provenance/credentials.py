"""The station's certificates: an authority of its own, and the signer it vouches for.

C2PA 2.x, section 14.5 ("X.509 Certificates"): the signer is a P-256 key without rights to issue others, with the key
usage digitalSignature and an extended key usage; a subject needs an organisation.

Run as a program it makes them behind the walls of `sandbox` (see `keeping`), so that no other process holds a key; it
imports nothing of Clipdesk, because nothing of Clipdesk is there.
"""

import json
import os
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS = 3650
SIGNER_DAYS = 397
AUTHORITY_NAME = "Content Credentials Authority"
AUTHORITY, AUTHORITY_KEY, CHAIN, KEY = "authority.pem", "authority.key", "chain.pem", "key.pem"
_CURVES = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}


@dataclass(frozen=True)
class Credential:
    """chain: certificates as PEM, its own first; key: the private key as PKCS#8 PEM, unencrypted."""

    chain: str
    key: bytes = field(repr=False)


def make_authority(organisation: str, now: datetime, common_name: str = AUTHORITY_NAME) -> Credential:
    """Return a new authority of the station, valid for ten years from `now` (with a time zone)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(organisation, common_name)
    certificate = (
        _begin(name, name, key, now, now + timedelta(days=AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Credential(_pem(certificate), _pkcs8(key))


def issue_signer(authority: Credential, common_name: str, now: datetime) -> Credential:
    """Return a new signer under `authority`, valid for thirteen months, never longer than the authority itself.

    Its organisation is the authority's.

    Raises:
        ValueError: `authority` is not what `make_authority` returned.
    """
    issuer = x509.load_pem_x509_certificate(authority.chain.encode())
    issuing_key = serialization.load_pem_private_key(authority.key, password=None)
    if not isinstance(issuing_key, ec.EllipticCurvePrivateKey):
        raise ValueError("the authority's key is not an elliptic curve key")
    key = ec.generate_private_key(ec.SECP256R1())
    organisation = issuer.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value
    until = min(now + timedelta(days=SIGNER_DAYS), issuer.not_valid_after_utc)
    certificate = (
        _begin(_name(str(organisation), common_name), issuer.subject, key, now, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing_key.public_key()), critical=False)
        .sign(issuing_key, hashes.SHA256())
    )
    return Credential(_pem(certificate) + authority.chain, _pkcs8(key))


def algorithm_of(chain: str) -> str:
    """Return how C2PA calls what the first certificate's key signs with; nothing where C2PA does not take such keys."""
    key = x509.load_pem_x509_certificates(chain.encode())[0].public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        return _CURVES.get(key.curve.name, "")
    if isinstance(key, rsa.RSAPublicKey):
        return "ps256" if key.key_size >= 2048 else ""
    return "ed25519" if isinstance(key, ed25519.Ed25519PublicKey) else ""


def main() -> None:
    """Write a new authority and its first signer into out/; where there is an authority (in/0, in/1), a signer alone."""
    asked = json.loads(sys.argv[1])
    now = datetime.fromtimestamp(asked["from"], UTC)
    os.umask(0o077)
    if asked["renews"]:
        authority = Credential(Path("in/0").read_text(), Path("in/1").read_bytes())
    else:
        authority = make_authority(asked["organisation"], now, asked["authority"])
        _write(AUTHORITY, authority.chain.encode())
        _write(AUTHORITY_KEY, authority.key)
    signer = issue_signer(authority, asked["signer"], now)
    _write(CHAIN, signer.chain.encode())
    _write(KEY, signer.key)


def _write(name: str, data: bytes) -> None:
    """Put a file into out/, all the way to the disk: a lost key could never be made again."""
    with Path("out", name).open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _begin(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(organisation: str, common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _pkcs8(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


if __name__ == "__main__":
    main()
