"""Run the walk of `clipdesk demo`, with the practice bulletin where no recording is given."""

from __future__ import annotations

import sys
from pathlib import Path

from django.conf import settings

from clipdesk.config.practice.build import build_bulletin
from clipdesk.config.supervisor import Desk
from clipdesk.config.walk import BrokenPromise, Walk
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.media.supply import ffmpeg_path


def demonstrate(source: Path | None, captions: Path | None, out: Path, desk: Desk) -> bool:
    """Walk; tell whether every promise held."""
    if source is None:
        print("  making the practice bulletin …", flush=True)
        bulletin = build_bulletin(out / "bulletin", ffmpeg=ffmpeg_path())
        source, captions = bulletin.video, bulletin.captions["spoken"]
    walk = Walk(source, captions, out, settings.ORIGIN, desk.look)
    try:
        walk.go()
    except (BrokenPromise, ClipdeskError) as error:
        print(f"\nNot kept: {error}", file=sys.stderr, flush=True)
        return False
    print(
        f"  {'all stages':<44} {sum(seconds for _, seconds in walk.stages):6.1f} s\nEvery promise was kept.", flush=True
    )
    return True
