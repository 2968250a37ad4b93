"""Backup and restore of a real desk, by the commands, each in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from clipdesk.config.apart import without_desk

pytestmark = pytest.mark.slow

#: What a restore must not touch. Publications, the queue and notices move on; the ledger only grows.
CHANGED = ("publishing_publication", "history_ledgerentry", "procrastinate_", "accounts_notice")
UNDER_WAY = b"\tsigned\tunder way\tunder way\t2\t%s\t"  # state, title, folded text, number, going out


def run(data: Path, *words: str, module: str = "clipdesk", **more: str) -> subprocess.CompletedProcess[str]:
    env = {**without_desk(os.environ), "CLIPDESK_DATA": str(data), "PYTHONDONTWRITEBYTECODE": "1", **more}
    return subprocess.run([sys.executable, "-m", module, *words], env=env, capture_output=True, text=True, timeout=280)


def script(data: Path, *words: str) -> str:
    done = run(data, *words, module="clipdesk.config.tests.desk_script")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def backup(place: Path, small_video: Path) -> Path:
    script(place / "data", "fill", str(small_video))
    done = run(place / "data", "backup", "--out", str(place / "backups"))
    assert done.returncode == 0, done.stderr
    (folder,) = (place / "backups").glob("clipdesk-*")
    return folder


def test_a_restored_desk_holds_the_same_and_sends_nothing_again(place: Path, backup: Path) -> None:
    live_before = {p.name: p.read_bytes() for p in (place / "data" / "public").rglob("*") if p.is_file()}
    assert live_before

    done = run(place / "again", "restore", str(backup))
    assert done.returncode == 0, done.stderr

    found = json.loads(script(place / "again", "again", str(place / "second")))
    (copy,) = (place / "second").glob("clipdesk-*")
    for table in sorted((backup / "tables").iterdir()):
        if not table.name.startswith(CHANGED):
            # Of the clip that was under way, publishing notes that it may be out.
            there = (copy / "tables" / table.name).read_bytes().replace(UNDER_WAY % b"t", UNDER_WAY % b"f")
            assert there == table.read_bytes(), table.name
    ledger = "tables/history_ledgerentry.copy"
    assert (copy / ledger).read_bytes().startswith((backup / ledger).read_bytes())
    first, then = (json.loads((folder / "manifest.json").read_text()) for folder in (backup, copy))
    assert first["files"] == then["files"]
    assert first["kept"] == then["kept"]
    assert (first["tables"]["publishing_publication"]["rows"], first["tables"]["accounts_station"]["rows"]) == (3, 2)

    assert found["before"] == {"live": "live", "under way": "unknown", "tomorrow": "missed"}
    assert {name: found["after"][name] for name in ("live", "tomorrow")} == {"live": "live", "tomorrow": "missed"}
    public = {p.name: p.read_bytes() for p in (place / "again" / "public").rglob("*") if p.is_file()}
    assert {name: public[name] for name in live_before} == live_before


def test_only_the_owner_reads_a_backup(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700
    kept = [path for path in (backup / "kept").rglob("*") if path.is_file()]
    assert {path.name for path in kept} >= {"django", "postgres_owner", "postgres_app", "authority.key", "key.pem"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}


@pytest.mark.parametrize("where", ["files", "tables", "kept"])
def test_a_changed_backup_is_refused(place: Path, backup: Path, tmp_path: Path, where: str) -> None:
    changed = tmp_path / "changed"
    shutil.copytree(backup, changed)
    victim = max((path for path in (changed / where).rglob("*") if path.is_file()), key=lambda p: p.stat().st_size)
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.chmod(0o600)
    victim.write_bytes(data)

    done = run(tmp_path / "data", "restore", str(changed))

    assert done.returncode == 1
    assert f"{victim} is not what was backed up" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()
    assert not list(tmp_path.glob(".data*"))


def test_a_missing_file_or_manifest_is_refused(backup: Path, tmp_path: Path) -> None:
    short = tmp_path / "short"
    shutil.copytree(backup, short)
    victim = next(path for path in (short / "files").rglob("*") if path.is_file())
    victim.unlink()
    done = run(tmp_path / "data", "restore", str(short))
    assert (done.returncode, str(victim) in done.stderr) == (1, True)

    (short / "manifest.json").unlink()
    done = run(tmp_path / "data", "restore", str(short))
    assert (done.returncode, "is no finished backup" in done.stderr) == (1, True)
    assert not (tmp_path / "data").exists()


def test_a_desk_is_never_overwritten(place: Path, backup: Path) -> None:
    before = sorted(path.name for path in (place / "data").iterdir())
    done = run(place / "data", "restore", str(backup))
    assert done.returncode == 1
    assert "holds a desk already" in done.stderr
    assert sorted(path.name for path in (place / "data").iterdir()) == before


def test_the_keys_of_a_signer_elsewhere_are_never_replaced(backup: Path, tmp_path: Path) -> None:
    """A drill on a machine where a station signs: its keys stay, and so they do when nothing is restored in the end."""
    live = tmp_path / "signer"
    live.mkdir()
    (live / "ledger").write_text("the key of a station at work")
    done = run(tmp_path / "data", "restore", str(backup), CLIPDESK_SIGNER_KEYS=str(live))
    assert (done.returncode, f"{live / 'ledger'} is another key" in done.stderr) == (1, True)
    assert [path.read_text() for path in live.rglob("*")] == ["the key of a station at work"]
    assert not (tmp_path / "data").exists()

    empty = tmp_path / "empty"
    words = {"CLIPDESK_SIGNER_KEYS": str(empty), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    done = run(tmp_path / "data", "restore", str(backup), **words)
    assert (done.returncode, empty.exists()) == (1, False)

    done = run(tmp_path / "data", "restore", str(backup), CLIPDESK_SIGNER_KEYS=str(empty))
    assert done.returncode == 0, done.stderr
    assert (empty / "ledger").read_bytes() == (backup / "kept" / "secrets" / "ledger").read_bytes()
    assert stat.S_IMODE((empty / "ledger").stat().st_mode) == 0o600
    assert list((empty / "credentials").rglob("key.pem"))
    assert not (tmp_path / "data" / "secrets" / "ledger").exists()
    assert not [path for path in empty.rglob(".*") if path.name.endswith(".restoring")]


def test_the_next_backup_shares_what_has_not_changed(place: Path, backup: Path) -> None:
    done = run(place / "data", "backup", "--out", str(backup.parent))
    assert done.returncode == 0, done.stderr
    latest = max(backup.parent.glob("clipdesk-*"))
    assert latest != backup
    shared = [path for path in (latest / "files").rglob("*") if path.is_file()]
    assert shared
    assert all(path.stat().st_ino == (backup / path.relative_to(latest)).stat().st_ino for path in shared)


def test_a_damaged_file_in_the_store_is_said_and_the_rest_is_kept(place: Path, backup: Path, tmp_path: Path) -> None:
    victim = max((place / "data" / "files").rglob("*"), key=lambda p: p.stat().st_size if p.is_file() else -1)
    whole = victim.read_bytes()
    victim.chmod(0o600)
    victim.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    try:
        done = run(place / "data", "backup", "--out", str(tmp_path))
    finally:
        victim.write_bytes(whole)
    assert done.returncode == 1
    assert victim.name in done.stdout
    (folder,) = tmp_path.glob("clipdesk-*")
    assert json.loads((folder / "manifest.json").read_text())["damaged"] == [victim.name]


def test_what_people_erased_since_is_erased_again(place: Path, backup: Path, tmp_path: Path) -> None:
    """The backup has three answers. One is erased and goes into the next backup's list; one more is known on the desk alone."""
    assert script(place / "data", "erase", "1") == "2"
    done = run(place / "data", "backup", "--out", str(place / "backups"))
    assert done.returncode == 0, done.stderr
    assert script(place / "data", "erase", "1") == "1"

    done = run(tmp_path / "beside", "restore", str(backup))
    assert (done.returncode, "1 answers to surveys erased again" in done.stdout) == (0, True), done.stderr
    assert script(tmp_path / "beside", "answers") == "2"

    words = ("--erased", str(place / "data" / "checkpoints"))
    done = run(tmp_path / "named", "restore", str(backup), *words)
    assert (done.returncode, "2 answers to surveys erased again" in done.stdout) == (0, True), done.stderr
    assert script(tmp_path / "named", "answers") == "1"
    assert list((tmp_path / "named" / "checkpoints").glob("erased-answers-*.list"))

    done = run(tmp_path / "nowhere", "restore", str(backup), "--erased", str(tmp_path / "gone"))
    assert (done.returncode, "is no folder" in done.stderr) == (1, True)
