"""A picture of one's own to stand for a clip."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, JsonResponse

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import CUT
from clipdesk.clips.access import access_clip
from clipdesk.clips.editing import IsPublic
from clipdesk.clips.pictures import bring_picture
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.library.links import file_link


class NoPictureSent(ClipdeskError):
    """The form came without a file."""

    message = gettext_noop("No picture was sent. Choose a JPEG, PNG or WebP file.")


@door(CUT, methods=("POST",))
def picture(request: HttpRequest, station: str, clip_id: UUID) -> JsonResponse:
    """Take a picture in: the file `picture`; `whole` where all of it is to be seen → `{picture, link}`.

    `picture` is what the content of the next revision calls it; nothing of the clip has changed yet.
    """
    member = member_of_request(request)
    clip = access_clip(member, clip_id, CUT)
    if clip.is_public:
        raise IsPublic
    file = request.FILES.get("picture")
    if file is None:
        raise NoPictureSent
    made = bring_picture(clip, file, whole="whole" in request.POST, member=member)
    return JsonResponse({"picture": made.file_id, "link": file_link(made.file, member.person)})
