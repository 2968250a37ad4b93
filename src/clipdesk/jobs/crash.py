"""A test aid: die on purpose at a labelled point, the way a power cut would.

`CLIPDESK_CRASH_AT=label` or `label#n` ends the process with `os._exit(137)` at the n-th passage. Without the variable,
`point` does nothing.
"""

import os
from collections import Counter

_passed: Counter[str] = Counter()


def point(label: str) -> None:
    """Die here if this is the passage that the environment names."""
    wanted = os.environ.get("CLIPDESK_CRASH_AT")
    if not wanted:
        return
    name, _, count = wanted.rpartition("#") if "#" in wanted else (wanted, "", "1")
    _passed[label] += 1
    if label == name and _passed[label] == int(count):
        os._exit(137)
