"""`make bench`: run every benchmark and write down what each printed, with date, versions and host, in RESULTS.md."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import av
import numpy as np

from clipdesk.config.version import version
from clipdesk.media.supply import supply

HERE = Path(__file__).parent
BENCHMARKS = ("one_pass", "render", "is_this_ours")


def main() -> int:
    """Run them one after the other; nothing is written unless all of them end well."""
    text = ["# Results", "", *_about(), ""]
    for name in BENCHMARKS:
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"], cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=True
        )
        print(done.stdout, flush=True)
        text += [f"## {name}", "", *(f"    {line}" for line in done.stdout.splitlines()), ""]
    (HERE / "RESULTS.md").write_text("\n".join(text), encoding="utf-8")
    return 0


def _about() -> list[str]:
    return [
        f"- Date: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        f"- Clipdesk {version()}, Python {platform.python_version()}, ffmpeg {supply().version}, "
        f"PyAV {av.__version__}, numpy {np.__version__}",
        f"- Host: {platform.system()} {platform.machine()}, {os.cpu_count()} processors, "
        f"load {os.getloadavg()[0]:.1f} at the start",
    ]


if __name__ == "__main__":
    sys.exit(main())
