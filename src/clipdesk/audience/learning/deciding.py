"""A person confirms the drafted verdict or changes it, and says in one line what was learnt."""

from __future__ import annotations

from dataclasses import dataclass

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import CORRECT
from clipdesk.audience.models import Decision
from clipdesk.history.transition import transition
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop

#: Who answers for what is public also says what it taught: desk editors, those who sign, social editors.
ABILITY = CORRECT


class TestNotNamed(ClipdeskError):
    """A finding is called randomised, and nobody says in which test lots were drawn."""

    message = gettext_noop("Say in which test lots were drawn. Without one the finding is observational.")


@dataclass(frozen=True)
class Said:
    """What a person says of a clip. tested: the test in which lots were drawn, of a randomised finding."""

    verdict: str
    kind: str = Decision.OBSERVED
    tested: str = ""
    learnt: str = ""


def confirm(decision: Decision, said: Said, *, member: Member) -> None:
    """Keep the verdict of a person; said again, it changes, and the history has both.

    Raises:
        NotAllowed.
        TestNotNamed.
        IllegalTransition: no verdict was drafted yet.
    """
    member.require(ABILITY, decision.desk_id)
    if said.kind == Decision.RANDOMISED and not said.tested:
        raise TestNotNamed
    changes = {
        "verdict": said.verdict,
        "kind": said.kind,
        "tested": said.tested if said.kind == Decision.RANDOMISED else "",
        "learnt": said.learnt,
        "confirmed_at": now(),
        "confirmed_by_id": member.person.pk,
    }
    step = Decision.CHANGE if decision.state == Decision.CONFIRMED else Decision.CONFIRM
    transition(decision, step, by=member.actor, changes=changes)
