"""Leaving: one step; roles end, the account closes, drafts go to somebody else, the browser is signed out."""

from typing import Any

import pytest
from django.apps import apps

from clipdesk.accounts import leaving
from clipdesk.accounts.granting import LastOne, NotYourself
from clipdesk.accounts.member import NotAllowed
from clipdesk.accounts.models import Membership, Notice, Person
from clipdesk.accounts.roles import SOCIAL_EDITOR
from clipdesk.accounts.tests.conftest import signed_in, text, with_password
from clipdesk.history.models import LedgerEntry


def _drafts(newsroom: Any, author: Person, count: int) -> None:
    """Write bare drafts; the cutting room is reached by name only, it lies above this one."""
    file = apps.get_model("library", "StoredFile").objects.create(sha256="5" * 64, size=1, media_type="video/mp4")
    recording = apps.get_model("library", "Recording").objects.create(
        station=newsroom.station,
        desk=newsroom.news,
        title="Bản tin 18 giờ",
        original=file,
        original_name="bantin.mp4",
        made_by=author,
    )
    for _ in range(count):
        apps.get_model("clips", "Clip").objects.create(
            station=newsroom.station, desk=newsroom.news, recording=recording, author=author, last_editor=author
        )


def test_one_step_signs_out_and_hands_the_drafts_over(newsroom: Any) -> None:
    lan, huong = with_password(newsroom.lan.person), newsroom.huong.person
    _drafts(newsroom, lan, 2)
    lans, minhs = signed_in(lan), newsroom.client(newsroom.minh)
    assert lans.get(newsroom.path()).status_code == 200
    answer = minhs.post(newsroom.path(f"people/{lan.pk}/leave/"), {"taker": str(huong.pk)}, follow=True)
    assert "Lan đã rời đài. 2 bản nháp đã giao cho Hương." in text(answer)
    gone = lans.get(newsroom.path())
    assert gone["Location"].startswith("/sign-in/?next=")  # the very next request
    assert not Person.objects.get(pk=lan.pk).is_active
    assert not Membership.objects.filter(person=lan).exists()
    assert set(apps.get_model("clips", "Clip").objects.values_list("author", flat=True)) == {huong.pk}
    told = Notice.objects.get(kind="drafts_handed_over")
    assert told.person == huong
    left = LedgerEntry.objects.get(verb="person_left")
    assert left.after == {"handed_over": 2, "to": "Hương", "account_closed": True}


def test_who_works_elsewhere_too_keeps_the_account(newsroom: Any) -> None:
    lan = with_password(newsroom.lan.person)
    Membership.objects.create(person=lan, station=newsroom.stranger.station, role=SOCIAL_EDITOR)
    lans = signed_in(lan)
    leaving.leave(newsroom.minh, lan, newsroom.huong.person)
    assert lans.get(newsroom.path()).status_code == 404
    assert lans.get(f"/s/{newsroom.stranger.station.slug}/").status_code == 200


def test_without_drafts_nobody_is_told(newsroom: Any) -> None:
    assert leaving.leave(newsroom.minh, newsroom.lan.person, newsroom.huong.person) == 0
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("who", "leaver", "taker", "error"),
    [
        ("huong", "lan", "binh", NotAllowed),
        ("minh", "minh", "lan", NotYourself),
        ("minh", "lan", "lan", leaving.NoTaker),
        ("minh", "lan", "stranger", leaving.NoTaker),
    ],
)
def test_refused_it_changes_nothing(newsroom: Any, who: str, leaver: str, taker: str, error: type[Exception]) -> None:
    gone, to = getattr(newsroom, leaver).person, getattr(newsroom, taker).person
    _drafts(newsroom, gone, 1)
    with pytest.raises(error):
        leaving.leave(getattr(newsroom, who), gone, to)
    assert Person.objects.get(pk=gone.pk).is_active
    assert Membership.objects.filter(person=gone, station=newsroom.station).count() == 1
    assert apps.get_model("clips", "Clip").objects.get().author == gone
    assert not LedgerEntry.objects.filter(verb="person_left").exists()


def test_the_last_who_manages_people_stays_with_their_drafts(newsroom: Any) -> None:
    minh = newsroom.minh.person
    _drafts(newsroom, minh, 1)
    Membership.objects.filter(person__in=[newsroom.ha.person, newsroom.oanh.person]).delete()
    with pytest.raises(LastOne):
        leaving.leave(newsroom.oanh, minh, newsroom.lan.person)
    assert Membership.objects.filter(person=minh).exists()
    assert apps.get_model("clips", "Clip").objects.get().author == minh


def test_a_taker_that_is_not_offered_is_refused_on_the_page(newsroom: Any) -> None:
    lan, client = newsroom.lan.person, newsroom.client(newsroom.minh)
    for taker in ("", "not-an-id", str(lan.pk), str(newsroom.stranger.person.pk)):
        answer = client.post(newsroom.path(f"people/{lan.pk}/leave/"), {"taker": taker})
        assert answer.status_code == 200
        assert 'class="field-error"' in text(answer)
    assert Person.objects.get(pk=lan.pk).is_active
