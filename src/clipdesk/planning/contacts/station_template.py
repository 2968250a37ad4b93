"""The station's own Word document, into whose styles dossiers are written: brought once, replaced, put away."""

from __future__ import annotations

import hashlib

from django.db import transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Station
from clipdesk.accounts.roles import PLAN
from clipdesk.history.transition import record
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.planning.contacts.docx_check import check_template
from clipdesk.planning.models import DossierTemplate

LARGEST_BYTES = 5_000_000


class TemplateTooLarge(ClipdeskError):
    """A file larger than any letterhead."""

    message = gettext_noop("A template holds at most {limit} MB. Take large pictures out of it.")


def template_of(station: Station) -> DossierTemplate | None:
    """Return the station's template, if it has brought one; its content is read where it is written into."""
    return DossierTemplate.objects.filter(station=station).select_related("brought_by").defer("data").first()


def bring(member: Member, name: str, data: bytes) -> DossierTemplate:
    """Take a template in; the one before is replaced. It is the station's, so whoever brings it plans on all desks.

    Raises:
        NotAllowed, TemplateTooLarge, NoDocx, DocxTooLarge, DocxActive, DocxReachesOut.
    """
    member.require_reach(PLAN, None)
    if len(data) > LARGEST_BYTES:
        raise TemplateTooLarge(limit=LARGEST_BYTES // 1_000_000)
    check_template(data)
    kept = {"name": name[:120], "size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "data": data}
    brought = {**kept, "brought_by": member.person, "brought_at": now()}
    with transaction.atomic():
        found, _made = DossierTemplate.objects.update_or_create(station=member.station, defaults=brought)
        after = {name: kept[name] for name in ("name", "size", "sha256")}
        record(found, "dossier_template_brought", by=member.actor, after=after)
    return found


def drop(member: Member) -> None:
    """Put the station's template away; dossiers are written as they are without one. Twice is once.

    Raises:
        NotAllowed.
    """
    member.require_reach(PLAN, None)
    with transaction.atomic():
        found = (
            DossierTemplate.objects.select_for_update(of=("self",)).defer("data").filter(station=member.station).first()
        )
        if found is not None:
            before = {"name": found.name, "sha256": found.sha256}
            record(found, "dossier_template_dropped", by=member.actor, before=before)
            found.delete()
