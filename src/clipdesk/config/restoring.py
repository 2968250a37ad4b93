"""`clipdesk restore`: a backup becomes a desk, beside the place where it belongs; only a whole one is moved there.

Nothing is sent again: what was under way is unknown, what was signed asks first, and waiting jobs that would send are
cancelled. What was public is put together anew from the sealed files.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.accounts.models import Station
from clipdesk.accounts.recovering import drop_all
from clipdesk.audience.learning import mailing
from clipdesk.config.manifest import ERASED, Manifest, pooled
from clipdesk.config.tables import read_in
from clipdesk.connectors.contract import ConnectorError
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import record
from clipdesk.library.storage import chunks_of, store
from clipdesk.publishing.models import Publication
from clipdesk.publishing.package import post_of
from clipdesk.publishing.restoring import after_restore
from clipdesk.surveys import erasing

#: Jobs that would send something to somebody a second time.
SENDING = (
    "publishing.release",
    "publishing.ring",
    "publishing.send",
    "publishing.go_on",
    "accounts.mail_notice",
    "accounts.mail_second_factor",
    "accounts.push_notice",
    "accounts.push_to",
    "accounts.greet_device",
    "accounts.message_notice",
    "accounts.greet_chat",
    "accounts.note_for_webhook",
    "accounts.call_webhook",
    "accounts.summarise_by_mail",
    "accounts.summarise_by_push",
    "accounts.push_summary_to",
    "accounts.summarise_by_telegram",
    "accounts.ask_keeper",
    "accounts.mail_checkpoint",
    "audience.mail_week",
)
Say = Callable[[str], None]


class NotRestored(RuntimeError):
    """Nothing was restored; the message says why."""


def check_empty(owner: str) -> None:
    """Raise when there are stations in the database already (that of DATABASE_URL; the embedded one is new)."""
    with psycopg.connect(owner) as connection:
        if connection.execute("SELECT to_regclass('accounts_station')").fetchone() == (None,):
            return
        if connection.execute("SELECT 1 FROM accounts_station").fetchone():
            raise NotRestored(
                "The database that DATABASE_URL names holds a desk already. Nothing was restored. Name an empty one."
            )


def put_files(backup: Path, manifest: Manifest, say: Say) -> None:
    """Bring the files into the store."""
    for sha256 in manifest.files:
        if sha256 in manifest.damaged:
            continue
        found, _ = store().add(chunks_of(pooled(backup, sha256)))
        if found != sha256:
            raise NotRestored(f"{pooled(backup, sha256)} changed while it was read. Nothing was restored.")
    say(f"{len(manifest.files) - len(manifest.damaged)} files")


def put_rows(backup: Path, manifest: Manifest, migrate: Callable[[], None] | None, say: Say) -> None:
    """Bring the rows in, and see to it that nothing is sent again; all of it or nothing.

    `migrate` brings the tables of an older backup up to date in between; without it everything is one transaction.
    """
    with transaction.atomic():
        connection.ensure_connection()
        raw: Any = connection.connection
        read_in(raw, backup / "tables", manifest.tables, manifest.sequences)
        if migrate is None:
            settle(manifest, say)
    if migrate is not None:
        migrate()
        with transaction.atomic():
            settle(manifest, say)


def settle(manifest: Manifest, say: Say) -> None:
    """Send nothing again, write into the history what happened, and put together what was public."""
    waiting = ProcrastinateJob.objects.filter(task_name__in=SENDING, status__in=["todo", "doing"])
    cancelled = waiting.update(status="cancelled")
    after_restore()
    mailing.after_restore()
    drop_all(by=CLIPDESK)  # a link that was used since the backup would open the account again
    for station in Station.objects.all():
        record(station, "station_restored", by=CLIPDESK, after={"backup": manifest.made_at})
    say(
        f"{sum(table.rows for table in manifest.tables.values())} rows; {cancelled} jobs that would have sent cancelled"
    )
    for sentence in _make_public():
        say(sentence)


def erase_again(backup: Path, folders: Iterable[Path], say: Say) -> None:
    """Erase the answers to surveys that people had erased, as far as that is known: from this backup, those beside it, the
    folder of checkpoints where that lies elsewhere, and `folders`."""
    beside = sorted(backup.parent.glob(f"*/kept/{ERASED}"))
    count = erasing.erase_again([*beside, backup / "kept" / ERASED, Path(settings.CHECKPOINTS), *folders])
    say(f"{count} answers to surveys erased again")


def bring_schema(migrations: list[str]) -> bool:
    """Bring the empty database to the tables that the backup was made with; tell whether those are today's.

    Raises:
        NotRestored: this version does not know them.
    """
    _django("createcachetable")
    plan = _django("showmigrations", "--plan").splitlines()
    known = {line.split()[2] if line.startswith("[ ]") else line.split()[1] for line in plan if line.startswith("[")}
    unknown = [name for name in migrations if name not in known]
    if unknown:
        raise NotRestored(
            f"The backup was made by a newer version of Clipdesk (it knows {unknown[0]}). Update first, then restore."
        )
    if len(known) == len(migrations):
        _django("migrate", "-v", "0")
        return True
    newest: dict[str, str] = {}
    for name in migrations:
        app, _, migration = name.partition(".")
        newest[app] = max(newest.get(app, ""), migration)
    for app, migration in newest.items():
        _django("migrate", app, migration, "-v", "0")
    return False


def _make_public() -> list[str]:
    """Put together again what the public saw; return a sentence for each that could not be."""
    failed = []
    for publication in Publication.objects.exclude(shown=None).select_related("shown", "destination", "clip"):
        if publication.destination.kind != "site" or publication.shown is None:
            continue
        connector, post = publication.destination.connector(), post_of(publication.shown)
        try:
            connector.send(publication.remote_id, post, lambda sent: None)
            connector.publish(publication.remote_id, post)
        except ConnectorError as error:
            failed.append(f"Not public any more: {publication.clip.title}. {error}")
    return failed


def _django(*words: str) -> str:
    """Run one of Django's commands as the owner role; return what it says."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "clipdesk.config.settings", "CLIPDESK_DB_ROLE": "owner"}
    done = subprocess.run(
        [sys.executable, "-m", "django", *words], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotRestored(f"The tables could not be made: {done.stderr.strip()[-800:]}")
    return done.stdout
