"""After a restore nothing goes out a second time, and no link opens an account a second time."""

from __future__ import annotations

from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.accounts import recovering
from clipdesk.accounts.models import Recovery
from clipdesk.config.manifest import Manifest
from clipdesk.config.restoring import SENDING, settle
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.models import LedgerEntry
from clipdesk.jobs.announce import defer
from clipdesk.jobs.app import app

_OUTWARD = {"publish", "urgent", "notices", "alarms"}
#: What jobs of these queues do here and nowhere else: seal, call signers by notices that are written once, take down; or
#: only read what others have counted.
_STAYS = {
    "audience.collect",
    "audience.collect_elsewhere",
    "audience.list_posts",
    "publishing.overtake",
    "publishing.prepare",
    "publishing.prepare_for_render",
    "publishing.drop_stale",
    "publishing.take_down",
    "publishing.give_up",
    "review.call",
    "review.call_for_clip",
    "review.begin_shift",
    "review.look_again",
}


def test_every_task_that_reaches_outside_is_known() -> None:
    periodic = {name for name, _id in app.periodic_registry.periodic_tasks}
    outward = {name for name, task in app.tasks.items() if task.queue in _OUTWARD} - periodic
    assert outward - _STAYS == set(SENDING)
    assert outward >= _STAYS  # no name that is none


@pytest.fixture
def begun(real_newsroom: Newsroom, settings: Any) -> Recovery:
    """Somebody is being let back in, and a mailbox waits to be asked, while the backup is made."""
    settings.EMAIL_HOST = "mail.example"
    defer("accounts.ask_keeper", keeper_id=str(real_newsroom.station.pk))
    return recovering.begin(real_newsroom.oanh, real_newsroom.lan.person, "Mất điện thoại.")


def test_waiting_jobs_and_links_end(real_newsroom: Newsroom, begun: Recovery) -> None:
    token = recovering.confirm(real_newsroom.minh, begun)
    settle(Manifest("0.9.0", "2026-11-27T08:00:00+00:00", []), lambda said: None)
    with pytest.raises(recovering.LinkOver):
        recovering.opened_by(token)
    assert LedgerEntry.objects.filter(verb="recovery_dropped", actor_name="Clipdesk").count() == 1
    waiting = ProcrastinateJob.objects.filter(status="todo").values_list("task_name", flat=True)
    assert not set(waiting) & set(SENDING)
    assert ProcrastinateJob.objects.filter(status="cancelled", task_name="accounts.ask_keeper").exists()
