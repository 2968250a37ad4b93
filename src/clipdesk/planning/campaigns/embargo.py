"""Until when what is made for an assignment may not go public. Publishing asks; the plan does not know who does."""

from __future__ import annotations

from uuid import UUID

from clipdesk.kernel.clock import now
from clipdesk.planning.models import Campaign


def embargo_on(assignment_id: UUID) -> Campaign | None:
    """Return the campaign whose embargo is in force over an assignment, if any."""
    return (
        Campaign.objects.select_related("station").filter(stories__assignments=assignment_id, embargo__gt=now()).first()
    )
