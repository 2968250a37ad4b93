"""Why a file that somebody asks about was not looked at."""

from __future__ import annotations

from typing import ClassVar

from clipdesk.kernel.errors import ClipdeskError, gettext_noop


class NotLookedAt(ClipdeskError):
    """The root: `status` is what the answer carries."""

    message = gettext_noop("The file could not be looked at. Try again in a few minutes.")
    status: ClassVar[int] = 422


class NoFile(NotLookedAt):
    """The form came without one."""

    message = gettext_noop("No file came with this. Choose a video or sound file first.")


class TooLarge(NotLookedAt):
    """More bytes than are taken."""

    message = gettext_noop(
        "The file is too large: up to {megabytes} MB are looked at. Cut out the part in question, or save it smaller."
    )
    status = 413


class TooLong(NotLookedAt):
    """It plays for longer than is looked at."""

    message = gettext_noop("The file is too long: up to {minutes} minutes are looked at. Cut out the part in question.")


class TooOften(NotLookedAt):
    """One connection asked again and again."""

    message = gettext_noop(
        "{count} files came from your connection within {minutes} minutes. Wait a while, then try again."
    )
    status = 429


class Busy(NotLookedAt):
    """Others ask just now."""

    message = gettext_noop("Other files are being looked at just now. Try again in half a minute.")
    status = 503


class NoRoomForIt(NotLookedAt):
    """The disk has no room to spare."""

    message = gettext_noop("There is no room to look at files just now. Ask by link or code, or try again tomorrow.")
    status = 503


class CameTooSlowly(NotLookedAt):
    """The bytes did not come in time."""

    message = gettext_noop(
        "The file came too slowly or broke off. Nothing of it was kept. Try again, or save it smaller first."
    )
    status = 408


class TookTooLong(NotLookedAt):
    """The walls around the work ended it."""

    message = gettext_noop(
        "Looking at this file took too long and was given up. Cut out the part in question, or save it smaller."
    )


class FromElsewhere(NotLookedAt):
    """The form stood on another site's page."""

    message = gettext_noop("This came from another site's page. Choose the file on this page.")
    status = 403
