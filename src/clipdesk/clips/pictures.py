"""Pictures that people bring to stand for a clip: taken in, found again for a revision, forgotten where none names them."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.json import KT

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import CUT
from clipdesk.clips.access import require
from clipdesk.clips.content import Content
from clipdesk.clips.incoming import incoming
from clipdesk.clips.models import Clip, Picture, Revision
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.library.models import StoredFile
from clipdesk.media.still import LARGEST_BYTES, StillTooLarge, make_still

#: A page may stand open for so long with a picture that is not saved.
KEEP_UNSAVED = timedelta(days=7)
THUMBNAIL = "thumbnail"
"""What a render and a package call the picture that stands for the clip."""


class NoSuchPicture(ClipdeskError):
    """An edit names a picture that was not brought for this clip, or was forgotten since."""

    message = gettext_noop("The picture of your own is not kept any more. Choose the file once more, then save.")


class PictureDamaged(ClipdeskError):
    """The picture in the store is not what it was."""

    message = gettext_noop(
        "The picture of your own is damaged in the store. Choose the file once more, or use a frame of the clip."
    )


def bring_picture(clip: Clip, file: UploadedFile[bytes], *, whole: bool, member: Member) -> Picture:
    """Take a picture in for a clip; which revision wears it is said when that is saved. whole: see `make_still`.

    Raises:
        NotAllowed: the person may not cut on that desk.
        StillError: it is none that can be used; its subclasses say why.
        DiskFull, IngestStopped, NoRoom, QuotaReached, EmptyFile: as for every other file that comes in.
        RunError: the machine could not look.
    """
    require(member, CUT, clip)
    if (file.size or 0) > LARGEST_BYTES:
        raise StillTooLarge(limit=LARGEST_BYTES // 1_000_000)
    with incoming(member, file) as source:
        stored = StoredFile.add(make_still(source, source.parent, whole=whole), media_type="image/jpeg")
    said = {"made_by": member.person, "made_at": now()}
    return Picture.objects.update_or_create(clip=clip, file=stored, defaults=said)[0]


def check_picture(clip: Clip, content: Content) -> None:
    """Make sure that the picture which an edit names was brought for this clip. Call with the clip locked.

    Raises:
        NoSuchPicture: it was not.
    """
    if content.picture and not Picture.objects.filter(clip=clip, file=content.picture).exists():
        raise NoSuchPicture


def picture_of(clip: Clip) -> StoredFile | None:
    """Return the picture of its own that stands for the clip's newest revision; None where one of its frames does."""
    sha256 = clip.content.picture
    return StoredFile.objects.get(pk=sha256) if sha256 else None


def brought_for(clip: Clip) -> QuerySet[Picture]:
    """Return the pictures that were brought for a clip and are kept, with their files, the newest first."""
    return clip.pictures.select_related("file").order_by("-made_at")


def require_whole(clip: Clip) -> StoredFile | None:
    """Return the same once all of it was read.

    Raises:
        PictureDamaged: it is not what was brought.
    """
    picture = picture_of(clip)
    if picture is not None and not picture.is_whole():
        raise PictureDamaged
    return picture


def forget_unused() -> int:
    """Forget pictures that were brought a while ago and that no revision of their clip names; return how many.

    Their files go with the next housekeeping of the store.
    """
    long_ago, forgotten = Picture.objects.filter(made_at__lt=now() - KEEP_UNSAVED), 0
    worn = Revision.objects.annotate(wears=KT("content_json__picture"))
    unused = long_ago.exclude(Exists(worn.filter(clip=OuterRef("clip"), wears=OuterRef("file"))))
    for clip_id in unused.order_by().values_list("clip", flat=True).distinct():
        with transaction.atomic():
            Clip.objects.select_for_update(of=("self",)).get(pk=clip_id)  # nobody saves a revision meanwhile
            forgotten += unused.filter(clip=clip_id).delete()[0]
    return forgotten
