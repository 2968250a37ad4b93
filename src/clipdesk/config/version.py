"""The version, read from the changelog: the first `## [x.y.z]` heading, or `0.0.0` before the first release."""

import re
from pathlib import Path

CHANGELOG = Path(__file__).resolve().parents[3] / "CHANGELOG.md"
UNRELEASED = "0.0.0"
_HEADING = re.compile(r"^## \[(\d+\.\d+\.\d+)\]", re.MULTILINE)


def version() -> str:
    """Return the running version."""
    found = _HEADING.search(CHANGELOG.read_text(encoding="utf-8")) if CHANGELOG.exists() else None
    return found.group(1) if found else UNRELEASED
