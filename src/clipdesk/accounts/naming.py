"""What a person is called."""

from __future__ import annotations

from django.db import transaction

from clipdesk.accounts.models import Person
from clipdesk.history.models import Actor
from clipdesk.history.transition import record


def rename(person: Person, name: str) -> None:
    """Give a person the name they want; history keeps the old one where it stood."""
    before, name = person.name, " ".join(name.split())
    if not name or name == before:
        return
    with transaction.atomic():
        person.name = name
        person.save(update_fields=["name", "name_sort", "name_folded"])
        by = Actor(id=person.pk, name=before, role="")
        record(person, "person_renamed", by=by, before={"name": before}, after={"name": name})
