"""What was posted by hand is looked at by somebody else, corrected by hand, and gone only when two people say so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clipdesk.accounts.member import NotAllowed
from clipdesk.accounts.models import Notice, Person
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.destinations.models import Destination
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.publishing import by_hand, restoring, runner, second_look, sending, sweeping
from clipdesk.publishing.hands import newest_word, waiting_for_people
from clipdesk.publishing.models import HandWord, Hold, Publication
from clipdesk.publishing.package import open_withdrawal
from clipdesk.publishing.tests.hands import POST, Phone
from clipdesk.review.models import Package, SignOff
from clipdesk.review.signing import void

Settled = Callable[[Publication], Publication]
Signs = Callable[[Package], SignOff]
Send = Callable[[Clip], Package]
Correct = Callable[[Publication, str], Package]
ANOTHER = "https://www.tiktok.com/@songhong/video/7309999999999999999"


@pytest.fixture(autouse=True)
def english(newsroom: Newsroom) -> None:
    """Everybody reads English."""
    Person.objects.update(language="en")


@pytest.fixture
def posted(
    newsroom: Newsroom, tiktok: Destination, package: Package, minh_signs: Signs, settled: Settled
) -> Publication:
    """Lan has posted the clip by hand."""
    minh_signs(package)
    waiting = settled(Publication.objects.get())
    phone = Phone(waiting, newsroom.lan)
    phone.begin()
    phone.say(POST)
    found = settled(waiting)
    assert found.state == "live"
    return found


def _say(newsroom: Newsroom, member: str, publication: Publication, **form: str) -> str:
    client = newsroom.client(getattr(newsroom, member))
    form.setdefault("seen", str(newest_word(publication)))
    answer = client.post(newsroom.path(f"publishing/{publication.pk}/look/"), form, follow=True)
    return answer.content.decode()


def _told(kind: str) -> int:
    return Notice.objects.filter(kind=kind).count()


def _asks() -> int:
    return waiting_for_people(Publication.objects.all()).count()


def test_somebody_else_confirms_it(newsroom: Newsroom, posted: Publication) -> None:
    assert _asks() == 1
    text = _say(newsroom, "lan", posted, said="same")
    assert "Somebody else must look" in text
    assert "exactly as it was signed" not in text  # nobody knows that yet
    assert not HandWord.objects.filter(kind="same").exists()
    text = _say(newsroom, "huong", posted, said="same")
    assert "It shows what was signed." in text
    assert "exactly as it was signed" in text
    assert _asks() == 0
    assert "settled or changed meanwhile" in _say(newsroom, "minh", posted, said="same")
    assert HandWord.objects.filter(kind="same").count() == 1


def test_whoever_sees_something_else_says_what(newsroom: Newsroom, posted: Publication) -> None:
    _say(newsroom, "huong", posted, said="other", words="")
    assert not HandWord.objects.filter(kind="other").exists()
    text = _say(newsroom, "huong", posted, said="other", words="Thiếu phụ đề.")
    assert "Hương looked at the post" in text
    assert "Thiếu phụ đề." in text
    assert "exactly as it was signed" not in text
    assert _told("by_hand_differs") > 0
    assert Publication.objects.get().state == "live"  # it is up all the same


def test_who_may_say_anything(newsroom: Newsroom, posted: Publication) -> None:
    with pytest.raises(NotAllowed):
        second_look.confirm(posted, newest_word(posted), member=newsroom.binh)
    client = newsroom.client(newsroom.minh)
    assert client.post(newsroom.path(f"publishing/{posted.pk}/look/"), {"said": "x"}).status_code == 404
    for verb in (second_look.say_taken_down, second_look.confirm_gone, second_look.say_still_up):
        with pytest.raises(second_look.NothingToLookAt):
            verb(posted, newest_word(posted), member=newsroom.minh)


def test_words_are_corrected_by_hand_at_the_same_address(
    newsroom: Newsroom, posted: Publication, correct: Correct, minh_signs: Signs, settled: Settled
) -> None:
    minh_signs(correct(posted, "Nước sông Hồng lên nhanh tại Tứ Liên"))
    waiting = settled(posted)
    assert (waiting.state, waiting.is_public) == ("by_hand", True)
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{posted.pk}/")).content.decode()
    assert "The public sees the version from before the correction." in page
    phone = Phone(waiting, newsroom.huong)
    text = phone.begin().content.decode()
    assert "Only words are changed." in text
    assert "Nước sông Hồng lên nhanh tại Tứ Liên" in text
    assert "Tên xã đã được sửa." in text
    assert f'value="{POST}"' in text
    phone.say(POST)
    after = settled(posted)
    assert (after.state, after.remote_id, after.shown) == ("corrected", "7301234567890123456", waiting.package)
    assert Clip.objects.get().state == "published"
    assert second_look.waits_for_look(after)  # the new version has been seen by nobody yet


def test_another_film_is_posted_anew(
    newsroom: Newsroom, posted: Publication, send: Send, minh_signs: Signs, settled: Settled
) -> None:
    clip = Clip.objects.get(pk=posted.clip_id)
    editing.begin_correction(clip, "Cảnh đầu đã bỏ.", member=newsroom.lan)
    content = editing.content_with(clip.content, {"recipe": {"ranges": [{"start": "1/25", "end": "12/25"}]}})
    editing.save(clip, content, base=clip.head_number, member=newsroom.lan)
    minh_signs(send(clip))
    phone = Phone(settled(posted), newsroom.huong)
    text = phone.begin().content.decode()
    assert "Delete the old post first" in text
    assert 'name="link" value=""' in text  # the old address is not sent by oversight
    phone.say(ANOTHER)
    after = settled(posted)
    assert (after.state, after.remote_id) == ("corrected", "7309999999999999999")
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{posted.pk}/")).content.decode()
    assert f'href="{ANOTHER}"' in page


def test_a_correction_that_nobody_makes_is_told_again_once(
    newsroom: Newsroom, posted: Publication, correct: Correct, minh_signs: Signs, settled: Settled, settings: object
) -> None:
    minh_signs(correct(posted, "Tứ Liên"))
    settled(posted)
    sweeping.sweep()
    assert _told("by_hand_overdue") == 0
    settings.BY_HAND_GRACE_MINUTES = -1  # type: ignore[attr-defined]
    for _ in range(2):
        sweeping.sweep()
        assert settled(posted).state == "by_hand"
    assert Notice.objects.filter(kind="by_hand_overdue", person=newsroom.lan.person).count() == 1


def test_a_correction_taken_back_leaves_what_is_up(
    newsroom: Newsroom, posted: Publication, correct: Correct, minh_signs: Signs, settled: Settled
) -> None:
    minh_signs(correct(posted, "Tứ Liên"))
    waiting = settled(posted)
    phone = Phone(waiting, newsroom.lan)
    hold = Hold.place(newsroom.huong, "Chờ xác minh")
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{posted.pk}/")).content.decode()
    assert "a hold stops it" in page
    hold.lift(newsroom.huong)
    clip = Clip.objects.get()
    content = editing.content_with(clip.content, {"title": "Khác"})
    editing.save(clip, content, base=clip.head_number, member=newsroom.lan)
    run_waiting_jobs()
    after = settled(posted)
    assert (after.state, after.package) == ("live", posted.package)
    assert phone.client.post(phone.link).status_code == 410


def test_gone_only_when_two_people_say_so(
    newsroom: Newsroom, posted: Publication, minh_signs: Signs, settled: Settled
) -> None:
    minh_signs(open_withdrawal(posted.clip, [posted], "Hình của người khác.", newsroom.tuan.person))
    after = settled(posted)
    assert (after.state, after.taken_down_at) == ("withdrawn", None)
    assert "A person must take this post down" in after.trouble_message
    assert _told("take_down_failed") > 0
    client = newsroom.client(newsroom.lan)
    page = client.get(newsroom.path(f"publishing/{posted.pk}/")).content.decode()
    assert "the post is still up there" in page
    assert POST in page
    _say(newsroom, "huong", posted, said="gone")  # nobody has taken it down yet
    assert settled(posted).taken_down_at is None
    text = _say(newsroom, "lan", posted, said="taken_down")
    assert "It counts as gone once somebody else has looked." in text
    _say(newsroom, "lan", posted, said="gone")
    assert settled(posted).taken_down_at is None
    _say(newsroom, "huong", posted, said="still_up")
    assert _told("by_hand_differs") > 0
    assert "the post is still up there" in client.get(newsroom.path(f"publishing/{posted.pk}/")).content.decode()
    _say(newsroom, "huong", posted, said="taken_down")
    Publication.objects.update(rest_until=None)
    sweeping.sweep()
    run_waiting_jobs()
    assert settled(posted).taken_down_at is None  # no machine says so
    assert "a second person has seen that it is gone" in _say(newsroom, "lan", posted, said="gone")
    after = settled(posted)
    assert after.taken_down_at is not None
    assert after.trouble_message == ""
    assert _asks() == 0


def test_withdrawn_while_a_correction_waits_for_hands(
    newsroom: Newsroom, posted: Publication, correct: Correct, minh_signs: Signs, settled: Settled
) -> None:
    minh_signs(correct(posted, "Tứ Liên"))
    waiting = settled(posted)
    phone = Phone(waiting, newsroom.lan)
    phone.begin()
    minh_signs(open_withdrawal(posted.clip, [waiting], "Sai người.", newsroom.tuan.person))
    assert settled(posted).state == "withdrawn"
    answer = phone.look()
    assert answer.status_code == 200
    assert "/by-hand-files/" not in answer.content.decode()
    assert "Withdrawn meanwhile" in answer.content.decode()
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{posted.pk}/")).content.decode()
    assert "There may be another post" in page  # Lan may have deleted the old one and put up the new one
    assert "Say here what became of it" in page
    assert "Take it down by hand" in page
    seen = str(newest_word(posted))
    assert ANOTHER in phone.say(ANOTHER).content.decode()
    after = settled(posted)
    assert (after.state, after.remote_id, after.taken_down_at) == ("withdrawn", "7309999999999999999", None)
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{posted.pk}/")).content.decode()
    assert "There may be another post" not in page
    assert ANOTHER in page
    assert f'href="{POST}"' in page.partition("Look there as well")[2].partition("Take it down by hand")[0]
    assert POST not in page.partition("Take it down by hand")[2].partition("</section>")[0]
    assert "settled or changed meanwhile" in _say(newsroom, "huong", posted, said="taken_down", seen=seen)
    assert phone.say(ANOTHER).status_code == 410
    assert not HandWord.objects.filter(kind="taken_down").exists()


def test_what_counts_as_gone_is_up_again_when_whoever_had_it_in_hand_says_so(
    newsroom: Newsroom, posted: Publication, correct: Correct, minh_signs: Signs, settled: Settled
) -> None:
    minh_signs(correct(posted, "Tứ Liên"))
    waiting = settled(posted)
    phone = Phone(waiting, newsroom.lan)
    phone.begin()
    minh_signs(open_withdrawal(posted.clip, [waiting], "Sai người.", newsroom.tuan.person))
    settled(posted)
    _say(newsroom, "huong", posted, said="taken_down")
    _say(newsroom, "minh", posted, said="gone")
    assert settled(posted).taken_down_at is not None
    told = _told("take_down_failed")
    phone.say(ANOTHER)
    assert settled(posted).taken_down_at is None
    assert _told("take_down_failed") > told
    _say(newsroom, "lan", posted, said="taken_down")
    _say(newsroom, "huong", posted, said="gone")
    assert settled(posted).taken_down_at is not None


def test_withdrawn_while_in_hand_and_nothing_new_was_posted(
    newsroom: Newsroom, posted: Publication, correct: Correct, minh_signs: Signs, settled: Settled
) -> None:
    minh_signs(correct(posted, "Tứ Liên"))
    waiting = settled(posted)
    phone = Phone(waiting, newsroom.lan)
    phone.begin()
    minh_signs(open_withdrawal(posted.clip, [waiting], "Sai người.", newsroom.tuan.person))
    settled(posted)
    phone.say(decision="deleted")
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{posted.pk}/")).content.decode()
    assert "There may be another post" not in page
    assert HandWord.objects.get(kind="taken_down").by == newsroom.lan.person
    _say(newsroom, "lan", posted, said="gone")
    assert settled(posted).taken_down_at is None
    _say(newsroom, "huong", posted, said="gone")
    assert settled(posted).taken_down_at is not None


def test_an_old_post_that_was_deleted_is_not_called_public(
    newsroom: Newsroom, posted: Publication, correct: Correct, minh_signs: Signs, settled: Settled
) -> None:
    minh_signs(correct(posted, "Tứ Liên"))
    phone = Phone(settled(posted), newsroom.lan)
    assert "I deleted the old post and posted nothing" in phone.begin().content.decode()
    phone.say(decision="deleted")
    assert settled(posted).state == "by_hand"
    client, path = newsroom.client(newsroom.huong), newsroom.path(f"publishing/{posted.pk}/")
    page = client.get(path).content.decode()
    assert "the public sees no post of this clip there until" in page
    assert "The public sees the version from before the correction." not in page
    other = Phone(posted, newsroom.huong)
    text = other.begin().content.decode()
    assert "This corrects a post that is up" not in text
    assert "The old post was deleted" in text
    assert 'name="link" value=""' in text  # the old address holds no more
    other.say(ANOTHER)
    assert settled(posted).state == "corrected"
    assert "The old post was deleted" not in client.get(path).content.decode()


def test_a_correction_taken_back_after_the_old_post_was_deleted(
    newsroom: Newsroom, posted: Publication, correct: Correct, minh_signs: Signs, settled: Settled
) -> None:
    minh_signs(correct(posted, "Tứ Liên"))
    phone = Phone(settled(posted), newsroom.lan)
    phone.begin()
    phone.say(decision="deleted")
    clip = Clip.objects.get()
    content = editing.content_with(clip.content, {"title": "Khác"})
    editing.save(clip, content, base=clip.head_number, member=newsroom.lan)
    assert settled(posted).state == "live"
    page = newsroom.client(newsroom.huong).get(newsroom.path(f"publishing/{posted.pk}/")).content.decode()
    assert "the public sees no post of this clip there" in page
    assert "exactly as it was signed" not in page
    assert _asks() == 1  # whether it is gone
    _say(newsroom, "huong", posted, said="gone")
    assert _asks() == 0


def test_a_wrong_address_is_put_right_and_looked_at_anew(newsroom: Newsroom, posted: Publication) -> None:
    _say(newsroom, "huong", posted, said="other", words="Đây là bài khác.")
    seen = str(newest_word(posted))
    text = _say(newsroom, "lan", posted, said="elsewhere", link=POST)
    assert "settled or changed meanwhile" in text  # it is the one that was said
    _say(newsroom, "lan", posted, said="elsewhere", link="https://vt.tiktok.com/ZSabc123/")
    assert Publication.objects.get().remote_id == "7301234567890123456"
    text = _say(newsroom, "lan", posted, said="elsewhere", link=ANOTHER)
    assert "Đây là bài khác." not in text.partition("Attempts")[0]
    assert Publication.objects.get().remote_id == "7309999999999999999"
    assert "settled or changed meanwhile" in _say(newsroom, "huong", posted, said="same", seen=seen)
    assert "Somebody else must look" in _say(newsroom, "lan", posted, said="same")
    assert "It shows what was signed." in _say(newsroom, "huong", posted, said="same")


def test_a_word_holds_only_for_what_was_on_the_page(
    newsroom: Newsroom, posted: Publication, correct: Correct, minh_signs: Signs, settled: Settled
) -> None:
    seen = str(newest_word(posted))
    minh_signs(correct(posted, "Tứ Liên"))
    phone = Phone(settled(posted), newsroom.lan)
    phone.begin()
    phone.say(ANOTHER)
    for number in (seen, "", "x"):
        text = _say(newsroom, "huong", posted, said="same", seen=number)
        assert "settled or changed meanwhile" in text
    assert not HandWord.objects.filter(kind="same").exists()
    page = newsroom.client(newsroom.huong).get(newsroom.path(f"publishing/{posted.pk}/")).content.decode()
    assert f'name="seen" value="{newest_word(posted)}"' in page


def test_nothing_is_begun_while_the_withdrawal_waits_for_a_signature(
    newsroom: Newsroom, posted: Publication, correct: Correct, minh_signs: Signs, settled: Settled
) -> None:
    minh_signs(correct(posted, "Tứ Liên"))
    phone = Phone(settled(posted), newsroom.lan)
    asked = sending.ask_for_withdrawal(posted.clip, "Sai người.", member=newsroom.tuan)
    answer = phone.client.post(phone.link + "?lang=en")
    assert answer.status_code == 410
    assert "The withdrawal of this clip was asked for" in answer.content.decode()
    with pytest.raises(by_hand.WithdrawalAsked):
        by_hand.make_link(posted, member=newsroom.lan)
    void(asked, "Nhầm", by=newsroom.minh.actor)
    assert "/by-hand-files/" in phone.begin().content.decode()
    sending.ask_for_withdrawal(posted.clip, "Sai người.", member=newsroom.tuan)
    text = phone.look().content.decode()
    assert "/by-hand-files/" not in text
    assert "The withdrawal of this clip was asked for" in text


@pytest.fixture
def in_hand(
    newsroom: Newsroom, tiktok: Destination, package: Package, minh_signs: Signs, settled: Settled
) -> tuple[Publication, Phone]:
    """Lan has a clip in hand whose withdrawal was signed meanwhile: nobody knows yet whether it is up."""
    minh_signs(package)
    waiting = settled(Publication.objects.get())
    phone = Phone(waiting, newsroom.lan)
    phone.begin()
    assert settled(waiting).state == "processing"
    minh_signs(open_withdrawal(waiting.clip, [waiting], "Sai người.", newsroom.tuan.person))
    after = settled(waiting)
    assert (after.state, after.clip.state) == ("processing", "withdrawn")
    return after, phone


def test_withdrawn_while_in_hand_and_posted_all_the_same(
    newsroom: Newsroom, in_hand: tuple[Publication, Phone], settled: Settled
) -> None:
    waiting, phone = in_hand
    text = phone.look().content.decode()
    assert "Do not post" in text
    assert "/by-hand-files/" not in text
    text = phone.say(POST).content.decode()
    assert "Withdrawn meanwhile" in text
    assert f'href="{POST}"' in text
    after = settled(waiting)
    assert (after.state, after.shown, after.taken_down_at) == ("withdrawn", None, None)
    assert after.package is not None
    assert after.package.kind == "withdrawal"
    assert _told("take_down_failed") > 0  # a person must take it down
    assert _told("by_hand_look") == 0  # and nobody is asked to look at it first
    _say(newsroom, "lan", after, said="taken_down")
    _say(newsroom, "huong", after, said="gone")
    assert settled(waiting).taken_down_at is not None


def test_withdrawn_while_in_hand_and_not_posted(in_hand: tuple[Publication, Phone], settled: Settled) -> None:
    waiting, phone = in_hand
    assert "Nothing to do here any more" in phone.say(decision="not_posted").content.decode()
    assert settled(waiting).state == "cancelled"
    assert _told("publication_failed") == 0  # nothing is left to be done


def test_after_a_restore_somebody_looks_first(
    newsroom: Newsroom, tiktok: Destination, package: Package, minh_signs: Signs, settled: Settled
) -> None:
    minh_signs(package)
    waiting = settled(Publication.objects.get())
    restoring.after_restore()
    runner.carry_out(Publication.objects.get())
    assert settled(waiting).state == "unknown"
    assert _told("publication_unknown") > 0


def test_the_list_shows_what_asks_for_hands(newsroom: Newsroom, posted: Publication) -> None:
    page = newsroom.client(newsroom.huong).get(newsroom.path("publishing/"), {"show": "by_hand"}).content.decode()
    assert f"publishing/{posted.pk}/" in page
    second_look.confirm(posted, newest_word(posted), member=newsroom.huong)
    page = newsroom.client(newsroom.huong).get(newsroom.path("publishing/"), {"show": "by_hand"}).content.decode()
    assert f"publishing/{posted.pk}/" not in page
    assert "Nothing waits for anybody" in page
