"""Content credentials (C2PA 2.x): say in the file itself where a clip comes from and what was done to it.

    chain = make_own(root, Names("Đài Truyền hình", "Own authority", "Clipdesk"), now)     # once per station
    signer = signer_in(root / fingerprint(chain))                                          # `renew` it each month
    facts = Facts("Bản tin", Parent("bulletin.mp4", sha256), steps(recipe, info, look, "9:16"), "1.0")
    sign_files([(clip, facts)], folder, signer)                 # last of all: any remux breaks it
    read_provenance(folder / clip.name, anchors=(chain,)).state                            # "trusted"

All of it works offline: no time stamping authority, no remote manifests, no revocation lists. A stranger's file is read
behind the walls of `sandbox`; what is signed is only ever our own render, and its parent is named, never parsed, here.
No key is ever opened in the caller's process. Where a process of its own keeps the keys, `AskedSigner` says how it is
asked: then not even the process behind the walls sees one, and `sign_claim` is what the keeper does.
"""

from clipdesk.media.provenance.bringing import Brought, name_of, organisation_of, read_brought
from clipdesk.media.provenance.claims import NoClaim, sign_claim, signer_named
from clipdesk.media.provenance.credentials import Credential, issue_signer, make_authority
from clipdesk.media.provenance.keeping import (
    Names,
    ends_at,
    fingerprint,
    keep_brought,
    last_of,
    make_own,
    renew,
    signer_in,
)
from clipdesk.media.provenance.manifest import ACTIONS, Action, Facts, Parent, manifest
from clipdesk.media.provenance.reading import Provenance, ReadAction, read_provenance
from clipdesk.media.provenance.signing import AskedSigner, SignerFiles, sign_files
from clipdesk.media.provenance.steps import Said, media_type, steps

__all__ = [
    "ACTIONS",
    "Action",
    "AskedSigner",
    "Brought",
    "Credential",
    "Facts",
    "Names",
    "NoClaim",
    "Parent",
    "Provenance",
    "ReadAction",
    "Said",
    "SignerFiles",
    "ends_at",
    "fingerprint",
    "issue_signer",
    "keep_brought",
    "last_of",
    "make_authority",
    "make_own",
    "manifest",
    "media_type",
    "name_of",
    "organisation_of",
    "read_brought",
    "read_provenance",
    "renew",
    "sign_claim",
    "sign_files",
    "signer_in",
    "signer_named",
    "steps",
]
