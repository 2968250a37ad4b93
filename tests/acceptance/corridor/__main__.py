"""`make accept-corridor`: the main corridor's own list of “it is done when”, one line each with what was measured.

`--only 2,5` tries some items alone; the bare machines of item 1 take half an hour, the killed ones of item 4 as long.
"""

from __future__ import annotations

import sys

from tests.acceptance.corridor import bad_input, bare, demo
from tests.acceptance.items import Items, go_through
from tests.acceptance.verdict import Verdict, run_tests, verdict_of


def by_hand() -> Verdict:
    """Item 3: the corridor in a real browser."""
    return verdict_of(run_tests("tests/browser", accept=True), "browser tests")


def killed() -> Verdict:
    """Item 4: kill -9 at every labelled point, and paused workers."""
    return verdict_of(run_tests("tests/crash", accept=True), "crash tests")


ITEMS: Items = {
    1: ("a bare Debian 12", bare.check),
    2: ("the demo, measured again", demo.check),
    3: ("by hand in a browser", by_hand),
    4: ("killed and paused", killed),
    5: ("bad input", bad_input.check),
}

if __name__ == "__main__":
    sys.exit(go_through(ITEMS, __doc__))
