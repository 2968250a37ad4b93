"""`make accept-measure`: the list of “it is done when” of measurement, one line each with what was measured.

`--only 1,2` tries some items alone. Item 2 takes `CLIPDESK_MEASURE_SAMPLES` (else 1,000,000 samples), `_CURVES` and `_GROUPS`
(250,000 curves in 420 groups), `_DAYS` and `_CLIPS` (730 days of 200 clips on six destinations) and `_RAW` (2,000,000 raw
samples of the last 30 days). Items of which something is not tried yet fall short and say so.
"""

from __future__ import annotations

import sys

from clipdesk.statistics.tests.null_simulation import false_alarms
from tests.acceptance.items import Items, go_through
from tests.acceptance.measure.known import answers
from tests.acceptance.verdict import ROOT, Verdict, run_tests, sized, together, verdict_of

AUDIENCE, SITE, CONNECTORS = "src/clipdesk/audience/tests", "src/clipdesk/site/tests", "src/clipdesk/connectors"
RUNS, MOST_FALSE = 4000, 0.05


def known() -> Verdict:
    """Item 1: known answers 8 and 10 to 13, and how often nothing is taken for something when it is looked at daily."""
    found = answers()
    wrong = [f"check {one.check}, {one.name}: {one.found:.7g} for {one.wanted:.7g}" for one in found if not one.holds]
    told = f"{len(found) - len(wrong)} of {len(found)} known answers hold" + "".join(f"; {one}" for one in wrong)
    alarms = false_alarms(RUNS)
    return together(Verdict(not wrong, told), Verdict(alarms.sequence <= MOST_FALSE, f"30 daily looks: {alarms}"))


def scale() -> Verdict:
    """Item 2: check 15, and every page with two years of a big station."""
    sizes = {"SAMPLES": "1000000", "CURVES": "250000", "GROUPS": "420", "DAYS": "730", "CLIPS": "200", "RAW": "2000000"}
    asked = {f"CLIPDESK_MEASURE_{name}": amount for name, amount in sizes.items()}
    return sized("tests of scale", f"{AUDIENCE}/test_scale.py", **asked)


def scripted() -> Verdict:
    """Item 3: pages against the practice platforms, whose counters follow a script."""
    told = [f"{AUDIENCE}/test_{name}.py" for name in ("scripted", "collect", "pages", "usual", "packing", "own_site")]
    asked = [
        f"{CONNECTORS}/{name}/tests/test_{what}.py"
        for name in ("youtube", "facebook")
        for what in ("measure", "listing")
    ]
    return verdict_of(run_tests(*told, *asked, f"{AUDIENCE}/test_elsewhere.py"), "tests against scripted platforms")


def weekly() -> Verdict:
    """Item 4: the weekly page as tagged PDF, with the page's numbers."""
    tests = sorted(str(one.relative_to(ROOT)) for one in (ROOT / AUDIENCE).glob("test_weekly*.py"))
    if not tests:
        return Verdict(False, "there is no weekly page yet, neither on screen nor as PDF")
    return verdict_of(run_tests(*tests), "tests of the weekly page")


def nobody() -> Verdict:
    """Item 5: nothing can be traced to one viewer, and commenters are never stored."""
    counted = run_tests(f"{SITE}/test_count.py", f"{AUDIENCE}/test_nobody.py")
    return verdict_of(counted, "tests that nobody is known")


ITEMS: Items = {
    1: ("known answers and false alarms", known),
    2: ("scale", scale),
    3: ("scripted platforms", scripted),
    4: ("the weekly page", weekly),
    5: ("nobody is known", nobody),
}

if __name__ == "__main__":
    sys.exit(go_through(ITEMS, __doc__))
