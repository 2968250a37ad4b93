"""Called one after the other: who is on duty, the stand-in, the editors-in-chief. Silence calls, it never signs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Notice
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing.sending import Plan, send_to_review
from clipdesk.review import risks, rota
from clipdesk.review.calling import LOOKING, SILENCE, SILENCE_BREAKING
from clipdesk.review.models import Package, RiskMark, SignOff
from clipdesk.review.rota import Duty
from clipdesk.review.signing import sign
from clipdesk.review.tests.conftest import let_pass
from clipdesk.review.tests.test_duty import on_duty


def _told() -> set[str]:
    return set(Notice.objects.filter(kind__startswith="sign_off_").values_list("person__name", flat=True))


def _on_duty(newsroom: Newsroom) -> None:
    """Dũng is on duty, Hà stands in, and their shifts have begun."""
    _planned(newsroom)
    run_waiting_jobs()


def _planned(newsroom: Newsroom) -> None:
    for member, stands_in in ((newsroom.dung, False), (newsroom.ha, True)):
        rota.plan(_shift(member, stands_in=stands_in), member=newsroom.minh)


def _shift(member: Member, *, stands_in: bool = False) -> Duty:
    spans = [(now() - timedelta(hours=1), now() + timedelta(hours=8))]
    return Duty(person=member.person, desk=None, is_stand_in=stands_in, spans=spans)


def _breaking(draft: Clip, newsroom: Newsroom) -> None:
    editing.mark_breaking(draft, True, member=newsroom.lan)


def test_three_minutes_of_silence_reach_the_next_on_the_rota(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    _on_duty(newsroom)
    _breaking(draft, newsroom)
    package = send(draft)
    assert _told() == {"Dũng"}
    let_pass(SILENCE_BREAKING - timedelta(seconds=5))
    assert _told() == {"Dũng"}
    let_pass(timedelta(seconds=5))
    assert _told() == {"Dũng", "Hà"}
    let_pass(SILENCE_BREAKING)
    assert _told() == {"Dũng", "Hà", "Minh", "Thảo"}
    let_pass(SILENCE_BREAKING)
    package.refresh_from_db()
    assert package.state == Package.OPEN
    assert not SignOff.objects.exists()
    assert not ProcrastinateJob.objects.filter(status="todo", task_name="review.call").exists()


def _about_children(draft: Clip, newsroom: Newsroom) -> None:
    """A class that an editor-in-chief signs personally."""
    title = {"title": "Học sinh đến trường trở lại"}
    editing.save(draft, editing.content_with(draft.content, title), base=draft.head_number, member=newsroom.lan)


def test_the_silence_of_the_chiefs_calls_who_may_release_breaking_news_in_an_emergency(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    rota.plan(_shift(newsroom.dung), member=newsroom.minh)
    run_waiting_jobs()  # his shift has begun
    _about_children(draft, newsroom)
    _breaking(draft, newsroom)
    send(draft)
    assert _told() == {"Minh", "Hà", "Thảo"}
    let_pass(SILENCE_BREAKING)
    assert _told() == {"Minh", "Hà", "Thảo", "Dũng"}


def test_what_only_a_chief_may_sign_is_told_to_who_is_there_when_no_chief_is(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    rota.plan(_shift(newsroom.dung), member=newsroom.minh)
    for member in (newsroom.minh, newsroom.ha, newsroom.thao):
        rota.be_away(member, now() - timedelta(hours=1), now() + timedelta(hours=8))
    _about_children(draft, newsroom)
    send(draft)
    assert _told() == {"Dũng"}


def test_who_looks_at_it_keeps_the_next_from_being_called_for_a_while(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    _on_duty(newsroom)
    _breaking(draft, newsroom)
    package = send(draft)
    page = newsroom.client(newsroom.dung).get(newsroom.path(f"review/{package.pk}/"))
    assert [notice.person.name for notice in page.context["told"]] == ["Dũng"]
    assert Notice.objects.get(kind="sign_off_urgent").read_at is not None
    let_pass(SILENCE_BREAKING)
    assert _told() == {"Dũng"}
    let_pass(LOOKING)
    assert _told() == {"Dũng", "Hà"}


def test_what_is_signed_calls_nobody(newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]) -> None:
    _on_duty(newsroom)
    _breaking(draft, newsroom)
    package = send(draft)
    sign(package, given_for(package), member=newsroom.dung)
    let_pass(SILENCE_BREAKING)
    assert _told() == {"Dũng"}


def test_an_ordinary_clip_waits_half_an_hour_and_one_that_becomes_breaking_no_longer(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    _on_duty(newsroom)
    send(draft)
    let_pass(SILENCE_BREAKING)
    assert _told() == {"Dũng"}
    draft.refresh_from_db()
    _breaking(draft, newsroom)
    run_waiting_jobs()
    assert _told() == {"Dũng", "Hà"}


def test_what_goes_out_at_night_wakes_the_stand_in_half_an_hour_before(newsroom: Newsroom, draft: Clip) -> None:
    _on_duty(newsroom)
    slot = now() + timedelta(hours=5)
    plans = [Plan(newsroom.station.destinations.get(), slot)]
    send_to_review(draft, plans, base=draft.head_number, member=newsroom.lan)
    run_waiting_jobs()
    assert _told() == {"Dũng"}
    bell = ProcrastinateJob.objects.get(status="todo", task_name="review.call").scheduled_at
    assert bell is not None
    assert abs(bell - (slot - SILENCE)) < timedelta(seconds=1)


def test_a_bell_that_rings_twice_calls_once(newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]) -> None:
    _on_duty(newsroom)
    run_waiting_jobs()  # their shifts have begun before anything waits
    _breaking(draft, newsroom)
    package = send(draft)
    let_pass(SILENCE_BREAKING)
    ProcrastinateJob.objects.filter(task_name="review.call").update(status="todo", scheduled_at=None)
    run_waiting_jobs(limit=5)
    assert _told() == {"Dũng", "Hà"}
    assert package.state == Package.OPEN


def test_who_comes_on_duty_is_told_what_waits(newsroom: Newsroom, package: Package) -> None:
    assert "Dũng" not in _told()
    _on_duty(newsroom)
    run_waiting_jobs()
    assert Notice.objects.filter(kind="sign_off_urgent", person=newsroom.dung.person).count() == 1


def test_who_took_a_class_off_is_not_told_when_they_come_on_duty(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    title = {"title": "Học sinh đến trường trở lại"}
    editing.save(draft, editing.content_with(draft.content, title), base=draft.head_number, member=newsroom.lan)
    send(draft)
    risks.lift(RiskMark.objects.get(), "Không thấy mặt em nào.", member=newsroom.dung)
    draft.refresh_from_db()
    more = editing.content_with(draft.content, {"description": "x"})
    editing.save(draft, more, base=draft.head_number, member=newsroom.lan)
    send(draft)
    Notice.objects.all().delete()
    on_duty(newsroom, newsroom.dung)
    on_duty(newsroom, newsroom.ha)
    run_waiting_jobs()
    assert _told() == {"Hà"}


def test_who_takes_over_is_told_what_waits_and_a_cancelled_shift_tells_nobody(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    spans = [(now() - timedelta(hours=1), now() + timedelta(hours=1))]
    duty = Duty(person=newsroom.ha.person, desk=newsroom.news, is_stand_in=False, spans=spans)
    (shift,) = rota.plan(duty, member=newsroom.minh)
    send(draft)
    assert _told() == {"Hà"}
    rota.cancel(rota.hand_over(shift, newsroom.dung.person, member=newsroom.ha), member=newsroom.minh)
    run_waiting_jobs()
    assert _told() == {"Hà"}
    (again,) = rota.plan(duty, member=newsroom.minh)
    rota.hand_over(again, newsroom.dung.person, member=newsroom.ha)
    run_waiting_jobs()
    assert _told() == {"Hà", "Dũng"}


def test_a_shift_change_calls_on_from_there(newsroom: Newsroom, package: Package) -> None:
    """All were told long ago; who comes on duty is told, and their silence calls the stand-in who came with them."""
    let_pass(SILENCE)
    _planned(newsroom)  # Dũng, and Hà who stands in: she was told as an editor-in-chief already
    assert not Notice.objects.filter(kind="sign_off_urgent", person=newsroom.dung.person).exists()
    run_waiting_jobs()
    assert Notice.objects.filter(kind="sign_off_urgent", person=newsroom.dung.person).exists()
    assert package.state == Package.OPEN


def test_a_stand_in_who_comes_alone_is_called_by_silence(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    for member in (newsroom.minh, newsroom.ha, newsroom.thao):
        rota.be_away(member, now() - timedelta(hours=1), now() + timedelta(hours=8))
    send(draft)
    assert _told() == set()
    rota.plan(_shift(newsroom.dung, stands_in=True), member=newsroom.minh)
    run_waiting_jobs()
    assert _told() == {"Dũng"}


def test_what_becomes_breaking_rings_again_for_everybody(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    send(draft)
    rang = Notice.objects.filter(kind="sign_off_urgent")
    assert not rang.exists()
    draft.refresh_from_db()
    _breaking(draft, newsroom)
    run_waiting_jobs()
    assert set(rang.values_list("person__name", flat=True)) == {"Minh", "Hà", "Thảo"}


def test_who_comes_back_in_the_middle_of_a_shift_is_told(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    _on_duty(newsroom)
    absence = rota.be_away(newsroom.dung, now() - timedelta(minutes=1), now() + timedelta(hours=1))
    run_waiting_jobs()
    send(draft)
    assert _told() == {"Hà"}
    rota.come_back(absence, member=newsroom.dung)
    run_waiting_jobs()
    assert _told() == {"Hà", "Dũng"}


def test_what_is_decided_rings_no_longer(newsroom: Newsroom, package: Package) -> None:
    sign(package, given_for(package), member=newsroom.minh)
    assert not Notice.objects.filter(kind="sign_off_waiting", read_at=None).exists()


@pytest.mark.usefixtures("as_owner")
def test_a_broken_seal_keeps_nobody_from_the_other_clips(
    newsroom: Newsroom, package: Package, other_draft: Clip, send: Callable[[Clip], Package]
) -> None:
    second = send(other_draft)
    Package.objects.filter(pk=package.pk).update(canonical=package.canonical + " ")
    _on_duty(newsroom)
    run_waiting_jobs()
    causes = Notice.objects.filter(person=newsroom.dung.person, kind="sign_off_urgent").values_list("cause", flat=True)
    assert list(causes) == [f"sign_off_urgent:package:{second.pk}"]
