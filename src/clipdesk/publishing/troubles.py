"""What a run gives up over, and what stops it."""

from __future__ import annotations

from clipdesk.connectors.contract import NotTaken
from clipdesk.kernel.errors import ClipdeskError, gettext_noop


class NeverAppeared(ClipdeskError):
    """A destination took the clip again and again and never showed it."""

    message = gettext_noop(
        "{destination} took the clip {count} times and shows it nowhere. Look at the account yourself, then try again."
    )


class NeverTaken(ClipdeskError):
    """A destination was asked again and again and took nothing."""

    message = gettext_noop(
        "{destination} could not be reached, or took nothing, {count} times. Look whether it works, then try again."
    )


class NeverReady(ClipdeskError):
    """A destination took the clip and never finished preparing it."""

    message = gettext_noop(
        "{destination} took the clip and has been preparing it for very long. Look at the account yourself, then try again."
    )


class Stopped(NotTaken):
    """At the last moment something spoke against it: a hold, or a sign-off that no longer covers it."""

    message = gettext_noop("It was stopped at the last moment: a hold, or a sign-off that no longer holds.")
