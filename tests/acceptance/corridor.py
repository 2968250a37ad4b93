"""`make accept-corridor`: the main corridor's own list of “it is done when”, one line each with what was measured.

`--only 2,5` tries some items alone, `--without-chroot` leaves out the bare machines (they take half an hour).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2])]

from tests.acceptance import bad_input, bare, demo  # noqa: E402  the path comes first
from tests.acceptance.verdict import Verdict, run_tests, verdict_of  # noqa: E402


def by_hand() -> Verdict:
    """Item 3: the corridor in a real browser."""
    counts, names = run_tests("tests/browser", accept=True)
    return verdict_of(counts, names, "browser tests")


def killed() -> Verdict:
    """Item 4: kill -9 at every labelled point, and paused workers."""
    counts, names = run_tests("tests/crash", accept=True)
    return verdict_of(counts, names, "crash tests")


ITEMS: dict[int, tuple[str, Callable[[], Verdict]]] = {
    1: ("a bare Debian 12", bare.check),
    2: ("the demo, measured again", demo.check),
    3: ("by hand in a browser", by_hand),
    4: ("killed and paused", killed),
    5: ("bad input", bad_input.check),
}


def main() -> int:
    """Print one line per item; return 1 when one falls short."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="numbers of items, separated by commas")
    parser.add_argument("--without-chroot", action="store_true", help="leave out item 1")
    options = parser.parse_args()
    wanted = {int(number) for number in options.only.split(",") if number} or set(ITEMS)
    short = 0
    for number, (name, check) in ITEMS.items():
        if number not in wanted:
            continue
        begun = time.monotonic()
        left_out = number == 1 and options.without_chroot
        verdict = Verdict(None, "left out on request") if left_out else check()
        short += verdict.kept is False
        print(f"{verdict.line(number, name)}  [{time.monotonic() - begun:.0f} s]", flush=True)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
