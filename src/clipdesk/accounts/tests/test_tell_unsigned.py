"""A history that nobody signs is told to those who can look at the signer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from clipdesk.accounts.models import Notice
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.checkpointing import unsigned_since
from clipdesk.history.models import CLIPDESK, LedgerEntry
from clipdesk.history.tasks import checkpoint, checkpoint_now
from clipdesk.history.transition import record
from clipdesk.jobs.announce import defer
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError


def _written(newsroom: Newsroom, age: timedelta) -> None:
    row = record(newsroom.station, "station_changed", by=CLIPDESK)
    values = LedgerEntry.objects.values().get(pk=row.pk)
    LedgerEntry.objects.create(**{**values, "seq": row.pk + 10**9, "at": now() - age})


@pytest.fixture
def nobody_signs(settings: Any, tmp_path: Path) -> None:
    settings.SIGNER = type(settings.SIGNER)(tmp_path / "nobody", is_ours=False)


def _told() -> list[tuple[str, str]]:
    return list(Notice.objects.filter(kind="history_unsigned").values_list("person__email", "link"))


@pytest.mark.usefixtures("nobody_signs")
def test_operators_are_told_once_that_rows_wait_for_long(real_newsroom: Newsroom) -> None:
    _written(real_newsroom, timedelta(minutes=20))
    for _ in range(2):
        with pytest.raises(ClipdeskError, match="does not answer"):
            checkpoint(0)
        run_waiting_jobs()
    told = _told()
    assert told
    assert len(set(told)) == len(told)
    assert {link for _, link in told} == {real_newsroom.path("")}
    operators = real_newsroom.station.memberships.filter(role="operator").values_list("person__email", flat=True)
    assert {email for email, _ in told} == set(operators)


@pytest.mark.usefixtures("nobody_signs")
def test_a_signer_that_starts_again_is_no_news(real_newsroom: Newsroom) -> None:
    _written(real_newsroom, timedelta(minutes=5))
    with pytest.raises(ClipdeskError, match="does not answer"):
        checkpoint(0)
    run_waiting_jobs()
    assert _told() == []


def test_of_several_that_wait_the_last_one_signs_for_all(
    real_newsroom: Newsroom, settings: Any, tmp_path: Path
) -> None:
    here = settings.SIGNER
    settings.SIGNER = type(here)(tmp_path / "nobody", is_ours=False)
    _written(real_newsroom, timedelta(0))
    defer("history.checkpoint_now", publication_id="later")
    checkpoint_now(publication_id="now")  # asks nobody
    settings.SIGNER = here
    run_waiting_jobs()
    assert unsigned_since() is None
