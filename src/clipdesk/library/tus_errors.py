"""What an upload may be told by the address it is sent to; `tus` gives each of them its number."""

from __future__ import annotations

from clipdesk.kernel.errors import ClipdeskError, gettext_noop


class SignedOut(ClipdeskError):
    """Nobody is signed in with this session, or not any more."""

    message = gettext_noop("You are signed out. Sign in again, then go on.")


class ForeignPage(ClipdeskError):
    """Another page than the desk's own uses somebody's session, or the desk was opened by another name."""

    message = gettext_noop("Only the desk's own page can upload. Open it at {origin}, and choose the file there.")


class NoSuchUpload(ClipdeskError):
    """Cancelled, expired, somebody else's, or its recording was deleted."""

    message = gettext_noop("This upload is no longer there. Choose the file again; it begins anew.")


class MoreThanAnnounced(ClipdeskError):
    """More bytes than the upload was opened for."""

    message = gettext_noop("More came than the length of the file. Has it changed meanwhile? Choose it again.")


class ArrivedDamaged(ClipdeskError):
    """The bytes do not have the checksum that was sent with them."""

    message = gettext_noop("This part arrived damaged and was not kept. Send it again.")


class NoPart(ClipdeskError):
    """A PATCH with a body of another type."""

    message = gettext_noop("This is no part of an upload: its type must be application/offset+octet-stream.")


class NotUnderstood(ClipdeskError):
    """A header that says nothing this protocol knows."""

    message = gettext_noop("This is not how an upload is sent: the header “{header}” is missing or wrong.")
