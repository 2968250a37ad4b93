"""Inviting: a link shown once, sent by mail, listed while it is open, taken back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from clipdesk.accounts import granting, inviting
from clipdesk.accounts.member import NotAllowed
from clipdesk.accounts.models import Invitation
from clipdesk.accounts.roles import EDITOR_IN_CHIEF, PRODUCER, TRAINEE
from clipdesk.accounts.tests.conftest import headings, text
from clipdesk.history.models import LedgerEntry

MAI = "mai@song-hong.example"


def _links(page: Any) -> set[str]:
    return set(re.findall(r"http://localhost:8080/invite/[\w-]{32}/", text(page)))


def _invite(client: Client, newsroom: Any, email: str = MAI, **more: str) -> Any:
    return client.post(newsroom.path("people/"), {"email": email, "role": PRODUCER, "desk": "", **more})


def test_the_link_is_shown_once_and_mailed(newsroom: Any) -> None:
    client = newsroom.client(newsroom.minh)
    page = _invite(client, newsroom, desk=str(newsroom.news.pk))
    (link,) = _links(page)
    assert not _links(client.get(newsroom.path("people/")))
    assert MAI in text(client.get(newsroom.path("people/")))
    assert mail.outbox[-1].to == [MAI]
    assert link in mail.outbox[-1].body
    assert newsroom.station.name in mail.outbox[-1].subject
    kept = Invitation.objects.get()
    assert (kept.role, kept.desk, kept.invited_by) == (PRODUCER, newsroom.news, newsroom.minh.person)
    assert link.split("/")[-2] not in str(Invitation.objects.values_list())
    assert LedgerEntry.objects.filter(verb="person_invited", actor_id=newsroom.minh.person.pk).count() == 1


def test_a_mail_server_that_is_away_spoils_nothing(newsroom: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "clipdesk.accounts.tests.test_password.NoServer"
    page = _invite(newsroom.client(newsroom.minh), newsroom)
    assert len(_links(page)) == 1
    assert Invitation.objects.count() == 1
    assert ("Không gửi được email" in text(page)) or ("could not be sent" in text(page))


def test_what_was_typed_stays_when_it_is_not_right(newsroom: Any) -> None:
    page = _invite(newsroom.client(newsroom.minh), newsroom, email="mai at example")
    assert 'value="mai at example"' in text(page)
    assert not Invitation.objects.exists()


def test_nobody_invites_themselves(newsroom: Any) -> None:
    page = _invite(newsroom.client(newsroom.minh), newsroom, email=newsroom.minh.person.email.upper())
    assert page.status_code == 200
    assert newsroom.minh.person.email.upper() in text(page)
    assert not Invitation.objects.exists()


def test_a_producer_invites_nobody(newsroom: Any) -> None:
    with pytest.raises(NotAllowed):
        inviting.invite(newsroom.lan, MAI, TRAINEE, newsroom.news)
    assert _invite(newsroom.client(newsroom.lan), newsroom).status_code == 403
    assert not Invitation.objects.exists()


def test_who_manages_one_desk_invites_to_that_desk_only(newsroom: Any) -> None:
    granting.give_role(newsroom.minh, newsroom.lan.person, EDITOR_IN_CHIEF, newsroom.news)
    client = newsroom.client(newsroom.lan)
    for desk in ("", str(newsroom.sport.pk)):
        _invite(client, newsroom, desk=desk)
    assert not Invitation.objects.exists()
    _invite(client, newsroom, desk=str(newsroom.news.pk))
    assert Invitation.objects.get().desk == newsroom.news


def test_taken_back_it_opens_nothing(newsroom: Any) -> None:
    token = inviting.invite(newsroom.minh, MAI, PRODUCER, None)
    client = newsroom.client(newsroom.ha)
    path = newsroom.path(f"invitations/{Invitation.objects.get().pk}/take-back/")
    assert client.post(path)["Location"] == newsroom.path("people/")
    with pytest.raises(inviting.InvitationOver):
        inviting.open_invitation(token)
    assert not inviting.waiting(Invitation.objects.all())
    client.post(path)  # once more changes nothing
    assert LedgerEntry.objects.filter(verb="invitation_taken_back").count() == 1


def test_another_stations_invitation_is_not_there(newsroom: Any) -> None:
    inviting.invite(newsroom.minh, MAI, PRODUCER, None)
    path = f"/s/{newsroom.stranger.station.slug}/invitations/{Invitation.objects.get().pk}/take-back/"
    assert newsroom.client(newsroom.stranger).post(path).status_code == 404
    assert inviting.waiting(Invitation.objects.all()).count() == 1


def test_a_new_link_to_the_same_role_replaces_the_old_one(newsroom: Any) -> None:
    first = inviting.invite(newsroom.minh, MAI, PRODUCER, None)
    second = inviting.invite(newsroom.ha, f" {MAI.upper()}", PRODUCER, None)
    with pytest.raises(inviting.InvitationOver):
        inviting.open_invitation(first)
    assert inviting.open_invitation(second).email == MAI


def test_after_seven_days_it_is_over(newsroom: Any) -> None:
    token = inviting.invite(newsroom.minh, MAI, PRODUCER, None)
    made = Invitation.objects.get()
    assert timedelta(days=6, hours=23) < made.expires_at - made.made_at <= timedelta(days=7, seconds=1)
    Invitation.objects.update(expires_at=made.made_at)
    page = Client(headers={"accept-language": "en"}).get(f"/invite/{token}/")
    assert page.status_code == 422
    assert headings(page) == ["This was not done"]
    assert "older than seven days" in text(page)
