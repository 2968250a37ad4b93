"""What posts did, as a room above tells it: it hangs a teller up here, and pages of the plan ask all of them.

A teller gets the ids of publications (`Made.publication`) and returns what it knows of each; of what it does not know it
says nothing. Figures are words already: the plan adds nothing up, for platforms count in ways of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Outcome:
    """What one post did. figures: name and value of each, in the active language; note: what to know of them, or why there
    are none."""

    figures: Sequence[tuple[str, str]] = ()
    note: str = ""


Teller = Callable[[Sequence[UUID]], Mapping[UUID, Outcome]]
tellers: list[Teller] = []


def outcomes_of(publications: Sequence[UUID]) -> dict[UUID, Outcome]:
    """Return what is known of these publications, by their ids."""
    found: dict[UUID, Outcome] = {}
    for teller in tellers:
        found |= teller(publications)
    return found
