"""`make accept-planning`: the list of “it is done when” of planning, one line each with what was measured.

`--only 1,2` tries some items alone. `CLIPDESK_RULES` (item 1, else 500 random rules), `CLIPDESK_PLAN_EVENTS` and
`CLIPDESK_PLAN_ASSIGNMENTS` (item 4, else 10,000 and 50,000) set other sizes. khal, the second reader of item 2, is installed by
`make system-planning`. Items of which something is not tried yet fall short and say so.
"""

from __future__ import annotations

import sys

from tests.acceptance.items import Items, go_through
from tests.acceptance.verdict import ROOT, Verdict, run_tests, sized, together, verdict_of

PLANNING = "src/clipdesk/planning/tests"


def recurrence() -> Verdict:
    """Item 1: random rules against dateutil in three zones, clocks that change among them; moving keeps what is attached."""
    rules = sized("random rules", f"{PLANNING}/test_expand.py", CLIPDESK_RULES="500")
    return together(rules, verdict_of(run_tests(f"{PLANNING}/test_move.py"), "tests of moving and cancelling"))


def readers() -> Verdict:
    """Item 2: icalendar and khal read the feed and find the same events."""
    first = verdict_of(run_tests(f"{PLANNING}/test_feed.py", "-k", "not khal"), "tests of the feed with icalendar")
    return together(first, verdict_of(run_tests(f"{PLANNING}/test_feed.py", "-k", "khal"), "with khal"))


def to_the_public() -> Verdict:
    """Item 3: from the event to the publication, and nobody types twice that it is done."""
    whole = run_tests("src/clipdesk/publishing/tests/test_fulfil.py", f"{PLANNING}/test_pages.py")
    tried = verdict_of(whole, "tests from the plan to the public")
    walked = run_tests("tests/browser/test_planned.py", accept=True)
    return together(tried, verdict_of(walked, "walks in a browser, in two languages by mouse, keyboard and phone"))


def quick() -> Verdict:
    """Item 4: every view with the plans of a big station."""
    sizes = {"CLIPDESK_PLAN_EVENTS": "10000", "CLIPDESK_PLAN_ASSIGNMENTS": "50000"}
    return sized("views of a big station", f"{PLANNING}/test_quick.py", **sizes)


def printed() -> Verdict:
    """Item 5: agenda, week and dossiers pass typst's PDF/UA gate, and no name is taken for a formula or for markup."""
    papers = verdict_of(run_tests(f"{PLANNING}/test_paper.py"), "tests of the agenda's and the week's PDFs")
    dossiers = sorted(str(path.relative_to(ROOT)) for path in (ROOT / PLANNING).glob("test_dossier*.py"))
    if not dossiers:
        return together(papers, Verdict(False, "there are no dossiers yet"))
    return together(papers, verdict_of(run_tests(*dossiers), "tests of dossiers"))


ITEMS: Items = {
    1: ("recurrence and moving", recurrence),
    2: ("two readers of the feed", readers),
    3: ("from the plan to the public", to_the_public),
    4: ("quick with a big station’s plans", quick),
    5: ("PDFs", printed),
}

if __name__ == "__main__":
    sys.exit(go_through(ITEMS, __doc__))
