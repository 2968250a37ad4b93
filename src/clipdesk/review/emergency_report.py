"""Every emergency release of a station, looked at or not, for editors-in-chief: for a page, and as CSV."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import CHIEF
from clipdesk.review.models import Emergency
from clipdesk.review.refusals import DUTY, OF_DESK, PERSONAL, SIGNERS
from clipdesk.ui import sheets

#: What a release went without, in words.
WENT_WITHOUT: dict[str, Promise] = {
    DUTY: gettext_lazy("a shift of the signer"),
    PERSONAL: gettext_lazy("an editor-in-chief"),
    OF_DESK: gettext_lazy("somebody of the clip's own desk"),
    SIGNERS: gettext_lazy("further signers"),
}


def released(member: Member) -> QuerySet[Emergency]:
    """Return the emergency releases on the desks whose editor-in-chief this person is, the newest first."""
    desks = member.desks_for(CHIEF)
    rows = Emergency.objects.filter(station=member.station)
    if desks is not None:
        rows = rows.filter(sign_off__package__clip__desk__in=desks)
    known = rows.select_related("sign_off__package__revision", "sign_off__package__clip__desk", "seen__by")
    return known.order_by("-sign_off__signed_at")


def went_without(emergency: Emergency) -> str:
    """Say what it went without."""
    return ", ".join(str(WENT_WITHOUT.get(one, one)) for one in emergency.missing)


def as_csv(emergencies: Iterable[Emergency]) -> bytes:
    """Return them for a spreadsheet: UTF-8 with its mark, every moment in ISO 8601 with its zone."""
    heading = [
        _("Released"),
        _("Clip"),
        _("Desk"),
        _("Released by"),
        _("Reason"),
        _("Went without"),
        _("To be looked at until"),
        _("Looked at"),
        _("Looked at by"),
        _("What they say"),
    ]
    return sheets.as_csv([heading, *map(_cells, emergencies)])


def _cells(one: Emergency) -> list[str]:
    seen, package = getattr(one, "seen", None), one.sign_off.package
    return [
        one.sign_off.signed_at.isoformat(),
        package.title,
        package.clip.desk.name,
        one.sign_off.signer_name,
        one.reason,
        went_without(one),
        one.look_until.isoformat(),
        *([seen.at.isoformat(), seen.by.name, seen.words] if seen else ["", "", ""]),
    ]
