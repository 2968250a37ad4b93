"""The pages of the review desk: who sees what, and a ceremony that keeps what was ticked."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache

from clipdesk.accounts.identity import LIMIT
from clipdesk.clips import editing
from clipdesk.clips.models import Clip, SignedFile
from clipdesk.clips.names import keep_name
from clipdesk.config.testing_cast import PASSWORD, Newsroom
from clipdesk.library.links import resolve
from clipdesk.publishing.models import Publication
from clipdesk.review import signing
from clipdesk.review.models import Package, SignOff
from clipdesk.review.tests.conftest import Post, out_of_time, yes_to_all


def _show(newsroom: Newsroom, package: Package, who: str = "minh") -> Any:
    return newsroom.client(getattr(newsroom, who)).get(newsroom.path(f"review/{package.pk}/"))


@pytest.mark.parametrize(
    ("who", "status"),
    [("lan", 200), ("huong", 200), ("minh", 200), ("tuan", 200), ("binh", 404), ("oanh", 403), ("stranger", 404)],
)
def test_who_sees_a_package(newsroom: Newsroom, package: Package, who: str, status: int) -> None:
    assert _show(newsroom, package, who).status_code == status


def test_the_page_shows_what_is_sealed_and_nothing_newer(newsroom: Newsroom, package: Package) -> None:
    Clip.objects.filter(pk=package.clip_id).update(title="Đã đổi sau khi niêm phong")
    page = _show(newsroom, package)
    text = page.content.decode()
    assert "Nước sông Hồng lên nhanh" in text
    assert "Đã đổi sau khi niêm phong" not in text
    sealed = {entry["role"]: entry["sha256"] for entry in json.loads(package.canonical)["files"]}
    shown = {shape: link.removeprefix("/files/") for shape, link, _size, _name in page.context["it"]["videos"]}
    session_key = page.client.session.session_key
    assert {shape: resolve(token, session_key).sha256 for shape, token in shown.items()} == {
        shape: sealed[shape] for shape in ("9:16", "4:5", "1:1", "16:9")
    }
    assert page.context["it"]["posts"] == [("Đài Sông Hồng", "", "", None)]
    assert page.context["it"]["valid_until"] == package.valid_until


def test_the_list_says_what_waits_and_for_whom(newsroom: Newsroom, package: Package) -> None:
    page = newsroom.client(newsroom.minh).get(newsroom.path("review/"))
    assert [(line["package"].pk, line["mine"]) for line in page.context["waiting"]] == [(package.pk, True)]
    assert newsroom.client(newsroom.binh).get(newsroom.path("review/")).context["waiting"] == []


def test_a_signature_through_the_page(newsroom: Newsroom, package: Package, post: Post) -> None:
    answer = post(package, newsroom.minh)
    assert (answer.status_code, answer["location"]) == (302, newsroom.path(f"review/{package.pk}/"))
    assert SignOff.objects.get().signer == newsroom.minh.person


@pytest.mark.parametrize("who", ["lan", "huong", "tuan", "oanh"])
def test_other_roles_cannot_sign_through_the_page(newsroom: Newsroom, package: Package, post: Post, who: str) -> None:
    assert post(package, getattr(newsroom, who)).status_code == 403
    assert not SignOff.objects.exists()


def test_a_wrong_password_keeps_the_ticks_and_is_counted(newsroom: Newsroom, package: Package, post: Post) -> None:
    answer = post(package, newsroom.minh, password="wrong")
    assert answer.status_code == 422
    assert [line.answer for line in answer.context["lines"]] == ["yes"] * 9
    assert answer.context["watched"] is True
    text = answer.content.decode()
    assert text.count(" checked") >= 9 + 1
    assert "wrong" not in text
    assert not SignOff.objects.exists()
    for _try in range(LIMIT):
        post(package, newsroom.minh, password="wrong")
    assert post(package, newsroom.minh).status_code == 422  # right, but too late: five wrong tries
    assert not SignOff.objects.exists()
    cache.clear()


def test_a_missing_tick_is_said_before_the_password_is_tried(newsroom: Newsroom, package: Package, post: Post) -> None:
    for _try in range(LIMIT + 1):
        answer = post(package, newsroom.minh, password="wrong", **{"answer-law": None})
        assert answer.status_code == 422
        assert [line.answer for line in answer.context["lines"]] == ["yes"] * 8 + [""]
    assert post(package, newsroom.minh).status_code == 302


def test_a_clip_that_changed_meanwhile_is_not_signed(newsroom: Newsroom, package: Package, post: Post) -> None:
    Clip.objects.filter(pk=package.clip_id).update(head_number=9)
    answer = post(package, newsroom.minh)
    assert answer.status_code == 409
    assert not SignOff.objects.exists()


def test_the_author_reads_why_they_cannot_sign(newsroom: Newsroom, package: Package) -> None:
    Clip.objects.filter(pk=package.clip_id).update(author=newsroom.minh.person)
    page = _show(newsroom, package)
    assert (page.context["may_sign"], page.context["own"]) == (False, True)
    assert b'name="password"' not in page.content


def test_after_the_time_window_there_is_no_form(newsroom: Newsroom, package: Package, post: Post) -> None:
    late = out_of_time(package)
    page = _show(newsroom, late)
    assert (page.context["late"], page.context["may_sign"]) == (True, False)
    assert post(late, newsroom.minh).status_code == 422


def test_sending_back_through_the_page_keeps_what_was_typed(newsroom: Newsroom, package: Package) -> None:
    client, address = newsroom.client(newsroom.huong), newsroom.path(f"review/{package.pk}/back/")
    assert client.post(address, {"reason": "  "}).status_code == 422
    assert client.post(address, {"reason": "Sai số liệu."}).status_code == 302
    answer = client.post(address, {"reason": "Còn một câu nữa"})
    assert answer.status_code == 409
    assert Package.objects.get(pk=package.pk).refusal.reason == "Sai số liệu."


@pytest.mark.slow
def test_what_changed_since_the_last_signature(newsroom: Newsroom, published: Publication, send: Any) -> None:
    clip = Clip.objects.get(pk=published.clip_id)
    editing.begin_correction(clip, "Sai tên cầu.", member=newsroom.lan)
    cue = {"start": "0/1", "end": "2/5", "text": "Cầu Bến Sen"}
    changes = {
        "title": "Nước sông Hồng rút",
        "flags": {**clip.content.flags, "paid": True},
        "recipe": {"captions": [cue], "look": "plain", "title": "Cầu Bến Sen thông xe", "thumbnail": "1/5"},
    }
    editing.save(clip, editing.content_with(clip.content, changes), base=clip.head_number, member=newsroom.lan)
    page = _show(newsroom, send(clip))
    found = page.context["it"]["compared"]
    assert found.seen.how == "signed"  # by Minh, who is asked again
    rows = [row for change in found.changes for row in change.rows]
    assert len(rows) == 6
    assert rows[0] == ("Nước sông Hồng lên nhanh", "Nước sông Hồng rút")
    assert {(None, "Cầu Bến Sen"), (None, "Cầu Bến Sen thông xe")} <= set(rows)
    assert "0:00 (0.20 s)" in {now for _was, now in rows}
    text = page.content.decode()
    assert "<del>Nước sông Hồng lên nhanh</del></p><p><ins>Nước sông Hồng rút</ins>" in text
    other = _show(newsroom, Package.objects.get(state=Package.OPEN), "ha").context["it"]["compared"]
    assert other.seen.how == "others"  # Hà never saw it: then what was signed counts


def test_who_signs_is_told_of_a_name_that_is_written_otherwise(newsroom: Newsroom, package: Package) -> None:
    assert _show(newsroom, package).context["it"]["slips"] == []
    keep_name(newsroom.lan, "Sông Hông")
    (slip,) = _show(newsroom, package).context["it"]["slips"]
    assert (slip.found, slip.written) == ("sông Hồng", "Sông Hông")


def test_a_first_package_has_nothing_to_compare(newsroom: Newsroom, package: Package) -> None:
    assert _show(newsroom, package).context["it"]["compared"] is None


def _sent_anew(newsroom: Newsroom, clip: Clip, send: Any, **changes: Any) -> Package:
    clip = Clip.objects.get(pk=clip.pk)
    editing.save(clip, editing.content_with(clip.content, changes), base=clip.head_number, member=newsroom.lan)
    package: Package = send(clip)
    return package


def test_whoever_sent_it_back_sees_what_was_done_about_it(newsroom: Newsroom, package: Package, send: Any) -> None:
    signing.send_back(package, "Sai tên sông.", member=newsroom.minh)
    again = _sent_anew(newsroom, package.clip, send, title="Nước sông Đà lên nhanh")
    found = _show(newsroom, again).context["it"]["compared"]
    assert (found.seen.package, found.seen.how) == (package, "sent_back")
    assert [change.rows for change in found.changes] == [[("Nước sông Hồng lên nhanh", "Nước sông Đà lên nhanh")]]
    assert not found.pictures
    assert "Thay đổi kể từ khi bạn trả lại" in _show(newsroom, again).content.decode()
    assert _show(newsroom, again, "ha").context["it"]["compared"] is None  # Hà saw nothing, and nobody has signed


def test_whoever_looked_sees_what_changed_since_then_and_not_since_earlier(
    newsroom: Newsroom, package: Package, send: Any
) -> None:
    signing.send_back(package, "Sai tên sông.", member=newsroom.minh)
    second = _sent_anew(newsroom, package.clip, send, title="Nước sông Đà lên nhanh")
    _show(newsroom, second, "ha")
    signing.send_back(second, "Thiếu giờ.", member=newsroom.huong)
    third = _sent_anew(newsroom, package.clip, send, description="Lúc 6 giờ sáng.")
    seen_by = {who: _show(newsroom, third, who).context["it"]["compared"] for who in ("minh", "ha", "huong")}
    assert {who: (found.seen.package, found.seen.how) for who, found in seen_by.items()} == {
        "minh": (package, "sent_back"),
        "ha": (second, "looked"),
        "huong": (second, "sent_back"),
    }
    assert [len(seen_by[who].changes) for who in ("minh", "ha")] == [2, 1]


@pytest.mark.slow
def test_where_the_pictures_changed_both_can_be_played(newsroom: Newsroom, package: Package, send: Any) -> None:
    signing.send_back(package, "Bắt đầu sớm quá.", member=newsroom.minh)
    again = _sent_anew(newsroom, package.clip, send, recipe={"ranges": [{"start": "2/25", "end": "12/25"}]})
    page = _show(newsroom, again)
    assert page.context["it"]["compared"].pictures
    key = page.client.session.session_key
    for shape, _name, _size, pair in page.context["it"]["both"]:
        played = [resolve(link.removeprefix("/files/"), key).sha256 for link, _bytes in pair]
        sealed = [next(one["sha256"] for one in p.content["files"] if one["role"] == shape) for p in (package, again)]
        assert played == sealed
    assert [shape for shape, *_ in page.context["it"]["both"]] == ["9:16", "4:5", "1:1", "16:9"]


def test_the_clip_page_embeds_why_it_was_sent_back(newsroom: Newsroom, package: Package) -> None:
    signing.send_back(package, "Sai số liệu.", member=newsroom.huong)
    address = newsroom.path(f"clips/{package.clip_id}/review/")
    assert "Sai số liệu." in newsroom.client(newsroom.lan).get(address).content.decode()
    assert newsroom.client(newsroom.binh).get(address).status_code == 404


def test_a_withdrawal_is_signed_without_watching(newsroom: Newsroom, published: Publication, post: Post) -> None:
    client = newsroom.client(newsroom.huong)
    assert (
        client.post(newsroom.path(f"clips/{published.clip_id}/withdraw/"), {"reason": "Sai nguồn."}).status_code == 302
    )
    package = Package.objects.get(kind=Package.WITHDRAWAL)
    page = _show(newsroom, package)
    assert b'name="watched"' not in page.content
    bare: dict[str, str | None] = dict.fromkeys(yes_to_all(package))
    assert post(package, newsroom.minh, watched=None, **bare).status_code == 302
    assert PASSWORD not in _show(newsroom, package).content.decode()


def test_the_page_says_who_signed_the_files_and_who_vouches(newsroom: Newsroom, package: Package) -> None:
    line = "Đài Sông Hồng: chứng thư thử nghiệm của đài thực hành; không ai bảo chứng"
    assert line in _show(newsroom, package).content.decode()
    SignedFile.objects.all().delete()  # as with what was sealed before there were any
    page = _show(newsroom, package).content.decode()
    assert line not in page
    assert "chưa có: các tệp này được xuất trước khi" in page
