"""Fonts that a station brings for its looks: taken in, offered, taken off the choice."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Station
from clipdesk.accounts.roles import LOOK
from clipdesk.clips.incoming import incoming
from clipdesk.clips.models import Font, Look
from clipdesk.history.transition import record, transition
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.text import sort_key
from clipdesk.library.models import StoredFile
from clipdesk.media.station_font import LARGEST_BYTES, MEDIA_TYPES, FontTooLarge, check_font


class FontGone(ClipdeskError):
    """A look is to be written in a font that was taken off the choice meanwhile."""

    message = gettext_noop(
        "“{name}” was taken off the choice of fonts meanwhile. Choose another font, then save again."
    )


def fonts_to_choose(station_id: UUID, worn: Font | None = None) -> Sequence[Font]:
    """Return what a look may be written in: the fonts that are offered, and the one that it wears already. By name."""
    own = Q(pk=worn.pk) if worn else Q()
    rows = Font.objects.filter(own | Q(state=Font.OFFERED), station_id=station_id)
    rows = rows.select_related("file", "brought_by").defer("measures")
    return sorted(rows, key=lambda font: sort_key(str(font)))


def bring_font(member: Member, file: UploadedFile[bytes]) -> Font:
    """Take a font in for the station's looks; whoever calls says by it that the station may use it, and the ledger keeps that.

    One that the station has is found again, and offered again where it was off the choice.

    Raises:
        NotAllowed: the person may not change looks.
        FontError: it is none that can be used; its subclasses say why.
        DiskFull, IngestStopped, NoRoom, QuotaReached, EmptyFile: as for every other file that comes in.
        RunError: the machine could not look.
    """
    member.require(LOOK)
    if (file.size or 0) > LARGEST_BYTES:
        raise FontTooLarge(limit=LARGEST_BYTES // 1_000_000)
    with incoming(member, file) as source:
        found = check_font(source)
        stored = StoredFile.add(source, media_type=MEDIA_TYPES[found.form])
    said = {"family": found.family, "style": found.style, "measures": found.measures, "brought_by": member.person}
    with transaction.atomic():
        station = Station.objects.select_for_update().get(pk=member.station.pk)
        font, made = Font.objects.get_or_create(station=station, file=stored, defaults=said)
        if made:
            after = {"name": found.title, "sha256": stored.pk, "embedding": found.embedding, "may_be_used": True}
            record(font, "font_brought", by=member.actor, after=after)
        elif font.state == Font.PUT_AWAY:
            transition(font, Font.OFFER_AGAIN, by=member.actor)
    return font


def take_off(font: Font, *, member: Member) -> None:
    """Take a font off the choice. Looks that are written in it keep it, and with it their clips; one of none is deleted, and its
    file goes with the next housekeeping of the store.

    Raises:
        NotAllowed: the person may not change looks.
        IllegalTransition: it was off the choice already.
    """
    member.require(LOOK)
    with transaction.atomic():
        Station.objects.select_for_update().get(pk=font.station_id)  # nobody keeps a look in it meanwhile
        transition(font, Font.TAKE_OFF, by=member.actor)
        if not Look.objects.filter(font=font).exists():
            record(font, "font_deleted", by=member.actor, before={"name": str(font), "sha256": font.file_id})
            font.delete()


def require_offered(font: Font, before: Look | None) -> None:
    """Make sure that the next version of a look can be written in `font`. Call with the station locked.

    Raises:
        FontGone: it is off the choice, and the version before does not wear it.
    """
    kept = before is not None and before.font_id == font.pk
    if not kept and not Font.objects.filter(pk=font.pk, state=Font.OFFERED).exists():
        raise FontGone(name=str(font))
