"""Go through a list of “it is done when”: one line each with what was measured; 1 where one falls short."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping

from tests.acceptance.verdict import Verdict

Items = Mapping[int, tuple[str, Callable[[], Verdict]]]


def go_through(items: Items, description: str | None) -> int:
    """Print one line per item; return 1 when one falls short. `--only 2,5` tries some items alone."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--only", default="", help="numbers of items, separated by commas")
    options = parser.parse_args()
    wanted = {int(number) for number in options.only.split(",") if number} or set(items)
    short = 0
    for number, (name, check) in items.items():
        if number not in wanted:
            continue
        begun = time.monotonic()
        verdict = check()
        short += verdict.kept is False
        print(f"{verdict.line(number, name)}  [{time.monotonic() - begun:.0f} s]", flush=True)
    return 1 if short else 0
