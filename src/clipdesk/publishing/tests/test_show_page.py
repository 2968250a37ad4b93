"""One publication's page: what its state means, what the public sees, what happened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from clipdesk.accounts.models import Person
from clipdesk.config.testing_cast import Newsroom
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Hold, Publication
from clipdesk.review.models import Package, SignOff


def shown(newsroom: Newsroom, client: Client, publication: Publication, part: str = "") -> str:
    """Return the page of a publication, or a part of it."""
    answer = client.get(newsroom.path(f"publishing/{publication.pk}/{part}"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_live_one_leads_to_what_the_public_sees(newsroom: Newsroom, published: Publication) -> None:
    page = shown(newsroom, newsroom.client(newsroom.lan), published)
    assert "Công chúng đang thấy clip, đúng như bản đã ký." in page
    assert f'href="/watch/song-hong/{published.remote_id}/"' in page
    assert "Minh, " in page
    assert "Nhận gói đã niêm phong" in page  # the ledger, in words


def test_the_same_page_in_english(newsroom: Newsroom, published: Publication) -> None:
    Person.objects.filter(pk=newsroom.lan.person.pk).update(language="en")
    page = shown(newsroom, newsroom.client(newsroom.lan), published)
    assert "The public sees it, exactly as it was signed." in page
    assert "Sealed package received" in page
    assert "Công chúng" not in page


def test_an_unsigned_one_says_that_nothing_goes_out(newsroom: Newsroom, package: Package) -> None:
    page = shown(newsroom, newsroom.client(newsroom.lan), Publication.objects.get())
    assert "chưa ký duyệt" in page
    assert "Chưa có ai" in page
    assert f"/review/{package.pk}/" in page
    assert "/take-back/" in page


def test_a_scheduled_one_can_be_cancelled(newsroom: Newsroom, sign_off: SignOff) -> None:
    Publication.objects.update(slot=now() + timedelta(hours=3))
    run_waiting_jobs()
    publication = Publication.objects.get()
    assert "sẽ tự đăng đúng giờ" in shown(newsroom, newsroom.client(newsroom.tuan), publication)
    assert 'value="cancel"' in shown(newsroom, newsroom.client(newsroom.tuan), publication)
    assert 'value="cancel"' not in shown(newsroom, newsroom.client(newsroom.lan), publication)


def test_a_held_one_says_so_and_stands_still(newsroom: Newsroom, sign_off: SignOff) -> None:
    Hold.place(newsroom.minh, "Chờ")
    run_waiting_jobs()
    part = shown(newsroom, newsroom.client(newsroom.lan), Publication.objects.get(), "state/")
    assert "việc đăng đang tạm dừng" in part
    assert "hx-trigger" not in part


def test_what_is_being_sent_shows_how_far_it_came(newsroom: Newsroom, sign_off: SignOff) -> None:
    Publication.objects.update(package=sign_off.package, sign_off=sign_off)
    total = sum(sealed["size"] for sealed in sign_off.package.content["files"])
    Publication.objects.update(state="sending", sent_bytes=total // 4)
    publication = Publication.objects.get()
    client = newsroom.client(newsroom.lan)
    part = shown(newsroom, client, publication, "state/")
    assert 'hx-trigger="every 2s"' in part
    assert f'max="{total}"' in part
    assert "25%" in part
    answer = client.get(newsroom.path(f"publishing/{publication.pk}/state/"))
    assert "HX-Refresh" not in answer.headers


def test_once_it_stands_still_the_page_is_loaded_anew(newsroom: Newsroom, published: Publication) -> None:
    answer = newsroom.client(newsroom.lan).get(newsroom.path(f"publishing/{published.pk}/state/"))
    assert answer.headers["HX-Refresh"] == "true"
    assert "hx-trigger" not in answer.content.decode()


@pytest.mark.parametrize("part", ["", "state/"])
def test_who_may_not_see_it(newsroom: Newsroom, package: Package, part: str) -> None:
    path = newsroom.path(f"publishing/{Publication.objects.get().pk}/{part}")
    assert newsroom.client(newsroom.oanh).get(path).status_code == 403
    assert newsroom.client(newsroom.binh).get(path).status_code == 404
    assert newsroom.client(newsroom.stranger).get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_the_clips_page_gets_its_publications(newsroom: Newsroom, published: Publication) -> None:
    path = newsroom.path(f"clips/{published.clip_id}/publications/")
    assert f"/publishing/{published.pk}/" in newsroom.client(newsroom.lan).get(path).content.decode()
    assert newsroom.client(newsroom.binh).get(path).status_code == 404
