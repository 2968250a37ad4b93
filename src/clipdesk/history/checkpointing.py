"""Every row gets its place in the tree, and the tree's head is signed and leaves the machine."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from clipdesk.history.leaves import COLUMNS, leaf_of
from clipdesk.history.merkle import Growing
from clipdesk.history.models import LedgerCheckpoint, LedgerEntry, LedgerLeaf
from clipdesk.history.pasted import SUFFIXES, notes_in_file
from clipdesk.kernel.clock import now

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('clipdesk ledger'))"
KEY_FILE = "ledger-key.txt"


def make_checkpoint() -> LedgerCheckpoint | None:
    """Give every row that has none its place, and sign the head over all of them; None where there is nothing new.

    Safe to run twice and at the same time: one waits for the other. The signer of the settings has the key; while it is
    away, or where it has signed more than it is shown, nothing gets its place, and the next round tries again.

    Raises:
        SignerAway, HistoryWentBack: and the others of `config.reaching_signer`.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_LOCK)
        last = LedgerCheckpoint.objects.order_by("-size").first()
        tree = Growing(last.size, [bytes.fromhex(root) for root in last.edge]) if last else Growing()
        placed = LedgerLeaf.objects.filter(entry_seq=OuterRef("seq"))
        leaves = []
        for row in LedgerEntry.objects.filter(~Exists(placed)).order_by("seq").values(*COLUMNS):
            leaf = leaf_of(row)
            leaves.append(LedgerLeaf(position=tree.size, entry_seq=row["seq"], hash=leaf))
            tree.add(leaf)
        if not leaves:
            return None
        LedgerLeaf.objects.bulk_create(leaves, batch_size=5000)
        signed = settings.SIGNER.ask("checkpoint", origin=origin(), size=tree.size, root=tree.root.hex())
        edge = [root.hex() for root in tree.edge]
        made = LedgerCheckpoint.objects.create(size=tree.size, note=signed["note"], edge=edge)
        transaction.on_commit(lambda: _hand_out(made, signed["line"]))
    return made


def public_key() -> Ed25519PublicKey:
    """Return the public key of this desk's checkpoints, as the signer says it."""
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(settings.SIGNER.ask("key", origin=origin())["key"]))


def public_line() -> str:
    """Return the same as verifiers take it."""
    return str(settings.SIGNER.ask("key", origin=origin())["line"])


def sealed(text: str) -> str:
    """Return the seal of an evidence file (`review.verify_evidence`) as a note signed with the key of the checkpoints."""
    return f"{text}\n{settings.SIGNER.ask('seal', text.encode(), origin=origin())['signature']}"


def origin() -> str:
    """Return what the checkpoints call this ledger: the desk's address without its scheme."""
    return f"{urlsplit(settings.ORIGIN).netloc}/ledger"


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
