"""A certificate authority of the station's own, and the desk's certificate signed by it.

For a desk that only the house's network reaches, where no public authority signs. The authority may sign for the names
it was made with and for nothing else, so that trusting it on a phone risks nothing but this desk.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from clipdesk.kernel.clock import now

CA_DAYS = 3650
DESK_DAYS = 397  # phones refuse certificates that are valid for much longer
_KEY_USE = {
    "digital_signature": False,
    "content_commitment": False,
    "key_encipherment": False,
    "data_encipherment": False,
    "key_agreement": False,
    "key_cert_sign": False,
    "crl_sign": False,
    "encipher_only": False,
    "decipher_only": False,
}


class OtherNames(RuntimeError):
    """The authority that is there was made for other names."""


def make_local(folder: Path, hosts: Sequence[str]) -> tuple[Path, Path, Path]:
    """Make (or renew) the desk's certificate; return the authority's, the desk's and the desk's key's files.

    Raises:
        OtherNames: the authority may not sign for one of `hosts`.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority, authority_key = _authority(folder, hosts)
    key = ec.generate_private_key(ec.SECP256R1())
    names = x509.SubjectAlternativeName([_name(host) for host in hosts])
    builder = _builder(_subject(hosts[0]), authority.subject, key, DESK_DAYS)
    builder = (
        builder.add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**{**_KEY_USE, "digital_signature": True}), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_issued_by(authority_key), critical=False)
    )
    certificate = builder.sign(authority_key, hashes.SHA256())
    _write(folder / "desk.key", _private(key), 0o600)
    _write(folder / "desk.pem", _pem(certificate) + _pem(authority), 0o644)
    return folder / "ca.pem", folder / "desk.pem", folder / "desk.key"


def _authority(folder: Path, hosts: Sequence[str]) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Return the authority in `folder`, making it for `hosts` when there is none."""
    if (folder / "ca.pem").exists() and (folder / "ca.key").exists():
        found = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes())
        key = serialization.load_pem_private_key((folder / "ca.key").read_bytes(), password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        allowed = found.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
        missing = [host for host in hosts if _limit(host) not in allowed]
        if missing:
            raise OtherNames(
                f"The authority in {folder} may not sign for {', '.join(missing)}. Move that folder away to make a new "
                "one; phones must then trust the new one."
            )
        return found, key
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _subject(f"Clipdesk {hosts[0]}")
    builder = _builder(subject, subject, key, CA_DAYS)
    builder = (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(**{**_KEY_USE, "key_cert_sign": True, "crl_sign": True}), critical=True)
        .add_extension(
            x509.NameConstraints(permitted_subtrees=[_limit(host) for host in hosts], excluded_subtrees=None),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    made = builder.sign(key, hashes.SHA256())
    _write(folder / "ca.key", _private(key), 0o600)
    _write(folder / "ca.pem", _pem(made), 0o644)
    return made, key


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int
) -> x509.CertificateBuilder:
    begun = now() - timedelta(hours=1)  # a phone whose clock is a little behind trusts it too
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begun)
        .not_valid_after(begun + timedelta(days=days))
    )


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _issued_by(key: ec.EllipticCurvePrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _name(host: str) -> x509.GeneralName:
    """Return a host as a certificate names it: an address, or a DNS name."""
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _limit(host: str) -> x509.GeneralName:
    """Return a host as a limit of an authority: exactly this address, or this DNS name and those below it."""
    try:
        return x509.IPAddress(ipaddress.ip_network(host))
    except ValueError:
        return x509.DNSName(host)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, data: bytes, mode: int) -> None:
    """Write a file whole, readable for as few as possible from its first byte."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(data)
    draft.replace(path)
