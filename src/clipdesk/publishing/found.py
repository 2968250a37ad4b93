"""A person looked at the destination and settles what nobody else can know."""

from __future__ import annotations

from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.publishing.models import Publication


class LinkMissing(ClipdeskError):
    """A post was found, and only its link says which one it is."""

    message = gettext_noop(
        "Paste the link of the post: without it, Clipdesk could neither correct nor withdraw it. In the app, open the "
        "post’s menu and choose “Copy Link”."
    )


class LinkElsewhere(ClipdeskError):
    """A link leads to something else than a post of this account."""

    message = gettext_noop("This link leads to no post of {destination}. Copy the link of the post itself.")


class LinkTaken(ClipdeskError):
    """A link leads to the post of another publication."""

    message = gettext_noop("This link leads to the post of another clip. Look again which post holds this clip.")


def asks_for_link(publication: Publication) -> bool:
    """Tell whether only a link says which post a publication is: it has a name of ours, or none yet."""
    place = publication.destination
    return not place.is_own_site and not publication.remote_id.isdecimal()


def found_at(publication: Publication, link: str) -> str:
    """Return the remote id of what somebody found.

    Raises:
        LinkMissing, LinkElsewhere, LinkTaken: nothing is known yet.
    """
    if not asks_for_link(publication):
        return publication.remote_id
    if not link.strip():
        raise LinkMissing
    place = publication.destination
    remote_id = place.account.remote_id_of(link)
    if not remote_id:
        raise LinkElsewhere(destination=place.name)
    if Publication.objects.filter(destination=place, remote_id=remote_id).exclude(pk=publication.pk).exists():
        raise LinkTaken
    return remote_id
