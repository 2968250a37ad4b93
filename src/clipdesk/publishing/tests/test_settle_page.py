"""Somebody decides about a publication that asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import DESK_EDITOR
from clipdesk.config.testing_cast import Newsroom, make_member
from clipdesk.history.models import LedgerEntry
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Publication
from clipdesk.publishing.package import post_of
from clipdesk.review.models import SignOff
from clipdesk.review.signing import void

Asks = Callable[[str], Publication]


@pytest.fixture
def asks(sign_off: SignOff) -> Asks:
    """Bring the signed publication to a state that waits for somebody."""

    def brought(state: str) -> Publication:
        if state == "missed":
            Publication.objects.update(slot=now() - timedelta(hours=1))
            run_waiting_jobs()
        else:
            Publication.objects.update(package=sign_off.package, sign_off=sign_off, remote_id="asks")
            for step in ("sending", "processing", state):
                Publication.objects.update(state=step)
        publication = Publication.objects.get()
        assert publication.state == state
        return publication

    return brought


def decided(newsroom: Newsroom, member: Member, publication: Publication, decision: str) -> Any:
    """Post a decision."""
    path = newsroom.path(f"publishing/{publication.pk}/settle/")
    return newsroom.client(member).post(path, {"decision": decision})


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("missed", {"send_late", "cancel"}),
        ("failed", {"retry", "cancel"}),
        ("unknown", {"found_live", "found_absent"}),
    ],
)
def test_what_is_offered(newsroom: Newsroom, asks: Asks, state: str, offered: set[str]) -> None:
    publication = asks(state)
    page = newsroom.client(newsroom.tuan).get(newsroom.path(f"publishing/{publication.pk}/")).content.decode()
    every = {"send_late", "retry", "found_live", "found_absent", "cancel"}
    assert {name for name in every if f'name="decision" value="{name}"' in page} == offered
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{publication.pk}/")).content.decode()
    assert 'name="decision"' not in page


def test_sent_late(newsroom: Newsroom, asks: Asks) -> None:
    publication = asks("missed")
    assert decided(newsroom, newsroom.tuan, publication, "send_late").status_code == 302
    run_waiting_jobs()
    assert Publication.objects.get().state == "live"
    entry = LedgerEntry.objects.get(verb="publication_send_late")
    assert (entry.actor_name, entry.subject_id) == ("Tuấn", str(publication.pk))


def test_tried_again(newsroom: Newsroom, asks: Asks) -> None:
    decided(newsroom, newsroom.tuan, asks("failed"), "retry")
    run_waiting_jobs()
    assert Publication.objects.get().state == "live"


def test_cancelled(newsroom: Newsroom, asks: Asks) -> None:
    decided(newsroom, newsroom.huong, asks("missed"), "cancel")
    run_waiting_jobs()
    publication = Publication.objects.get()
    assert (publication.state, publication.shown) == ("cancelled", None)


def test_found_live(newsroom: Newsroom, asks: Asks, sign_off: SignOff) -> None:
    publication = asks("unknown")
    connector, post = publication.destination.connector(), post_of(sign_off.package)
    connector.send("asks", post, lambda sent: None)
    connector.publish("asks", post)
    decided(newsroom, newsroom.minh, publication, "found_live")
    publication.refresh_from_db()
    assert (publication.state, publication.shown) == ("live", sign_off.package)


def test_found_absent_is_sent_again(newsroom: Newsroom, asks: Asks) -> None:
    decided(newsroom, newsroom.minh, asks("unknown"), "found_absent")
    assert Publication.objects.get().state == "sending"
    run_waiting_jobs()
    assert Publication.objects.get().state == "live"


def test_a_decision_that_came_too_late_changes_nothing(newsroom: Newsroom, published: Publication) -> None:
    path = newsroom.path(f"publishing/{published.pk}/settle/")
    answer = newsroom.client(newsroom.tuan).post(path, {"decision": "cancel"}, follow=True)
    assert "lượt đăng đã thay đổi trong lúc đó" in answer.content.decode()
    published.refresh_from_db()
    assert published.state == "live"


def test_a_lapsed_sign_off_sends_nothing(newsroom: Newsroom, asks: Asks, sign_off: SignOff) -> None:
    publication = asks("missed")
    void(sign_off.package, "changed", by=newsroom.lan.actor)
    path = newsroom.path(f"publishing/{publication.pk}/settle/")
    answer = newsroom.client(newsroom.tuan).post(path, {"decision": "send_late"}, follow=True)
    assert "Chữ ký duyệt không còn hiệu lực." in answer.content.decode()
    assert Publication.objects.get().state == "missed"


def test_nonsense_is_no_decision(newsroom: Newsroom, asks: Asks) -> None:
    assert decided(newsroom, newsroom.minh, asks("missed"), "publish").status_code == 404


def test_who_may_not_decide(newsroom: Newsroom, asks: Asks) -> None:
    publication = asks("missed")
    elsewhere = make_member(newsroom.station, "Son", DESK_EDITOR, newsroom.sport)
    for member, status in ((newsroom.lan, 403), (newsroom.oanh, 403), (elsewhere, 404), (newsroom.stranger, 404)):
        assert decided(newsroom, member, publication, "cancel").status_code == status
    assert Publication.objects.get().state == "missed"
