"""`make accept-surveys`: the list of “it is done when” of surveys, one line each with what was measured.

`--only 2,4` tries some items alone. Item 4 takes ten minutes, on a machine that does nothing else. Sizes: `CLIPDESK_ORACLE`
(random designs of each kind), `CLIPDESK_SURVEY_ANSWERS`, `CLIPDESK_SURVEY_SECONDS`.
"""

from __future__ import annotations

import sys

from tests.acceptance.items import Items, go_through
from tests.acceptance.verdict import Verdict, run_tests, sized, together, verdict_of

SURVEYS, STATISTICS = "src/clipdesk/surveys/tests", "src/clipdesk/statistics/tests"
ANSWERS = "tests/crash/test_answers.py"


def estimated() -> Verdict:
    """Item 1: the published figures, and an estimator that others wrote on random designs."""
    names = ("weighting", "designs", "precision", "shares", "suppression")
    rooms = (f"{SURVEYS}/test_figures.py", f"{SURVEYS}/test_sample.py")
    known = run_tests(*(f"{STATISTICS}/test_{name}.py" for name in names), *rooms)
    oracle = sized("kinds of figures beside svy", f"{STATISTICS}/test_oracle.py", CLIPDESK_ORACLE="200")
    return together(verdict_of(known, "tests against published figures"), oracle)


def nobody_told_of() -> Verdict:
    """Item 2: two hundred made-up surveys, everything that is shown at hand."""
    tests = run_tests(f"{SURVEYS}/test_figures.py", "-k", "hidden or hiding or follow_up or way_round or withdrew")
    return verdict_of(tests, "tests of what is hidden")


def in_and_out() -> Verdict:
    """Item 3: XLSForms, judged by pyxform."""
    return verdict_of(run_tests(f"{SURVEYS}/test_xlsform.py", f"{SURVEYS}/test_films.py"), "tests of XLSForm")


def many_at_once() -> Verdict:
    """Item 4: five thousand in ten minutes; kill -9 in between."""
    names = ("test_a_crash_loses_no_acknowledged_answer", "test_a_link_opens_once_whoever_presses_and_whatever_dies")
    crash = verdict_of(run_tests(*(f"{ANSWERS}::{name}" for name in names), accept=True), "crashes")
    many = {"CLIPDESK_SURVEY_ANSWERS": "5000", "CLIPDESK_SURVEY_SECONDS": "600"}
    return together(crash, sized("rush", f"{ANSWERS}::test_many_answer_at_once", **many))


def in_the_browser() -> Verdict:
    """Item 5: both languages, phone size, no JavaScript; and where a margin of error may be spoken of."""
    walked = verdict_of(run_tests("tests/browser/test_surveys.py", accept=True), "languages in a browser")
    words = verdict_of(
        run_tests(f"{SURVEYS}/test_figures.py", "-k", "words_of_its_sample or probability"), "tests of words"
    )
    return together(walked, words)


ITEMS: Items = {
    1: ("estimates", estimated),
    2: ("nobody is told of", nobody_told_of),
    3: ("XLSForm in and out", in_and_out),
    4: ("many at once", many_at_once),
    5: ("from a template to the report", in_the_browser),
}

if __name__ == "__main__":
    sys.exit(go_through(ITEMS, __doc__))
