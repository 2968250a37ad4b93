"""By hand, what is up and nobody asked for, what may be up beside it, and whose word counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from clipdesk.accounts.models import Notice, Person
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.destinations.models import Destination
from clipdesk.history.models import LedgerEntry
from clipdesk.kernel.clock import now
from clipdesk.publishing import second_look, sending, sweeping
from clipdesk.publishing.hands import newest_word, waiting_for_people
from clipdesk.publishing.machine import Event
from clipdesk.publishing.models import Attempt, HandWord, Hold, Publication
from clipdesk.publishing.package import open_withdrawal
from clipdesk.publishing.tests.hands import POST, Phone
from clipdesk.review.models import Package, SignOff

Settled = Callable[[Publication], Publication]
Signs = Callable[[Package], SignOff]
Correct = Callable[[Publication, str], Package]
ANOTHER = "https://www.tiktok.com/@songhong/video/7309999999999999999"


@pytest.fixture(autouse=True)
def english(newsroom: Newsroom) -> None:
    """Everybody reads English."""
    Person.objects.update(language="en")


@pytest.fixture
def waiting(tiktok: Destination, package: Package, minh_signs: Signs, settled: Settled) -> Publication:
    """A publication that is signed, and waits for somebody's hands."""
    minh_signs(package)
    return settled(Publication.objects.get())


@pytest.fixture
def phone(newsroom: Newsroom, waiting: Publication) -> Phone:
    """Lan has it in hand."""
    found = Phone(waiting, newsroom.lan)
    found.begin()
    return found


@pytest.fixture
def posted(waiting: Publication, phone: Phone, settled: Settled) -> Publication:
    """Lan has posted it."""
    phone.say(POST)
    return settled(waiting)


@pytest.fixture
def correcting(
    newsroom: Newsroom, posted: Publication, correct: Correct, minh_signs: Signs, settled: Settled
) -> tuple[Publication, Phone]:
    """Lan has its correction in hand."""
    minh_signs(correct(posted, "Tứ Liên"))
    waiting = settled(posted)
    found = Phone(waiting, newsroom.lan)
    found.begin()
    return settled(waiting), found


@pytest.fixture
def withdrawn(
    newsroom: Newsroom, correcting: tuple[Publication, Phone], minh_signs: Signs, settled: Settled
) -> tuple[Publication, Phone]:
    """It was withdrawn while Lan had the correction in hand, and Lan has not said whether there is a new post."""
    waiting, phone = correcting
    minh_signs(open_withdrawal(waiting.clip, [waiting], "Sai người.", newsroom.tuan.person))
    return settled(waiting), phone


def _say(newsroom: Newsroom, member: str, publication: Publication, **form: str) -> str:
    client = newsroom.client(getattr(newsroom, member))
    form.setdefault("seen", str(newest_word(publication)))
    answer = client.post(newsroom.path(f"publishing/{publication.pk}/look/"), form, follow=True)
    return answer.content.decode()


def _page(newsroom: Newsroom, publication: Publication, member: str = "huong") -> str:
    client = newsroom.client(getattr(newsroom, member))
    return client.get(newsroom.path(f"publishing/{publication.pk}/")).content.decode()


def _told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__name", flat=True))


def _asks() -> int:
    return waiting_for_people(Publication.objects.all()).count()


def test_what_the_holder_has_not_said_stays_on_the_page_when_it_counts_as_gone(
    newsroom: Newsroom, withdrawn: tuple[Publication, Phone], settled: Settled
) -> None:
    publication, _phone = withdrawn
    _say(newsroom, "huong", publication, said="taken_down")
    text = _say(newsroom, "minh", publication, said="gone")
    assert settled(publication).taken_down_at is not None
    assert "There may be another post" in text
    assert "one may still be up" in text
    assert "There is nothing left to do" not in text
    _say(newsroom, "minh", publication, said="elsewhere", link=ANOTHER)  # and it is found
    assert settled(publication).taken_down_at is None
    assert "Take it down by hand" in _page(newsroom, publication)


def test_nothing_is_left_to_do_once_the_holder_has_spoken(
    newsroom: Newsroom, withdrawn: tuple[Publication, Phone], settled: Settled
) -> None:
    publication, phone = withdrawn
    _say(newsroom, "huong", publication, said="taken_down")
    _say(newsroom, "minh", publication, said="gone")
    phone.say(decision="not_posted")
    text = _page(newsroom, publication)
    assert "There may be another post" not in text
    assert "There is nothing left to do" in text


def test_an_old_address_is_looked_at_as_well(
    newsroom: Newsroom, correcting: tuple[Publication, Phone], minh_signs: Signs, settled: Settled
) -> None:
    publication, phone = correcting
    assert POST not in _page(newsroom, publication).partition("Look there as well")[2][:600]
    phone.say(ANOTHER)
    after = settled(publication)
    assert f'href="{POST}"' in _page(newsroom, after).partition("Look there as well")[2][:600]
    _say(newsroom, "huong", after, said="same")
    assert "Look there as well" not in _page(newsroom, after)
    minh_signs(open_withdrawal(after.clip, [after], "Sai người.", newsroom.tuan.person))
    settled(after)
    assert f'href="{POST}"' in _page(newsroom, after).partition("Look there as well")[2][:600]
    _say(newsroom, "lan", after, said="taken_down")
    assert f'href="{POST}"' in _page(newsroom, after).partition("Look there as well")[2][:600]
    _say(newsroom, "huong", after, said="gone")
    assert "Look there as well" not in _page(newsroom, after)


@pytest.fixture
def superseded(newsroom: Newsroom, waiting: Publication, phone: Phone, settled: Settled) -> Phone:
    """Lan said nothing for too long; Hương has it in hand now, and this is Lan's phone."""
    Attempt.objects.update(publish_called_at=now() - timedelta(minutes=61))
    sweeping.sweep()
    settled(waiting)
    sending.settle(waiting, Event.FOUND_ABSENT, member=newsroom.tuan)
    Phone(settled(waiting), newsroom.huong).begin()
    return phone


def test_a_post_that_nobody_waits_for_any_more_is_heard(
    newsroom: Newsroom, waiting: Publication, superseded: Phone, settled: Settled
) -> None:
    assert 'name="link"' in superseded.look().content.decode()
    text = superseded.say(POST).content.decode()
    assert "Tell the desk at once" in text
    assert f'href="{POST}"' in text
    assert LedgerEntry.objects.get(verb="publication_elsewhere").after == {"address": POST}
    assert {"Hương", "Tuấn"} <= _told("by_hand_differs")
    assert "Lan" not in _told("by_hand_differs")
    assert settled(waiting).state == "processing"
    assert f'href="{POST}"' in _page(newsroom, waiting)


def test_a_second_post_has_what_is_up_looked_at_anew(
    newsroom: Newsroom, waiting: Publication, phone: Phone, settled: Settled
) -> None:
    phone.say(decision="not_posted")
    other = Phone(settled(waiting), newsroom.huong)
    other.begin()
    other.say(ANOTHER)
    _say(newsroom, "minh", waiting, said="same")
    assert _asks() == 0
    phone.say(POST)
    assert _asks() == 1
    assert f'href="{POST}"' in _page(newsroom, waiting)
    assert settled(waiting).remote_id == "7309999999999999999"
    assert phone.say(ANOTHER).status_code == 410  # that very post is known


def test_a_post_after_the_withdrawal_counts_as_up(
    newsroom: Newsroom, withdrawn: tuple[Publication, Phone], settled: Settled
) -> None:
    publication, phone = withdrawn
    phone.say(decision="deleted")
    _say(newsroom, "huong", publication, said="gone")
    assert settled(publication).taken_down_at is not None
    assert ANOTHER in phone.say(ANOTHER).content.decode()
    assert settled(publication).taken_down_at is None


@pytest.mark.parametrize("decision", ["not_posted", "deleted"])
def test_what_is_said_after_a_withdrawal_stands_in_the_history(
    newsroom: Newsroom, withdrawn: tuple[Publication, Phone], decision: str
) -> None:
    _publication, phone = withdrawn
    phone.say(decision=decision)
    said = LedgerEntry.objects.get(verb="publication_given_back")
    assert said.actor_name == "Lan"


def test_whoever_had_it_in_hand_gives_no_second_look(
    newsroom: Newsroom, waiting: Publication, phone: Phone, settled: Settled
) -> None:
    Attempt.objects.update(publish_called_at=now() - timedelta(minutes=61))
    sweeping.sweep()
    settled(waiting)
    sending.settle(waiting, Event.FOUND_LIVE, member=newsroom.tuan, link=POST)
    assert "it was you who posted it" in _page(newsroom, waiting, "lan")
    assert "Somebody else must look" in _say(newsroom, "lan", waiting, said="same")
    assert not HandWord.objects.filter(kind="same").exists()
    assert "It shows what was signed." in _say(newsroom, "huong", waiting, said="same")


def test_whoever_gave_it_back_may_look(
    newsroom: Newsroom, waiting: Publication, phone: Phone, settled: Settled
) -> None:
    phone.say(decision="not_posted")
    other = Phone(settled(waiting), newsroom.huong)
    other.begin()
    other.say(POST)
    assert "It shows what was signed." in _say(newsroom, "lan", waiting, said="same")


def test_that_the_old_post_was_deleted_is_looked_at_too(
    newsroom: Newsroom, correcting: tuple[Publication, Phone], settled: Settled
) -> None:
    publication, phone = correcting
    asked = Notice.objects.filter(kind="by_hand_look", person=newsroom.minh.person)
    before = asked.count()
    phone.say(decision="deleted")
    assert asked.count() == before + 1
    assert "Lan" not in _told("by_hand_look")
    text = Phone(settled(publication), newsroom.huong).begin().content.decode()
    assert "Look that it is gone:" in text
    assert f'href="{POST}"' in text
    assert "Somebody else must look" in _say(newsroom, "lan", publication, said="gone")
    assert "A second person has seen that it is gone." in _say(newsroom, "minh", publication, said="gone")
    assert settled(publication).taken_down_at is None
    with pytest.raises(second_look.NothingToLookAt):
        second_look.confirm_gone(publication, newest_word(publication), member=newsroom.minh)


def test_what_was_called_deleted_and_is_still_up(
    newsroom: Newsroom, correcting: tuple[Publication, Phone], settled: Settled
) -> None:
    publication, phone = correcting
    phone.say(decision="deleted")
    _say(newsroom, "minh", publication, said="still_up")
    assert "The old post was deleted" not in _page(newsroom, publication)
    assert "This corrects a post that is up" in Phone(settled(publication), newsroom.huong).begin().content.decode()


def test_something_else_is_looked_at_again_once_it_was_put_right(newsroom: Newsroom, posted: Publication) -> None:
    _say(newsroom, "huong", posted, said="other", words="Thiếu phụ đề.")
    assert _asks() == 1
    assert "somebody looks again" in _page(newsroom, posted)
    text = _say(newsroom, "minh", posted, said="same")
    assert "It shows what was signed." in text
    assert "Thiếu phụ đề." not in text.partition("Attempts")[0]
    assert _asks() == 0


def test_a_hold_tells_whoever_has_it_in_hand(newsroom: Newsroom, waiting: Publication, phone: Phone) -> None:
    page = newsroom.client(newsroom.huong).get(newsroom.path("publishing/hold/")).content.decode()
    assert 'class="strong">Lan<' in page
    Hold.place(newsroom.huong, "Chờ xác minh")
    assert "Lan" in _told("held")
    phone.say(POST)
    page = newsroom.client(newsroom.huong).get(newsroom.path("publishing/hold/")).content.decode()
    assert 'class="strong">Lan<' not in page


def test_a_hold_elsewhere_tells_nobody_who_posts(newsroom: Newsroom, phone: Phone) -> None:
    other = newsroom.station.desks.exclude(pk=Clip.objects.get().desk_id).first()
    assert other is not None
    Hold.place(newsroom.huong, "Chờ xác minh", desk=other)
    assert "Lan" not in _told("held")


def test_a_withdrawal_that_is_asked_for_tells_whoever_has_it_in_hand(
    newsroom: Newsroom, correcting: tuple[Publication, Phone]
) -> None:
    publication, _phone = correcting
    page = newsroom.client(newsroom.tuan).get(newsroom.path(f"clips/{publication.clip_id}/withdraw/")).content.decode()
    assert "Lan is posting it at this moment" in page
    sending.ask_for_withdrawal(publication.clip, "Sai người.", member=newsroom.tuan)
    notice = Notice.objects.get(kind="held", person=newsroom.lan.person)
    assert str(publication.pk) in notice.link


def test_a_withdrawal_that_is_signed_tells_whoever_has_it_in_hand(
    newsroom: Newsroom, correcting: tuple[Publication, Phone], minh_signs: Signs, settled: Settled
) -> None:
    publication, _phone = correcting
    Clip.objects.update(author=newsroom.tuan.person)  # who wrote it is told in any case
    publication.refresh_from_db()
    minh_signs(open_withdrawal(publication.clip, [publication], "Sai người.", newsroom.tuan.person))
    settled(publication)
    assert "Lan" in _told("take_down_failed")


@pytest.mark.parametrize("leaves", [False, True])
def test_whose_role_ends_gets_no_file_and_still_says_what_is_up(
    newsroom: Newsroom, waiting: Publication, phone: Phone, settled: Settled, leaves: bool
) -> None:
    newsroom.lan.person.memberships.all().delete()
    if leaves:
        Person.objects.filter(pk=newsroom.lan.person.pk).update(is_active=False)
    text = phone.look().content.decode()
    assert "You may not post for this station any more" in text
    assert "/by-hand-files/" not in text
    assert "It counts as public now" in phone.say(POST).content.decode()
    assert settled(waiting).state == "live"
    assert HandWord.objects.get().by == newsroom.lan.person


def test_a_link_that_was_used_names_the_way_out(phone: Phone) -> None:
    answer = phone.client.get(phone.link, {"lang": "en"})
    assert "say there what became of it" in answer.content.decode()
