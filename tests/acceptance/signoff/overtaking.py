"""Item 7, its second part: on a desk whose queues are full, the clip that is flagged breaking overtakes everything."""

from __future__ import annotations

import json

from tests.acceptance.verdict import ROOT, Verdict, run_tests, verdict_of

RESULTS = ROOT / "build" / "overtake.json"


def overtaking() -> Verdict:
    """Run the test of a full desk and say what it measured."""
    RESULTS.unlink(missing_ok=True)
    verdict = verdict_of(run_tests("tests/haste", accept=True), "test of a full desk")
    if not RESULTS.exists():
        return verdict
    found = json.loads(RESULTS.read_text(encoding="utf-8"))
    figure = (
        f"flagged last of the queue: sealed after {found['seconds_to_seal']} s with {found['renders_left']:.0f} earlier clips "
        f"still to be rendered, live {found['seconds_to_live']} s after it was signed, all slots of uploads and mails taken"
    )
    return Verdict(verdict.kept, f"{figure}; {verdict.figure}")
