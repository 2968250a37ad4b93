"""On duty: a deputy signs within a shift and nowhere else, and what was signed in it stays in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from clipdesk.accounts import leaving
from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.accounts.models import Desk, Membership, Notice
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.history.transition import entries_of
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Publication
from clipdesk.review import refusals, rota
from clipdesk.review.in_force import is_covered
from clipdesk.review.models import Package, Shift, SignOff
from clipdesk.review.rota import Duty
from clipdesk.review.signing import sign

HOUR = timedelta(hours=1)


def on_duty(
    newsroom: Newsroom, who: Member, desk: Desk | None = None, *, begins: timedelta = -HOUR, ends: timedelta = HOUR
) -> Shift:
    """Minh puts somebody on duty; times count from now."""
    spans = [(now() + begins, now() + ends)]
    return rota.plan(Duty(person=who.person, desk=desk, is_stand_in=False, spans=spans), member=newsroom.minh)[0]


def test_a_deputy_on_duty_signs_and_the_clip_goes_out(newsroom: Newsroom, package: Package) -> None:
    shift = on_duty(newsroom, newsroom.dung, newsroom.news)
    done = sign(package, given_for(package), member=newsroom.dung)
    assert (done.shift, done.signer_roles) == (shift, "deputy")
    assert is_covered(done.package)
    run_waiting_jobs()
    assert Publication.objects.get(clip=package.clip).is_public


@pytest.mark.parametrize(
    ("begins", "ends", "desk"),
    [
        (-2 * HOUR, -HOUR, "news"),
        (HOUR, 2 * HOUR, "news"),
        (-HOUR, HOUR, "sport"),
    ],
    ids=["yesterday's shift", "tomorrow's shift", "another desk's shift"],
)
def test_outside_the_shift_nothing_is_signed(
    newsroom: Newsroom, package: Package, begins: timedelta, ends: timedelta, desk: str
) -> None:
    on_duty(newsroom, newsroom.dung, getattr(newsroom, desk), begins=begins, ends=ends)
    with pytest.raises(refusals.NotOnDuty):
        sign(package, given_for(package), member=newsroom.dung)
    assert not SignOff.objects.exists()


def test_the_refusal_names_who_is_on_duty(newsroom: Newsroom, package: Package) -> None:
    on_duty(newsroom, newsroom.ha)
    with pytest.raises(refusals.NotOnDuty) as refusal:
        sign(package, given_for(package), member=newsroom.dung)
    assert refusal.value.params["people"] == "Hà"


def test_a_deputy_never_signs_their_own_work(newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]) -> None:
    Clip.objects.filter(pk=draft.pk).update(author=newsroom.dung.person)
    package = send(draft)
    on_duty(newsroom, newsroom.dung)
    with pytest.raises(refusals.OwnWork):
        sign(package, given_for(package), member=newsroom.dung)


def test_who_is_away_is_not_on_duty(newsroom: Newsroom, package: Package) -> None:
    on_duty(newsroom, newsroom.dung)
    absence = rota.be_away(newsroom.dung, now() - HOUR, now() + HOUR)
    with pytest.raises(refusals.NotOnDuty):
        sign(package, given_for(package), member=newsroom.dung)
    rota.come_back(absence, member=newsroom.dung)
    assert sign(package, given_for(package), member=newsroom.dung)


def test_what_was_signed_in_a_shift_holds_when_the_shift_is_over_or_handed_over(
    newsroom: Newsroom, package: Package
) -> None:
    shift = on_duty(newsroom, newsroom.dung)
    done = sign(package, given_for(package), member=newsroom.dung)
    rota.hand_over(shift, newsroom.ha.person, member=newsroom.dung)
    again = SignOff.objects.get(pk=done.pk)
    assert again.shift is not None
    assert again.shift.ends <= now()
    assert is_covered(again.package)


def test_a_sign_off_of_a_deputy_without_a_shift_of_theirs_holds_nothing(newsroom: Newsroom, package: Package) -> None:
    """The last gate does not take the web process's word for it."""
    mine = on_duty(newsroom, newsroom.dung)
    with transaction.atomic():
        done = sign(package, given_for(package), member=newsroom.dung)
        transaction.set_rollback(True)
    others = on_duty(newsroom, newsroom.ha)
    late = on_duty(newsroom, newsroom.dung, begins=HOUR, ends=2 * HOUR)
    elsewhere = on_duty(newsroom, newsroom.dung, newsroom.sport)
    for shift in (None, others, late, elsewhere):
        done.shift = shift
        with transaction.atomic():
            done.save(force_insert=True)
            assert not is_covered(package)
            transaction.set_rollback(True)
    done.shift = mine
    done.save(force_insert=True)
    assert is_covered(package)


def test_a_shift_handed_over_belongs_to_the_taker_from_now_on(newsroom: Newsroom, package: Package) -> None:
    shift = on_duty(newsroom, newsroom.dung)
    taken = rota.hand_over(shift, newsroom.ha.person, member=newsroom.dung)
    with pytest.raises(refusals.NotOnDuty):
        sign(package, given_for(package), member=newsroom.dung)
    assert taken.ends == shift.ends
    assert [entry.verb for entry in entries_of(shift)] == ["shift_planned", "shift_ended"]
    assert [entry.verb for entry in entries_of(taken)] == ["shift_taken_over"]
    assert Notice.objects.filter(kind="on_rota", person=newsroom.ha.person).count() == 1


def test_who_may_draw_up_the_rota(newsroom: Newsroom) -> None:
    spans = [(now(), now() + HOUR)]
    duty = Duty(person=newsroom.dung.person, desk=newsroom.news, is_stand_in=False, spans=spans)
    for member in (newsroom.lan, newsroom.huong, newsroom.dung, newsroom.oanh):
        with pytest.raises(NotAllowed):
            rota.plan(duty, member=member)
    nobody = Duty(person=newsroom.huong.person, desk=newsroom.news, is_stand_in=False, spans=spans)
    with pytest.raises(rota.CannotSignThere):
        rota.plan(nobody, member=newsroom.minh)
    shift = on_duty(newsroom, newsroom.ha)
    with pytest.raises(NotAllowed):
        rota.hand_over(shift, newsroom.dung.person, member=newsroom.dung)
    with pytest.raises(NotAllowed):
        rota.cancel(shift, member=newsroom.dung)


def test_the_same_shift_is_planned_once_and_cancelled_once(newsroom: Newsroom) -> None:
    spans = [(now() + HOUR, now() + 2 * HOUR)]
    duty = Duty(person=newsroom.dung.person, desk=None, is_stand_in=False, spans=spans)
    (shift,) = rota.plan(duty, member=newsroom.minh)
    assert rota.plan(duty, member=newsroom.minh) == []
    rota.cancel(shift, member=newsroom.minh)
    with pytest.raises(rota.ShiftOver):
        rota.cancel(shift, member=newsroom.minh)
    assert Shift.objects.get().state == Shift.CANCELLED


def test_who_loses_the_role_or_leaves_is_on_duty_no_more(newsroom: Newsroom, package: Package) -> None:
    shift = on_duty(newsroom, newsroom.dung, begins=-HOUR)
    later = on_duty(newsroom, newsroom.dung, begins=HOUR, ends=2 * HOUR)
    done = sign(package, given_for(package), member=newsroom.dung)
    leaving.leave(newsroom.minh, newsroom.dung.person, newsroom.lan.person)
    shift.refresh_from_db()
    later.refresh_from_db()
    assert shift.ends <= now()
    assert later.state == Shift.CANCELLED
    assert not Membership.objects.filter(person=newsroom.dung.person).exists()
    assert not is_covered(done.package)
