"""Checkpoints leave the machine by e-mail: to whoever said yes, once a day with activity, and on demand."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db.backends.base.base import BaseDatabaseWrapper

from clipdesk.accounts import keepers
from clipdesk.accounts.member import NotAllowed
from clipdesk.accounts.models import Keeper
from clipdesk.accounts.tasks import mail_checkpoint, mail_notice, send_checkpoints
from clipdesk.accounts.tests.conftest import browser, signed_in, text, with_key
from clipdesk.history.checkpointing import copies_in, make_checkpoint, public_key
from clipdesk.history.models import CLIPDESK, LedgerCheckpoint, LedgerEntry
from clipdesk.history.notes import read_note
from clipdesk.history.transition import record
from clipdesk.history.verifying import verify
from clipdesk.jobs.testing import run_waiting_jobs

ADDRESS = "luu.tru@ngoai.example"
PAGE = "station/checkpoints/"


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.CHECKPOINTS = tmp_path / "day files"


@pytest.fixture
def keeper(real_newsroom: Any) -> Keeper:
    """A mailbox that was named and has said yes; its first checkpoint was sent."""
    found = keepers.name_keeper(real_newsroom.oanh, ADDRESS)
    make_checkpoint()
    run_waiting_jobs()
    assert browser("en").post(_path_in(mail.outbox[-1])).status_code == 200
    run_waiting_jobs()
    found.refresh_from_db()
    return found


def _path_in(message: Any) -> str:
    """The link that a mail holds."""
    (path,) = re.findall(re.escape(settings.ORIGIN) + r"(/keep/\S+)", message.body)
    return str(path)


def test_nothing_is_sent_before_somebody_there_said_yes(real_newsroom: Any) -> None:
    make_checkpoint()
    keeper = keepers.name_keeper(real_newsroom.oanh, f" {ADDRESS.upper()} ")
    assert (keeper.email, mail.outbox) == (ADDRESS, [])  # the page waits for no mail server
    run_waiting_jobs()
    send_checkpoints(0)
    run_waiting_jobs()
    (asked,) = mail.outbox
    assert asked.to == [ADDRESS]
    assert "\u2014 " not in asked.body
    with pytest.raises(keepers.NotConfirmed):
        keepers.send_now(keeper)
    page = browser("en").get(_path_in(asked))
    assert "Yes, I keep them" in text(page)
    keeper.refresh_from_db()
    assert keeper.confirmed_at is None  # programs that check mails open every link


def test_the_mail_holds_the_note_and_says_in_both_languages_what_it_is_for(keeper: Keeper) -> None:
    assert keeper.confirmed_at is not None
    message = mail.outbox[-1]
    head = LedgerCheckpoint.objects.get(size=keeper.sent_size)
    assert message.to == [ADDRESS]
    assert head.note in message.body
    assert "Keep this e-mail" in message.body
    assert "Hãy giữ thư này" in message.body
    assert [row.actor_name for row in LedgerEntry.objects.filter(verb__startswith="keeper_")] == ["Oanh", ADDRESS]


def test_once_a_day_and_only_after_activity(keeper: Keeper) -> None:
    make_checkpoint()  # of the yes itself
    counts = []
    for _day in range(3):
        send_checkpoints(0)
        run_waiting_jobs()
        make_checkpoint()
        counts.append(len(mail.outbox))
    assert counts == [counts[0]] * 3  # the mails are no activity
    record(keeper.station, "station_changed", by=CLIPDESK)
    make_checkpoint()
    send_checkpoints(0)
    run_waiting_jobs()
    assert len(mail.outbox) == counts[0] + 1
    newest = LedgerCheckpoint.objects.latest("size")
    assert newest.note in mail.outbox[-1].body


def test_on_demand_also_what_was_sent_before(keeper: Keeper, real_newsroom: Any) -> None:
    with_key(real_newsroom.oanh.person)
    client = signed_in(real_newsroom.oanh.person)
    before = len(mail.outbox)
    for number in (1, 2):
        answer = client.post(real_newsroom.path(f"{PAGE}{keeper.pk}/send/"))
        assert answer["Location"] == real_newsroom.path(PAGE)
        assert len(mail.outbox) == before + number - 1
        run_waiting_jobs()
        assert len(mail.outbox) == before + number
    assert ADDRESS in text(client.get(real_newsroom.path(PAGE)))


def test_a_mail_server_that_is_away_is_tried_again(keeper: Keeper, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    keepers.send_now(keeper)
    with pytest.raises(OSError, match="refused"):
        mail_checkpoint(str(keeper.pk))
    assert mail_checkpoint.retry_strategy is mail_notice.retry_strategy  # like every other mail
    keeper.refresh_from_db()
    assert keeper.sent_size == 0


def test_what_was_kept_shows_that_the_end_was_cut_off(
    as_owner: BaseDatabaseWrapper, keeper: Keeper, tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "thư.txt").write_text(str(mail.outbox[-1].body), encoding="utf-8")
    (folder / "mail.eml").write_bytes(mail.outbox[-1].message().as_bytes())
    key = public_key()
    copies = copies_in(folder)
    assert [read_note(note, key).size for note in copies] == [keeper.sent_size] * 2
    make_checkpoint()
    assert verify(as_owner.connection, key, copies).faults == []
    for table in ("ledgerentry", "ledgerleaf", "ledgercheckpoint"):
        with as_owner.cursor() as cursor:
            cursor.execute(f"DELETE FROM history_{table}")
    faults = verify(as_owner.connection, key, copies).faults
    assert len(faults) == 2
    assert all("rows were lost" in fault for fault in faults)


def test_whoever_keeps_them_ends_it_by_the_link_in_each_mail(keeper: Keeper) -> None:
    way = _path_in(mail.outbox[-1])
    assert "Send me no more" in text(browser("en").get(way))
    assert Keeper.objects.exists()
    browser("en").post(way, {"say": "enough"})
    assert not Keeper.objects.exists()
    assert LedgerEntry.objects.get(verb="keeper_removed").actor_name == ADDRESS
    assert browser("en").post(way).status_code == 422
    count = len(mail.outbox)
    send_checkpoints(0)
    run_waiting_jobs()
    assert len(mail.outbox) == count


def test_a_link_that_is_old_forged_or_of_a_removed_address_opens_nothing(
    real_newsroom: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = keepers.name_keeper(real_newsroom.oanh, ADDRESS)
    way = keepers.link_for(keeper).removeprefix(settings.ORIGIN)
    assert browser("en").get(way).status_code == 200
    assert browser("en").get(way[:-2] + "x/").status_code == 422
    a_week_ago = time.time() - 7 * 24 * 3600 - 5
    with monkeypatch.context() as patch:
        patch.setattr("django.core.signing.time.time", lambda: a_week_ago)
        old = keepers.link_for(keeper).removeprefix(settings.ORIGIN)
    assert "does not work, or no longer" in text(browser("en").post(old))
    keeper.refresh_from_db()
    assert keeper.confirmed_at is None


def test_who_may_name_addresses_and_how_many(real_newsroom: Any) -> None:
    for member in (real_newsroom.minh, real_newsroom.huong):
        with pytest.raises(NotAllowed):
            keepers.name_keeper(member, ADDRESS)
    for number in range(keepers.MOST):
        keepers.name_keeper(real_newsroom.oanh, f"{number}@ngoai.example")
    with pytest.raises(keepers.NamedAlready):
        keepers.name_keeper(real_newsroom.oanh, "0@ngoai.example")
    with pytest.raises(keepers.EnoughKeepers):
        keepers.name_keeper(real_newsroom.oanh, ADDRESS)


def test_the_page_keeps_what_was_typed_and_says_why(real_newsroom: Any) -> None:
    with_key(real_newsroom.oanh.person)
    client = signed_in(real_newsroom.oanh.person)
    answer = client.post(real_newsroom.path(PAGE), {"email": "no address"})
    assert answer.status_code == 422
    assert "no address" in text(answer)
    assert client.post(real_newsroom.path(PAGE), {"email": ADDRESS}).status_code == 302
    answer = client.post(real_newsroom.path(PAGE), {"email": ADDRESS})
    assert "is on the list already" in text(answer)
    removed = client.post(real_newsroom.path(f"{PAGE}{Keeper.objects.get().pk}/remove/"))
    assert (removed.status_code, Keeper.objects.count()) == (302, 0)


def test_a_practice_station_mails_nobody_outside(newsroom: Any) -> None:
    with pytest.raises(keepers.PracticeMailsNobody):
        keepers.name_keeper(newsroom.oanh, ADDRESS)
