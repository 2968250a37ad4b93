"""A person looked at the destination and settles what nobody else can know."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q

from clipdesk.connectors.by_hand.posts import FoundPost, post_at
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
    """Tell whether only a link says which post a publication is: it has a passing name of ours, or none yet."""
    place = publication.destination
    keeps_our_name = place.is_own_site or place.is_receiver
    return place.is_by_hand or not (keeps_our_name or publication.remote_id.isdecimal())


def found_at(publication: Publication, link: str) -> FoundPost:
    """Return the post that somebody found, with its address where they gave one.

    Raises:
        LinkMissing, LinkElsewhere, LinkTaken, NoPostThere: nothing is known yet.
    """
    if not asks_for_link(publication):
        return FoundPost(publication.remote_id, "")
    return found_post(publication, link)


def found_post(publication: Publication, link: str) -> FoundPost:
    """Return the post that a link leads to: of this account, and of no other clip. Raises as `found_at` does. Call it in the
    transaction that writes it."""
    if not link.strip():
        raise LinkMissing
    place = publication.destination
    account = place.account
    found = post_at(link, account.whose()) if place.is_by_hand else FoundPost(account.remote_id_of(link), "")
    if not found.remote_id:
        raise LinkElsewhere(destination=place.name)
    same_place = Q(destination=place)
    if place.is_by_hand:
        _one_at_a_time(f"post:{place.station_id}:{account.platform}")
        same_place |= Q(station=place.station_id, destination__account__official__platform=account.platform)
    if Publication.objects.filter(same_place, remote_id=found.remote_id).exclude(pk=publication.pk).exists():
        raise LinkTaken
    return found


def _one_at_a_time(what: str) -> None:
    """Wait for whoever says the same of another clip at this moment, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [what])
