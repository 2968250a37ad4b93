"""What people erased stays erased, also after a restore; and a used link leaves nothing to set beside an answer."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from clipdesk.config import restoring
from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.clock import now
from clipdesk.surveys import asking, counting, erasing
from clipdesk.surveys.models import Answer, Survey
from clipdesk.surveys.tests.conftest import answer, opened

GOOD = {"hears": "no", "good": "2", "age": "old"}


@pytest.fixture
def lists(settings: Any, tmp_path: Path) -> Path:
    settings.CHECKPOINTS = tmp_path / "checkpoints"
    return tmp_path / "checkpoints"


def noted(folder: Path) -> list[str]:
    return [line for path, _day in erasing.lists_in(folder) for line in path.read_text().split()]


def restored(rows: list[Answer]) -> None:
    """The rows as a backup brings them back."""
    Answer.objects.bulk_create(rows)


def test_an_erased_answer_is_noted_by_its_digest_alone(asked: Survey, lists: Path) -> None:
    begun, other = answer(asked, GOOD), answer(asked, GOOD)
    digest = begun.answer.code_sha256
    asking.erase(begun.answer)
    assert Answer.objects.get().pk == other.answer.pk
    assert noted(lists) == [digest]
    (path,) = lists.iterdir()
    assert asked.delete_on is not None
    assert path.name == f"erased-answers-{asked.delete_on.isoformat()}.list"
    assert begun.code.replace("-", "") not in path.read_text()


def test_a_restore_erases_again_what_any_list_names(asked: Survey, lists: Path, tmp_path: Path) -> None:
    """Three erased: one known from the backup beside, one from the checkpoints, one from the folder that was named."""
    rows = [answer(asked, GOOD).answer for _ in range(4)]
    day = asked.delete_on
    assert day is not None
    backup = tmp_path / "backups" / "clipdesk-1"
    beside, old = tmp_path / "backups" / "clipdesk-2" / "kept" / "erased-answers", tmp_path / "old"
    for folder in (beside, old, lists, backup):
        folder.mkdir(parents=True)
    for folder, row in zip((beside, old, lists), rows, strict=False):
        (folder / erasing.NAME.format(day=day)).write_text(f"{row.code_sha256}\n")
    (old / "2026-11-28.txt").write_text("a checkpoint")
    said: list[str] = []
    restoring.erase_again(backup, [old], said.append)
    assert Answer.objects.get().pk == rows[3].pk
    assert said == ["3 answers to surveys erased again"]
    assert sorted(noted(lists)) == sorted(row.code_sha256 for row in rows[:3])  # the next backup knows all of them
    restored(rows[:2])
    restoring.erase_again(backup, [], said.append)
    assert Answer.objects.count() == 1
    assert len(noted(lists)) == 3


def test_whom_a_quota_sent_away_is_noted_too(newsroom: Newsroom, lists: Path) -> None:
    survey = opened(newsroom, quotas=[{"question": "age", "choice": "old", "most": 1}])
    answer(survey, GOOD)
    begun = asking.begin(survey, "vi")
    asking.keep(begun.answer, dict(GOOD), 1, caught=False)
    with pytest.raises(asking.QuotaFull):
        asking.check_quota(survey, begun.answer)
    assert noted(lists) == [begun.answer.code_sha256]


def test_a_list_that_cannot_be_written_keeps_nobody(asked: Survey, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.CHECKPOINTS = tmp_path / "file"
    begun = answer(asked, GOOD)
    asking.erase(begun.answer)
    assert not Answer.objects.exists()


def test_lists_go_after_the_answers(asked: Survey, lists: Path) -> None:
    lists.mkdir()
    today = now().date()
    for day in (today - timedelta(days=3), today + timedelta(days=3), date(1999, 12, 31)):
        (lists / erasing.NAME.format(day=day)).write_text("")
    counting.go_round()
    assert [day for _path, day in erasing.lists_in(lists)] == [today + timedelta(days=3)]


@pytest.mark.django_db
def test_what_a_used_link_leaves_behind_is_swept_at_once() -> None:
    """A deleted row names its transaction until it is vacuumed; the database is told to do that from one row on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'surveys_singlelink'")
        assert set(cursor.fetchone()[0]) == {"autovacuum_vacuum_threshold=0", "autovacuum_vacuum_scale_factor=0"}
        cursor.execute("SHOW autovacuum")
        assert cursor.fetchone()[0] == "on"
