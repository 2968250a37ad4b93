"""E-mails: notices (desk, kind and link, never a clip's content) and invitations, each in its reader's language; and
checkpoints for mailboxes outside, in both."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from clipdesk.accounts.choosing import MAIL, keep_back, wants
from clipdesk.accounts.inviting import VALID_DAYS
from clipdesk.accounts.keepers import VALID_DAYS as KEEPER_DAYS
from clipdesk.accounts.keepers import link_for, newest, note_sent
from clipdesk.accounts.mail_ways import only_practises, way
from clipdesk.accounts.member import member_of
from clipdesk.accounts.models import Invitation, Keeper, Notice, Person, Recovery, Station
from clipdesk.accounts.notices import KINDS
from clipdesk.accounts.recovering import LINK_HOURS
from clipdesk.accounts.roles import ROLE_NAMES
from clipdesk.accounts.second_factors import SAID
from clipdesk.accounts.summing_up import summary, way_of_summary
from clipdesk.kernel.clock import now
from clipdesk.ui.formats import date_time_zone

log = logging.getLogger("clipdesk.accounts")
_BOTH = ("vi", "en")  # whoever reads a mailbox outside may know either language


def mail(notice: Notice) -> None:
    """Send a notice once. Who was mailed, has read it on the page already, has left since, chose to get none, or wants
    quiet now, is not mailed.

    Raises:
        OSError: the mail server did not take it; the notice stands, and the job tries again.
    """
    if notice.mailed_at or notice.read_at or member_of(notice.person, notice.station) is None:
        return
    if not wants(notice, MAIL) or keep_back(notice):
        return
    link = reverse("accounts:notice", kwargs={"station": notice.station.slug, "notice_id": notice.pk})
    with translation.override(notice.person.language or notice.station.language):
        kind = str(KINDS[notice.kind])
        where = notice.where
        lines = [f"{kind}.", where, settings.ORIGIN + link, "", _("You get this because of your role at the station.")]
        _send(f"{where}: {kind}", lines, notice.person.email, practice=notice.station.is_practice)
    Notice.objects.filter(pk=notice.pk, mailed_at=None).update(mailed_at=now())


def mail_summary(person: Person, station: Station, count: int) -> None:
    """Say how many notices the person's quiet hours kept back.

    Raises:
        OSError: the mail server did not take it; the job tries again.
    """
    if member_of(person, station) is None:
        return
    with translation.override(person.language or station.language):
        said, link = summary(station, count), settings.ORIGIN + way_of_summary(station)
        lines = [f"{said}.", link, "", _("You get this because of your role at the station.")]
        _send(said, lines, person.email, practice=station.is_practice)


def mail_invitation(invitation: Invitation, link: str) -> str:
    """Send an invitation's link, now: it is kept nowhere, so no job could send it later.

    Returns:
        `sent`; `failed` when the mail server did not take it; `kept` when the mail went to a file: there is no server, or
        the station is for practice.
    """
    station = invitation.station
    with translation.override(station.language):
        role = str(ROLE_NAMES[invitation.role])
        lines = [
            _("You are invited to {station} as: {role}.").format(station=station.name, role=role),
            _("Open this link to come in. It works once, and for {days} days:").format(days=VALID_DAYS),
            link,
        ]
        subject = _("An invitation to {station}").format(station=station.name)
        return _sent_now(subject, lines, invitation.email, practice=station.is_practice)


def mail_recovery(recovery: Recovery, link: str) -> str:
    """Send the link that lets somebody back in, now: it is kept nowhere, so no job could send it later.

    Returns:
        As `mail_invitation`.
    """
    person, station = recovery.person, recovery.station
    with translation.override(person.language or station.language):
        lines = [
            _("{station} lets you back in: two people have agreed.").format(station=station.name),
            _(
                "Open this link to set a new password and a new second factor. It works once, and for {hours} hours:"
            ).format(hours=LINK_HOURS),
            link,
            "",
            _("Was that not you? Do not open it, and tell the operator at once."),
        ]
        subject = _("Come back in to {station}").format(station=station.name)
        return _sent_now(subject, lines, person.email, practice=station.is_practice)


def _sent_now(subject: str, lines: list[str], to: str, *, practice: bool) -> str:
    try:
        _send(subject, lines, to, practice=practice)
    except OSError:
        log.exception("link not mailed", extra={"action": "mail_not_sent"})
        return "failed"
    return "sent" if settings.EMAIL_HOST and not practice else "kept"


def mail_second_factor(person: Person, what: str, at: datetime) -> None:
    """Tell somebody what happened to their second factor, and what to do if that was not them.

    Raises:
        OSError: the mail server did not take it; the job tries again.
    """
    with translation.override(person.language or settings.LANGUAGE_CODE):
        said = str(SAID[what])
        lines = [
            said,
            date_time_zone(at),
            "",
            _("Was that not you? Change your password at once, and tell the operator."),
            settings.ORIGIN + reverse("mfa_index"),
        ]
        _send(f"Clipdesk: {said}", lines, person.email, practice=only_practises(person))


def mail_question(keeper: Keeper) -> None:
    """Ask a mailbox whether somebody there will keep checkpoints; whoever has said so already is not asked again.

    Raises:
        OSError: the mail server did not take it; the job tries again.
    """
    if keeper.confirmed_at is not None:
        return
    station = keeper.station.name
    with translation.override(keeper.station.language):
        subject = _("Will you keep the checkpoints of {station}?").format(station=station)
    lines = []
    for language in _BOTH:
        with translation.override(language):
            asked = _(
                "{station} asks you to keep an e-mail a day with the signed checkpoint of its history. Open this link "
                "within {days} days to say yes; if you want none, do nothing:"
            )
            lines += [asked.format(station=station, days=KEEPER_DAYS), ""]
    _send(subject, [*lines, link_for(keeper)], keeper.email, practice=keeper.station.is_practice)


def mail_checkpoint(keeper: Keeper) -> None:
    """Send the newest checkpoint, once, to a mailbox that was confirmed: what it is for in either language, then the note
    exactly as it was signed.

    Raises:
        OSError: the mail server did not take it; the job tries again.
    """
    head = newest()
    if head is None or keeper.confirmed_at is None or keeper.sent_size >= head.size:
        return
    lines = []
    for language in _BOTH:
        with translation.override(language):
            lines += [
                _("Keep this e-mail: the signed lines below show if the history of {station} is rewritten later.")
            ]
            lines[-1] = lines[-1].format(station=keeper.station.name)
    with translation.override(keeper.station.language):
        subject = _("Checkpoint of {station}: {count} rows").format(station=keeper.station.name, count=head.size)
        enough = _("Enough? This link ends these e-mails:")
    lines += ["", *head.note.rstrip("\n").split("\n"), "", enough, link_for(keeper)]
    _send(subject, lines, keeper.email, practice=keeper.station.is_practice)
    note_sent(keeper, head)


def _send(subject: str, lines: list[str], address: str, *, practice: bool) -> None:
    one_line = " ".join(subject.split())  # a station's name may hold what no header may
    goes = way(practice=practice)
    send_mail(one_line, "\n".join(lines), settings.DEFAULT_FROM_EMAIL, [address], connection=goes)
