"""Change the rules of signing: every change is a new version, and the versions before it stay."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Station
from clipdesk.accounts.roles import CHIEF
from clipdesk.history.transition import record
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.review.models import Policy
from clipdesk.review.models.policy import policy_of
from clipdesk.review.rules import Rules


class RulesChanged(ClipdeskError):
    """Somebody else changed the rules while this page was open."""

    message = gettext_noop("Somebody else changed the rules meanwhile. Reload the page, look again, then change.")


def change(base: int, alter: Callable[[Rules], Rules], *, member: Member) -> Policy:
    """Make `alter` of version `base` the rules from now on; what changes nothing makes no version.

    Packages that wait already keep what was sealed in them.

    Raises:
        NotAllowed: the person is no editor-in-chief of the whole station.
        RulesChanged: another version holds now; nothing was written.
    """
    member.require_reach(CHIEF, None)
    with transaction.atomic():
        Station.objects.select_for_update(no_key=True).get(pk=member.station.pk)
        now = policy_of(member.station)
        if now.version != base:
            raise RulesChanged
        rules = alter(now.rules)
        if rules.sha256 == now.sha256:
            return now
        made = Policy.objects.create(
            station=member.station,
            version=base + 1,
            canonical=rules.canonical,
            sha256=rules.sha256,
            made_by=member.person,
        )
        record(made, "rules_changed", by=member.actor, after={"version": made.version, "sha256": made.sha256})
    return made
