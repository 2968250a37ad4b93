"""Who lost every factor comes back in: two people agree, the link goes to the person alone, and what was lost opens nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, transaction

from clipdesk.accounts import recovering
from clipdesk.accounts.granting import NotYourself
from clipdesk.accounts.member import NotAllowed
from clipdesk.accounts.models import Device, Notice, Recovery
from clipdesk.accounts.tests.conftest import PASSWORD, browser, sign_in, signed_in, text, with_key, with_password
from clipdesk.accounts.tests.passkeys import stored_passkey
from clipdesk.history.models import LedgerEntry
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now

pytestmark = pytest.mark.usefixtures("mail_server")
REASON = "Mất điện thoại và ví; đã gọi lại số ở nhà."
NEW = "mua-rao-chieu-muon-88"


@pytest.fixture
def begun(real_newsroom: Any) -> Recovery:
    """Oanh, the operator, has begun it for Lan, who had all kinds of factors."""
    lan = with_key(real_newsroom.lan.person)
    RecoveryCodes.activate(lan)
    stored_passkey(lan)
    Device.objects.create(person=lan, name="Điện thoại", endpoint="https://push.example/1", public_key=b"", auth=b"")
    return recovering.begin(real_newsroom.oanh, lan, REASON)


def _link() -> str:
    (path,) = re.findall(re.escape(settings.ORIGIN) + r"(/recover/\S+)", str(mail.outbox[-1].body))
    return str(path)


def test_an_operator_begins_and_whoever_may_agree_is_told(real_newsroom: Any, begun: Recovery) -> None:
    told = set(Notice.objects.filter(kind="recovery_waits").values_list("person__name", flat=True))
    assert told == {"Minh", "Hà"}
    row = LedgerEntry.objects.get(verb="recovery_begun")
    assert (row.actor_name, row.because, row.after["person"]) == ("Oanh", REASON, "Lan")
    assert mail.outbox == []


def test_who_may_not_begin_or_agree(real_newsroom: Any) -> None:
    room = real_newsroom
    for member in (room.minh, room.huong):  # an editor-in-chief signs, so somebody else begins
        with pytest.raises(NotAllowed):
            recovering.begin(member, room.lan.person, REASON)
    with pytest.raises(NotYourself):
        recovering.begin(room.oanh, room.oanh.person, REASON)
    with pytest.raises(recovering.ReasonMissing):
        recovering.begin(room.oanh, room.lan.person, "  ")
    made = recovering.begin(room.oanh, room.minh.person, REASON)
    with pytest.raises(recovering.BegunAlready):
        recovering.begin(room.oanh, room.minh.person, REASON)
    for member in (room.oanh, room.minh):
        with pytest.raises(recovering.NotTheSecond):
            recovering.confirm(member, made)
    with pytest.raises(NotAllowed):
        recovering.confirm(room.huong, made)
    made.refresh_from_db()
    assert made.confirmed_at is None


def test_the_database_asks_for_two_people_as_well(real_newsroom: Any, begun: Recovery) -> None:
    for who in (begun.begun_by, begun.person):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recovery.objects.filter(pk=begun.pk).update(confirmed_by=who)


def test_two_people_agree_and_the_person_sets_everything_anew(real_newsroom: Any, begun: Recovery) -> None:
    lan, minh = real_newsroom.lan.person, with_key(real_newsroom.minh.person)
    client = signed_in(minh)
    page = client.get(real_newsroom.path(f"people/{lan.pk}/"))
    assert REASON in text(page)
    answer = client.post(real_newsroom.path(f"recoveries/{begun.pk}/confirm/"))
    assert answer["Location"] == real_newsroom.path(f"people/{lan.pk}/")
    message = mail.outbox[-1]
    assert message.to == [lan.email]
    way = _link()
    assert way not in text(client.get(real_newsroom.path(f"people/{lan.pk}/")))
    assert way.split("/")[2] not in str(list(LedgerEntry.objects.values()))

    back = browser("en")
    assert "Set a new password" in text(back.get(way))
    assert back.post(way, {"password": "1234"}).status_code == 422
    done = back.post(way, {"password": NEW})
    assert done["Location"] == "/me/second-factor/on/"
    assert back.get(done["Location"]).status_code == 200
    assert "_auth_user_id" not in (old := browser("en")).session
    sign_in(old, lan, PASSWORD)
    assert "_auth_user_id" not in old.session
    assert sign_in(browser("en"), lan, NEW)["Location"] != "/sign-in/code/"
    assert back.get(way).status_code == 422  # once
    verbs = list(LedgerEntry.objects.filter(verb__startswith="recovery_").values_list("verb", "actor_name"))
    assert verbs == [("recovery_begun", "Oanh"), ("recovery_confirmed", "Minh"), ("recovery_used", "Lan")]


def test_a_link_is_good_for_a_day_and_not_after_it_was_dropped(real_newsroom: Any, begun: Recovery) -> None:
    token = recovering.confirm(real_newsroom.minh, begun)
    assert recovering.opened_by(token).pk == begun.pk
    Recovery.objects.filter(pk=begun.pk).update(expires_at=now() - timedelta(seconds=1))
    with pytest.raises(recovering.LinkOver):
        recovering.use(token, NEW)
    Recovery.objects.filter(pk=begun.pk).update(expires_at=now() + timedelta(hours=1))
    recovering.drop(real_newsroom.ha, begun)
    with pytest.raises(recovering.LinkOver):
        recovering.use(token, NEW)
    assert browser("en").get(f"/recover/{token}/").status_code == 422


def test_what_nobody_agrees_to_in_time_is_over_and_can_begin_anew(real_newsroom: Any, begun: Recovery) -> None:
    Recovery.objects.filter(pk=begun.pk).update(expires_at=now() - timedelta(seconds=1))
    with pytest.raises(recovering.RecoveryOver):
        recovering.confirm(real_newsroom.minh, begun)
    again = recovering.begin(real_newsroom.oanh, begun.person, REASON)
    token = recovering.confirm(real_newsroom.ha, again)
    with pytest.raises(recovering.RecoveryOver):
        recovering.confirm(real_newsroom.minh, again)
    assert recovering.opened_by(token).pk == again.pk


def test_a_mail_that_cannot_be_sent_lets_nobody_in(real_newsroom: Any, begun: Recovery, settings: Any) -> None:
    client = signed_in(with_key(real_newsroom.minh.person))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    client.post(real_newsroom.path(f"recoveries/{begun.pk}/confirm/"))
    begun.refresh_from_db()
    assert begun.ended_at is not None
    recovering.begin(real_newsroom.oanh, begun.person, REASON)


def test_the_pages_offer_each_what_they_may(real_newsroom: Any) -> None:
    room = real_newsroom
    clients = {one: signed_in(with_key(getattr(room, one).person)) for one in ("oanh", "minh")}
    page = room.path(f"people/{room.lan.person.pk}/")
    begin = room.path(f"people/{room.lan.person.pk}/recovery/")
    assert begin in text(clients["oanh"].get(page))
    assert begin not in text(clients["minh"].get(page))
    assert clients["oanh"].post(begin, {"reason": REASON}).status_code == 302
    run_waiting_jobs()
    confirm = room.path(f"recoveries/{Recovery.objects.get().pk}/confirm/")
    assert confirm in text(clients["minh"].get(page))
    assert confirm not in text(clients["oanh"].get(page))
    assert clients["oanh"].post(confirm).status_code == 422


def test_from_a_practice_station_nobody_s_account_is_opened(newsroom: Any) -> None:
    with_password(newsroom.lan.person)
    with pytest.raises(recovering.PracticeLetsNobodyIn):
        recovering.begin(newsroom.oanh, newsroom.lan.person, REASON)
