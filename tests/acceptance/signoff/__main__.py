"""`make accept-signoff`: the list of “it is done when” of accountable sign-off, one line each with what was measured.

`--only 2,4` tries some items alone. Items whose subject is not built yet fall short and say so.
"""

from __future__ import annotations

import os
import sys

from tests.acceptance.items import Items, go_through
from tests.acceptance.signoff import likeness, published
from tests.acceptance.signoff.overtaking import overtaking
from tests.acceptance.signoff.phone import phone
from tests.acceptance.verdict import Verdict, run_tests, verdict_of

REVIEW, HISTORY, PUBLISHING = (f"src/clipdesk/{room}/tests" for room in ("review", "history", "publishing"))
SCENARIOS = (
    ("1: bytes flipped, files swapped", f"{PUBLISHING}/test_sealed.py", "-k", "byte or swapped"),
    ("2: days of people and machine", f"{PUBLISHING}/test_stateful.py", "-n", "2"),
    ("3: replays and roles", f"{PUBLISHING}/test_sealed.py", "-k", "replay"),
    ("4: mutated assertions", f"{REVIEW}/test_signing_key.py", "-k", "mutated"),
    ("5: tampered ledgers", f"{HISTORY}/test_checkpoints.py", "-k", "tampering or not_signed or thousand"),
)


def scenarios() -> Verdict:
    """Item 1: scenarios 1 to 5 of the reliability list, at their full size."""
    sized = {"CLIPDESK_TAMPERINGS": "1000", "CLIPDESK_FLIPS": "1000", "CLIPDESK_REPLAYS": "500"}
    os.environ.update(sized | {"CLIPDESK_DAYS": "2000", "CLIPDESK_STEPS": "50"})
    done = [_tests(*words) for words in SCENARIOS]
    figure = "; ".join(one.figure for one in done)
    return Verdict(all(one.kept for one in done), figure)


def trees() -> Verdict:
    """Item 2: the vectors of RFC 6962 and its own example tree."""
    return verdict_of(run_tests(f"{HISTORY}/test_merkle.py"), "vectors and trees")


def keys() -> Verdict:
    """Item 3: Chromium's virtual authenticator, the person verified and not; a software authenticator's mutants."""
    both = [
        _tests("ceremonies in Chromium", "tests/browser/test_signing_key.py"),
        _tests("tests with a software authenticator (1,000 mutants: 0 accepted)", f"{REVIEW}/test_signing_key.py"),
    ]
    return Verdict(all(one.kept for one in both), "; ".join(one.figure for one in both))


def _tests(what: str, *words: str) -> Verdict:
    return verdict_of(run_tests(*words, accept=True), what)


def evidence() -> Verdict:
    """Item 4: evidence, checked without Clipdesk; each of 200 changed bytes is found."""
    return verdict_of(run_tests(f"{REVIEW}/test_evidence.py"), "tests (200 changed bytes: 200 found)")


def provenance() -> Verdict:
    """Item 5: every published file validates, the tampered one is named, a copy is stripped and still recognised."""
    found = published.check()
    known = _tests("test: a stripped copy is recognised", "src/clipdesk/site/tests/test_ours.py", "-k", "copy_is_recog")
    return Verdict(bool(found.kept) and bool(known.kept), f"{found.figure}; {known.figure}")


def phone_and_rota() -> Verdict:
    """Item 7: the phone's own page; the breaking flag overtakes; three minutes of silence reach the next on the rota."""
    all_three = [
        phone(),
        overtaking(),
        _tests("tests of calling (three minutes of silence: the next)", f"{REVIEW}/test_calling.py"),
    ]
    return Verdict(all(one.kept for one in all_three), "; ".join(one.figure for one in all_three))


ITEMS: Items = {
    1: ("scenarios 1 to 5", scenarios),
    2: ("Merkle trees", trees),
    3: ("signing keys", keys),
    4: ("evidence", evidence),
    5: ("provenance", provenance),
    6: ("is this ours?", likeness.check),
    7: ("phone and rota", phone_and_rota),
}

if __name__ == "__main__":
    sys.exit(go_through(ITEMS, __doc__))
