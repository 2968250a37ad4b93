"""Correcting what is public, and taking it down."""

from collections.abc import Callable

import pytest
from django.conf import settings

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.connectors.own_site.connector import version_folder
from clipdesk.history.transition import IllegalTransition
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.publishing import sending, sweeping
from clipdesk.publishing.models import Hold, Publication
from clipdesk.review.models import Package, SignOff
from clipdesk.review.refusals import OwnWork
from clipdesk.review.signing import sign

Settled = Callable[[Publication], Publication]
Correct = Callable[[Publication, str], Package]
Signs = Callable[[Package], SignOff]


def test_a_correction_replaces_what_the_public_sees(
    published: Publication, correct: Correct, minh_signs: Signs, settled: Settled
) -> None:
    first, address = published.shown, published.remote_id
    package = correct(published, "Nước sông Hồng lên nhanh tại Tứ Liên")
    waiting = settled(published)
    assert (waiting.state, waiting.shown) == ("live", first)
    minh_signs(package)
    after = settled(published)
    assert (after.state, after.shown, after.remote_id) == ("corrected", package, address)
    assert package.content["note"] == "Tên xã đã được sửa."
    assert Clip.objects.get().state == Clip.PUBLISHED
    assert Publication.objects.count() == 1


def test_a_correction_is_signed_by_somebody_else(newsroom: Newsroom, published: Publication, correct: Correct) -> None:
    clip = published.clip
    editing.begin_correction(clip, "Sửa tên.", member=newsroom.minh)
    content = editing.content_with(clip.content, {"title": "Khác"})
    editing.save(clip, content, base=clip.head_number, member=newsroom.minh)
    sending.send_to_review(clip, [], base=clip.head_number, member=newsroom.minh)
    run_waiting_jobs()
    package = Package.objects.get(state=Package.OPEN)
    with pytest.raises(OwnWork):
        sign(package, given_for(package), member=newsroom.minh)


def test_a_held_correction_waits_and_goes_out_when_the_hold_is_lifted(
    newsroom: Newsroom, published: Publication, correct: Correct, minh_signs: Signs, settled: Settled
) -> None:
    hold = Hold.place(newsroom.huong, "Chờ xác minh")
    package = correct(published, "Đã sửa")
    minh_signs(package)
    assert settled(published).shown == published.shown
    sweeping.sweep()
    assert settled(published).shown == published.shown
    hold.lift(newsroom.huong)
    sweeping.sweep()
    assert settled(published).shown == package


def test_a_correction_changed_after_signing_leaves_the_public_version(
    newsroom: Newsroom, published: Publication, correct: Correct, minh_signs: Signs, settled: Settled
) -> None:
    Hold.place(newsroom.huong, "Chờ xác minh")
    minh_signs(correct(published, "Đã sửa"))
    clip = Clip.objects.get()
    editing.save(
        clip, editing.content_with(clip.content, {"title": "Lại sửa"}), base=clip.head_number, member=newsroom.lan
    )
    after = settled(published)
    assert (after.state, after.package, after.shown) == ("live", published.shown, published.shown)


def test_a_correction_can_be_given_up(newsroom: Newsroom, published: Publication, settled: Settled) -> None:
    clip = published.clip
    editing.begin_correction(clip, "Sửa tên.", member=newsroom.lan)
    editing.drop_correction(clip, member=newsroom.lan)
    clip.refresh_from_db()
    assert (clip.state, clip.is_correction) == (Clip.PUBLISHED, False)
    with pytest.raises(IllegalTransition):
        editing.drop_correction(clip, member=newsroom.lan)


def test_a_withdrawal_needs_a_second_person_and_takes_the_files_away(
    newsroom: Newsroom, published: Publication, minh_signs: Signs, settled: Settled
) -> None:
    package = sending.ask_for_withdrawal(published.clip, "Nhầm tên người.", member=newsroom.minh)
    with pytest.raises(OwnWork):
        sign(package, given_for(package), member=newsroom.minh)
    assert settled(published).is_public
    sign(package, given_for(package), member=newsroom.ha)
    after = settled(published)
    assert (after.state, after.shown) == ("withdrawn", None)
    assert after.taken_down_at is not None
    assert not (settings.PUBLIC / published.remote_id).exists()
    assert Clip.objects.get().state == Clip.WITHDRAWN


def test_a_withdrawal_signed_while_a_correction_is_under_way_wins(
    newsroom: Newsroom, published: Publication, minh_signs: Signs, settled: Settled
) -> None:
    clip = published.clip
    withdrawal = sending.ask_for_withdrawal(clip, "Nhầm tên người.", member=newsroom.huong)
    editing.begin_correction(clip, "Sửa tên.", member=newsroom.lan)
    editing.save(
        clip, editing.content_with(clip.content, {"title": "Khác"}), base=clip.head_number, member=newsroom.lan
    )
    minh_signs(withdrawal)
    assert settled(published).state == "withdrawn"
    assert Clip.objects.get().state == Clip.WITHDRAWN


def test_who_had_no_part_in_what_is_public_may_sign_its_withdrawal(
    newsroom: Newsroom, published: Publication, settled: Settled
) -> None:
    """Minh changed the draft of a correction; what is taken down was made by others. His own change he never signs."""
    clip = published.clip
    withdrawal = sending.ask_for_withdrawal(clip, "Nhầm tên người.", member=newsroom.huong)
    editing.begin_correction(clip, "Sửa tên.", member=newsroom.lan)
    content = editing.content_with(clip.content, {"title": "Khác"})
    editing.save(clip, content, base=clip.head_number, member=newsroom.minh)
    withdrawal.refresh_from_db()
    sign(withdrawal, given_for(withdrawal), member=newsroom.minh)
    assert settled(published).state == "withdrawn"


def test_who_changed_what_is_public_never_signs_its_withdrawal(newsroom: Newsroom, published: Publication) -> None:
    clip = published.clip
    editing.begin_correction(clip, "Sửa tên.", member=newsroom.lan)
    content = editing.content_with(clip.content, {"title": "Khác"})
    editing.save(clip, content, base=clip.head_number, member=newsroom.minh)
    withdrawal = sending.ask_for_withdrawal(Clip.objects.get(), "Nhầm tên người.", member=newsroom.huong)
    with pytest.raises(OwnWork):
        sign(withdrawal, given_for(withdrawal), member=newsroom.minh)


def test_a_withdrawal_overtakes_a_correction_that_is_being_sent(
    newsroom: Newsroom, published: Publication, correct: Correct, minh_signs: Signs, settled: Settled
) -> None:
    correction = correct(published, "Đã sửa")
    sign_off = minh_signs(correction)
    Publication.objects.update(package=correction, sign_off=sign_off)
    Publication.objects.update(state="sending")  # a worker sends its bytes at this moment
    minh_signs(sending.ask_for_withdrawal(Clip.objects.get(), "Nhầm tên người.", member=newsroom.huong))
    after = settled(published)
    assert (after.state, after.shown) == ("withdrawn", None)
    assert not (settings.PUBLIC / published.remote_id).exists()


def test_a_translation_alone_is_a_correction_of_words(
    newsroom: Newsroom, published: Publication, send: Callable[[Clip], Package], minh_signs: Signs, settled: Settled
) -> None:
    """Whoever signed has watched the pictures; they are the very same files, and the further language is none of them."""
    clip = Clip.objects.get(pk=published.clip_id)
    editing.begin_correction(clip, "Thêm phụ đề tiếng Anh.", member=newsroom.lan)
    captions = [{"start": "0/1", "end": "2/5", "text": "Nước lên"}]
    content = editing.content_with(clip.content, {"recipe": {"captions": captions}, "translations": {"en": ["Water"]}})
    editing.save(clip, content, base=clip.head_number, member=newsroom.lan)
    minh_signs(send(clip))
    assert settled(published).state == "corrected"
    clip.refresh_from_db()
    editing.begin_correction(clip, "Sửa phụ đề tiếng Anh.", member=newsroom.lan)
    content = editing.content_with(clip.content, {"translations": {"en": ["The water rises"]}})
    editing.save(clip, content, base=clip.head_number, member=newsroom.lan)
    package = send(clip)
    assert package.content["demands"]["is_watched"] is False
    minh_signs(package)
    after = settled(published)
    assert after.shown == package
    folder = version_folder(settings.PUBLIC, after.remote_id, package.sha256)
    assert "The water rises" in (folder / "captions-en.vtt").read_text(encoding="utf-8")
