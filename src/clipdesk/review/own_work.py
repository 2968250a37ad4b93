"""Author and signer are two people: whose work a package is."""

from __future__ import annotations

from uuid import UUID

from clipdesk.accounts.models import Person
from clipdesk.clips.models import Clip
from clipdesk.review.known import Known
from clipdesk.review.models import Package


def is_own_work(package: Package, person: Person, known: Known | None = None) -> bool:
    """Tell whether `person` may not sign because it is their own work: whoever had a part in it, and the clip's author of
    today, for drafts may have been handed over since."""
    return person.pk == package.clip.author_id or had_a_part(package, person, known)


def had_a_part(package: Package, person: Person, known: Known | None = None) -> bool:
    """Tell whether `person` made, ever changed or sent what is sealed. That never changes after somebody has signed."""
    content = package.content
    sealed = {content[role]["id"] for role in ("author", "last_editor") if role in content}
    if "finished" in content:  # who brought what was finished outside had a part in it, too
        sealed.add(content["finished"]["by"]["id"])
    if person.pk == package.sent_by_id or str(person.pk) in sealed:
        return True
    first = (known or Known([package])).first_part(package, person.pk)
    return first is not None and first <= package.revision.number


def makers_of(clip: Clip) -> set[UUID]:
    """Return who made, changed or sent a clip so far: none of them will sign it."""
    changed = clip.revisions.values_list("made_by", flat=True)
    brought = clip.finished_files.values_list("brought_by", flat=True)
    return {clip.author_id, *changed, *brought} | ({clip.sent_by_id} if clip.sent_by_id else set())
