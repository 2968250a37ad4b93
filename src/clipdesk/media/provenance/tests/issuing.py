"""Certificates as an issuer outside would give them, right or with one thing wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

NOW = datetime.now(UTC)
Key = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
ISSUER_KEY, KEY = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
WHO = "CN=Clipdesk,O=Đài Sông Hồng"


def certificate(
    subject: str = WHO,
    key: Key = KEY,
    *,
    purposes: tuple[x509.ObjectIdentifier, ...] = (ExtendedKeyUsageOID.EMAIL_PROTECTION,),
    signs: bool = True,
    issues: bool = False,
    start: int = -1,
    end: int = 100,
) -> x509.Certificate:
    """A certificate by an issuer of the test's own; start and end: days from now."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name.from_rfc4514_string(subject))
        .issuer_name(x509.Name.from_rfc4514_string("CN=Issuing CA,O=Vietnam Trust"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + timedelta(days=start))
        .not_valid_after(NOW + timedelta(days=end))
        .add_extension(x509.BasicConstraints(issues, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ISSUER_KEY.public_key()), critical=False)
        .add_extension(x509.KeyUsage(signs, False, False, False, False, issues, issues, False, False), critical=True)
    )
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    return builder.sign(ISSUER_KEY, hashes.SHA256())


ISSUER = certificate("CN=Issuing CA,O=Vietnam Trust", ISSUER_KEY, purposes=(), signs=False, issues=True)


def write(
    folder: Path, chain: tuple[x509.Certificate, ...], key: Key = KEY, password: bytes = b""
) -> tuple[Path, Path]:
    """Write certificates and key as the issuer hands them over; return both files."""
    chain_file, key_file = folder / "brought-chain.pem", folder / "brought-key.pem"
    chain_file.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in chain))
    hidden = BestAvailableEncryption(password) if password else NoEncryption()
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, hidden))
    return chain_file, key_file
