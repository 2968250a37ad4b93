"""`make accept-publishing`: the list of “it is done when” of publishing, one line each with what was measured.

`--only 2,3` tries some items alone. The bad weather of item 1 takes an hour; the hour of item 3 is part of `make soak`.
Items of which something is not tried yet fall short and say so.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.acceptance.items import Items, go_through
from tests.acceptance.verdict import ROOT, Verdict, run_tests, sized, together, verdict_of

CONNECTORS, PUBLISHING = "src/clipdesk/connectors", "src/clipdesk/publishing/tests"
WIDE, RUSH = "tests/wide/test_wide.py", "tests/wide/test_rush.py"
#: For these platforms others have written clients that the emulators can be held against.
_HAVE_CLIENTS = ("facebook", "telegram", "youtube")


def weathered() -> Verdict:
    """Item 1: a thousand publications in bad weather, workers killed (scenarios 6 and 9 of the reliability list); paused
    workers (8); many who press at once (10). Of scenario 11, clocks that jump are not tried yet."""
    names = (f"{WIDE}::test_bad_weather", f"{WIDE}::test_many_press_at_once")
    storm = sized("tests in bad weather", *names, CLIPDESK_STORM="1000")
    scenarios = ("tests/crash", f"{PUBLISHING}/test_slot.py", f"{PUBLISHING}/test_ahead.py", "src/clipdesk/jobs/tests")
    killed = verdict_of(run_tests(*scenarios, accept=True), "tests of kills, pauses, fences and times")
    return together(storm, killed, Verdict(False, "clocks that jump by an hour or a year are not tried yet"))


def contract() -> Verdict:
    """Item 2: one suite for every connector, what is a platform's own beside it, and the clients that others wrote."""
    suite = verdict_of(run_tests(f"{CONNECTORS}/tests/test_contract.py"), "tests of the shared contract")
    own = sorted(str(path.relative_to(ROOT)) for path in (ROOT / CONNECTORS).glob("*/tests"))
    beside = verdict_of(run_tests(*own), "tests of connectors and of official clients")
    clients = {Path(one).parent.name: Path(ROOT, one, "test_official_client.py").exists() for one in own}
    without = ", ".join(kind for kind in _HAVE_CLIENTS if not clients.get(kind))
    tried = Verdict(not without, f"no client of others is tried against: {without or 'none'}")
    return together(suite, beside, tried)


def in_time() -> Verdict:
    """Item 3: two hundred for one moment; where `make soak` asks for it, ten thousand in an hour too."""
    rush = sized("rush", RUSH, CLIPDESK_RUSH="200", CLIPDESK_RUSH_ACCOUNTS="40", CLIPDESK_RUSH_LEAD="300")
    if not os.environ.get("CLIPDESK_SOAK"):
        return rush
    hour = {"CLIPDESK_RUSH": "10000", "CLIPDESK_RUSH_MINUTES": "60", "CLIPDESK_RUSH_LEAD": "900"}
    return together(rush, sized("hour", RUSH, CLIPDESK_RUSH_ACCOUNTS="40", **hour))


def put_right() -> Verdict:
    """Item 4: corrected and withdrawn everywhere, and the table is true; a wrong name is right within five minutes of work."""
    table = sized("table", f"{WIDE}::test_a_clip_is_put_right_everywhere_and_the_table_is_true")
    work = run_tests("tests/browser/test_wrong_name.py", accept=True)
    return together(table, verdict_of(work, "correction in a browser"))


def connected() -> Verdict:
    """Item 5: from the consent page of a practice platform to a post that is gone, in a browser, in both languages."""
    return verdict_of(run_tests("tests/browser/test_connected.py", accept=True), "languages in a browser")


def canary() -> Verdict:
    """Item 6: the secrets of a desk that has published, been corrected and crashed."""
    return sized("search for secrets", f"{WIDE}::test_bad_weather", f"{WIDE}::test_no_secret_lies_open")


ITEMS: Items = {
    1: ("a thousand in bad weather", weathered),
    2: ("one contract", contract),
    3: ("in time", in_time),
    4: ("put right everywhere", put_right),
    5: ("from connecting to withdrawing", connected),
    6: ("no secret lies open", canary),
}

if __name__ == "__main__":
    sys.exit(go_through(ITEMS, __doc__))
