"""Taking a clip back, asking for its withdrawal, dropping a correction: from these pages."""

from __future__ import annotations

from clipdesk.accounts.roles import DESK_EDITOR
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, make_member
from clipdesk.publishing.models import Publication
from clipdesk.review.models import Package

REASON = "Hình của người khác."


def test_taken_back(newsroom: Newsroom, package: Package) -> None:
    answer = newsroom.client(newsroom.lan).post(newsroom.path(f"clips/{package.clip_id}/take-back/"), follow=True)
    assert "Clip trở về bản nháp." in answer.content.decode()
    assert Clip.objects.get().state == Clip.DRAFT
    package.refresh_from_db()
    assert package.state == Package.VOID


def test_taken_back_too_late(newsroom: Newsroom, published: Publication) -> None:
    answer = newsroom.client(newsroom.lan).post(newsroom.path(f"clips/{published.clip_id}/take-back/"), follow=True)
    assert "clip đã thay đổi trong lúc đó" in answer.content.decode()
    assert Clip.objects.get().state == Clip.PUBLISHED


def test_who_may_not_take_back(newsroom: Newsroom, package: Package) -> None:
    path = newsroom.path(f"clips/{package.clip_id}/take-back/")
    for member, status in ((newsroom.tuan, 403), (newsroom.oanh, 403), (newsroom.binh, 404), (newsroom.stranger, 404)):
        assert newsroom.client(member).post(path).status_code == status
    assert Clip.objects.get().state == Clip.IN_REVIEW


def test_a_withdrawal_waits_for_a_sign_off(newsroom: Newsroom, published: Publication) -> None:
    path = newsroom.path(f"clips/{published.clip_id}/withdraw/")
    client = newsroom.client(newsroom.tuan)
    assert "Đài Sông Hồng" in client.get(path).content.decode()
    assert client.post(path, {"reason": REASON}).status_code == 302
    package = Package.objects.get(kind=Package.WITHDRAWAL)
    assert (package.state, package.content["reason"]) == (Package.OPEN, REASON)
    published.refresh_from_db()
    assert (published.state, published.is_public) == ("live", True)


def test_what_was_typed_is_kept_when_it_cannot_be(newsroom: Newsroom, published: Publication) -> None:
    path = newsroom.path(f"clips/{published.clip_id}/withdraw/")
    client = newsroom.client(newsroom.tuan)
    assert client.post(path, {"reason": "  "}).status_code == 422
    client.post(path, {"reason": REASON})
    again = client.post(path, {"reason": "Còn một lý do nữa"})
    assert again.status_code == 422
    assert "đang chờ ký duyệt" in again.content.decode()
    assert "Còn một lý do nữa</textarea>" in again.content.decode()
    assert Package.objects.filter(kind=Package.WITHDRAWAL).count() == 1


def test_nothing_public_nothing_to_withdraw(newsroom: Newsroom, draft: Clip) -> None:
    path = newsroom.path(f"clips/{draft.pk}/withdraw/")
    client = newsroom.client(newsroom.tuan)
    assert "không có gì đang công khai" in client.get(path).content.decode()
    answer = client.post(path, {"reason": REASON})
    assert answer.status_code == 422
    assert "Bản nháp" in answer.content.decode()
    assert not Package.objects.exists()


def test_who_may_not_ask_for_a_withdrawal(newsroom: Newsroom, published: Publication) -> None:
    path = newsroom.path(f"clips/{published.clip_id}/withdraw/")
    elsewhere = make_member(newsroom.station, "Son", DESK_EDITOR, newsroom.sport)
    for member, status in ((newsroom.lan, 403), (newsroom.oanh, 403), (elsewhere, 404), (newsroom.stranger, 404)):
        assert newsroom.client(member).get(path).status_code == status
        assert newsroom.client(member).post(path, {"reason": REASON}).status_code == status
    assert not Package.objects.filter(kind=Package.WITHDRAWAL).exists()


def test_a_begun_correction_can_be_dropped_from_here(newsroom: Newsroom, published: Publication) -> None:
    editing.begin_correction(published.clip, "Tên xã đã được sửa.", member=newsroom.lan)
    path = newsroom.path(f"clips/{published.clip_id}/correct/drop/")
    pages = [newsroom.path(f"clips/{published.clip_id}/send/"), newsroom.path(f"publishing/{published.pk}/")]
    client = newsroom.client(newsroom.lan)
    assert [f'action="{path}"' in client.get(page).content.decode() for page in pages] == [True, True]
    assert client.post(path).status_code == 302
    assert Clip.objects.get().state == Clip.PUBLISHED
    assert [f'action="{path}"' in client.get(page).content.decode() for page in pages] == [False, False]
