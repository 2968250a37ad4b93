"""How far the work of assignments is, by facts: what was said of them here, and what rooms above know of their clips.

A room above adds a function to `tellers` from its `AppConfig.ready`; it gets the ids of assignments and returns a stage for
those of which it knows one:

    stages.tellers.append(stages_of_clips)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clipdesk.planning.models import Assignment

TO_DO, ACCEPTED, IN_WORK, SIGN_OFF, SIGNED, DONE = "to_do", "accepted", "in_work", "sign_off", "signed", "done"
#: In their order; a board has a column for each.
STAGES = {
    TO_DO: _("To do"),
    ACCEPTED: _("Accepted"),
    IN_WORK: _("In work"),
    SIGN_OFF: _("Waits for sign-off"),
    SIGNED: _("Signed off"),
    DONE: pgettext_lazy("state of an assignment", "Done"),
}
Teller = Callable[[Collection[UUID]], Mapping[UUID, str]]
tellers: list[Teller] = []


def stages_of(states: Mapping[UUID, str]) -> dict[UUID, str]:
    """Return the stage of each assignment; `states` are their states by their ids."""
    known: dict[UUID, str] = {}
    waiting = [pk for pk, state in states.items() if state in Assignment.WAITING]
    for tell in tellers if waiting else []:
        known |= tell(waiting)
    return {pk: known.get(pk) or _of_state(state) for pk, state in states.items()}


def _of_state(state: str) -> str:
    return {Assignment.DONE: DONE, Assignment.ACCEPTED: ACCEPTED}.get(state, TO_DO)
