"""There is no state that cannot be left, and nothing waits for ever because a job was lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.clips import editing
from clipdesk.clips.editing import OnItsWay
from clipdesk.clips.models import Clip, Render
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.history.models import CLIPDESK
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.library.models import StoredFile
from clipdesk.publishing import restoring, runner, sending, sweeping
from clipdesk.publishing.machine import Event
from clipdesk.publishing.models import Hold, Publication
from clipdesk.publishing.moves import apply
from clipdesk.review.models import Package, SignOff, SignOffVoid
from clipdesk.review.refusals import OwnWork
from clipdesk.review.signing import sign

Settled = Callable[[Publication], Publication]
Signs = Callable[[Package], SignOff]
Send = Callable[[Clip], Package]


def sealed(sign_off: SignOff, *events: Event) -> Publication:
    """Hand the signed package over and walk on by `events`, as workers would have done it."""
    Publication.objects.update(package=sign_off.package, sign_off=sign_off, remote_id="walked")
    publication = Publication.objects.get()
    for event in events:
        apply(publication, event, by=CLIPDESK)
    return publication


def change(newsroom: Newsroom, title: str) -> Clip:
    clip = Clip.objects.get()
    editing.save(clip, editing.content_with(clip.content, {"title": title}), base=clip.head_number, member=newsroom.lan)
    return clip


def swept(publication: Publication, settled: Settled) -> Publication:
    sweeping.sweep()
    return settled(publication)


def test_what_may_be_out_is_not_edited(newsroom: Newsroom, sign_off: SignOff, settled: Settled) -> None:
    publication = sealed(sign_off, Event.DUE, Event.SENT, Event.LOST)
    with pytest.raises(OnItsWay):
        change(newsroom, "Khác")
    sending.settle(publication, Event.FOUND_LIVE, member=newsroom.tuan)
    assert settled(publication).state == "live"
    assert Clip.objects.get().state == Clip.PUBLISHED


def test_found_absent_without_a_valid_sign_off_has_failed(
    newsroom: Newsroom, sign_off: SignOff, settled: Settled
) -> None:
    publication = sealed(sign_off, Event.DUE, Event.SENT, Event.LOST)
    SignOffVoid.objects.create(sign_off=sign_off, because="test")
    sending.settle(publication, Event.FOUND_ABSENT, member=newsroom.tuan)
    assert settled(publication).state == "failed"
    sending.take_back(sign_off.package.clip, member=newsroom.lan)


@pytest.mark.usefixtures("as_owner")
def test_a_failed_one_sent_again_waits_for_its_new_time(
    newsroom: Newsroom,
    sign_off: SignOff,
    settled: Settled,
    minh_signs: Signs,
    time_comes: Callable[[Publication], None],
) -> None:
    publication = sealed(sign_off, Event.DUE, Event.REFUSED)
    clip = Clip.objects.get()
    sending.take_back(clip, member=newsroom.lan)
    plan = sending.Plan(publication.destination, now() + timedelta(hours=3))
    sending.send_to_review(clip, [plan], base=clip.head_number, member=newsroom.lan)
    run_waiting_jobs()
    minh_signs(Package.objects.get(state=Package.OPEN))
    assert swept(publication, settled).state == "failed"
    time_comes(publication)
    assert swept(publication, settled).state == "live"


def test_a_failed_one_signed_again_under_a_hold_goes_out_after_it(
    newsroom: Newsroom, sign_off: SignOff, settled: Settled, minh_signs: Signs, send: Send
) -> None:
    publication = sealed(sign_off, Event.DUE, Event.REFUSED)
    hold = Hold.place(newsroom.huong, "Chờ xác minh")
    clip = Clip.objects.get()
    sending.take_back(clip, member=newsroom.lan)
    minh_signs(send(clip))
    assert swept(publication, settled).state == "failed"
    hold.lift(newsroom.huong)
    assert swept(publication, settled).state == "live"


def test_held_while_sending_mended_and_signed_again(
    newsroom: Newsroom, sign_off: SignOff, settled: Settled, minh_signs: Signs, send: Send
) -> None:
    publication = sealed(sign_off, Event.DUE)
    hold = Hold.place(newsroom.huong, "Sai tên")
    clip = change(newsroom, "Tên đúng")
    run_waiting_jobs()
    assert settled(publication).state == "prepared"
    minh_signs(send(clip))
    hold.lift(newsroom.huong)
    after = swept(publication, settled)
    assert (after.state, after.shown.content["title"]) == ("live", "Tên đúng")  # type: ignore[union-attr]


def test_a_restored_plan_keeps_its_time(newsroom: Newsroom, draft: Clip, minh_signs: Signs, settled: Settled) -> None:
    plan = sending.Plan(newsroom.station.destinations.get(), now() + timedelta(days=3))
    sending.send_to_review(draft, [plan], base=draft.head_number, member=newsroom.lan)
    run_waiting_jobs()
    minh_signs(Package.objects.get())
    run_waiting_jobs()
    restoring.after_restore()
    publication = Publication.objects.get()
    assert publication.state == "missed"
    bells = ProcrastinateJob.objects.filter(task_name="publishing.ring", status="todo")
    before = bells.count()
    sending.settle(publication, Event.SEND_LATE, member=newsroom.tuan)
    assert bells.count() == before + 1  # those of before a restore never ring
    assert swept(publication, settled).state == "prepared"


def test_a_failed_correction_given_up_leaves_what_is_public(
    newsroom: Newsroom, published: Publication, minh_signs: Signs, settled: Settled, correct: Callable[..., Package]
) -> None:
    package = correct(published, "Đã sửa")
    Publication.objects.update(package=package, sign_off=minh_signs(package))
    publication = Publication.objects.get()
    for event in (Event.CORRECT, Event.REFUSED):
        apply(publication, event, by=CLIPDESK)
    clip = Clip.objects.get()
    sending.take_back(clip, member=newsroom.lan)
    editing.drop_correction(clip, member=newsroom.lan)
    after = settled(publication)
    assert (after.state, after.package, after.shown) == ("live", published.shown, published.shown)


def test_nobody_signs_what_they_wrote_some_revisions_ago(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    content = editing.content_with(draft.content, {"description": "Minh viết câu này."})
    editing.save(draft, content, base=draft.head_number, member=newsroom.minh)
    draft.refresh_from_db()
    full_stop = editing.content_with(content, {"title": "Nước sông Hồng lên nhanh."})
    editing.save(draft, full_stop, base=draft.head_number, member=newsroom.lan)
    package = send(draft)
    with pytest.raises(OwnWork):
        sign(package, given_for(package), member=newsroom.minh)
    sign(package, given_for(package), member=newsroom.ha)


def test_a_withdrawal_nobody_signed_in_time_makes_room_for_the_next(
    newsroom: Newsroom, published: Publication, settings: object
) -> None:
    settings.SIGN_OFF_VALID_HOURS = -1  # type: ignore[attr-defined]
    first = sending.ask_for_withdrawal(published.clip, "Nhầm\x00 tên.", member=newsroom.huong)
    settings.SIGN_OFF_VALID_HOURS = 24  # type: ignore[attr-defined]
    second = sending.ask_for_withdrawal(published.clip, "Nhầm tên.", member=newsroom.huong)
    first.refresh_from_db()
    assert (first.state, second.state) == (Package.VOID, Package.OPEN)
    assert first.content["reason"] == "Nhầm tên."


@pytest.mark.parametrize("lost", ["publishing.release", "publishing.send"])
def test_a_lost_job_is_found(sign_off: SignOff, settled: Settled, lost: str) -> None:
    if lost == "publishing.send":
        sealed(sign_off)
    ProcrastinateJob.objects.all()._raw_delete(using="default")
    assert swept(Publication.objects.get(), settled).state == "live"


def test_a_render_without_a_job_is_asked_for_again(newsroom: Newsroom, package: Package) -> None:
    clip = Clip.objects.get()
    sending.take_back(clip, member=newsroom.lan)
    Render.objects.update(state=Render.WAITING)
    clip.refresh_from_db()
    where = newsroom.station.destinations.get()
    sending.send_to_review(clip, [sending.Plan(where)], base=clip.head_number, member=newsroom.lan)
    run_waiting_jobs()
    sweeping.sweep()
    run_waiting_jobs()
    assert Render.objects.get().state == Render.DONE
    assert Package.objects.filter(state=Package.OPEN).count() == 1


def test_the_sweep_leaves_a_pause_alone(sign_off: SignOff) -> None:
    publication = sealed(sign_off, Event.DUE)
    runner._again_later(publication, 3)
    before = ProcrastinateJob.objects.filter(task_name="publishing.send", status="todo").count()
    sweeping.sweep()
    assert ProcrastinateJob.objects.filter(task_name="publishing.send", status="todo").count() == before


def test_a_clip_that_cannot_be_rendered_leaves_no_files(newsroom: Newsroom, draft: Clip) -> None:
    captions = [{"start": "0/1", "end": "2/5", "text": "Nước lên"}]
    changes = {"recipe": {"captions": captions}, "translations": {"en": ["The water rises"]}}
    editing.save(draft, editing.content_with(draft.content, changes), base=draft.head_number, member=newsroom.lan)
    plans = [sending.Plan(newsroom.station.destinations.get())]
    sending.send_to_review(draft, plans, base=draft.head_number, member=newsroom.lan)
    Render.objects.update(state=Render.FAILED)
    sweeping.sweep()
    draft.refresh_from_db()
    assert (draft.state, StoredFile.objects.filter(media_type="text/vtt").count()) == (Clip.DRAFT, 0)
