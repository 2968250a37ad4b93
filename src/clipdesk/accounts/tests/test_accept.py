"""Coming in by an invitation: new people, people with an account, people who had left; one link opens once."""

from typing import Any

import pytest

from clipdesk.accounts import inviting, leaving
from clipdesk.accounts.member import member_of
from clipdesk.accounts.models import Invitation, Membership, Person
from clipdesk.accounts.roles import PRODUCER, SOCIAL_EDITOR
from clipdesk.accounts.tests.conftest import PASSWORD, browser, headings, sign_in, text, with_key, with_password

MAI = "mai@song-hong.example"
NEW = "mua-he-ruc-ro-81"
FORM = {"name": "Mai", "password": NEW, "language": "vi"}


def test_somebody_new_sets_name_and_password_and_is_in(newsroom: Any) -> None:
    way = f"/invite/{inviting.invite(newsroom.minh, MAI, PRODUCER, newsroom.news)}/"
    client = browser("en")
    assert headings(client.get(way)) == ["Welcome to Đài Sông Hồng"]
    assert client.post(way, FORM)["Location"] == newsroom.path()
    assert client.get(newsroom.path()).status_code == 200
    mai = Person.objects.get(email=MAI)
    assert (mai.name, mai.language, mai.is_active) == ("Mai", "vi", True)
    assert mai.check_password(NEW)
    member = member_of(mai, newsroom.station)
    assert member is not None
    assert member.desks_for("cut") == [newsroom.news.pk]
    assert Invitation.objects.get().accepted_by == mai
    assert client.get("/me/second-factor/on/").status_code == 200  # the password was set a moment ago: not asked again


def test_a_weak_password_keeps_what_was_typed_and_the_door_open(newsroom: Any) -> None:
    token = inviting.invite(newsroom.minh, MAI, PRODUCER, None)
    page = browser("vi").post(f"/invite/{token}/", {**FORM, "password": "ngan"})
    assert "Mật khẩu này quá ngắn. Cần ít nhất 10 ký tự." in text(page)
    assert 'value="Mai"' in text(page)
    assert not Person.objects.filter(email=MAI).exists()
    assert inviting.open_invitation(token).email == MAI


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("le thi hong mai", "Mật khẩu quá giống với tên."),
        ("mai@song-hong.example", "Mật khẩu quá giống với email."),
        ("qwertyuiop", "Mật khẩu này quá phổ biến."),
    ],
)
def test_name_address_and_common_words_are_no_passwords(newsroom: Any, password: str, said: str) -> None:
    token = inviting.invite(newsroom.minh, MAI, PRODUCER, None)
    form = {**FORM, "name": "Le Thi Hong Mai", "password": password}
    assert said in text(browser("vi").post(f"/invite/{token}/", form))
    assert not Person.objects.filter(email=MAI).exists()


def test_a_link_opens_once_also_for_two_who_hold_its_page_open(newsroom: Any) -> None:
    way = f"/invite/{inviting.invite(newsroom.minh, MAI, PRODUCER, None)}/"
    first, second = browser("en"), browser("en")
    for client in (first, second):
        assert client.get(way).status_code == 200
    first.post(way, FORM)
    answer = second.post(way, {**FORM, "name": "Somebody else", "password": "another-password-9"})
    assert answer.status_code == 422
    assert "This invitation has been used" in text(answer)
    assert Person.objects.get(email=MAI).name == "Mai"


def test_the_second_of_two_at_once_gets_the_sentence(newsroom: Any) -> None:
    token = inviting.invite(newsroom.minh, MAI, PRODUCER, None)
    inviting.accept_as_new(token, "Mai", NEW, "vi")
    with pytest.raises(inviting.InvitationOver):
        inviting.accept_as_new(token, "Mai", NEW, "vi")
    with pytest.raises(inviting.InvitationOver):
        inviting.accept_as(token, Person.objects.get(email=MAI))


def test_who_has_an_account_must_sign_in_first(newsroom: Any) -> None:
    guest = with_password(newsroom.stranger.person)
    token = inviting.invite(newsroom.minh, guest.email, SOCIAL_EDITOR, None)
    client, way = browser("en"), f"/invite/{token}/"
    page = client.get(way)
    assert 'name="password"' not in text(page)
    assert f"/sign-in/?next={way.replace('/', '%2F')}" in text(page)
    client.post(way, FORM)
    assert not Membership.objects.filter(person=guest, station=newsroom.station).exists()
    with pytest.raises(inviting.SomebodyElse):
        inviting.accept_as_new(token, "Mai", NEW, "vi")
    assert Person.objects.get(pk=guest.pk).check_password(PASSWORD)
    assert sign_in(client, guest, next=way)["Location"] == way
    assert client.post(way)["Location"] == newsroom.path()
    assert set(guest.memberships.values_list("station__slug", "role")) == {
        ("song-hong", SOCIAL_EDITOR),
        ("cuu-long", "editor_in_chief"),
    }


def test_who_is_signed_in_as_somebody_else_is_asked_to_sign_out(newsroom: Any) -> None:
    token = inviting.invite(newsroom.minh, MAI, PRODUCER, None)
    client, way = newsroom.client(newsroom.lan), f"/invite/{token}/"
    for page in (client.get(way), client.post(way, FORM)):
        assert page.status_code == 200
        assert "Lan" in text(page)
        assert 'name="password"' not in text(page)
    assert not Person.objects.filter(email=MAI).exists()
    with pytest.raises(inviting.SomebodyElse):
        inviting.accept_as(token, newsroom.lan.person)
    assert client.post("/sign-out/", {"next": way})["Location"] == way


def test_who_had_left_comes_back_with_a_new_password_and_without_the_old_key(newsroom: Any) -> None:
    lan = with_key(newsroom.lan.person)
    leaving.leave(newsroom.minh, lan, newsroom.huong.person)
    assert not Person.objects.get(pk=lan.pk).is_active
    token = inviting.invite(newsroom.minh, lan.email, PRODUCER, newsroom.sport)
    browser("en").post(f"/invite/{token}/", {**FORM, "name": "Lan"})
    back = Person.objects.get(pk=lan.pk)
    assert back.is_active
    assert sign_in(browser(), back, NEW)["Location"] == "/"
    assert list(back.memberships.values_list("role", "desk__name")) == [(PRODUCER, "Thể thao")]


def test_two_invitations_to_one_new_address_make_one_person(newsroom: Any) -> None:
    first = inviting.invite(newsroom.minh, MAI, PRODUCER, newsroom.news)
    second = inviting.invite(newsroom.minh, MAI, SOCIAL_EDITOR, None)
    mai = inviting.accept_as_new(first, "Mai", NEW, "vi")
    with pytest.raises(inviting.SomebodyElse):
        inviting.accept_as_new(second, "Thief", "another-password-9", "vi")
    inviting.accept_as(second, mai)
    assert sorted(mai.memberships.values_list("role", flat=True)) == [PRODUCER, SOCIAL_EDITOR]


def test_a_link_that_never_was_is_a_sentence(db: None) -> None:
    assert browser().get("/invite/never-made-1234/").status_code == 422
