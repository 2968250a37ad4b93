"""`clipdesk demo`: the main corridor without a browser, in a folder of its own."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import tempfile
import time
from pathlib import Path

from clipdesk.config.apart import without_desk

KEPT = {"CLIPDESK_FFMPEG", "CLIPDESK_LOG_LEVEL"}
HELP = "Walk a recording through the whole desk, without a browser, and check every promise on the way."


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to walk with, and where to leave it."""
    parser.add_argument("--input", type=Path, help="a recording (default: the practice bulletin, made for this)")
    parser.add_argument("--captions", type=Path, help="its captions, SRT or WebVTT")
    parser.add_argument("--out", type=Path, help="where to leave files, pages and history (default: a new folder)")


def run(options: argparse.Namespace) -> int:
    """Run a desk in the output folder, walk, and close it again."""
    out = (options.out or Path(tempfile.mkdtemp(prefix="clipdesk-demo-"))).resolve()
    if (out / "data").exists():
        print(f"{out} holds an earlier demo. Give another --out, or delete it.", file=sys.stderr)
        return 2
    keep_to(out / "data")
    import django  # noqa: PLC0415  settings read the data folder named above

    from clipdesk.config import settings  # noqa: PLC0415
    from clipdesk.config.assets import wait_for_web  # noqa: PLC0415
    from clipdesk.config.supervisor import Desk  # noqa: PLC0415

    begun = time.perf_counter()
    desk = Desk(settings.PORT)
    with desk.up():
        wait_for_web(desk.port)
        print(f"  {'database, web and workers':<44} {time.perf_counter() - begun:6.1f} s", flush=True)
        django.setup()
        from clipdesk.config.demonstrating import demonstrate  # noqa: PLC0415  needs the apps
        from clipdesk.config.reaching import let_go  # noqa: PLC0415

        kept = demonstrate(options.input, options.captions, out, desk)
        let_go()
    print(f"Everything is in {out}", flush=True)
    return 0 if kept else 1


def keep_to(data: Path) -> None:
    """Let nothing of a real desk's settings reach this one: neither its database, its files, its mail nor its address."""
    for name in os.environ.keys() - without_desk(os.environ, KEPT).keys():
        del os.environ[name]
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    os.environ |= {
        "CLIPDESK_DATA": str(data),
        "CLIPDESK_PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "clipdesk.config.settings",
    }
