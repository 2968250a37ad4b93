"""`clipdesk serve`: the whole desk on this machine."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

HELP = "Start database, web and workers, and keep them running."


def arguments(parser: argparse.ArgumentParser) -> None:
    """TLS and the practice station."""
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"), help="serve https with this certificate and key")
    parser.add_argument("--host", default="", help="address to listen on (default: this machine only; all with --tls)")
    parser.add_argument("--no-practice", action="store_true", help="do not build a practice station on an empty desk")


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clipdesk.config.settings")
    from clipdesk.config import paths, settings  # noqa: PLC0415  settings are read on import
    from clipdesk.config.assets import collect_static, wait_for_web  # noqa: PLC0415
    from clipdesk.config.supervisor import Desk  # noqa: PLC0415

    host = options.host or ("0.0.0.0" if options.tls else "127.0.0.1")  # noqa: S104  only where TLS was asked for
    desk = Desk(port=settings.PORT, tls=options.tls or (), host=host)
    print("Clipdesk is starting …", flush=True)
    collect_static()
    with desk.up():
        if not options.tls:
            wait_for_web(settings.PORT)
        note = paths.DATA / "practice-signins.txt"
        if not options.no_practice and not note.exists() and not _has_station(desk):
            subprocess.run([sys.executable, "-m", "clipdesk", "practice", "build"], check=False)
        print(f"\nThe desk is open: {settings.ORIGIN}\n", flush=True)
        if note.exists():
            print(note.read_text(encoding="utf-8"), flush=True)
        print("Ctrl-C stops it.", flush=True)
        desk.watch()
        print("\nStopping …", flush=True)
    print("The desk is closed. Everything is where it was.", flush=True)
    return 0


def _has_station(desk: object) -> bool:
    """Tell whether any station exists."""
    import psycopg  # noqa: PLC0415

    with psycopg.connect(desk.database.owner) as connection:  # type: ignore[attr-defined]
        return connection.execute("SELECT 1 FROM accounts_station LIMIT 1").fetchone() is not None
