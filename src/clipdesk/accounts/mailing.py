"""Notices by e-mail: desk, kind and link, in the person's language; never a clip's content."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from clipdesk.accounts.models import Notice
from clipdesk.accounts.notices import KINDS
from clipdesk.kernel.clock import now


def mail(notice: Notice) -> None:
    """Send a notice once; who was mailed, or has read it on the page already, is not mailed."""
    if notice.mailed_at or notice.read_at or not notice.person.is_active:
        return
    with translation.override(notice.person.language or notice.station.language):
        kind = str(KINDS[notice.kind])
        where = notice.station.name if notice.desk is None else f"{notice.station.name} · {notice.desk.name}"
        lines = [
            f"{kind}.",
            where,
            settings.ORIGIN + notice.link,
            "",
            _("You get this because of your role at the station."),
        ]
        send_mail(f"{where}: {kind}", "\n".join(lines), settings.DEFAULT_FROM_EMAIL, [notice.person.email])
    Notice.objects.filter(pk=notice.pk, mailed_at=None).update(mailed_at=now())
