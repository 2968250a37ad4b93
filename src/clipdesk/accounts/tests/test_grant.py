"""Roles given and taken: by who manages people, never one's own, and somebody who manages people stays."""

from typing import Any

import pytest

from clipdesk.accounts import granting
from clipdesk.accounts.granting import LastOne, NotYourself, UnknownRole
from clipdesk.accounts.member import NotAllowed, member_of
from clipdesk.accounts.models import Membership
from clipdesk.accounts.roles import EDITOR_IN_CHIEF, SOCIAL_EDITOR
from clipdesk.accounts.tests.conftest import text
from clipdesk.history.models import LedgerEntry


def _roles(newsroom: Any, member: Any) -> list[tuple[str, str | None]]:
    rows = Membership.objects.filter(person=member.person, station=newsroom.station)
    return sorted(rows.values_list("role", "desk__name"))


def test_a_role_is_given_and_taken_on_the_page(newsroom: Any) -> None:
    client, lan = newsroom.client(newsroom.minh), newsroom.lan.person
    page = newsroom.path(f"people/{lan.pk}/")
    assert client.post(page, {"role": SOCIAL_EDITOR, "desk": ""})["Location"] == page
    assert _roles(newsroom, newsroom.lan) == [("producer", "Thời sự"), (SOCIAL_EDITOR, None)]
    given = Membership.objects.get(person=lan, role=SOCIAL_EDITOR)
    assert client.post(newsroom.path(f"roles/{given.pk}/take/"))["Location"] == page
    assert _roles(newsroom, newsroom.lan) == [("producer", "Thời sự")]
    verbs = LedgerEntry.objects.filter(verb__in=["role_given", "role_taken"]).order_by("seq")
    assert [(row.verb, row.actor_name) for row in verbs] == [("role_given", "Minh"), ("role_taken", "Minh")]


def test_giving_twice_is_giving_once(newsroom: Any) -> None:
    for _ in range(2):
        granting.give_role(newsroom.minh, newsroom.lan.person, SOCIAL_EDITOR, None)
    assert LedgerEntry.objects.filter(verb="role_given").count() == 1


def test_nobody_changes_their_own_roles(newsroom: Any) -> None:
    own = Membership.objects.get(person=newsroom.minh.person)
    with pytest.raises(NotYourself):
        granting.give_role(newsroom.minh, newsroom.minh.person, SOCIAL_EDITOR, None)
    with pytest.raises(NotYourself):
        granting.take_role(newsroom.minh, own)
    assert _roles(newsroom, newsroom.minh) == [(EDITOR_IN_CHIEF, None)]
    page = text(newsroom.client(newsroom.minh).get(newsroom.path(f"people/{newsroom.minh.person.pk}/")))
    assert "Không ai tự đổi vai trò của mình." in page
    assert 'name="role"' not in page


def test_a_station_keeps_somebody_who_manages_people(newsroom: Any) -> None:
    for member in (newsroom.ha, newsroom.oanh):
        granting.take_role(newsroom.minh, Membership.objects.get(person=member.person))
    granting.give_role(newsroom.minh, newsroom.lan.person, EDITOR_IN_CHIEF, newsroom.news)  # one desk is not enough
    with pytest.raises(LastOne):
        granting.take_role(newsroom.oanh, Membership.objects.get(person=newsroom.minh.person))
    assert _roles(newsroom, newsroom.minh) == [(EDITOR_IN_CHIEF, None)]
    assert LedgerEntry.objects.filter(verb="role_taken").count() == 2


def test_the_last_ones_role_on_the_page_is_a_sentence_with_a_way_back(newsroom: Any) -> None:
    Membership.objects.filter(person__in=[newsroom.ha.person, newsroom.minh.person]).delete()
    granting.give_role(newsroom.oanh, newsroom.lan.person, EDITOR_IN_CHIEF, newsroom.news)
    own = Membership.objects.get(person=newsroom.oanh.person)
    page = newsroom.path(f"people/{newsroom.oanh.person.pk}/")
    referer = {"referer": f"http://localhost:8080{page}"}
    answer = newsroom.client(newsroom.lan).post(newsroom.path(f"roles/{own.pk}/take/"), headers=referer)
    assert answer.status_code == 403  # who manages one desk reaches no role of the whole station
    assert f'href="{page}"' in text(answer)
    assert Membership.objects.filter(pk=own.pk).exists()


def test_who_may_not_manage_people_changes_nothing(newsroom: Any) -> None:
    with pytest.raises(NotAllowed):
        granting.give_role(newsroom.huong, newsroom.lan.person, SOCIAL_EDITOR, None)
    with pytest.raises(NotAllowed):
        granting.take_role(newsroom.huong, Membership.objects.get(person=newsroom.lan.person))
    assert _roles(newsroom, newsroom.lan) == [("producer", "Thời sự")]


def test_a_manager_of_one_desk_cannot_reach_beyond_it(newsroom: Any) -> None:
    granting.give_role(newsroom.minh, newsroom.lan.person, EDITOR_IN_CHIEF, newsroom.news)
    member = member_of(newsroom.lan.person, newsroom.station)
    assert member is not None
    for desk in (None, newsroom.sport):
        with pytest.raises(NotAllowed):
            granting.give_role(member, newsroom.thao.person, EDITOR_IN_CHIEF, desk)
    granting.give_role(member, newsroom.thao.person, SOCIAL_EDITOR, newsroom.news)
    assert _roles(newsroom, newsroom.thao) == [(SOCIAL_EDITOR, "Thời sự"), ("trainee", "Thời sự")]


def test_unknown_roles_are_refused(newsroom: Any) -> None:
    with pytest.raises(UnknownRole):
        granting.give_role(newsroom.minh, newsroom.lan.person, "king", None)


def test_another_stations_people_are_not_there(newsroom: Any) -> None:
    client, stranger = newsroom.client(newsroom.minh), newsroom.stranger.person
    role = Membership.objects.get(person=stranger)
    assert client.get(newsroom.path(f"people/{stranger.pk}/")).status_code == 404
    assert client.post(newsroom.path(f"roles/{role.pk}/take/")).status_code == 404
    assert Membership.objects.filter(pk=role.pk).exists()
