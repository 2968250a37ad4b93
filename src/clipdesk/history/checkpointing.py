"""Every row gets its place in the tree, and the tree's head is signed and leaves the machine."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, Max, Min, OuterRef

from clipdesk.history.leaves import COLUMNS, leaf_of
from clipdesk.history.merkle import Growing, growth_proof
from clipdesk.history.models import LedgerCheckpoint, LedgerEntry, LedgerLeaf
from clipdesk.history.pasted import SUFFIXES, notes_in_file
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('clipdesk ledger'))"
KEY_FILE = "ledger-key.txt"


def make_checkpoint() -> LedgerCheckpoint | None:
    """Give every row that has none its place, and sign the head over all of them; None where there is nothing new.

    Safe to run twice and at the same time, and to be cut off anywhere: places are on the disk before anything is signed, no
    transaction is open while the signer is asked, and it signs the same head again. While it is away, or where it has signed
    more than it is shown, the rows wait with their places, and the next round tries again.

    Raises:
        SignerAway, HistoryWentBack: and the others of `config.reaching_signer`.
    """
    size = _place()
    last = LedgerCheckpoint.objects.order_by("-size").first()
    if size == (last.size if last else 0):
        return None
    tree, signed = _signed(size)
    edge = [root.hex() for root in tree.edge]
    with transaction.atomic():
        made, is_ours = LedgerCheckpoint.objects.get_or_create(
            size=tree.size, defaults={"note": signed["note"], "edge": edge}
        )
        if is_ours:
            transaction.on_commit(lambda: _hand_out(made, signed["line"]))
    return made


def unsigned_since() -> datetime | None:
    """Return when the oldest row was written that no checkpoint stands over; None where there is no such row."""
    newest = LedgerCheckpoint.objects.aggregate(size=Max("size"))["size"] or 0
    placed = LedgerLeaf.objects.filter(entry_seq=OuterRef("seq"), position__lt=newest)
    found: datetime | None = LedgerEntry.objects.filter(~Exists(placed)).aggregate(at=Min("at"))["at"]
    return found


def public_key() -> Ed25519PublicKey:
    """Return the public key of this desk's checkpoints, as the signer says it."""
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(_ask("key")["key"]))


def public_line() -> str:
    """Return the same as verifiers take it."""
    return str(_ask("key")["line"])


def sealed(text: str) -> str:
    """Return the seal of an evidence file (`review.verify_evidence`) as a note signed with the key of the checkpoints."""
    return f"{text}\n{_ask('seal', text.encode())['signature']}"


def origin() -> str:
    """Return what the checkpoints call this ledger: the desk's address without its scheme."""
    return f"{urlsplit(settings.ORIGIN).netloc}/ledger"


def _place() -> int:
    """Give every row that has none its place, one at a time; return how many have one then."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_LOCK)
        highest = LedgerLeaf.objects.aggregate(position=Max("position"))["position"]
        size = 0 if highest is None else highest + 1
        placed = LedgerLeaf.objects.filter(entry_seq=OuterRef("seq"))
        rows = LedgerEntry.objects.filter(~Exists(placed)).order_by("seq").values(*COLUMNS)
        leaves = [
            LedgerLeaf(position=position, entry_seq=row["seq"], hash=leaf_of(row))
            for position, row in enumerate(rows, size)
        ]
        LedgerLeaf.objects.bulk_create(leaves, batch_size=5000)
    return size + len(leaves)


def _signed(size: int) -> tuple[Growing, dict[str, Any]]:
    """Return the tree over at least `size` rows and the signer's answer.

    It is shown that the tree begins with the one it signed last. Where somebody else was faster meanwhile, there is another
    one to begin with; where nobody was, its refusal stands.
    """
    remembered = int(_ask("size")["size"])
    while True:
        tree, proof = _grown(remembered, size)
        question: dict[str, Any] = {"size": tree.size, "root": tree.root.hex(), "proof": [step.hex() for step in proof]}
        try:
            return tree, _ask("checkpoint", **question, since=remembered)
        except ClipdeskError:
            before, remembered = remembered, int(_ask("size")["size"])
            if remembered == before:
                raise
            size = _place()


def _grown(before: int, size: int) -> tuple[Growing, list[bytes]]:
    """Return the tree over the first `size` rows, and the proof that it begins with the one over `before`; where it is
    smaller there is none."""
    tree = _tree(min(before, size))
    begun, added = Growing(tree.size, tree.edge), _leaves(tree.size, size)
    for leaf in added:
        tree.add(leaf)
    return tree, growth_proof(begun, added)


def _tree(size: int) -> Growing:
    """Return the tree over the first `size` rows: from the last checkpoint over no more of them on."""
    last = LedgerCheckpoint.objects.filter(size__lte=size).order_by("-size").first()
    tree = Growing(last.size, [bytes.fromhex(root) for root in last.edge]) if last else Growing()
    for leaf in _leaves(tree.size, size):
        tree.add(leaf)
    return tree


def _leaves(begin: int, end: int) -> list[bytes]:
    found = LedgerLeaf.objects.filter(position__gte=begin, position__lt=end).order_by("position")
    return [bytes(leaf) for leaf in found.values_list("hash", flat=True)]


def _ask(about: str, body: bytes = b"", **question: object) -> dict[str, Any]:
    """Ask the signer about this ledger. Where it is signed already, a key that is not there is lost, and none is made."""
    is_signed = LedgerCheckpoint.objects.exists()
    answer: dict[str, Any] = settings.SIGNER.ask(about, body, origin=origin(), signed=is_signed, **question)
    return answer


def _hand_out(made: LedgerCheckpoint, line: str) -> None:
    """Add the note to the day's file, where copies are taken from; whoever can write there may lie on another machine."""
    folder = Path(settings.CHECKPOINTS)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / KEY_FILE).write_text(line + "\n", encoding="utf-8")
    with (folder / f"{now():%Y-%m-%d}.txt").open("a", encoding="utf-8") as file:
        file.write(made.note)


def copies_in(folder: Path) -> list[str]:
    """Return the checkpoints that lie in a folder, as `_hand_out` writes them or as mails brought them; empty where there is
    no such folder."""
    files = sorted(file for file in folder.glob("*") if file.suffix.lower() in SUFFIXES and file.name != KEY_FILE)
    return [note for file in files for note in notes_in_file(file)]
