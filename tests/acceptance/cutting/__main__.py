"""`make accept-cutting`: the cutting room's own list of “it is done when”, one line each with what was measured.

`--only 1,6` tries some items alone; the two hundred pairs of item 3 take ten minutes.
"""

from __future__ import annotations

import sys

from tests.acceptance.cutting import framed, pairs
from tests.acceptance.items import Items, go_through
from tests.acceptance.verdict import Verdict, run_tests, verdict_of

ROOM = "tests/browser/test_cutting_room.py"
FINISHING = "tests/browser/test_finishing.py"
MEDIA, CLIPS = "src/clipdesk/media/tests", "src/clipdesk/clips/tests"


def trained() -> Verdict:
    """Item 1: a trained user's clip, by keyboard alone, and how soon it plays as it will be published."""
    run = run_tests(
        f"{ROOM}::test_a_trained_user_s_clip", f"{FINISHING}::test_the_finished_clip_plays_at_once", accept=True
    )
    return verdict_of(run, "scripts (by keyboard in at most 25 actions, the clip played within 2 s)")


def open_to_all() -> Verdict:
    """Item 2: axe-core on every state of the page, at both widths."""
    names = ("test_no_state_of_the_page_keeps_anybody_out", "test_words_make_and_part_a_clip")
    run = run_tests(*(f"{ROOM}::{name}" for name in names), "tests/browser/test_pictures.py", accept=True)
    return verdict_of(run, "browser tests with axe-core")


def round_trips() -> Verdict:
    """Item 5: caption files and exchange files, out and in again, and malformed ones."""
    media = ("caption_forms", "read_captions", "write_captions", "caption_layout", "caption_carriers", "exchange")
    room = ("import_captions", "translations")
    files = (*(f"{MEDIA}/test_{name}.py" for name in media), *(f"{CLIPS}/test_{name}.py" for name in room))
    return verdict_of(run_tests(*files, accept=True), "round trips and malformed files")


def twelve_hours() -> Verdict:
    """Item 6: first paint of a twelve-hour recording, and the tab's memory."""
    run = run_tests(f"{ROOM}::test_twelve_hours", accept=True)
    return verdict_of(run, "twelve-hour recording within 2 s and 500 MB")


ITEMS: Items = {
    1: ("a trained user", trained),
    2: ("open to everybody", open_to_all),
    3: ("preview and render", pairs.check),
    4: ("framing", framed.check),
    5: ("round trips", round_trips),
    6: ("twelve hours", twelve_hours),
}

if __name__ == "__main__":
    sys.exit(go_through(ITEMS, __doc__))
