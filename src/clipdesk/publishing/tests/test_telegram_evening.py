"""An evening with a Telegram channel: planned in the form, the power fails at 19:58, a person finds the post by its link."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from clipdesk.accounts.models import Notice
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.telegram.practice.emulator import CHANNEL, Telegram
from clipdesk.destinations.models import Account
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing import runner, sweeping
from clipdesk.publishing.models import Attempt, Hold, Publication
from clipdesk.publishing.package import open_withdrawal, post_of
from clipdesk.review.models import Package, SignOff

Settled = Callable[[Publication], Publication]
Signs = Callable[[Package], SignOff]
Correct = Callable[[Publication, str], Package]


def send_page(newsroom: Newsroom, clip: Clip, **filled: object) -> Any:
    """Open the form as Lan, or send it."""
    path = newsroom.path(f"clips/{clip.pk}/send/")
    client = newsroom.client(newsroom.lan)
    return client.post(path, filled) if filled else client.get(path)


def plan(newsroom: Newsroom, clip: Clip, send: Callable[[Clip], Package]) -> Package:
    """Have the clip sealed for the day after tomorrow, 19:58; the form is Lan's."""
    package = send(clip)
    newsroom.client(newsroom.lan).post(newsroom.path(f"clips/{clip.pk}/take-back/"))
    clip.refresh_from_db()
    day = (now() + timedelta(days=2)).date()
    place = newsroom.station.destinations.get()
    answer = send_page(newsroom, clip, base=clip.head_number, destinations=place.pk, slot=f"{day}T19:58")
    assert answer.status_code == 302, answer.content.decode()
    run_waiting_jobs()
    return Package.objects.exclude(pk=package.pk).get(state=Package.OPEN)


def cut_the_power(publication: Publication) -> None:
    """Bring it to where the post is up and nothing of the answer was written: the worker died in the one call."""
    publication.refresh_from_db()
    assert publication.package is not None
    publication.claim([publication.state])
    connector = publication.destination.connector()
    Publication.objects.filter(pk=publication.pk).update(remote_id=connector.reserve("", post_of(publication.package)))
    publication.refresh_from_db()
    Attempt.objects.create(
        publication=publication,
        run=publication.run,
        package_sha256=publication.package.sha256,
        publish_called_at=now(),
    )
    for state in ("sending", "processing"):
        Publication.objects.filter(pk=publication.pk).update(state=state)
    connector.publish(publication.remote_id, post_of(publication.package, publication))


def settle(newsroom: Newsroom, publication: Publication, decision: str, link: str) -> str:
    """Decide as Tuấn; return the page that follows."""
    path = newsroom.path(f"publishing/{publication.pk}/settle/")
    answer = newsroom.client(newsroom.tuan).post(path, {"decision": decision, "link": link}, follow=True)
    return str(answer.content.decode())


@pytest.mark.usefixtures("as_owner")
def test_a_slot_is_kept_to_the_channel(
    telegram: Telegram,
    newsroom: Newsroom,
    draft: Clip,
    send: Callable[[Clip], Package],
    minh_signs: Signs,
    settled: Settled,
    time_comes: Callable[[Publication], None],
) -> None:
    minh_signs(plan(newsroom, draft, send))
    publication = Publication.objects.get()
    assert f"{publication.slot:%H:%M}" == "12:58"  # Việt Nam is UTC+7
    sweeping.sweep()
    assert settled(publication).state == "prepared"
    assert telegram.asked == []
    hold = Hold.place(newsroom.huong, "Chờ xác minh")
    time_comes(publication)
    sweeping.sweep()
    assert settled(publication).state == "prepared"
    assert telegram.asked == []
    hold.lift(newsroom.huong)
    sweeping.sweep()
    after = settled(publication)
    assert (after.state, after.remote_id, telegram.posted) == ("live", "101", 1)
    assert Attempt.objects.get().outcome == "live"


def test_after_a_power_cut_nothing_is_sent_twice_and_a_link_settles_it(
    telegram: Telegram,
    newsroom: Newsroom,
    package: Package,
    minh_signs: Signs,
    correct: Correct,
    settled: Settled,
) -> None:
    minh_signs(package)
    publication = Publication.objects.get()
    Publication.objects.update(package=package, sign_off=package.sign_offs.get())
    cut_the_power(publication)
    for _ in range(3):
        sweeping.sweep()
        runner.carry_out(Publication.objects.get())
        assert settled(publication).state == "unknown"
    assert telegram.posted == 1
    page = newsroom.client(newsroom.tuan).get(newsroom.path(f"publishing/{publication.pk}/")).content.decode()
    assert 'name="link"' in page
    for link in ("", "https://t.me/songhong", "https://t.me/other_channel/101", "https://t.me/c/1999999999/101"):
        settle(newsroom, publication, "found_live", link)
        assert Publication.objects.get().state == "unknown"
    assert "Đang công khai" in settle(newsroom, publication, "found_live", "https://t.me/songhong/101?single")
    after = settled(publication)
    assert (after.state, after.remote_id, after.shown) == ("live", "101", package)
    # From here on it is like any other post of ours.
    minh_signs(correct(after, "Nước sông Hồng lên nhanh tại Tứ Liên"))
    after = settled(publication)
    assert after.state == "corrected"
    assert telegram.posts[101]["caption"].startswith("Nước sông Hồng lên nhanh tại Tứ Liên")
    minh_signs(open_withdrawal(after.clip, [after], "Hình của người khác.", newsroom.tuan.person))
    assert settled(publication).taken_down_at
    assert (telegram.posts, telegram.posted, telegram.invalid) == ({}, 1, [])


def test_the_post_of_another_clip_is_not_taken_for_this_one(
    telegram: Telegram,
    newsroom: Newsroom,
    draft: Clip,
    other_draft: Clip,
    send: Callable[[Clip], Package],
    minh_signs: Signs,
    settled: Settled,
) -> None:
    minh_signs(send(draft))
    first = settled(Publication.objects.get())
    assert first.remote_id == "101"
    telegram.faults.add("sendVideo", "reset")
    minh_signs(send(other_draft))
    second = settled(Publication.objects.get(clip=other_draft))
    assert second.state == "unknown"
    page = settle(newsroom, second, "found_live", f"https://t.me/c/{str(CHANNEL)[4:]}/101")
    assert "bài của một clip khác" in page
    assert settled(second).state == "unknown"
    settle(newsroom, second, "found_live", f"https://t.me/c/{str(CHANNEL)[4:]}/102")
    assert (settled(second).state, settled(second).remote_id) == ("live", "102")


def test_found_absent_is_posted_once_more(
    telegram: Telegram, newsroom: Newsroom, package: Package, minh_signs: Signs, settled: Settled
) -> None:
    telegram.faults.add("sendVideo", "reset")
    minh_signs(package)
    publication = settled(Publication.objects.get())
    telegram.posts.clear()  # somebody looked: nothing there
    settle(newsroom, publication, "found_absent", "")
    after = settled(publication)
    assert (after.state, list(telegram.posts)) == ("live", [102])


def test_too_many_words_are_counted_and_refused_in_the_form(
    telegram: Telegram, newsroom: Newsroom, draft: Clip
) -> None:
    content = editing.content_with(draft.content, {"description": "ạ" * 999})
    draft.refresh_from_db()
    editing.save(draft, content, base=draft.head_number, member=newsroom.lan)
    draft.refresh_from_db()
    page = send_page(newsroom, draft).content.decode()
    assert "1.025 trên 1.024" in page  # 24 of the title, an empty line between, 999
    assert "quá dài" in page
    place = newsroom.station.destinations.get()
    answer = send_page(newsroom, draft, base=draft.head_number, destinations=place.pk, slot="")
    assert answer.status_code == 422
    assert re.search(r"tối đa 1024 ký tự.*hiện có 1025.*ngắn đi ít nhất 1 ký tự", answer.content.decode())
    assert not Publication.objects.exists()
    content = editing.content_with(draft.content, {"description": "ạ" * 998})
    editing.save(draft, content, base=draft.head_number, member=newsroom.lan)
    draft.refresh_from_db()
    answer = send_page(newsroom, draft, base=draft.head_number, destinations=place.pk, slot="")
    assert answer.status_code == 302
    assert telegram.asked == []


def test_a_correction_whose_note_is_too_much_is_refused_in_the_form(
    telegram: Telegram,
    newsroom: Newsroom,
    draft: Clip,
    send: Callable[[Clip], Package],
    minh_signs: Signs,
    settled: Settled,
) -> None:
    content = editing.content_with(draft.content, {"description": "b" * 990})
    draft.refresh_from_db()
    editing.save(draft, content, base=draft.head_number, member=newsroom.lan)
    minh_signs(send(draft))
    settled(Publication.objects.get())
    draft.refresh_from_db()
    editing.begin_correction(draft, "Tên xã đã được sửa.", member=newsroom.lan)
    draft.refresh_from_db()
    answer = send_page(newsroom, draft, base=draft.head_number)
    assert answer.status_code == 422
    assert "tối đa 1024 ký tự" in answer.content.decode()
    assert Publication.objects.get().state == "live"


def test_what_telegram_will_refuse_is_told_before_anybody_signs(
    telegram: Telegram, newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    Account.objects.update(shape="2:1")  # no clip is rendered in it
    send(draft)
    publication = Publication.objects.get()
    assert publication.state == "prepared"
    for path in (f"publishing/{publication.pk}/", f"clips/{draft.pk}/publications/"):
        page = newsroom.client(newsroom.lan).get(newsroom.path(path)).content.decode()
        assert "Clip đã ký không có video MP4 để đăng lên Telegram." in page
    told = Notice.objects.filter(kind="will_be_refused").values_list("person__name", flat=True)
    assert {"Lan", "Tuấn"} <= set(told)
    newsroom.client(newsroom.lan).post(newsroom.path(f"clips/{draft.pk}/take-back/"))
    Account.objects.update(shape="16:9")
    send(draft)
    assert Publication.objects.get(state="prepared").trouble_message == ""
    assert telegram.asked == []
