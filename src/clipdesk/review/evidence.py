"""Everything about one clip that an outsider needs to check it, in one sealed file (`verify_evidence` reads it)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fido2.utils import websafe_encode

from clipdesk.clips.models import Clip
from clipdesk.history.checkpointing import make_checkpoint, origin, public_line, sealed
from clipdesk.history.leaves import COLUMNS, leaf_data
from clipdesk.history.merkle import consistency_proof, inclusion_proofs
from clipdesk.history.models import LedgerCheckpoint, LedgerEntry, LedgerLeaf
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.library.storage import store
from clipdesk.review.evidence_container import close, pack, seal_text
from clipdesk.review.evidence_pages import history_pdf
from clipdesk.review.keys import jwk_of
from clipdesk.review.models import Package, Policy, SignOff
from clipdesk.review.models.review_copy import copy_of
from clipdesk.review.usual_rules import usual_texts

LARGEST = 4_000_000_000
"""Bytes of sealed files: a zip without extensions holds no more."""
_README = """Evidence of Clipdesk for one clip.

history-en.pdf, history-vi.pdf   what happened, in plain words
evidence.json                    packages, sign-offs, signatures, rows of the history and their proofs
packages/                        the sealed packages, byte for byte as they were signed
rules/                           the rules of signing that they were sealed under, named by their SHA-256
files/                           the files that they seal, named by their SHA-256
key.txt                          the key with which this desk signs its history; compare it with the one the station publishes
seal.txt                         the digest of every block before it, signed with that key

To check it: clipdesk verify FILE.zip, or python3 verify.pyz FILE.zip with nothing else installed.
"""


class NothingToShow(ClipdeskError):
    """No package of the clip was ever sealed."""

    message = gettext_noop("Nothing of this clip was ever put before a signer. There is no evidence yet.")


class FileGone(ClipdeskError):
    """A sealed file is no longer in the store, or damaged."""

    message = gettext_noop("The sealed file {name} is missing or damaged in the store. Restore it from a backup first.")


class TooLarge(ClipdeskError):
    """The files of a clip's packages are larger than one evidence file may be here."""

    message = gettext_noop(
        "The sealed files of this clip hold more than {limit} MB: too much for one download. Ask the operator for the "
        "evidence file."
    )


def evidence_of(clip: Clip, largest: int = LARGEST) -> bytes:
    """Return the evidence file of a clip: a zip whose every byte is under the ledger key's seal.

    Raises:
        NothingToShow, FileGone, TooLarge: as their sentences say.
    """
    packages = list(clip.packages.select_related("revision").order_by("made_at"))
    if not packages:
        raise NothingToShow
    # Read before the checkpoint: whatever a sign-off has in the ledger was written with it, so it is in the tree then.
    said = [_package(package) for package in packages]
    make_checkpoint()
    newest = LedgerCheckpoint.objects.order_by("-size")[0]
    rows = _rows(clip, packages, newest.size)
    evidence = {
        "format": 1,
        "clip": str(clip.pk),
        "station": clip.station.name,
        "packages": said,
        "ledger": _ledger(rows, newest),
    }
    files = {
        "README.txt": _README.encode(),
        "key.txt": (public_line() + "\n").encode(),
        "evidence.json": json.dumps(evidence, ensure_ascii=False, indent=1, sort_keys=True).encode(),
        **{
            f"history-{language}.pdf": history_pdf(clip, packages, list(rows.values()), language)
            for language in ("en", "vi")
        },
        **{f"packages/{package.sha256}.json": package.canonical.encode() for package in packages},
        **_rules(packages),
        **_files(packages, largest),
    }
    body = pack(files)
    return close(body, sealed(seal_text(body, origin())))


def _rows(clip: Clip, packages: Sequence[Package], size: int) -> dict[int, LedgerEntry]:
    """Return the history of the clip, its packages, their review copies, sign-offs, shifts, keys and publications, by
    their places among the first `size` of the ledger."""
    sign_offs = SignOff.objects.filter(package__in=packages).select_related("under__assertion")
    keys = {one.under.assertion.key_id for one in sign_offs if hasattr(one, "under")}
    posts = {post["publication"] for package in packages for post in package.content["posts"]}
    copies = {copy.pk for copy in map(copy_of, packages) if copy is not None}
    shifts = {one.shift_id for one in sign_offs if one.shift_id}
    sealed = {clip.pk, *(package.pk for package in packages), *(one.pk for one in sign_offs)}
    about = {*sealed, *copies, *shifts, *keys, *posts}
    rows = {row.seq: row for row in LedgerEntry.objects.filter(subject_id__in=map(str, about))}
    placed = LedgerLeaf.objects.filter(entry_seq__in=rows, position__lt=size).order_by("position")
    return {position: rows[seq] for seq, position in placed.values_list("entry_seq", "position")}


def _package(package: Package) -> dict[str, Any]:
    sign_offs = package.sign_offs.select_related("void", "under__assertion__key").order_by("signed_at")
    return {
        "id": str(package.pk),
        "sha256": package.sha256,
        "kind": package.kind,
        "sign_offs": [_sign_off(one) for one in sign_offs],
    }


def _sign_off(sign_off: SignOff) -> dict[str, Any]:
    said = {
        "id": str(sign_off.pk),
        "signer": sign_off.signer_name,
        "roles": sign_off.signer_roles,
        "method": sign_off.method,
        "policy": sign_off.policy,
        "watched": sign_off.watched,
        "watched_copy": sign_off.watched_copy,
        "played": sign_off.played,
        "answers": sign_off.answers,
        "signed_at": sign_off.signed_at.isoformat(),
        "valid_until": sign_off.valid_until.isoformat(),
        "void": sign_off.void.because if hasattr(sign_off, "void") else None,
    }
    if hasattr(sign_off, "under"):
        under, kept = sign_off.under, sign_off.under.assertion
        said |= {
            "key_name": kept.key.name,
            "rp_id": kept.key.rp_id,
            "public_key": jwk_of(kept.key),
            "client_data": websafe_encode(bytes(kept.client_data)),
            "authenticator_data": websafe_encode(bytes(kept.authenticator_data)),
            "signature": websafe_encode(bytes(kept.signature)),
            "index": under.index,
            "size": under.size,
            "path": under.path,
        }
    return said


def _ledger(rows: Mapping[int, LedgerEntry], newest: LedgerCheckpoint) -> dict[str, Any]:
    """Return the rows with their proofs, the newest checkpoint, and those that were the first over each sign-off."""
    leaves = LedgerLeaf.objects.filter(position__lt=newest.size).order_by("position").values_list("hash", flat=True)
    tree = [bytes(leaf) for leaf in leaves]
    first = {
        LedgerCheckpoint.objects.filter(size__gt=place).order_by("size")[0].pk
        for place, row in rows.items()
        if row.verb == "sign_off_given"
    }
    earlier = LedgerCheckpoint.objects.filter(pk__in=first, size__lt=newest.size).order_by("size")
    return {
        "checkpoint": newest.note,
        "rows": [
            {
                "position": place,
                "leaf": leaf_data({name: getattr(row, name) for name in COLUMNS}).decode(),
                "path": [step.hex() for step in path],
            }
            for (place, row), path in zip(rows.items(), inclusion_proofs(tree, rows), strict=True)
        ],
        "earlier": [
            {"note": head.note, "path": [step.hex() for step in consistency_proof(tree, head.size)]} for head in earlier
        ],
    }


def _rules(packages: Sequence[Package]) -> dict[str, bytes]:
    """Return the text of every version of the rules that a package names; of the usual ones every release's is kept."""
    named = [package.content["policy"] for package in packages]
    wanted = {policy["sha256"] for policy in named if isinstance(policy, dict)}
    kept = Policy.objects.filter(station=packages[0].station, sha256__in=wanted).values_list("sha256", "canonical")
    found = {**usual_texts(wanted), **dict(kept)}
    return {f"rules/{sha256}.json": found[sha256].encode() for sha256 in sorted(wanted & found.keys())}


def _files(packages: Sequence[Package], largest: int) -> dict[str, bytes]:
    """Return every file that a package seals, read whole and compared with its digest."""
    sealed = {one["sha256"]: one for package in packages for one in package.content.get("files", [])}
    if sum(one["size"] for one in sealed.values()) > largest:
        raise TooLarge(limit=largest // 1_000_000)
    kept = store()
    found = {}
    for sha256, one in sealed.items():
        if kept.digest(sha256) != sha256:
            raise FileGone(name=one["name"])
        found[f"files/{sha256}"] = kept.path(sha256).read_bytes()
    return found
