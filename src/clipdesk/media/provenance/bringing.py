"""A certificate that the station brings: looked at closely before anything is signed with it."""

import os
import struct
import tempfile
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from clipdesk.media.errors import SigningFailed
from clipdesk.media.provenance.credentials import algorithm_of
from clipdesk.media.provenance.errors import (
    ChainBroken,
    ChainTooShort,
    NoCertificates,
    NoKey,
    NoOrganisation,
    NotValidNow,
    OtherKey,
    TrialFailed,
    UnfitKey,
    WrongPurpose,
)
from clipdesk.media.provenance.manifest import Facts
from clipdesk.media.provenance.signing import SignerFiles, sign_files

C2PA_CLAIM_SIGNING = x509.ObjectIdentifier("1.3.6.1.4.1.62558.2.1")
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
PURPOSES = frozenset({C2PA_CLAIM_SIGNING, DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION})


@dataclass(frozen=True)
class Brought:
    """chain: certificates as PEM, the station's own first; key: PKCS#8 PEM, unencrypted."""

    chain: str
    key: bytes = field(repr=False)


def read_brought(chain: Path, key: Path, now: datetime) -> Brought:
    """Return what the two files hold, once it is certain that it can sign; a trial is signed and read back.

    Raises:
        UnfitCertificate: says what is wrong with it.
        RunError: the trial could not be made on this machine.
        OSError: a file cannot be read.
    """
    try:
        found = x509.load_pem_x509_certificates(chain.read_bytes())
    except ValueError as error:
        raise NoCertificates(file=chain) from error
    try:
        private = load_pem_private_key(key.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise NoKey(file=key) from error
    _check_chain(found, now)
    _check_signer(found[0])
    if _public(private.public_key()) != _public(found[0].public_key()):
        raise OtherKey(name=name_of(found[0]))
    text = "".join(certificate.public_bytes(Encoding.PEM).decode() for certificate in found)
    if not algorithm_of(text):
        raise UnfitKey
    brought = Brought(text, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _try(brought)
    return brought


def name_of(certificate: x509.Certificate) -> str:
    """Return whose certificate it is: the organisation, else the common name, else all of its subject."""
    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        if found := certificate.subject.get_attributes_for_oid(oid):
            return str(found[0].value)
    return certificate.subject.rfc4514_string()


def organisation_of(chain: str) -> str:
    """Return in whose name a chain of certificates (PEM) signs, as short as the desk keeps it."""
    return name_of(x509.load_pem_x509_certificates(chain.encode())[0])[:200]


def _check_chain(found: list[x509.Certificate], now: datetime) -> None:
    if len(found) < 2:
        raise ChainTooShort
    for certificate, issuer in pairwise(found):
        try:
            certificate.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature) as error:
            raise ChainBroken(name=name_of(certificate)) from error
    for certificate in found:
        start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        if not start <= now < end:
            raise NotValidNow(name=name_of(certificate), start=f"{start:%Y-%m-%d}", end=f"{end:%Y-%m-%d}")


def _check_signer(signer: x509.Certificate) -> None:
    """The profile of C2PA 2.x, section 14.5."""
    try:
        usage = signer.extensions.get_extension_for_class(x509.KeyUsage).value
        purposes = set(signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound as error:
        raise WrongPurpose(name=name_of(signer)) from error
    if not usage.digital_signature or usage.key_cert_sign or not purposes & PURPOSES:
        raise WrongPurpose(name=name_of(signer))
    if not signer.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME):
        raise NoOrganisation


def _public(key: object) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined, no-any-return]


def _try(brought: Brought) -> None:
    """Sign the smallest picture there is, and read it back."""
    with tempfile.TemporaryDirectory(prefix="clipdesk-trial-") as name:
        folder = Path(name)
        (folder / "trial.png").write_bytes(_picture())
        (folder / "chain.pem").write_text(brought.chain)
        with os.fdopen(os.open(folder / "key.pem", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(brought.key)
        signer = SignerFiles(folder / "chain.pem", folder / "key.pem")
        try:
            sign_files(
                [(folder / "trial.png", Facts("trial", None, (), "1"))], folder / "signed", signer, kind="image/png"
            )
        except SigningFailed as error:
            raise TrialFailed(detail=error.params["detail"]) from error


def _picture() -> bytes:
    """One grey dot as PNG (ISO/IEC 15948)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"\0\0")), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
