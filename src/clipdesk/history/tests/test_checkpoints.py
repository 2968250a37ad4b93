"""Whatever anybody does to the history behind the desk's back is found, and what the desk does is not."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TestCase

from clipdesk.accounts.models import Station
from clipdesk.config.paths import SIGNER_KEYS
from clipdesk.config.reaching_signer import SigningProcess
from clipdesk.config.signer_memory import Memory
from clipdesk.history.checkpointing import KEY_FILE, copies_in, make_checkpoint, public_key, unsigned_since
from clipdesk.history.leaves import COLUMNS, leaf_of
from clipdesk.history.merkle import root_of
from clipdesk.history.models import CLIPDESK, LedgerCheckpoint, LedgerEntry, LedgerLeaf
from clipdesk.history.notes import read_note
from clipdesk.history.tasks import checkpoint, checkpoint_now
from clipdesk.history.transition import record
from clipdesk.history.verifying import Report, verify
from clipdesk.kernel.errors import ClipdeskError

#: `CLIPDESK_TAMPERINGS=1000` is the full measure.
TAMPERINGS = int(os.environ.get("CLIPDESK_TAMPERINGS", "60"))
MANY = 100_000
_COLUMNS = ("actor_name", "actor_role", "verb", "subject_type", "subject_id", "because")


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where the copies go."""
    settings.CHECKPOINTS = tmp_path / "checkpoints"
    return tmp_path / "checkpoints"


@pytest.fixture
def written(as_owner: BaseDatabaseWrapper, folder: Path) -> psycopg.Connection[Any]:
    """Sixty rows under four checkpoints."""
    for part in range(4):
        for number in range(15):
            _write(number=number, share=number / 7, text="Nước lên", none=None)
        with TestCase.captureOnCommitCallbacks(execute=True):
            assert make_checkpoint(), part
    raw: psycopg.Connection[Any] = as_owner.connection
    return raw


def _write(**after: object) -> LedgerEntry:
    return record(Station(pk=UUID(int=7)), "station_changed", by=CLIPDESK, after=after, because="lý do")


def _verify(raw: psycopg.Connection[Any], copies: list[str] | None = None) -> Report:
    return verify(raw, public_key(), copies or [])


def test_what_the_desk_wrote_holds(written: psycopg.Connection[Any], folder: Path) -> None:
    report = _verify(written, copies_in(folder))
    assert (report.faults, report.checkpoints, report.copies, report.waiting) == ([], 4, 4, 0)
    assert report.rows == LedgerEntry.objects.count() >= 60
    newest = LedgerCheckpoint.objects.latest("size")
    hashes = [bytes(leaf) for leaf in LedgerLeaf.objects.order_by("position").values_list("hash", flat=True)]
    head = read_note(newest.note, public_key())
    assert (head.size, head.root) == (len(hashes), root_of(hashes))
    assert (folder / KEY_FILE).read_text().startswith(f"{head.origin}+")


def test_nothing_new_is_no_checkpoint_and_new_rows_wait_for_the_next(written: psycopg.Connection[Any]) -> None:
    assert make_checkpoint() is None
    _write()
    report = _verify(written)
    assert (report.faults, report.waiting) == ([], 1)
    checkpoint(0)
    checkpoint_now(package_id="x")
    assert (_verify(written).waiting, LedgerCheckpoint.objects.count()) == (0, 5)


def test_a_row_that_becomes_visible_late_is_logged_after_those_that_came_before(
    written: psycopg.Connection[Any], folder: Path
) -> None:
    """Its number was given earlier, its place is not."""
    values = {**LedgerEntry.objects.values().latest("seq"), "seq": 10**9}
    LedgerEntry.objects.create(**values)
    make_checkpoint()
    LedgerEntry.objects.create(**{**values, "seq": 10**9 - 5})
    make_checkpoint()
    assert [leaf.entry_seq for leaf in LedgerLeaf.objects.order_by("-position")[:2]] == [10**9 - 5, 10**9]
    assert _verify(written).faults == []


@pytest.mark.slow
def test_every_tampering_is_found(
    written: psycopg.Connection[Any], folder: Path, record_property: Callable[[str, object], None]
) -> None:
    chance, copies = random.Random(5), copies_in(folder)
    found = 0
    for _ in range(TAMPERINGS):
        with written.transaction(force_rollback=True):
            what = _tamper(written, chance)
            report = _verify(written, copies)
            assert report.faults, what
            found += 1
    assert found == TAMPERINGS
    record_property("figure", f"{found} of {TAMPERINGS} changes of the ledger found")
    assert _verify(written, copies).faults == []


def _tamper(raw: psycopg.Connection[Any], chance: random.Random) -> str:
    """Do one thing that nobody may: to a row, to the order, to the tree, or to all of the end of it."""
    seqs = [seq for (seq,) in raw.execute("SELECT entry_seq FROM history_ledgerleaf ORDER BY position")]
    sizes = [size for (size,) in raw.execute("SELECT size FROM history_ledgercheckpoint ORDER BY size")]
    seq, other = chance.sample(seqs, 2)
    kind = chance.choice(("text", "time", "value", "delete", "swap", "cut", "leaf", "head", "insert", "all"))
    if kind == "text":
        raw.execute(f"UPDATE history_ledgerentry SET {chance.choice(_COLUMNS)} = 'anything else' WHERE seq = %s", [seq])
    elif kind == "time":
        raw.execute("UPDATE history_ledgerentry SET at = at + interval '1 microsecond' WHERE seq = %s", [seq])
    elif kind == "value":
        raw.execute("UPDATE history_ledgerentry SET after = after || '{\"number\": -1}' WHERE seq = %s", [seq])
    elif kind == "delete":
        raw.execute("DELETE FROM history_ledgerentry WHERE seq = %s", [seq])
    elif kind == "swap":
        raw.execute("UPDATE history_ledgerleaf SET entry_seq = -entry_seq WHERE entry_seq IN (%s, %s)", [seq, other])
        for was, now in ((seq, other), (other, seq)):
            raw.execute("UPDATE history_ledgerleaf SET entry_seq = %s WHERE entry_seq = -%s::bigint", [now, was])
    elif kind == "cut":  # the end, with everything that speaks of it: only a copy kept elsewhere tells
        keep = chance.choice(sizes[:-1])
        raw.execute(
            "DELETE FROM history_ledgerentry WHERE seq IN (SELECT entry_seq FROM history_ledgerleaf WHERE position >= %s)",
            [keep],
        )
        raw.execute("DELETE FROM history_ledgerleaf WHERE position >= %s", [keep])
        raw.execute("DELETE FROM history_ledgercheckpoint WHERE size > %s", [keep])
    elif kind == "leaf":
        raw.execute("DELETE FROM history_ledgerleaf WHERE entry_seq = %s", [seq])
    elif kind == "head":
        raw.execute("DELETE FROM history_ledgercheckpoint WHERE size = %s", [sizes[-1]])
    elif kind == "insert":
        raw.execute(
            "INSERT INTO history_ledgerentry (at, actor_name, actor_role, verb, subject_type, subject_id, before, after,"
            " because) VALUES (now() - interval '1 day', 'Lan', 'producer', 'clip_made', 'c', '1', '{}', '{}', '')"
        )
    else:
        for table in ("ledgerentry", "ledgerleaf", "ledgercheckpoint"):
            raw.execute(f"DELETE FROM history_{table}")
    return f"{kind} {seq} {other}"


@pytest.mark.slow
@pytest.mark.accept
def test_a_hundred_thousand_rows_are_checked_within_ten_seconds(
    written: psycopg.Connection[Any], record_property: Callable[[str, object], None]
) -> None:
    columns = ", ".join(str(field.column) for field in LedgerEntry._meta.concrete_fields if not field.primary_key)
    times = MANY // LedgerEntry.objects.count()
    with written.cursor() as cursor:
        copied = f"SELECT {columns} FROM history_ledgerentry, generate_series(1, {times})"
        cursor.execute(f"INSERT INTO history_ledgerentry ({columns}) {copied}")
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert make_checkpoint()
    begun = time.perf_counter()
    report = _verify(written)
    seconds = time.perf_counter() - begun
    record_property("figure", f"{report.rows} rows checked in {seconds:.1f} s (promised: 10)")
    assert (report.faults, report.waiting) == ([], 0)
    assert report.rows >= MANY
    assert seconds <= 10 * report.rows / MANY


def test_while_the_signer_is_away_rows_wait(written: psycopg.Connection[Any], settings: Any, tmp_path: Path) -> None:
    here, key = settings.SIGNER, public_key()
    settings.SIGNER = type(here)(tmp_path / "nobody", is_ours=False)
    row = _write()
    with pytest.raises(ClipdeskError, match="does not answer"):
        checkpoint(0)
    report = verify(written, key)
    assert (report.waiting, report.checkpoints, report.faults, unsigned_since()) == (1, 4, [], row.at)
    settings.SIGNER = here
    checkpoint(0)
    report = verify(written, key)
    assert (report.waiting, report.checkpoints, report.faults, unsigned_since()) == (0, 5, [], None)


def test_what_was_signed_and_not_noted_down_is_signed_again(written: psycopg.Connection[Any], folder: Path) -> None:
    """The machine stops after the signer has signed: the places of the rows are kept, its checkpoint is not."""
    _write()
    assert make_checkpoint()
    newest = LedgerCheckpoint.objects.latest("size")
    written.execute("DELETE FROM history_ledgercheckpoint WHERE size = %s", [newest.size])
    assert _verify(written).waiting == 1
    with TestCase.captureOnCommitCallbacks(execute=True):
        again = make_checkpoint()
    assert again
    assert (again.size, again.note) == (newest.size, newest.note)
    written.execute("DELETE FROM history_ledgercheckpoint WHERE size = %s", [newest.size])
    _write()
    checkpoint(0)
    report = _verify(written, copies_in(folder))
    assert (report.waiting, report.checkpoints) == (0, 5)
    assert report.faults == [f"A checkpoint over {newest.size} rows was kept elsewhere, and the desk's own is missing."]


@pytest.mark.parametrize("more", [1, 2, 3, 30])
def test_a_database_that_went_back_is_not_signed(written: psycopg.Connection[Any], more: int) -> None:
    """Two rows are signed and lost, others are written instead: however many, nothing is signed until a person says so."""
    with transaction.atomic():
        _write()
        _write()
        assert make_checkpoint()
        transaction.set_rollback(True)
    for _ in range(more):
        _write()
    with pytest.raises(ClipdeskError, match="accept-restored"):
        checkpoint(0)
    assert (_verify(written).waiting, LedgerCheckpoint.objects.count()) == (more, 4)
    Memory(SIGNER_KEYS).forget()
    checkpoint(0)
    assert (_verify(written).waiting, LedgerCheckpoint.objects.count()) == (0, 5)


def test_a_past_that_was_rewritten_whole_is_not_signed(written: psycopg.Connection[Any]) -> None:
    """Somebody rewrites a row, its leaf and every checkpoint as the desk would have, and adds a row to have it signed."""
    (seq,) = written.execute("SELECT entry_seq FROM history_ledgerleaf WHERE position = 3").fetchone() or (0,)
    LedgerEntry.objects.filter(seq=seq).update(because="something else")
    (row,) = LedgerEntry.objects.filter(seq=seq).values(*COLUMNS)
    LedgerLeaf.objects.filter(position=3).update(hash=leaf_of(row))
    LedgerCheckpoint.objects.all().delete()
    _write()
    with pytest.raises(ClipdeskError, match="another one"):
        checkpoint(0)
    assert LedgerCheckpoint.objects.count() == 0


def test_a_lost_key_is_not_replaced(written: psycopg.Connection[Any], settings: Any, tmp_path: Path) -> None:
    here, empty = settings.SIGNER, tmp_path / "not mounted"
    settings.SIGNER = type(here)(tmp_path / "door" / "socket", keys=empty, credentials=empty)
    _write()
    try:
        for what in (make_checkpoint, public_key):
            with pytest.raises(ClipdeskError, match="another would not do"):
                what()
    finally:
        settings.SIGNER.end()
    assert not (empty / "ledger").exists()


class Overtaken:
    """A signer that is asked by somebody else, `times` times, just before each of our checkpoints reaches it; `refused`: how
    it answered what was asked."""

    def __init__(self, signer: SigningProcess, times: int) -> None:
        self.signer, self.times = signer, times
        self.refused: list[ClipdeskError] = []

    def ask(self, about: str, body: bytes = b"", **question: object) -> dict[str, Any]:
        if about == "checkpoint" and self.times:
            self.times -= 1
            times, self.times = self.times, 0
            _write()
            assert make_checkpoint()
            self.times = times
        try:
            return self.signer.ask(about, body, **question)
        except ClipdeskError as error:
            self.refused.append(error)
            raise


@pytest.mark.parametrize("times", [1, 3])
def test_whoever_is_overtaken_goes_on_from_there(written: psycopg.Connection[Any], settings: Any, times: int) -> None:
    settings.SIGNER = Overtaken(settings.SIGNER, times)
    _write()
    made = make_checkpoint()
    assert made
    report = _verify(written)
    assert (report.faults, report.waiting, made.size) == ([], 0, report.rows)
    assert settings.SIGNER.times == 0
    assert [type(error).__name__ for error in settings.SIGNER.refused] == ["Overtaken"] * times, "no history went back"


def test_a_copy_that_is_no_checkpoint_is_named(written: psycopg.Connection[Any], folder: Path) -> None:
    copies = copies_in(folder)
    spoilt = copies[0].replace("\n", "\n9", 1)
    (fault,) = _verify(written, [*copies, spoilt]).faults
    assert "kept elsewhere cannot be trusted: our key has not signed this" in fault


@pytest.mark.parametrize("table", ["ledgerleaf", "ledgercheckpoint"])
@pytest.mark.parametrize(
    "statement", ["UPDATE history_{} SET at = at", "DELETE FROM history_{}", "TRUNCATE history_{}"]
)
def test_leaves_and_checkpoints_stay(db: None, table: str, statement: str) -> None:
    if "SET at" in statement and table == "ledgerleaf":
        statement = "UPDATE history_{} SET hash = hash"
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))
