"""`make accept-publishing`: the list of “it is done when” of publishing, one line each with what was measured.

`--only 2,3` tries some items alone. The bad weather of item 1 takes an hour; the hour of item 3 is part of `make soak`.
The browser tests of items 4 and 5 need Chromium (`make system`).
"""

from __future__ import annotations

import os
import sys

from tests.acceptance.items import Items, go_through
from tests.acceptance.verdict import Verdict, run_tests, together, verdict_of

CONNECTORS, PUBLISHING = "src/clipdesk/connectors", "src/clipdesk/publishing/tests"
WIDE, RUSH = "tests/wide/test_wide.py", "tests/wide/test_rush.py"
CONNECTED = "tests/browser/test_connected.py"


def weathered() -> Verdict:
    """Item 1: a thousand publications in bad weather, workers killed; and scenarios 6, 8, 10 and 11 of reliability."""
    storm = _sized("publications in bad weather", f"{WIDE}::test_bad_weather", CLIPDESK_STORM="1000")
    scenarios = (
        "tests/crash",
        f"{PUBLISHING}/test_slot.py",
        f"{PUBLISHING}/test_ahead.py",
        "src/clipdesk/jobs/tests",
    )
    return together(storm, verdict_of(run_tests(*scenarios, accept=True), "tests of kills, pauses, fences and times"))


def contract() -> Verdict:
    """Item 2: one suite for every connector, what is a platform's own beside it, and the official clients."""
    suite = verdict_of(run_tests(f"{CONNECTORS}/tests/test_contract.py"), "tests of the shared contract")
    own = [f"{CONNECTORS}/{name}" for name in ("by_hand", "facebook", "own_site", "receiver", "telegram", "youtube")]
    official = verdict_of(run_tests(*(f"{one}/tests" for one in own)), "tests of connectors and official clients")
    return together(suite, official)


def in_time() -> Verdict:
    """Item 3: two hundred for one moment; where `make soak` asks for it, ten thousand in an hour too."""
    rush = _sized("rush", RUSH, CLIPDESK_RUSH="200", CLIPDESK_RUSH_ACCOUNTS="40", CLIPDESK_RUSH_LEAD="300")
    if not os.environ.get("CLIPDESK_SOAK"):
        return rush
    hour = {"CLIPDESK_RUSH": "10000", "CLIPDESK_RUSH_MINUTES": "60", "CLIPDESK_RUSH_LEAD": "900"}
    return together(rush, _sized("hour", RUSH, CLIPDESK_RUSH_ACCOUNTS="40", **hour))


def put_right() -> Verdict:
    """Item 4: corrected and withdrawn everywhere, and the table is true; how long people work at a wrong name."""
    table = _sized("table", f"{WIDE}::test_a_clip_is_put_right_everywhere_and_the_table_is_true")
    return together(table, _sized("browser test", "tests/browser/test_wrong_name.py"))


def connected() -> Verdict:
    """Item 5: from the consent page of a practice platform to a post that is gone, in a browser, in both languages."""
    return _sized("languages (clips cut and signed by verbs, all else in a browser)", CONNECTED)


def canary() -> Verdict:
    """Item 6: the secrets of a desk that has published, been corrected and crashed."""
    return _sized("search for secrets", f"{WIDE}::test_bad_weather", f"{WIDE}::test_no_secret_lies_open")


def _sized(what: str, *tests: str, **sizes: str) -> Verdict:
    """Run tests at their full size; whoever asks for another in the environment gets that."""
    before = dict(os.environ)
    os.environ.update(sizes | before)
    try:
        return verdict_of(run_tests(*tests, accept=True), what)
    finally:
        for name in sizes.keys() - before.keys():
            del os.environ[name]


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
