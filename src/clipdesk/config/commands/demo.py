"""`clipdesk demo`: the main corridor without a browser, in a folder of its own."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

HELP = "Walk a recording through the whole desk, without a browser, and check every promise on the way."


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to walk with, and where to leave it."""
    parser.add_argument("--input", type=Path, help="a recording (default: the practice bulletin, made for this)")
    parser.add_argument("--captions", type=Path, help="its captions, SRT or WebVTT")
    parser.add_argument("--out", type=Path, help="where to leave files, pages and history (default: a new folder)")


def run(options: argparse.Namespace) -> int:
    """Make a desk in the output folder, walk, and close it again."""
    out = (options.out or Path(tempfile.mkdtemp(prefix="clipdesk-demo-"))).resolve()
    if (out / "data").exists():
        print(f"{out} holds an earlier demo. Give another --out, or delete it.", file=sys.stderr)
        return 2
    os.environ |= {"CLIPDESK_DATA": str(out / "data"), "DJANGO_SETTINGS_MODULE": "clipdesk.config.settings"}
    os.environ["CLIPDESK_FILES"] = str(out / "data" / "files")
    import django  # noqa: PLC0415  settings read the data folder named above

    from clipdesk.config.assets import collect_static, web_process  # noqa: PLC0415
    from clipdesk.config.preparing import Database  # noqa: PLC0415

    begun = time.perf_counter()
    database = Database()
    database.start()
    try:
        database.migrate()
        collect_static()
        print(f"  {'database':<44} {time.perf_counter() - begun:6.1f} s", flush=True)
        django.setup()
        from clipdesk.config.demonstrating import demonstrate  # noqa: PLC0415  needs the apps

        with web_process(out / "data") as address:
            kept = demonstrate(options.input, options.captions, out, address)
    finally:
        database.stop()
    print(f"Everything is in {out}", flush=True)
    return 0 if kept else 1
