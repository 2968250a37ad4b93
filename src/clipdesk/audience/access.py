"""The only way to what the audience did, for a person: whoever may see a clip may see its figures."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from clipdesk.accounts.member import Member
from clipdesk.clips.access import access_clip
from clipdesk.clips.models import Clip
from clipdesk.publishing.access import publications_for
from clipdesk.publishing.models import Publication


def outings_for(member: Member, clip_id: UUID) -> tuple[Clip, QuerySet[Publication]]:
    """Return a clip and every publication of it that is or was public, the first first.

    Raises:
        Http404: no such clip, or none of theirs.
    """
    clip = access_clip(member, clip_id)
    return clip, publications_for(member).filter(clip=clip, first_live_at__isnull=False).order_by("first_live_at", "pk")


def public_since(member: Member, moment: datetime) -> QuerySet[Publication]:
    """Return what went public after a moment and is public now, the newest first."""
    rows = publications_for(member).filter(first_live_at__gte=moment, shown__isnull=False)
    return rows.order_by("-first_live_at", "pk")
