"""`clipdesk restore FOLDER`: a desk from a backup, in a data folder that holds none."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from clipdesk.config.manifest import ERASED, KEYS, LEDGER, Manifest, NotABackup
from clipdesk.kernel import env

HELP = "Make a desk from a backup, in an empty data folder. Nothing is sent again."
#: What commands leave in a data folder without there being a desk in it.
UNTOUCHED = {"secrets", "run", "logs", "static", "mail", "backups"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which backup."""
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="a folder that “clipdesk backup” made")
    parser.add_argument(
        "--erased",
        type=Path,
        action="append",
        default=[],
        metavar="FOLDER",
        help="the folder of checkpoints of the desk as it was: answers to surveys that people erased since the backup, and that "
        "its lists name, are erased again; may be said several times",
    )


def run(options: argparse.Namespace) -> int:
    """Check the backup, build the desk beside its place, move it there when it is whole."""
    backup = options.folder.expanduser().resolve()
    target = env.folder("CLIPDESK_DATA", "data")
    check_target(target)
    missing = next((folder for folder in options.erased if not folder.is_dir()), None)
    if missing:
        raise RuntimeError(f"{missing} is no folder. Nothing was restored.")
    erased = [folder.expanduser().resolve() for folder in options.erased]
    aside = target.with_name(f".{target.name}.restoring")
    shutil.rmtree(aside, ignore_errors=True)
    # Settings and keys are read once, on import: from here on the folder aside is the data folder.
    os.environ |= {
        "CLIPDESK_DATA": str(aside),
        "CLIPDESK_DB_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "clipdesk.config.settings",
    }
    try:
        _build(backup, erased)
        _move(aside, target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    print(f"The desk is restored in {target}. Publications that were under way or due wait for a person to decide.")
    _tell_of_signer()
    return 0


def _tell_of_signer() -> None:
    """A signer whose folder lies elsewhere remembers more of the history than is there now."""
    from clipdesk.config import paths, signer_memory  # noqa: PLC0415  reads the folder set above

    if not paths.SIGNER_KEYS.is_relative_to(paths.DATA) and (paths.SIGNER_KEYS / signer_memory.FILE).exists():
        print(
            "The signer remembers a later history, and signs no earlier one by itself. Say, as the user whose keys they "
            "are: clipdesk signer --accept-restored"
        )


def check_target(target: Path) -> None:
    """Raise unless a desk can be put there."""
    found = {entry.name for entry in target.iterdir()} - UNTOUCHED if target.is_dir() else set()
    if (target / "secrets" / "installation").exists():
        found.add("database")  # as root, it may lie below /var/lib
    if found:
        raise RuntimeError(
            f"{target} holds a desk already ({', '.join(sorted(found))}). Nothing was restored. "
            "Set CLIPDESK_DATA to another folder, or move this one away first."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    if os.path.ismount(target) or not os.access(target.parent, os.W_OK):
        raise RuntimeError(
            f"The restored folder is moved to {target} as a whole, and that cannot be replaced. "
            f"Set CLIPDESK_DATA to a folder inside, for example {target / 'desk'}."
        )


def _build(backup: Path, erased: Sequence[Path]) -> None:
    """Make the whole desk in the folder aside."""
    print("Checking the backup …", flush=True)
    manifest = Manifest.read(backup)
    faults = list(manifest.faults(backup))
    if faults:
        more = f" And {len(faults) - 1} more." if len(faults) > 1 else ""
        raise NotABackup(f"{faults[0]}.{more} Nothing was restored; take another backup.")

    from clipdesk.config import paths  # noqa: PLC0415  reads the folder set above

    signer = {KEYS: paths.CREDENTIALS, LEDGER: paths.SIGNER_KEYS / "ledger"}
    keys = places_of_keys(backup, signer, paths.DATA, manifest)
    check_keys(keys)
    inside = {place: key for place, key in keys.items() if place.is_relative_to(paths.DATA)}
    put_keys(inside)
    import django  # noqa: PLC0415  settings read the keys

    from clipdesk.config.preparing import Database  # noqa: PLC0415
    from clipdesk.config.reaching import let_go  # noqa: PLC0415

    database = Database()
    try:
        database.start()
        django.setup()
        from clipdesk.config import restoring  # noqa: PLC0415  needs the apps

        restoring.check_empty(database.owner)
        todays = restoring.bring_schema(manifest.migrations)
        restoring.put_files(backup, manifest, print)
        restoring.put_rows(backup, manifest, None if todays else database.migrate, print)
        database.migrate()
        restoring.erase_again(backup, erased, print)
        let_go()
        put_keys({place: key for place, key in keys.items() if place not in inside})
    finally:
        database.stop()


def places_of_keys(backup: Path, signer: Mapping[str, Path], data: Path, manifest: Manifest) -> dict[Path, Path]:
    """Return where each key of the backup belongs: in the data folder; those of the signer, where it has them."""
    found = {}
    for name in manifest.kept:
        if name.startswith(f"{ERASED}/"):
            continue  # no key: lists are added to what is there
        apart = next((begin for begin in signer if name == begin or name.startswith(f"{begin}/")), None)
        target = signer[apart] / name.removeprefix(apart).lstrip("/") if apart else data / name
        if ".." in target.parts:
            raise RuntimeError(f"{backup} names a file outside of the data folder: {name}")
        found[target] = backup / "kept" / name
    return found


def check_keys(keys: Mapping[Path, Path]) -> None:
    """Raise where another key lies in a key's place: a station signs with it, and it may be the only one."""
    for place, key in keys.items():
        if place.exists() and place.read_bytes() != key.read_bytes():
            raise RuntimeError(
                f"{place} is another key than the backup has, and a station may sign with it. Nothing was restored. Set "
                "CLIPDESK_SIGNER_KEYS (and CLIPDESK_CREDENTIALS) to another folder, or move this one away first."
            )


def put_keys(keys: Mapping[Path, Path]) -> None:
    """Put every key into its place, whole or not at all; what lies there stays."""
    for place, key in keys.items():
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = place.with_name(f".{place.name}.restoring")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(key.read_bytes())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, place)
        except FileExistsError:
            check_keys({place: key})
        finally:
            draft.unlink()


def _move(aside: Path, target: Path) -> None:
    """Put the finished folder in its place; what commands left in that place is dropped."""
    for name in ("run", "logs", "static"):
        shutil.rmtree(aside / name, ignore_errors=True)
    if target.exists():
        if (target / "backups").exists():
            (target / "backups").rename(aside / "backups")
        shutil.rmtree(target)
    aside.rename(target)
