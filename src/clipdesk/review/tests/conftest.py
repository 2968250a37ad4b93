"""What the tests of review share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Protocol

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Notice
from clipdesk.config.testing_cast import PASSWORD, Newsroom
from clipdesk.history.models import CLIPDESK
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.review import signing
from clipdesk.review.demands import asked_of
from clipdesk.review.models import Package

_EARLY = timedelta(minutes=1)


def out_of_time(package: Package) -> Package:
    """Seal the same content again with a time window that ended a minute ago, in place of `package`."""
    content = {**package.content, "valid_until": (now() - timedelta(minutes=1)).isoformat()}
    with transaction.atomic():
        signing.void(package, "replaced", by=CLIPDESK)
        return signing.open_package(package.clip, package.revision, package.kind, content, package.sent_by)


def let_pass(time: timedelta) -> None:
    """Let time pass: what was told, and what waits for its hour, moves back by it. Bells may ring early: the database's
    clock stands still within a test's transaction."""
    for notice in Notice.objects.all():
        read_at = notice.read_at and notice.read_at - time
        Notice.objects.filter(pk=notice.pk).update(made_at=notice.made_at - time, read_at=read_at)
    for job in ProcrastinateJob.objects.filter(status="todo", task_name="review.call"):
        ProcrastinateJob.objects.filter(pk=job.pk).update(scheduled_at=job.scheduled_at - time - _EARLY)
    run_waiting_jobs()


def yes_to_all(package: Package) -> dict[str, str | None]:
    """Return the fields of the form in which every question is answered with yes."""
    return {f"answer-{question.key}": "yes" for question in asked_of(package)}


class Post(Protocol):
    """Posts the sign form as a browser does, everything filled in unless said otherwise."""

    def __call__(self, package: Package, member: Member, **changes: str | None) -> Any: ...


@pytest.fixture
def post(newsroom: Newsroom) -> Post:
    """Post the sign form; a change of None leaves that field out."""

    def posted(package: Package, member: Member, **changes: str | None) -> Any:
        ticks = yes_to_all(package)
        fields = {"seen": package.sha256, "watched": "on", "password": PASSWORD, **ticks, **changes}
        data = {name: value for name, value in fields.items() if value is not None}
        return newsroom.client(member).post(newsroom.path(f"review/{package.pk}/sign/"), data)

    return posted
