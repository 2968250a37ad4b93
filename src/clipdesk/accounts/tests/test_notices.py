"""Being told: on the page, with a badge, once per cause; by mail, later, and never at the notice's expense."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.accounts.choosing import group_of
from clipdesk.accounts.models import Membership, Notice
from clipdesk.accounts.notices import KINDS, people_who_may, tell
from clipdesk.accounts.roles import SIGN
from clipdesk.accounts.tasks import mail_notice
from clipdesk.accounts.tests.conftest import headings, text
from clipdesk.jobs.testing import run_waiting_jobs


def _tell(newsroom: Any, *members: Any, cause: str = "clip:1", kind: str = "sent_back") -> None:
    link = newsroom.path("clips/")
    people = [member.person for member in members]
    tell(people, station=newsroom.station, desk=newsroom.news, kind=kind, cause=cause, link=link)


def _badge(page: Any) -> int:
    return text(page).count('<span class="count">')


def test_one_cause_is_told_once(newsroom: Any) -> None:
    _tell(newsroom, newsroom.lan, newsroom.binh)
    _tell(newsroom, newsroom.lan)
    assert Notice.objects.count() == 2
    run_waiting_jobs()
    assert len(mail.outbox) == 2


def test_opening_one_marks_it_read_and_leads_on(newsroom: Any) -> None:
    _tell(newsroom, newsroom.lan)
    _tell(newsroom, newsroom.lan, cause="clip:2")
    client = newsroom.client(newsroom.lan)
    page = client.get(newsroom.path("notices/"))
    assert headings(page) == ["Thông báo"]
    assert _badge(page) == 1
    assert text(page).count("(chưa đọc)") == 2
    first = Notice.objects.order_by("made_at")[0]
    way = newsroom.path(f"notices/{first.pk}/")
    assert way in text(page)
    assert client.get(way)["Location"] == newsroom.path("clips/")
    assert text(client.get(newsroom.path("notices/"))).count("(chưa đọc)") == 1
    first.refresh_from_db()
    read_at = first.read_at
    client.get(way)
    first.refresh_from_db()
    assert first.read_at == read_at


def test_all_at_once(newsroom: Any) -> None:
    for number in range(3):
        _tell(newsroom, newsroom.lan, newsroom.binh, cause=f"clip:{number}")
    client = newsroom.client(newsroom.lan)
    assert client.post(newsroom.path("notices/"))["Location"] == newsroom.path("notices/")
    page = client.get(newsroom.path("notices/"))
    assert _badge(page) == 0
    assert "Đánh dấu đã đọc tất cả" not in text(page)
    assert Notice.objects.filter(read_at=None).count() == 3  # Bình's own


def test_nobody_opens_somebody_elses(newsroom: Any) -> None:
    _tell(newsroom, newsroom.lan)
    way = newsroom.path(f"notices/{Notice.objects.get().pk}/")
    assert newsroom.client(newsroom.binh).get(way).status_code == 404
    assert Notice.objects.get().read_at is None


def test_the_mail_carries_desk_kind_and_link_in_the_readers_language(newsroom: Any) -> None:
    newsroom.lan.person.language = "en"
    newsroom.lan.person.save()
    _tell(newsroom, newsroom.lan, newsroom.binh)
    run_waiting_jobs()
    to_lan, to_binh = sorted(mail.outbox, key=lambda sent: sent.to != [newsroom.lan.person.email])
    notice = Notice.objects.get(person=newsroom.lan.person)
    assert to_lan.subject == "Đài Sông Hồng · Thời sự: A clip was sent back to you"
    assert to_lan.body.splitlines() == [
        "A clip was sent back to you.",
        "Đài Sông Hồng · Thời sự",
        f"http://localhost:8080/s/song-hong/notices/{notice.pk}/",
        "",
        "You get this because of your role at the station.",
    ]
    assert to_binh.subject == "Đài Sông Hồng · Thời sự: Có clip bị trả lại cho bạn"
    assert notice.mailed_at is not None


def test_a_mail_server_that_is_away_loses_nothing(newsroom: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "clipdesk.accounts.tests.test_password.NoServer"
    _tell(newsroom, newsroom.lan)
    notice = Notice.objects.get()
    with pytest.raises(OSError, match="away") as failure:
        mail_notice(str(notice.pk))
    notice.refresh_from_db()
    assert (notice.mailed_at, notice.read_at) == (None, None)
    job = ProcrastinateJob.objects.get(task_name="accounts.mail_notice").procrastinate_job
    again = mail_notice.get_retry_exception(exception=failure.value, job=job)
    assert again is not None  # the queue will try it again
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail_notice(str(notice.pk))
    mail_notice(str(notice.pk))
    assert len(mail.outbox) == 1


def test_who_has_read_it_or_left_is_not_mailed(newsroom: Any) -> None:
    _tell(newsroom, newsroom.lan, newsroom.binh, newsroom.thao)
    newsroom.client(newsroom.lan).post(newsroom.path("notices/"))
    Membership.objects.filter(person=newsroom.binh.person).delete()
    run_waiting_jobs()
    assert [sent.to for sent in mail.outbox] == [[newsroom.thao.person.email]]


def test_an_unknown_kind_is_a_defect(newsroom: Any) -> None:
    with pytest.raises(LookupError):
        _tell(newsroom, newsroom.lan, kind="gossip")


def test_who_may_sign_is_found_by_role_and_desk(real_newsroom: Any) -> None:
    newsroom = real_newsroom
    Membership.objects.create(
        person=newsroom.binh.person, station=newsroom.station, desk=newsroom.sport, role="editor_in_chief"
    )
    assert {person.name for person in people_who_may(SIGN, newsroom.station, newsroom.news)} == {"Minh", "Hà", "Dũng"}
    assert {person.name for person in people_who_may(SIGN, newsroom.station, newsroom.sport)} == {
        "Minh",
        "Hà",
        "Dũng",
        "Bình",
    }
    assert {person.name for person in people_who_may(SIGN, newsroom.station)} == {"Minh", "Hà", "Dũng", "Bình"}


def test_on_a_practice_station_trainees_are_told_too(newsroom: Any) -> None:
    assert {person.name for person in people_who_may(SIGN, newsroom.station)} == {"Minh", "Hà", "Dũng", "Thảo"}


def test_the_reference_of_the_webhook_lists_every_kind_in_its_group() -> None:
    text = (Path(__file__).parents[4] / "docs" / "reference" / "webhook.md").read_text(encoding="utf-8")
    rows = {
        group: set(re.findall(r"`(\w+)`", kinds))
        for group, kinds in re.findall(r"^\| ([\w ]+) \| (`.+) \|$", text, re.M)
    }
    listed = {kind: group for group, kinds in rows.items() for kind in kinds}
    wanted = {kind: group_of(kind) for kind in KINDS}
    assert {kind: group for kind, group in wanted.items() if group != "rest" and listed.get(kind) != group} == {}
    assert listed.keys() <= wanted.keys()
