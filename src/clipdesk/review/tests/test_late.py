"""A package that nobody signed in time: said once, signed no more, and nobody is called for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.accounts.models import Notice, Person
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.history.models import LedgerEntry
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.review import lateness, refusals, signing
from clipdesk.review.calling import call
from clipdesk.review.models import Package, SignOff
from clipdesk.review.tasks import say_what_is_late
from clipdesk.review.tests.conftest import Post, out_of_time
from clipdesk.review.tests.test_duty import on_duty

KIND = "not_signed_in_time"


def _told() -> list[str]:
    return sorted(Notice.objects.filter(kind=KIND).values_list("person__name", flat=True))


def _page(newsroom: Newsroom, rest: str, who: str) -> Any:
    member = getattr(newsroom, who)
    Person.objects.filter(pk=member.person.pk).update(language="en")
    return newsroom.client(member).get(newsroom.path(rest))


def test_sender_and_editors_are_told_once(newsroom: Newsroom, package: Package) -> None:
    late = out_of_time(package)
    for _round in range(2):
        say_what_is_late(0)
    assert _told() == ["Dũng", "Hà", "Hương", "Lan", "Minh", "Thảo"]  # not the sport desk, nor who only publishes
    notice = Notice.objects.filter(kind=KIND, person=newsroom.lan.person).get()
    assert (notice.link, notice.desk) == (newsroom.path(f"review/{late.pk}/open/"), newsroom.news)


def test_before_its_time_is_over_nothing_is_said(newsroom: Newsroom, package: Package) -> None:
    say_what_is_late(0)
    assert _told() == []
    lateness.say_so(package.valid_until)
    assert "Lan" in _told()


def test_what_is_in_time_costs_no_query_of_its_own(
    newsroom: Newsroom, package: Package, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        lateness.say_so(now())


def test_what_was_decided_is_not_late(newsroom: Newsroom, package: Package) -> None:
    signing.send_back(package, "Sai tên cầu.", member=newsroom.huong)
    lateness.say_so(package.valid_until)
    assert _told() == []


@pytest.mark.usefixtures("as_owner")
def test_a_broken_seal_keeps_nobody_from_hearing_of_the_others(
    newsroom: Newsroom, package: Package, other_draft: Clip, send: Callable[[Clip], Package]
) -> None:
    out_of_time(send(other_draft))
    Package.objects.filter(pk=package.pk).update(canonical=package.canonical + " ")
    lateness.say_so(now())
    assert "Lan" in _told()
    assert _page(newsroom, f"clips/{package.clip_id}/review/", "lan").status_code == 200


def test_nobody_is_called_any_more(newsroom: Newsroom, package: Package) -> None:
    late = out_of_time(package)
    Notice.objects.all().delete()
    ProcrastinateJob.objects.filter(task_name="review.call").delete()
    call(late)
    on_duty(newsroom, newsroom.dung)
    run_waiting_jobs()
    assert not Notice.objects.filter(kind__startswith="sign_off_").exists()
    assert not ProcrastinateJob.objects.filter(status="todo", task_name="review.call").exists()


def test_the_bells_of_those_who_were_called_are_silent(newsroom: Newsroom, package: Package) -> None:
    lateness.say_so(package.valid_until)
    assert not Notice.objects.filter(kind__startswith="sign_off_", read_at=None).exists()


def test_it_cannot_be_signed_in_any_way(newsroom: Newsroom, package: Package, post: Post) -> None:
    late = out_of_time(package)
    given = given_for(late)
    for changed in (given, replace(given, emergency="Vỡ đê.")):
        with pytest.raises(refusals.TooLate):
            signing.sign(late, changed, member=newsroom.minh)
    assert post(late, newsroom.minh).status_code == 422
    together = newsroom.client(newsroom.minh).get(newsroom.path(f"review/together/?package={late.pk}"))
    assert together.context["shown"] == []
    assert not SignOff.objects.exists()
    assert not LedgerEntry.objects.filter(verb="sign_off_given").exists()


@pytest.mark.parametrize("page", ["review/{package}/", "review/{package}/phone/", "clips/{clip}/review/"])
def test_the_pages_say_so_and_whoever_may_sends_it_again(newsroom: Newsroom, package: Package, page: str) -> None:
    late = out_of_time(package)
    rest = page.format(package=late.pk, clip=late.clip_id)
    action = newsroom.path(f"publishing/packages/{late.pk}/again/")
    text = _page(newsroom, rest, "lan").content.decode()
    assert "Not signed in time" in text
    assert action in text
    text = _page(newsroom, rest, "tuan").content.decode()
    assert "Not signed in time" in text
    assert action not in text


def test_the_list_says_so_and_offers_it_to_nobody(newsroom: Newsroom, package: Package) -> None:
    assert "Not signed in time" not in _page(newsroom, "review/", "minh").content.decode()
    out_of_time(package)
    page = _page(newsroom, "review/", "minh")
    (line,) = page.context["waiting"]
    assert (line["late"], line["mine"], line["together"]) == (True, False, False)
    text = page.content.decode()
    assert "Not signed in time" in text
    assert "somebody else must sign" not in text
