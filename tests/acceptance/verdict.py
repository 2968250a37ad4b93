"""One line per item: what was measured, and whether it is enough."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "media"
_MARKS = {"failure": "failed", "error": "error", "skipped": "skipped"}


@dataclass(frozen=True)
class Verdict:
    """How one item came out; `kept` None: it was not tried, and `figure` says why."""

    kept: bool | None
    figure: str

    def line(self, number: int, name: str) -> str:
        """The line that is printed."""
        word = {True: "ok", False: "FAIL", None: "skipped"}[self.kept]
        return f"{word:<8} {number}. {name}: {self.figure}"


@dataclass(frozen=True)
class Run:
    """How tests came out.

    ended: `passed`, `failed`, `error` or `skipped`, by each test's dotted name. figures: what they measured
    (`record_property("figure", …)`). short: the names of those that fell short. whole: pytest itself had nothing to say.
    """

    ended: dict[str, str]
    figures: tuple[str, ...]
    short: str
    whole: bool

    def count(self, *hows: str) -> int:
        """How many ended so."""
        return sum(how in hows for how in self.ended.values())

    @property
    def failed(self) -> int:
        """How many fell short; where no test was run at all, that is one."""
        return self.count("failed", "error") or int(not self.whole)


def run_tests(*words: str, accept: bool = False) -> Run:
    """Run pytest with these words."""
    env = {**os.environ, "CLIPDESK_ACCEPT": "1"} if accept else dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="clipdesk-accept-") as folder:
        report = Path(folder) / "report.xml"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-rfE", "--tb=short", f"--junitxml={report}", *words],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        cases = list(ElementTree.parse(report).getroot().iter("testcase")) if report.exists() else []
    if done.returncode:
        (ROOT / "build").mkdir(exist_ok=True)
        (ROOT / "build" / "accept.log").write_text(done.stdout + done.stderr, encoding="utf-8")
    told = (each for case in cases for each in case.iter("property") if each.get("name") == "figure")
    return Run(
        ended={f"{case.get('classname')}.{case.get('name')}": _ended(case) for case in cases},
        figures=tuple(each.get("value", "") for each in told),
        short=" ".join(re.findall(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)),
        whole=not done.returncode,
    )


def _ended(case: ElementTree.Element) -> str:
    marks = {child.tag for child in case}
    return next((how for mark, how in _MARKS.items() if mark in marks), "passed")


def verdict_of(run: Run, what: str) -> Verdict:
    """Judge a test run: something passed and nothing failed; where all was skipped, it was not tried."""
    passed, skipped = run.count("passed"), run.count("skipped")
    figure = "; ".join((*run.figures, f"{passed} {what} passed, {run.failed} failed"))
    if skipped:
        figure += f", {skipped} skipped"
    if run.failed:
        figure += f" ({run.short or 'no test was run'}; build/accept.log)"
        return Verdict(False, figure)
    return Verdict(True if passed else None, figure)


def together(*parts: Verdict) -> Verdict:
    """Judge an item of several parts: all are kept; one that was not tried leaves the whole untried."""
    kept = [part.kept for part in parts]
    whole = None if None in kept and False not in kept else all(kept)
    return Verdict(whole, "; ".join(part.figure for part in parts))


def sized(what: str, *tests: str, **sizes: str) -> Verdict:
    """Run tests at their full size; whoever asks for another in the environment gets that."""
    before = dict(os.environ)
    os.environ.update(sizes | before)
    try:
        return verdict_of(run_tests(*tests, accept=True), what)
    finally:
        for name in sizes.keys() - before.keys():
            del os.environ[name]
