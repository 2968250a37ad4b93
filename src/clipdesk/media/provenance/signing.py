"""Write a manifest into a finished clip and sign it."""

import tempfile
from pathlib import Path

import c2pa

from clipdesk.media.errors import SigningFailed
from clipdesk.media.provenance.credentials import Credential
from clipdesk.media.provenance.manifest import Facts, manifest

_OFFLINE = {
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
    "builder": {"thumbnail": {"enabled": False}},
}


def sign_file(path: Path, out: Path, facts: Facts, signer: Credential) -> None:
    """Copy our own MP4 `path` to `out` with signed content credentials; `out` is whole or not there.

    Do it last: whatever changes a byte afterwards, a remux included, breaks the signature.

    Raises:
        SigningFailed: the certificate or the file is not accepted.
        OSError: `path` cannot be read, or `out` not written.
    """
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=out.parent) as folder:
        signed = Path(folder) / out.name
        try:
            with path.open("rb") as source, signed.open("w+b") as target:
                _builder(facts).sign(_signer(signer), "video/mp4", source, target)
        except c2pa.C2paError as error:
            raise SigningFailed(detail=str(error)[:200]) from error
        signed.replace(out)


def _builder(facts: Facts) -> c2pa.Builder:
    builder = c2pa.Builder(manifest(facts), context=c2pa.Context.from_dict(_OFFLINE))
    if facts.parent:
        builder.set_intent(c2pa.C2paBuilderIntent.EDIT)
    else:
        builder.set_intent(c2pa.C2paBuilderIntent.CREATE, c2pa.C2paDigitalSourceType.DIGITAL_CREATION)
    return builder


def _signer(signer: Credential) -> c2pa.Signer:
    return c2pa.Signer.from_info(
        c2pa.C2paSignerInfo(alg=b"es256", sign_cert=signer.chain.encode(), private_key=signer.key, ta_url=None)
    )
