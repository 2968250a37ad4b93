"""Which version of a clip somebody saw last: what has changed since then is what they have to look at now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Person
from clipdesk.review.models import Looked, Package

SIGNED, SENT_BACK, LOOKED, OTHERS = "signed", "sent_back", "looked", "others"
#: What stands over the changes, by how the earlier version was seen.
HEADINGS: dict[str, Promise] = {
    SIGNED: _("Changed since you signed it"),
    SENT_BACK: _("Changed since you sent it back"),
    LOOKED: _("Changed since you last looked at it"),
    OTHERS: _("Changed since it was last signed"),
}


@dataclass(frozen=True)
class Seen:
    """An earlier package, what the person did with it (a key of `HEADINGS`), and when."""

    package: Package
    how: str
    at: datetime

    @property
    def heading(self) -> Promise:
        """What stands over the changes."""
        return HEADINGS[self.how]


def note_look(package: Package, person: Person) -> None:
    """Note that somebody has opened the page of a package."""
    Looked.objects.get_or_create(package=package, person=person)


def seen_before(package: Package, person: Person) -> Seen | None:
    """Return the newest earlier package of the clip that this person signed, sent back or looked at; where they saw none,
    the newest that anybody signed, whether or not that sign-off still holds. None when there is neither."""
    earlier = package.clip.packages.filter(made_at__lt=package.made_at).exclude(kind=Package.WITHDRAWAL)
    earlier = earlier.select_related("revision").order_by("-made_at")
    own = Q(sign_offs__signer=person) | Q(refusal__by=person) | Q(looks__person=person)
    mine = earlier.filter(own).first()
    if mine is not None:
        return _how(mine, person)
    signed = earlier.filter(sign_offs__isnull=False).first()
    return Seen(signed, OTHERS, signed.sign_offs.latest("signed_at").signed_at) if signed else None


def _how(package: Package, person: Person) -> Seen:
    signed = package.sign_offs.filter(signer=person).first()
    if signed is not None:
        return Seen(package, SIGNED, signed.signed_at)
    refusal = getattr(package, "refusal", None)
    if refusal is not None and refusal.by_id == person.pk:
        return Seen(package, SENT_BACK, refusal.at)
    return Seen(package, LOOKED, package.looks.get(person=person).at)
