"""The history on the walk: the desk's workers sign it, and it is what was written."""

from __future__ import annotations

import psycopg
from django.conf import settings

from clipdesk.config import databases
from clipdesk.history.checkpointing import copies_in, public_key
from clipdesk.history.models import LedgerCheckpoint, LedgerEntry, LedgerLeaf
from clipdesk.history.verifying import verify
from clipdesk.review.models import Package


def has_checkpoint(package: Package) -> bool:
    """Tell whether a checkpoint stands over the sign-off of a package."""
    signed = LedgerEntry.objects.get(verb=Package.SIGN.verb, subject_id=str(package.pk))
    leaf = LedgerLeaf.objects.filter(entry_seq=signed.seq).first()
    return leaf is not None and LedgerCheckpoint.objects.filter(size__gt=leaf.position).exists()


def history_faults() -> list[str]:
    """Look at everything as `clipdesk verify` does; return what is not as it was written, or was not handed out."""
    with psycopg.connect(databases.connection_string(databases.OWNER)) as raw:
        report = verify(raw, public_key(), copies_in(settings.CHECKPOINTS))
    return report.faults if report.copies else [*report.faults, f"no checkpoint was written to {settings.CHECKPOINTS}"]
