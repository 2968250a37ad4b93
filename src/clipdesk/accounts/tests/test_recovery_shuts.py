"""Once a second person agreed nothing opens the account but the link, and only those agree who know where the person signs."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from clipdesk.accounts import leaving, recovering
from clipdesk.accounts.member import Member, member_of
from clipdesk.accounts.models import Bot, Chat, ChatLink, Device, Membership, Notice, Person, Recovery, Station
from clipdesk.accounts.roles import DEPUTY, EDITOR_IN_CHIEF, OPERATOR, PRODUCER
from clipdesk.accounts.tests.conftest import PASSWORD, browser, sign_in, signed_in, text, with_key
from clipdesk.history.models import LedgerEntry
from clipdesk.kernel.clock import now

pytestmark = pytest.mark.usefixtures("mail_server")
REASON = "Mất điện thoại và ví; đã gọi lại số ở nhà."
NEW = "mua-rao-chieu-muon-88"


@pytest.fixture
def lan(real_newsroom: Any) -> Person:
    """Lan, who has a code, a device and a chat: all on the phone that was lost."""
    found = with_key(real_newsroom.lan.person)
    Device.objects.create(person=found, name="Điện thoại", endpoint="https://push.example/1", public_key=b"", auth=b"")
    bot = Bot.objects.create(station=real_newsroom.station, name="song_hong_bot", remote_id=1, sealed_token="x")
    Chat.objects.create(bot=bot, person=found, remote_id=7, name="lan")
    ChatLink.objects.create(bot=bot, person=found, token_hash="0" * 64, expires_at=now())
    return found


@pytest.fixture
def begun(real_newsroom: Any, lan: Person) -> Recovery:
    """Oanh, the operator, has begun it for Lan."""
    return recovering.begin(real_newsroom.oanh, lan, REASON)


def _member(person: Person, station: Station, role: str) -> Member:
    Membership.objects.create(person=person, station=station, role=role)
    found = member_of(person, station)
    assert found is not None
    return found


def test_without_a_mail_server_nothing_begins_and_nothing_ends(real_newsroom: Any, lan: Person, settings: Any) -> None:
    settings.EMAIL_HOST = ""
    with pytest.raises(recovering.NoMailServer):
        recovering.begin(real_newsroom.oanh, lan, REASON)
    assert not Recovery.objects.exists()
    settings.EMAIL_HOST = "mail.example"
    begun = recovering.begin(real_newsroom.oanh, lan, REASON)
    settings.EMAIL_HOST = ""
    minh = signed_in(with_key(real_newsroom.minh.person))
    answer = minh.post(real_newsroom.path(f"recoveries/{begun.pk}/confirm/"))
    assert "This desk sends no e-mail" in text(answer)
    begun.refresh_from_db()
    assert (begun.confirmed_at, begun.ended_at, mail.outbox) == (None, None, [])
    assert Authenticator.objects.filter(user=lan).exists()


def test_at_the_second_yes_everything_that_opened_the_account_ends(
    real_newsroom: Any, lan: Person, begun: Recovery
) -> None:
    thief = signed_in(lan)
    assert thief.get(real_newsroom.path()).status_code == 200
    recovering.confirm(real_newsroom.minh, begun)
    assert thief.get(real_newsroom.path()).status_code == 302
    assert "_auth_user_id" not in sign_in(browser("en"), lan, PASSWORD).wsgi_request.session  # type: ignore[attr-defined]
    for kept in (Authenticator.objects.filter(user=lan), Device.objects, Chat.objects, ChatLink.objects):
        assert not kept.exists()


def test_a_new_password_by_mail_does_not_stand_in_for_the_link(
    real_newsroom: Any, lan: Person, begun: Recovery
) -> None:
    asked = {"email": lan.email}
    assert browser("en").post("/password/new/", asked).status_code == 302
    assert len(mail.outbox) == 1
    recovering.confirm(real_newsroom.minh, begun)
    recovering.drop(real_newsroom.ha, begun)
    assert browser("en").post("/password/new/", asked)["Location"] == "/password/new/sent/"
    assert len(mail.outbox) == 1


def test_the_page_says_that_they_stay_out(real_newsroom: Any, lan: Person, begun: Recovery) -> None:
    oanh = signed_in(with_key(real_newsroom.oanh.person))
    page = real_newsroom.path(f"people/{lan.pk}/")
    recovering.confirm(real_newsroom.minh, begun)
    assert "until they use it they stay out" in text(oanh.get(page))
    said = oanh.post(real_newsroom.path(f"recoveries/{begun.pk}/drop/"), follow=True)
    assert "until it is begun anew they stay out" in text(said)
    assert "They stay out until it is begun anew" in text(oanh.get(page))
    assert real_newsroom.path(f"people/{lan.pk}/recovery/") in text(oanh.get(page))


def test_whoever_it_is_about_does_not_drop_it(real_newsroom: Any) -> None:
    minh = real_newsroom.minh
    begun = recovering.begin(real_newsroom.oanh, minh.person, REASON)
    with pytest.raises(recovering.AboutYourself):
        recovering.drop(minh, begun)
    begun.refresh_from_db()
    assert begun.ended_at is None


def test_who_leaves_comes_in_by_no_link(real_newsroom: Any, lan: Person, begun: Recovery) -> None:
    token = recovering.confirm(real_newsroom.minh, begun)
    leaving.leave(real_newsroom.minh, lan, real_newsroom.huong.person)
    begun.refresh_from_db()
    assert begun.ended_at is not None
    assert LedgerEntry.objects.filter(verb="recovery_dropped", actor_name="Minh").count() == 1
    with pytest.raises(recovering.LinkOver):
        recovering.use(token, NEW)
    assert not Person.objects.get(pk=lan.pk).is_active


def test_the_link_changes_the_password_alone(real_newsroom: Any, lan: Person, begun: Recovery) -> None:
    token = recovering.confirm(real_newsroom.minh, begun)
    Person.objects.filter(pk=lan.pk).update(name="Lan Anh", theme="dark")
    recovering.use(token, NEW)
    lan.refresh_from_db()
    assert (lan.name, lan.theme, lan.check_password(NEW)) == ("Lan Anh", "dark", True)


@pytest.fixture
def far(real_newsroom: Any) -> Recovery:
    """Minh signs at Sông Hồng and cuts at Cửu Long, whose operator began it."""
    there = real_newsroom.stranger.station
    Membership.objects.create(person=real_newsroom.minh.person, station=there, role=PRODUCER)
    someone = Person.objects.create(email="xa@cuu-long.example", name="Xa")
    return recovering.begin(_member(someone, there, OPERATOR), real_newsroom.minh.person, REASON)


def test_two_people_of_a_station_where_they_sign_nothing_end_no_keys(real_newsroom: Any, far: Recovery) -> None:
    with pytest.raises(recovering.NotWhereTheySign):
        recovering.confirm(real_newsroom.stranger, far)
    far.refresh_from_db()
    assert far.confirmed_at is None
    told = Notice.objects.filter(kind="recovery_waits").values_list("person__name", "station__slug")
    assert set(told) == {("Hà", "song-hong"), ("Oanh", "song-hong")}
    assert recovering.confirm(real_newsroom.ha, far)


def test_where_they_sign_it_is_seen_and_dropped(real_newsroom: Any, far: Recovery) -> None:
    ha = signed_in(with_key(real_newsroom.ha.person))
    page = text(ha.get(real_newsroom.path(f"people/{real_newsroom.minh.person.pk}/")))
    for what in ("confirm", "drop"):
        assert real_newsroom.path(f"recoveries/{far.pk}/{what}/") in page
    assert ha.post(real_newsroom.path(f"recoveries/{far.pk}/drop/")).status_code == 302
    far.refresh_from_db()
    assert far.ended_at is not None


def test_who_may_agree_for_whom(real_newsroom: Any) -> None:
    room, there = real_newsroom, real_newsroom.stranger.station
    assert recovering.stations_that_agree(room.lan.person) == [room.station]
    Membership.objects.create(person=room.lan.person, station=there, role=PRODUCER)
    assert recovering.stations_that_agree(room.lan.person) == [there, room.station]
    Membership.objects.create(person=room.lan.person, station=there, role=DEPUTY)
    assert recovering.stations_that_agree(room.lan.person) == [there]
    practice = Station.objects.create(slug="tap", name="Đài Tập", is_practice=True)
    Membership.objects.create(person=room.lan.person, station=practice, role=EDITOR_IN_CHIEF)
    assert recovering.stations_that_agree(room.lan.person) == [there]
