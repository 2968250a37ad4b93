"""What happens to somebody's second factor is written into the ledger and told to them by e-mail: who hears of a passkey
that they did not add can still act."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Person
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.jobs.announce import announce
from clipdesk.kernel.clock import now

#: Word of the ledger → the sentence of the e-mail.
SAID = {
    "codes_set_up": _("One-time codes were set up for your account."),
    "codes_removed": _("The one-time codes of your account were removed."),
    "passkey_added": _("A passkey was added to your account."),
    "passkey_removed": _("A passkey of your account was removed."),
    "recovery_codes_made": _("New recovery codes were made for your account. Older ones work no more."),
    "recovery_code_used": _("A recovery code of your account was used."),
}


def note(person: Person, what: str, before: Mapping[str, object] | None = None, **after: object) -> None:
    """Write down what happened to the person's second factor, and have it mailed to them. Call it inside the transaction
    that makes the change."""
    by = Actor(id=person.pk, name=person.name, role="")
    record(person, what, by=by, before=before, after=after)
    if what in SAID:
        announce("second_factor.changed", person_id=person.pk, what=what, at=now().isoformat())
