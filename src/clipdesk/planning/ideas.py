"""Ideas: written in one line by anybody on the desk, taken up by planners (`stories.make`), or dropped."""

from __future__ import annotations

from django.db import transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Desk
from clipdesk.accounts.roles import PLAN, SEE
from clipdesk.history.transition import record, transition
from clipdesk.planning.models import Idea


def write(member: Member, desk: Desk, words: str) -> Idea:
    """Put an idea on the board.

    Raises:
        NotAllowed.
    """
    member.require(SEE, desk.pk)
    with transaction.atomic():
        idea = Idea.objects.create(station=member.station, desk=desk, words=words, made_by=member.person)
        record(idea, "idea_written", by=member.actor, after={"words": words})
    return idea


def drop(idea: Idea, *, member: Member) -> None:
    """Take an idea off the board: whoever wrote it, or a planner.

    Raises:
        NotAllowed, IllegalTransition.
    """
    if idea.made_by_id != member.person.pk:
        member.require(PLAN, idea.desk_id)
    transition(idea, Idea.DROP, by=member.actor)


def revive(idea: Idea, *, member: Member) -> None:
    """Put a dropped idea back on the board.

    Raises:
        NotAllowed, IllegalTransition.
    """
    member.require(PLAN, idea.desk_id)
    transition(idea, Idea.REVIVE, by=member.actor)
