"""Changing a clip after it was sent or signed, and giving up."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.history.transition import IllegalTransition
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing import runner, sending, sweeping
from clipdesk.publishing.machine import Event
from clipdesk.publishing.models import Publication
from clipdesk.publishing.moves import SignOffLapsed
from clipdesk.review.models import Package, SignOff
from clipdesk.review.refusals import NotOpen
from clipdesk.review.signing import sign

Settled = Callable[[Publication], Publication]
Send = Callable[[Clip], Package]


def change(newsroom: Newsroom, clip: Clip, title: str) -> None:
    editing.save(clip, editing.content_with(clip.content, {"title": title}), base=clip.head_number, member=newsroom.lan)


def test_a_change_after_the_sign_off_stops_what_had_begun(
    newsroom: Newsroom, sign_off: SignOff, settled: Settled
) -> None:
    change(newsroom, Clip.objects.get(), "Nước sông Hồng rút")
    publication = settled(Publication.objects.get())
    assert (publication.state, publication.package, publication.sign_off, publication.shown) == (
        "prepared",
        None,
        None,
        None,
    )
    assert SignOff.objects.get().void.because
    assert Clip.objects.get().state == Clip.DRAFT


def test_a_change_while_bytes_are_sent_closes_the_last_gate(
    newsroom: Newsroom, sign_off: SignOff, settled: Settled
) -> None:
    """The row stands in `sending`, as a worker leaves it that was stopped there; then somebody changes the clip."""
    Publication.objects.update(package=sign_off.package, sign_off=sign_off)
    Publication.objects.update(state="sending")
    change(newsroom, Clip.objects.get(), "Nước sông Hồng rút")
    runner.carry_out(Publication.objects.get())
    publication = settled(Publication.objects.get())
    assert (publication.state, publication.package, publication.shown) == ("prepared", None, None)


def test_saving_the_same_again_voids_nothing(newsroom: Newsroom, sign_off: SignOff, settled: Settled) -> None:
    clip = Clip.objects.get()
    editing.save(clip, clip.content, base=clip.head_number, member=newsroom.lan)
    assert settled(Publication.objects.get()).state == "live"


def test_a_late_job_for_an_old_change_spares_the_new_package(newsroom: Newsroom, package: Package, send: Send) -> None:
    clip = Clip.objects.get()
    change(newsroom, clip, "Nước sông Hồng rút")
    fresh = send(clip)
    sending.drop_stale(clip)  # the doorbell of the change, rung late
    fresh.refresh_from_db()
    package.refresh_from_db()
    assert (package.state, fresh.state) == (Package.VOID, Package.OPEN)


def test_a_package_that_was_taken_back_cannot_be_signed(newsroom: Newsroom, package: Package) -> None:
    sending.take_back(package.clip, member=newsroom.lan)
    with pytest.raises(NotOpen):
        sign(package, given_for(package), member=newsroom.minh)
    assert not SignOff.objects.exists()


def test_a_signed_clip_can_be_taken_back_while_it_waits_for_its_time(
    newsroom: Newsroom, draft: Clip, minh_signs: Callable[[Package], SignOff], settled: Settled
) -> None:
    plan = sending.Plan(newsroom.station.destinations.get(), now() + timedelta(hours=2))
    sending.send_to_review(draft, [plan], base=draft.head_number, member=newsroom.lan)
    run_waiting_jobs()
    minh_signs(Package.objects.get())
    run_waiting_jobs()
    sending.take_back(draft, member=newsroom.lan)
    publication = settled(Publication.objects.get())
    assert (publication.state, publication.package) == ("prepared", None)
    assert Package.objects.get().state == Package.VOID


def test_what_is_out_cannot_be_taken_back(newsroom: Newsroom, published: Publication) -> None:
    with pytest.raises(IllegalTransition):
        sending.take_back(published.clip, member=newsroom.lan)


def test_an_expired_sign_off_sends_nothing_and_the_clip_can_be_sent_again(
    newsroom: Newsroom,
    draft: Clip,
    send: Send,
    minh_signs: Callable[[Package], SignOff],
    settings: object,
    settled: Settled,
) -> None:
    settings.SIGN_OFF_VALID_HOURS = 1 / 3600  # type: ignore[attr-defined]
    minh_signs(send(draft))
    settings.SIGN_OFF_VALID_HOURS = 24  # type: ignore[attr-defined]
    SignOff.objects.get()
    while SignOff.objects.filter(valid_until__gt=now()).exists():
        pass
    settled(Publication.objects.get())
    sweeping.sweep()
    assert Clip.objects.get().state == Clip.EXPIRED
    assert Publication.objects.get().state == "cancelled"
    minh_signs(send(draft))
    run_waiting_jobs()
    assert sorted(Publication.objects.values_list("state", flat=True)) == ["cancelled", "live"]


def test_letting_a_failed_one_be_gives_the_clip_back(newsroom: Newsroom, sign_off: SignOff) -> None:
    Publication.objects.update(package=sign_off.package, sign_off=sign_off)
    Publication.objects.update(state="sending")
    Publication.objects.update(state="failed")
    sending.settle(Publication.objects.get(), Event.CANCEL, member=newsroom.huong)
    assert Clip.objects.get().state == Clip.DRAFT
    assert Package.objects.get().state == Package.VOID


def test_retrying_after_the_sign_off_is_void_says_so(newsroom: Newsroom, sign_off: SignOff) -> None:
    Publication.objects.update(package=sign_off.package, sign_off=sign_off)
    Publication.objects.update(state="sending")
    Publication.objects.update(state="failed")
    change(newsroom, Clip.objects.get(), "Nước sông Hồng rút")
    run_waiting_jobs()
    with pytest.raises(SignOffLapsed):
        sending.settle(Publication.objects.get(), Event.RETRY, member=newsroom.huong)
