"""Item 7, its first part: from opening the phone page to signed on a slow line; the page weighed by Chromium."""

from __future__ import annotations

import json

from tests.acceptance.verdict import ROOT, Verdict, run_tests, verdict_of

RESULTS = ROOT / "build" / "phone.json"


def phone() -> Verdict:
    """Run the phone's browser test and say what it measured."""
    RESULTS.unlink(missing_ok=True)
    tests = ("tests/browser/test_phone.py", "src/clipdesk/media/tests/test_review_copy.py")
    verdict = verdict_of(run_tests(*tests, accept=True), "phone tests")
    if not RESULTS.exists():
        return verdict
    found = json.loads(RESULTS.read_text(encoding="utf-8"))
    figure = (
        f"signed {found['seconds_to_signed']} s after opening at 1 Mb/s (clip of {found['clip_seconds']} s watched whole), "
        f"{found['bytes'] / 1000:.0f} kB before the video, copy of {found['copy_kilobits']} kb/s"
    )
    return Verdict(verdict.kept, f"{figure}; {verdict.figure}")
