"""One thing that the doctor found."""

from __future__ import annotations

from dataclasses import dataclass

#: How it stands: as it should be; the desk works, with a cost; the desk cannot do its main job.
FINE, WEAK, BROKEN = "fine", "weak", "broken"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it stands, what is there, and what it costs that it is not as it should be."""

    name: str
    level: str
    what: str
    cost: str = ""
