"""Which certificate signs each station's files, and what keeps the signer's keys from the web pages."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, timedelta
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from clipdesk.accounts.models import Station
from clipdesk.clips.credentials import Signer, signer_here
from clipdesk.clips.models import StationCertificate
from clipdesk.config import databases, paths
from clipdesk.config.finding import BROKEN, FINE, WEAK, Finding
from clipdesk.history.checkpointing import unsigned_since
from clipdesk.history.tasks import PATIENCE
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.kernel.text import sort_key
from clipdesk.ui.sentences import sentence

SOON = timedelta(days=30)


def credentials() -> Iterator[Finding]:
    """Look at the certificate of every station that has one; then at who may read the keys."""
    for certificate in _in_use():
        yield _certificate(certificate)
    yield _users()
    yield from _history()


def _history() -> Iterator[Finding]:
    """Say since when the history waits for its signature; nothing while the desk is closed: `database` says so."""
    try:
        psycopg.connect(databases.connection_string(databases.APP), connect_timeout=10).close()
        since = unsigned_since()
    except (psycopg.OperationalError, DatabaseError):
        return
    name = _("Signed history")
    yield from _kept_elsewhere()
    if since is None or since > now() - PATIENCE:
        yield Finding(name, FINE, _("Everything up to the last minutes is signed."))
        return
    what = _("Rows of the history have not been signed since {time} UTC.").format(
        time=f"{since.astimezone(UTC):%Y-%m-%d %H:%M}"
    )
    cost = _(
        "Until it is signed, nobody notices what is changed in it. Does the desk run? Then look at the signer's log, and at "
        "clipdesk verify --checkpoints."
    )
    yield Finding(name, WEAK, what, cost)


def _kept_elsewhere() -> Iterator[Finding]:
    """Say whether the signed checkpoints leave this machine; nothing where there is only practice."""
    stations = Station.objects.filter(is_practice=False)
    if not stations:
        return
    name = _("Checkpoints kept elsewhere")
    if not paths.CHECKPOINTS.is_relative_to(paths.DATA):
        yield Finding(name, FINE, _("They are written to {folder}.").format(folder=paths.CHECKPOINTS))
        return
    without = stations.exclude(keepers__confirmed_at__isnull=False)
    if not without:
        yield Finding(name, FINE, _("Every station sends them to somebody outside."))
        return
    names = ", ".join(sorted((station.name for station in without), key=sort_key))
    cost = _(
        "Whoever can write everything on this machine can cut off the end of the history unseen. Name a folder on another "
        "machine (CLIPDESK_CHECKPOINTS), or a mailbox outside under Station."
    )
    yield Finding(name, WEAK, _("Nobody outside gets those of {stations}.").format(stations=names), cost)


def _in_use() -> list[StationCertificate]:
    """Return the certificate of each station; none while the desk is closed, or older than this: `database` says so."""
    try:
        psycopg.connect(databases.connection_string(databases.APP), connect_timeout=10).close()  # the pool waits longer
        rows = StationCertificate.objects.filter(replaced_at=None).select_related("station")
        return list(rows.order_by("station__slug"))
    except (psycopg.OperationalError, DatabaseError):
        return []


def _certificate(certificate: StationCertificate) -> Finding:
    name = _("Content Credentials of {station}").format(station=certificate.station.name)
    who = certificate.vouching[:1].upper() + certificate.vouching[1:] + "."
    try:
        signer = signer_here(certificate)
    except ClipdeskError as error:
        return Finding(name, BROKEN, f"{who} {sentence(error)}", _("Nothing of this station can be rendered."))
    if signer is None:
        cost = _("Clips of this station can be rendered on other machines only. See CLIPDESK_CREDENTIALS.")
        return Finding(name, WEAK, f"{who} " + _("Its key does not lie on this machine."), cost)
    return Finding(name, *_until(who, signer))


def _until(who: str, signer: Signer) -> tuple[str, str, str]:
    what = f"{who} " + _("It signs until {date}.").format(date=f"{signer.ends_at:%Y-%m-%d}")
    if signer.ends_at <= now():
        return BROKEN, what, _("Nothing can be rendered any more. Import the new one: clipdesk credentials import.")
    if signer.certificate.kind == StationCertificate.BROUGHT and signer.ends_at < now() + SOON:
        return WEAK, what, _("Then nothing can be rendered any more. Ask its issuer for a new one and import it.")
    return FINE, what, ""


def _users() -> Finding:
    """Compare who runs the web pages with who has the keys: one and the same user is no wall."""
    name, web, owner = _("Who can read the keys"), _user_of_web(), _user_of_signer()
    if owner is None:
        what = _("The signer does not answer at {place}.").format(place=paths.SIGNER)
        cost = _(
            "The history is not signed, and nothing can be rendered, until it runs: systemctl status clipdesk-signer."
        )
        return Finding(name, BROKEN, what, cost)
    if web not in {owner, 0}:
        what = _("The keys belong to {owner}, the web pages run as {web}.").format(owner=_name(owner), web=_name(web))
        return Finding(name, FINE, what)
    what = _("Web pages, workers and signer run as one system user, {user}.").format(user=_name(web))
    cost = _(
        "The keys have a process of their own, but with one user that is not a wall: whoever takes over the web process can "
        "read them. Where that matters, run them as four users: docs/operations/install.md, “Four users on one machine”."
    )
    return Finding(name, WEAK, what, cost)


def _user_of_signer() -> int | None:
    """Return who runs the signer; while the desk is closed, whose the keys are; None where one is set that is away."""
    if paths.SIGNER:
        user: int | None = settings.SIGNER.user()
        return user
    return next(folder for folder in (paths.SIGNER_KEYS, *paths.SIGNER_KEYS.parents) if folder.exists()).stat().st_uid


def _user_of_web() -> int:
    """Return the user of the running web process; while the desk is closed, ours."""
    with suppress(OSError):
        pid = (paths.RUN / "web.pid").read_text(encoding="utf-8").strip()
        return Path(f"/proc/{pid}").stat().st_uid
    for place in Path("/proc").glob("[0-9]*/cmdline"):  # where systemd runs it, nobody notes its number
        with suppress(OSError):
            words = place.read_bytes().split(b"\0")
            if any(word.endswith(b"/clipdesk") and words[at + 1] == b"web" for at, word in enumerate(words[:-1])):
                return place.parent.stat().st_uid
    return os.geteuid()


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
