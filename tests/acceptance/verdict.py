"""One line per item: what was measured, and whether it is enough."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "media"


@dataclass(frozen=True)
class Verdict:
    """How one item came out; `kept` None: it was not tried, and `figure` says why."""

    kept: bool | None
    figure: str

    def line(self, number: int, name: str) -> str:
        """The line that is printed."""
        word = {True: "ok", False: "FAIL", None: "skipped"}[self.kept]
        return f"{word:<8} {number}. {name}: {self.figure}"


def run_tests(*words: str, accept: bool = False) -> tuple[dict[str, int], str]:
    """Run pytest; return how many tests came out how, and the names of those that fell short."""
    env = {**os.environ, "CLIPDESK_ACCEPT": "1"} if accept else dict(os.environ)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-rfE", "--tb=short", *words],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.findall(r"(\d+) (passed|failed|errors?|skipped)", (done.stdout.splitlines() or [""])[-1])
    counts = {word.rstrip("s"): int(number) for number, word in found}
    if done.returncode:
        counts["failed"] = counts.get("failed", 0) or 1
        (ROOT / "build").mkdir(exist_ok=True)
        (ROOT / "build" / "accept.log").write_text(done.stdout + done.stderr, encoding="utf-8")
    names = " ".join(re.findall(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE))
    return counts, names


def verdict_of(counts: dict[str, int], names: str, what: str) -> Verdict:
    """Judge a test run: something passed and nothing failed."""
    passed, failed = counts.get("passed", 0), counts.get("failed", 0) + counts.get("error", 0)
    figure = f"{passed} {what} passed, {failed} failed"
    if counts.get("skipped"):
        figure += f", {counts['skipped']} skipped"
    if failed:
        figure += f" ({names or 'no test was run'}; build/accept.log)"
    return Verdict(passed > 0 and not failed, figure)
