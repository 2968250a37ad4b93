"""The report of emergency releases: all of them, looked at or not, for editors-in-chief; and who is offered to look."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from clipdesk.accounts.models import Membership
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.kernel.clock import now
from clipdesk.review import emergencies
from clipdesk.review.models import Emergency, Package
from clipdesk.review.signing import sign

REASON = "Vỡ đê, không gọi được ai."
REPORT = "review/emergencies/"


@pytest.fixture
def released(newsroom: Newsroom, package: Package) -> Emergency:
    """Dũng, who is not on duty, released a clip alone."""
    sign(package, replace(given_for(package), emergency=REASON), member=newsroom.dung)
    return Emergency.objects.get()


def page(newsroom: Newsroom, who: str, rest: str) -> Any:
    """Open a page as somebody."""
    return newsroom.client(getattr(newsroom, who)).get(newsroom.path(rest))


def table(newsroom: Newsroom) -> list[list[str]]:
    """Read the CSV as a spreadsheet does."""
    answer = page(newsroom, "minh", f"{REPORT}all.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_it_is_in_the_report_before_and_after_somebody_looked(newsroom: Newsroom, released: Emergency) -> None:
    text = page(newsroom, "minh", REPORT).content.decode()
    assert REASON in text
    assert "Dũng" in text
    assert "Chưa có ai" in text
    assert "ca trực của người ký" in text
    emergencies.look(released, "Đúng, nguồn đã xác nhận.", member=newsroom.ha)
    text = page(newsroom, "minh", REPORT).content.decode()
    assert "Đúng, nguồn đã xác nhận." in text
    assert "Chưa có ai" not in text


def test_what_nobody_looked_at_in_time_is_said(newsroom: Newsroom, package: Package) -> None:
    done = sign(package, given_for(package), member=newsroom.minh)
    over = now() - timedelta(hours=1)
    Emergency.objects.create(station=newsroom.station, sign_off=done, reason=REASON, missing=["duty"], look_until=over)
    assert "Không ai, và đã quá hạn" in page(newsroom, "ha", REPORT).content.decode()


def test_the_table_holds_the_same(newsroom: Newsroom, released: Emergency) -> None:
    head, row = table(newsroom)
    assert len(head) == len(row) == 10
    assert row[1:5] == ["Nước sông Hồng lên nhanh", "Thời sự", "Dũng", REASON]
    assert row[7:] == ["", "", ""]
    emergencies.look(released, "=1+1", member=newsroom.ha)
    assert table(newsroom)[1][8:] == ["Hà", "'=1+1"]  # a spreadsheet reckons nothing


def test_an_editor_in_chief_of_another_desk_sees_nothing_of_it(newsroom: Newsroom, released: Emergency) -> None:
    Membership.objects.filter(person=newsroom.binh.person).update(role="editor_in_chief")
    answer = page(newsroom, "binh", REPORT)
    assert answer.status_code == 200
    assert REASON not in answer.content.decode()
    assert page(newsroom, "huong", REPORT).status_code == 403


def test_the_review_page_leads_there(newsroom: Newsroom, package: Package) -> None:
    link = f'href="{newsroom.path(REPORT)}"'
    assert link in page(newsroom, "minh", "review/").content.decode()
    assert link not in page(newsroom, "huong", "review/").content.decode()


def test_nobody_is_offered_to_look_at_their_own_work_or_release(newsroom: Newsroom, released: Emergency) -> None:
    Membership.objects.filter(person=newsroom.lan.person).update(role="desk_editor")
    look = f'action="{newsroom.path(f"{REPORT}{released.pk}/")}"'
    shown = {
        who: look in page(newsroom, who, f"review/{released.sign_off.package_id}/").content.decode()
        for who in ("lan", "dung", "ha", "huong", "tuan")
    }
    assert shown == {"lan": False, "dung": False, "ha": True, "huong": True, "tuan": False}


def test_whoever_releases_is_told_that_nobody_could_look(newsroom: Newsroom, package: Package) -> None:
    path = f"review/{package.pk}/"
    assert "Không ai xem lại được sau đó" not in page(newsroom, "dung", path).content.decode()
    others = Membership.objects.filter(station=newsroom.station).exclude(person=newsroom.dung.person)
    others.exclude(person=newsroom.lan.person).update(role="social_editor")
    assert "Không ai xem lại được sau đó" in page(newsroom, "dung", path).content.decode()
