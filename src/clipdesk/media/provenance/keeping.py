"""Where a station's certificates and keys lie: one folder for each, by the SHA-256 of its first certificate.

::

    FINGERPRINT/authority.pem, authority.key      where the desk made it itself
    FINGERPRINT/20261126-193000-5f3a/chain.pem    the signer; the newest one counts
    FINGERPRINT/20261126-193000-5f3a/key.pem

Folders appear whole, under their last name, so a certificate never meets another's key, also where machines share them.
The keys are written and opened by short-lived processes behind the walls of `sandbox`; here only certificates are read.
"""

import hashlib
import json
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from clipdesk.media.limits import GIB, MIB, Limits
from clipdesk.media.provenance.credentials import AUTHORITY, AUTHORITY_KEY, CHAIN, KEY
from clipdesk.media.provenance.signing import SignerFiles
from clipdesk.media.runner import run_python

#: What is signed on the signer's last day is worth little: without a time stamp it ends with the certificate.
RENEW_DAYS = 365
_BEHIND = timedelta(hours=1)  # valid from a little earlier on, for machines whose clocks are behind
_KEPT_SIGNERS = 2  # the one before may be in use at this moment
_SIGNER = re.compile(r"\d{8}-\d{6}-[0-9a-f]{4}")
_WORKER = Path(__file__).with_name("credentials.py")
_LIMITS = Limits(cpu=30, memory=2 * GIB, file_size=MIB, wall=60)


@dataclass(frozen=True)
class Names:
    """What stands in the certificates that we make: the station's name, and what authority and signer are called."""

    organisation: str
    authority: str
    signer: str


def make_own(root: Path, names: Names, now: datetime) -> str:
    """Make an authority and its first signer below `root`; return the authority's certificate (PEM).

    Raises:
        RunError: the machine could not do it; nothing is left.
        OSError: nothing can be written there.
    """
    with _making(root) as draft:
        _run_maker(draft, names, now, [])
        chain = (draft / AUTHORITY).read_text()
        signer = draft / _new_name(now)
        signer.mkdir(mode=0o700)
        for name in (CHAIN, KEY):
            (draft / name).rename(signer / name)
        _put(draft, root / fingerprint(chain))
    return chain


def keep_brought(root: Path, chain: str, key: bytes, now: datetime) -> None:
    """Keep a certificate that the station brought, with its key, below `root`."""
    with _making(root / fingerprint(chain)) as draft:
        for name, data in ((CHAIN, chain.encode()), (KEY, key)):
            with os.fdopen(os.open(draft / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        _put(draft, draft.parent / _new_name(now))


def signer_in(folder: Path) -> SignerFiles | None:
    """Return the newest signer in a certificate's folder; None where there is none on this machine."""
    found = signers_in(folder)
    return found[-1] if found else None


def signers_in(folder: Path) -> list[SignerFiles]:
    """Return every signer in a certificate's folder, the newest last."""
    return [SignerFiles(signer / CHAIN, signer / KEY) for signer in _signers(folder)]


def renew(folder: Path, names: Names, now: datetime) -> bool:
    """Issue a new signer where the newest ends within `RENEW_DAYS`; tell whether there was one to be issued.

    Only where the authority's own key lies in the folder. Safe at the same time on several machines: each issues one.

    Raises:
        RunError: the machine could not do it; the old signer stays.
    """
    old, authority = signer_in(folder), folder / AUTHORITY
    if old is None or not authority.is_file() or ends_at(old.chain.read_text()) > now + timedelta(days=RENEW_DAYS):
        return False
    if ends_at(authority.read_text()) <= ends_at(old.chain.read_text()):
        return False  # a new one would end no later
    with _making(folder) as draft:
        _run_maker(draft, names, now, [authority, folder / AUTHORITY_KEY])
        _put(draft, folder / _new_name(now))
    for signer in _signers(folder)[:-_KEPT_SIGNERS]:
        shutil.rmtree(signer, ignore_errors=True)
    return True


def fingerprint(chain: str) -> str:
    """Return the SHA-256 of the first certificate, in hexadecimal."""
    first = x509.load_pem_x509_certificates(chain.encode())[0]
    return hashlib.sha256(first.public_bytes(Encoding.DER)).hexdigest()


def ends_at(chain: str) -> datetime:
    """Return when the first of the certificates ends that has to hold."""
    return min(certificate.not_valid_after_utc for certificate in x509.load_pem_x509_certificates(chain.encode()))


def last_of(chain: str) -> str:
    """Return the last of the certificates (PEM): whoever trusts it trusts what the first one signs."""
    return x509.load_pem_x509_certificates(chain.encode())[-1].public_bytes(Encoding.PEM).decode()


def _signers(folder: Path) -> list[Path]:
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in found if _SIGNER.fullmatch(path.name))


def _new_name(now: datetime) -> str:
    return f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def _run_maker(draft: Path, names: Names, now: datetime, authority: list[Path]) -> None:
    """Run `credentials` as a program: what it makes lies in `draft`."""
    asked = {**vars(names), "from": (now - _BEHIND).timestamp(), "renews": bool(authority)}
    run_python(_WORKER, [json.dumps(asked)], limits=_LIMITS, inputs=authority, output_dir=draft)


@contextmanager
def _making(parent: Path) -> Iterator[Path]:
    """A folder that only we can read, gone afterwards unless it was put in its place."""
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".making-", dir=parent))
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _put(draft: Path, target: Path) -> None:
    """Give a finished folder its name, once it is on the disk as its files are."""
    for folder in (*(path for path in draft.rglob("*") if path.is_dir()), draft):
        _sync(folder)
    draft.rename(target)
    _sync(target.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
