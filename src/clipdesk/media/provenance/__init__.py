"""Content credentials (C2PA 2.x): say in the file itself where a clip comes from and what was done to it.

    authority = make_authority("Đài Truyền hình", now)          # once per station; keep its key offline
    signer = issue_signer(authority, "Clipdesk", now)           # yearly
    facts = Facts("Bản tin", Parent("bulletin.mp4", sha256), (Action("trimmed"), Action("captioned")), "1.0")
    sign_file(clip, signed, facts, signer)                      # last of all: any remux breaks it
    read_provenance(signed, anchors=(authority.chain,)).state   # "trusted"

All of it works offline: no time stamping authority, no remote manifests, no revocation lists. A stranger's file is read
behind the walls of `sandbox`; what is signed is only ever our own render, and its parent is named, never parsed, here.
"""

from clipdesk.media.provenance.credentials import Credential, issue_signer, make_authority
from clipdesk.media.provenance.manifest import ACTIONS, Action, Facts, Parent, manifest
from clipdesk.media.provenance.reading import Provenance, ReadAction, read_provenance
from clipdesk.media.provenance.signing import sign_file

__all__ = [
    "ACTIONS",
    "Action",
    "Credential",
    "Facts",
    "Parent",
    "Provenance",
    "ReadAction",
    "issue_signer",
    "make_authority",
    "manifest",
    "read_provenance",
    "sign_file",
]
