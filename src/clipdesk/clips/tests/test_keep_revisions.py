"""What was saved once stays: the database itself refuses to change or drop a revision."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from clipdesk.clips.models import Clip


@pytest.mark.parametrize("statement", ["UPDATE clips_revision SET number = number + 100", "DELETE FROM clips_revision"])
def test_a_revision_neither_changes_nor_goes(draft: Clip, statement: str) -> None:
    stored = list(draft.revisions.order_by("number").values())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(draft.revisions.order_by("number").values()) == stored


def test_a_state_that_no_clip_has_is_refused(draft: Clip) -> None:
    with pytest.raises(DatabaseError, match="clip_state_known"), transaction.atomic():
        Clip.objects.filter(pk=draft.pk).update(state="aired")
