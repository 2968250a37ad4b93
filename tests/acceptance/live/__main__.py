"""`make accept-live`: the list of “it is done when” of live, one line each with what was measured.

`--only 2,3` tries some items alone. `CLIPDESK_LIVE_MINUTES` (item 1, else 30), `CLIPDESK_LIVE_HOURS` (item 2, else 24; an hour
of the channel takes a minute) and `CLIPDESK_LIVE_SEEDS` (item 3, else 20) set other sizes. What is not tried yet falls short and
says so.
"""

from __future__ import annotations

import sys

from tests.acceptance.items import Items, go_through
from tests.acceptance.live import placing
from tests.acceptance.verdict import Verdict, run_tests, sized, together, verdict_of

LIVE, SOURCES = "tests/live", "src/clipdesk/media/live/tests"


def at_once() -> Verdict:
    """Item 1: HLS, SRT, RTMP and Icecast from real servers, recorded at once with cuts put in."""
    return sized("half hour of four sources", f"{LIVE}/test_four.py", CLIPDESK_LIVE_MINUTES="30")


def a_day() -> Verdict:
    """Item 2: a day of one channel, sent sixty times as fast, over the wrap of its clock."""
    return sized("day", f"{LIVE}/test_long.py", CLIPDESK_LIVE_HOURS="24")


def in_review() -> Verdict:
    """Item 4: In and Out in a browser, and how long until the clip is there."""
    marked = verdict_of(run_tests("tests/browser/test_live.py", accept=True), "tests of marking in a browser")
    what = "rendering ahead from In on is not built yet: how long it takes from Out to review is not measured"
    return together(marked, Verdict(False, what))


def states() -> Verdict:
    """Item 5: everything that can be wrong with a source; addresses that lead inside (scenario 19)."""
    wrong = verdict_of(run_tests(f"{LIVE}/test_states.py", accept=True), "states")
    inside = (
        "src/clipdesk/kernel/tests/test_targets.py",
        "src/clipdesk/kernel/tests/test_line.py",
        f"{SOURCES}/test_hls.py",
    )
    return together(wrong, verdict_of(run_tests(*inside, accept=True), "tests of addresses"))


ITEMS: Items = {
    1: ("four sources at once", at_once),
    2: ("a day of one channel", a_day),
    3: ("rundowns", placing.check),
    4: ("from Out to review", in_review),
    5: ("what can be wrong", states),
}

if __name__ == "__main__":
    sys.exit(go_through(ITEMS, __doc__))
