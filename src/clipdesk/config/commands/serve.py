"""`clipdesk serve`: the whole desk on this machine."""

from __future__ import annotations

import argparse
import json
import logging
import logging.config
import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clipdesk.config.supervisor import Desk

log = logging.getLogger("clipdesk.supervisor")
HELP = "Start database, web and workers, and keep them running."


def arguments(parser: argparse.ArgumentParser) -> None:
    """TLS and the practice station."""
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"), help="serve https with this certificate and key")
    parser.add_argument("--host", default="", help="address to listen on (default: this machine only; all with --tls)")
    parser.add_argument("--no-practice", action="store_true", help="do not build a practice station on an empty desk")


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clipdesk.config.settings")
    from clipdesk.config import settings  # noqa: PLC0415  settings are read on import
    from clipdesk.config.supervisor import Desk  # noqa: PLC0415

    logging.config.dictConfig(settings.LOGGING)
    check_transport(options.tls, https=settings.HTTPS, behind_proxy=settings.SECURE_PROXY_SSL_HEADER is not None)
    host = options.host or ("0.0.0.0" if options.tls else "127.0.0.1")  # noqa: S104  only where TLS was asked for
    desk = Desk(port=settings.PORT, tls=options.tls or (), host=host)
    print("Clipdesk is starting …", flush=True)
    try:
        with desk.up():
            _open(desk, settings.ORIGIN, practice=not options.no_practice)
            desk.watch()
            print("\nStopping …", flush=True)
    except KeyboardInterrupt:
        print("\nStopped before it was open. The next start goes on from here.", flush=True)
        return 130
    print("The desk is closed. Everything is where it was.", flush=True)
    return 0


def check_transport(tls: list[str] | None, *, https: bool, behind_proxy: bool) -> None:
    """Raise where certificate, proxy and CLIPDESK_ORIGIN do not fit together: nobody could sign in."""
    if tls and not https:
        raise RuntimeError(
            "With --tls, set CLIPDESK_ORIGIN to the address people open, such as https://desk.station.vn."
        )
    if https and not tls and not behind_proxy:
        raise RuntimeError(
            "CLIPDESK_ORIGIN is https, so give --tls CERT KEY (clipdesk tls local makes them), or set "
            "CLIPDESK_BEHIND_PROXY=1 where a proxy such as nginx does the TLS."
        )
    if tls:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(*tls)
        except (OSError, ssl.SSLError) as error:
            raise RuntimeError(f"The certificate {tls[0]} and the key {tls[1]} cannot be used: {error}") from error


@contextmanager
def telling_of_weak_walls() -> Iterator[None]:
    """Let the doctor look at the sandbox meanwhile, and say what is not as it should be."""
    words = [sys.executable, "-m", "clipdesk", "doctor", "--sandbox", "--json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as looking:
        yield
        said = looking.communicate()[0]
    for found in json.loads(said)["findings"]:
        if found["level"] != "fine":
            sentence = f"{found['name']}: {found['what']} {found['cost']}"
            print(f"\n{sentence}", flush=True)
            log.warning(sentence, extra={"action": "sandbox"})


def _open(desk: Desk, origin: str, *, practice: bool) -> None:
    """Wait for the web process, build the practice station on an empty desk, say where everything is."""
    from clipdesk.config import paths  # noqa: PLC0415  settings are read on import
    from clipdesk.config.assets import wait_for_web  # noqa: PLC0415

    with telling_of_weak_walls():
        answers = wait_for_web(desk.port, desk.host)
    if not answers:
        print(f"The web process does not answer yet. What it says is in {paths.LOGS / 'web.log'}.", flush=True)
    if practice and not _holds(desk, "SELECT 1 FROM accounts_station"):
        print("The desk is empty. Making a practice station takes about a minute …", flush=True)
        _build_practice()
    print(f"\nThe desk is open: {origin}\n", flush=True)
    note = paths.DATA / "practice-signins.txt"
    if note.exists() and _holds(desk, "SELECT 1 FROM accounts_station WHERE is_practice"):
        print(note.read_text(encoding="utf-8"), flush=True)
    print("Ctrl-C stops it.", flush=True)


def _build_practice() -> None:
    """Build it in a process of its own; whoever stops the desk meanwhile stops that too, and nothing of it is kept."""
    from clipdesk.config.children import die_with_parent  # noqa: PLC0415

    words = [sys.executable, "-m", "clipdesk", "practice", "build", "--quiet"]
    with subprocess.Popen(words, preexec_fn=die_with_parent) as building:
        try:
            building.wait()
        except KeyboardInterrupt:
            building.terminate()
            building.wait()
            raise


def _holds(desk: Desk, query: str) -> bool:
    """Tell whether the query finds anything."""
    import psycopg  # noqa: PLC0415

    with psycopg.connect(desk.database.owner) as connection:
        return connection.execute(query).fetchone() is not None
