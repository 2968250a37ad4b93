"""A hypothesis: one line about a clip, said before the public sees it. Afterwards nobody can have known it all along."""

from __future__ import annotations

from django.db import transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import CUT
from clipdesk.audience.models import Decision
from clipdesk.clips.access import require
from clipdesk.clips.models import Clip
from clipdesk.history.transition import IllegalTransition, record
from clipdesk.kernel.errors import gettext_noop
from clipdesk.publishing.models import Publication

LONGEST = 200


class TooLate(IllegalTransition):
    """Somebody says what they hope of a clip that the public has seen."""

    message = gettext_noop("This clip has been public, so its hypothesis stays as it was. Say what you learnt instead.")


def was_public(clip: Clip) -> bool:
    """Tell whether the public saw it at some time."""
    return Publication.objects.filter(clip=clip, first_live_at__isnull=False).exists()


def suppose(clip: Clip, words: str, *, member: Member) -> None:
    """Keep what somebody hopes of a clip; empty words take it back. The history keeps every one.

    Raises:
        NotAllowed: they may not cut on that desk.
        TooLate: it was public already.
    """
    require(member, CUT, clip)
    said = " ".join(words.split())[:LONGEST]
    with transaction.atomic():
        Clip.objects.select_for_update(of=("self",)).get(pk=clip.pk)
        # Its publications are locked, too: none becomes public between the question and the answer.
        list(Publication.objects.select_for_update(of=("self",)).filter(clip=clip).values_list("pk"))
        if was_public(clip):
            raise TooLate
        decision = Decision.objects.filter(clip=clip).first()
        before = decision.hypothesis if decision else ""
        if said == before:
            return
        if decision is None:
            decision = Decision(station_id=clip.station_id, desk_id=clip.desk_id, clip=clip)
        decision.hypothesis = said
        decision.save()
        record(clip, "hypothesis_said", by=member.actor, before={"hypothesis": before}, after={"hypothesis": said})
