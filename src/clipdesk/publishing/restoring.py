"""After a restore: nothing is sent again by itself."""

from __future__ import annotations

from django.db import transaction

from clipdesk.clips.models import Clip
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import transition
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.publishing.machine import Event, State
from clipdesk.publishing.models import Publication
from clipdesk.publishing.moves import apply, finish, let_go
from clipdesk.publishing.release import release
from clipdesk.publishing.telling import tell_about
from clipdesk.review.models import Package
from clipdesk.review.signing import void

RESTORED = gettext_noop("restored from a backup")


class UnderWay(ClipdeskError):
    """A restore found a publication that was being sent when the backup was made."""

    message = gettext_noop(
        "This was being sent when the backup was made that was restored. Look at the account itself, then say here "
        "whether it is public."
    )


def after_restore() -> None:
    """Let people decide.

    What was under way is unknown until a person has looked at the account. What was signed and not out asks first.
    Corrections that were not out go back to their authors; withdrawals are carried out.
    """
    under_way = [State.SENDING, State.BY_HAND, State.PROCESSING, State.UNKNOWN]
    for publication in Publication.objects.filter(state__in=under_way):
        with transaction.atomic():
            _ask_what_became_of(publication)
    for package in Package.objects.filter(state=Package.SIGNED):
        with transaction.atomic():
            release(package)
            _stop(package)


def _ask_what_became_of(publication: Publication) -> None:
    if publication.state != State.UNKNOWN:
        apply(publication, Event.LOST, by=CLIPDESK, because=RESTORED)
    said = {"trouble_message": UnderWay.message, "trouble_params": {}}
    Publication.objects.filter(pk=publication.pk).update(**said)
    tell_about(publication, "publication_unknown")


def _stop(package: Package) -> None:
    """Keep a signed package that is not out from going out by itself."""
    clip = Clip.objects.select_for_update(of=("self",)).get(pk=package.clip_id)
    if package.kind == Package.WITHDRAWAL or clip.state != Clip.SIGNED:
        return
    for publication in package.publications.exclude(shown=package):
        if publication.state == State.PREPARED:
            apply(publication, Event.LATE, by=CLIPDESK, because=RESTORED)
            tell_about(publication, "missed_slot")
        elif publication.state == State.FAILED and not publication.is_public:
            apply(publication, Event.CANCEL, by=CLIPDESK, because=RESTORED)
            finish(clip, by=CLIPDESK)
        elif publication.is_public:
            let_go(publication, because=RESTORED, by=CLIPDESK)
            void(package, RESTORED, by=CLIPDESK)
            transition(clip, Clip.TAKE_BACK, by=CLIPDESK, because=RESTORED)
