"""The phone page: one light video made from exactly the sealed file, everything to read, and the same way of signing."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import av
import pytest
from django.db import transaction
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.accounts.models import Person
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.history.models import CLIPDESK, LedgerEntry
from clipdesk.history.transition import entries_of
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.library.links import resolve
from clipdesk.library.models import StoredFile
from clipdesk.review import copying, signing
from clipdesk.review.evidence import evidence_of
from clipdesk.review.evidence_pages import sign_off_told as sentence_of
from clipdesk.review.models import Package, ReviewCopy, SignOff
from clipdesk.review.models.review_copy import NotThisCopy, copy_of, want_copy
from clipdesk.review.tests.conftest import Post
from clipdesk.review.verify_evidence import check

Send = Callable[[Clip], Package]


def _sealed(package: Package, role: str) -> str:
    return str(next(one["sha256"] for one in package.content["files"] if one["role"] == role))


def _phone(newsroom: Newsroom, package: Package) -> Any:
    Person.objects.filter(pk=newsroom.minh.person.pk).update(language="en")
    return newsroom.client(newsroom.minh).get(newsroom.path(f"review/{package.pk}/phone/"))


def _shown(page: Any) -> StoredFile:
    (token,) = re.findall(r'<video [^>]*src="/files/([^"]+)"', page.content.decode())
    return resolve(token, page.client.session.session_key)


def test_the_copy_is_made_from_the_sealed_upright_file(newsroom: Newsroom, package: Package) -> None:
    copy = ReviewCopy.objects.get()
    assert (copy.state, copy.source_sha256) == ("done", _sealed(package, "9:16"))
    assert copy.file is not None
    assert copy.poster is not None
    with av.open(str(copy.file.path)) as video:
        assert (video.streams.video[0].width, video.streams.video[0].height) == (360, 640)
        assert len(list(video.decode(video=0))) == 12  # the whole draft: twelve frames


def test_the_same_video_is_copied_once(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    first = ReviewCopy.objects.get(source_sha256=_sealed(send(draft), "9:16"))
    signing.send_back(Package.objects.get(), "Sai tiêu đề.", member=newsroom.huong)
    draft.refresh_from_db()
    changed = editing.content_with(draft.content, {"title": "Nước sông Hồng rút"})
    editing.save(draft, changed, base=draft.head_number, member=newsroom.lan)
    again = copy_of(send(draft))
    assert again is not None
    assert (again.pk, again.run, again.file_id) == (first.pk, first.run, first.file_id)


def _sealed_for(package: Package, *shapes: str) -> Package:
    """Seal the same content again, for destinations that get one shape each; an empty one gets all."""
    (post,) = package.content["posts"]
    posts = [{**post, "shape": shape} if shape else post for shape in shapes]
    with transaction.atomic():
        signing.void(package, "replaced", by=CLIPDESK)
        return signing.open_package(
            package.clip, package.revision, package.kind, {**package.content, "posts": posts}, package.sent_by
        )


@pytest.mark.parametrize(
    ("shapes", "watched", "linked"),
    [
        (["1:1"], "1:1", []),
        (["16:9", "1:1"], "1:1", ["Wide"]),
        (["1:1", ""], "9:16", ["Portrait", "Square", "Wide"]),
    ],
)
def test_the_phone_shows_what_goes_out(
    newsroom: Newsroom, package: Package, shapes: list[str], watched: str, linked: list[str]
) -> None:
    anew = _sealed_for(package, *shapes)
    run_waiting_jobs()
    copy = copy_of(anew)
    assert copy is not None
    assert (copy.state, copy.source_sha256) == ("done", _sealed(anew, watched))
    page = _phone(newsroom, anew)
    assert _shown(page) == copy.file
    others = re.findall(r'<a class="phone-link" href="/files/([^"]+)">(\w+) \(', page.content.decode())
    assert [name for _token, name in others] == linked
    assert all(resolve(token, page.client.session.session_key).is_whole() for token, _name in others)


def test_making_it_twice_is_making_it_once(package: Package) -> None:
    before = ReviewCopy.objects.values().get()
    copying.make_copy(package)
    assert ReviewCopy.objects.values().get() == before


def test_a_copy_that_was_left_half_made_is_made_by_the_next_run(package: Package) -> None:
    ReviewCopy.objects.update(state="running", file=None, poster=None, run=7)
    copying.make_copy(package)
    copy = ReviewCopy.objects.get()
    assert (copy.state, copy.run, copy.file is not None) == ("done", 8, True)


def test_a_damaged_copy_is_made_anew(package: Package) -> None:
    made = copy_of(package)
    assert made is not None
    assert made.file is not None
    path, was = made.file.path, made.file.path.read_bytes()
    _write(path, b"something else")
    copying.make_copy(package)
    copy = ReviewCopy.objects.get()
    assert copy.state == "done"
    assert copy.file is not None
    assert copy.file.is_whole()
    assert path.read_bytes() == was  # the same file gives the same copy
    assert [entry.verb for entry in entries_of(copy)][-3:] == [
        "review_copy_wanted",
        "review_copy_started",
        "review_copy_made",
    ]


def test_nothing_is_copied_of_a_file_that_is_not_what_was_sealed(newsroom: Newsroom, package: Package) -> None:
    path = StoredFile(sha256=_sealed(package, "9:16")).path
    was = path.read_bytes()
    ReviewCopy.objects.update(state="waiting", file=None, poster=None)
    _write(path, was[:-1] + bytes([was[-1] ^ 1]))
    try:
        copying.make_copy(package)
        copy = ReviewCopy.objects.get()
        assert (copy.state, copy.file) == ("failed", None)
        text = _phone(newsroom, package).content.decode()
    finally:
        _write(path, was)
        path.chmod(0o444)
    assert f"The sealed file {copy.source_sha256[:16]} is missing or damaged in the store." in text
    assert "Below is the exact file." in text


def test_breaking_news_is_copied_in_the_slot_that_is_kept_for_it(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    editing.mark_breaking(draft, True, member=newsroom.lan)
    package = send(draft)
    jobs = ProcrastinateJob.objects.filter(task_name="review.copy", args__package_id=str(package.pk))
    assert [job.queue_name for job in jobs] == ["breaking"]


def test_a_withdrawal_has_nothing_to_copy(newsroom: Newsroom, published: Any) -> None:
    client = newsroom.client(newsroom.huong)
    client.post(newsroom.path(f"clips/{published.clip_id}/withdraw/"), {"reason": "Sai nguồn."})
    run_waiting_jobs()
    package = Package.objects.get(kind=Package.WITHDRAWAL)
    assert want_copy(package) is None
    page = _phone(newsroom, package)
    assert page.status_code == 200
    assert "<video" not in page.content.decode()
    assert "Sai nguồn." in page.content.decode()


def test_the_page_shows_the_copy_both_hashes_and_the_way_to_the_exact_file(
    newsroom: Newsroom, package: Package
) -> None:
    page = _phone(newsroom, package)
    text, copy = page.content.decode(), ReviewCopy.objects.get()
    assert _shown(page).sha256 == copy.file_id != _sealed(package, "9:16")
    assert copy.file_id is not None
    assert copy.file_id[:16] in text
    assert _sealed(package, "9:16")[:16] in text
    (exact,) = re.findall(r'href="([^"]+\?exact)"', text)
    page = newsroom.client(newsroom.minh).get(exact)
    assert _shown(page).sha256 == _sealed(package, "9:16")
    assert 'name="copy"' not in page.content.decode()


def test_everything_that_is_sealed_can_be_read_on_it(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    cue = {"start": "0/1", "end": "2/5", "text": "Cầu Bến Sen <thông xe>"}
    changes = {
        "description": "Mực nước bốn mét mười tám.",
        "flags": {**draft.content.flags, "paid": True},
        "recipe": {"ranges": [{"start": "0/1", "end": "12/25"}], "captions": [cue]},
    }
    editing.save(draft, editing.content_with(draft.content, changes), base=draft.head_number, member=newsroom.lan)
    text = _phone(newsroom, send(draft)).content.decode()
    for said in ("Nước sông Hồng lên nhanh", "Mực nước bốn mét mười tám.", "Cầu Bến Sen &lt;thông xe&gt;"):
        assert said in text
    for said in ("Paid content", "Đài Sông Hồng", "as soon as it is signed", "Lan", "Names, places and figures"):
        assert said in text


def test_signing_on_it_says_that_the_copy_was_watched(newsroom: Newsroom, package: Package, post: Post) -> None:
    copy = ReviewCopy.objects.get()
    answer = post(package, newsroom.minh, page="phone", copy=copy.file_id, played="9:16 4:3")
    assert (answer.status_code, answer["location"]) == (302, newsroom.path(f"review/{package.pk}/phone/"))
    sign_off = SignOff.objects.get()
    assert (sign_off.watched, sign_off.watched_copy) == (True, copy.file_id)
    row = LedgerEntry.objects.get(verb="sign_off_given")
    assert row.after["watched_copy"] == copy.file_id
    assert row.after["played"] == sign_off.played == "9:16"  # of what goes out
    assert "Watched as a review copy" in _phone(newsroom, package).content.decode()


def test_signing_with_the_exact_file_says_so(newsroom: Newsroom, package: Package, post: Post) -> None:
    assert post(package, newsroom.minh, page="phone").status_code == 302
    assert (SignOff.objects.get().watched_copy, SignOff.objects.get().played) == ("", "")
    assert LedgerEntry.objects.get(verb="sign_off_given").after["watched_copy"] == ""


def test_a_refusal_comes_back_to_the_phone_with_what_was_ticked(
    newsroom: Newsroom, package: Package, post: Post
) -> None:
    copy = ReviewCopy.objects.get()
    answer = post(package, newsroom.minh, page="phone", copy=copy.file_id, password="wrong")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert answer.templates[0].name == "review/phone.html"
    assert text.count(" checked") == 10  # watched, and nine lines of the checklist
    assert _shown(answer).sha256 == copy.file_id
    answer = post(package, newsroom.minh, page="phone", password="wrong")
    assert _shown(answer).sha256 == _sealed(package, "9:16")  # they had chosen the exact file
    assert not SignOff.objects.exists()


@pytest.mark.parametrize("copy", ["0" * 64, "sealed"])
def test_nobody_watched_a_copy_that_is_none(newsroom: Newsroom, package: Package, post: Post, copy: str) -> None:
    said = _sealed(package, "9:16") if copy == "sealed" else copy
    assert post(package, newsroom.minh, page="phone", copy=said).status_code == 409
    with pytest.raises(NotThisCopy):
        signing.sign(package, replace(given_for(package), watched_copy=said), member=newsroom.minh)
    assert not SignOff.objects.exists()


def test_sending_back_from_the_phone(newsroom: Newsroom, package: Package) -> None:
    client, address = newsroom.client(newsroom.huong), newsroom.path(f"review/{package.pk}/back/")
    answer = client.post(address, {"reason": " ", "page": "phone"})
    assert (answer.status_code, answer.templates[0].name) == (422, "review/phone.html")
    assert client.post(address, {"reason": "Sai số liệu.", "page": "phone"}).status_code == 302
    assert "Sai số liệu." in _phone(newsroom, package).content.decode()


def test_while_the_copy_is_being_made_the_exact_file_is_there(newsroom: Newsroom, package: Package) -> None:
    ReviewCopy.objects.update(state="running", file=None, poster=None)
    page = _phone(newsroom, package)
    assert "The review copy is being made" in page.content.decode()
    assert _shown(page).sha256 == _sealed(package, "9:16")


def test_a_package_of_an_older_version_has_no_copy_and_none_is_promised(newsroom: Newsroom, package: Package) -> None:
    ReviewCopy.objects.all().delete()
    page = _phone(newsroom, package)
    assert "The review copy is being made" not in page.content.decode()
    assert _shown(page).sha256 == _sealed(package, "9:16")


def test_captions_that_are_not_what_was_sealed_are_not_shown(newsroom: Newsroom, package: Package) -> None:
    path = StoredFile(sha256=_sealed(package, "captions")).path
    was = path.read_bytes()
    _write(path, was + b"\n\n00:00.000 --> 00:01.000\nKhac\n")
    try:
        text = _phone(newsroom, package).content.decode()
    finally:
        _write(path, was)
        path.chmod(0o444)
    assert "Khac" not in text
    assert "The captions file is missing or damaged in the store." in text


@pytest.mark.parametrize(
    ("who", "status"),
    [("lan", 200), ("huong", 200), ("minh", 200), ("binh", 404), ("oanh", 403), ("stranger", 404)],
)
def test_who_sees_it(newsroom: Newsroom, package: Package, who: str, status: int) -> None:
    client = newsroom.client(getattr(newsroom, who))
    assert client.get(newsroom.path(f"review/{package.pk}/phone/")).status_code == status


def test_the_full_page_and_the_phone_page_lead_to_each_other(newsroom: Newsroom, package: Package) -> None:
    full, phone = newsroom.path(f"review/{package.pk}/"), newsroom.path(f"review/{package.pk}/phone/")
    client = newsroom.client(newsroom.minh)
    assert f'href="{phone}"' in client.get(full).content.decode()
    assert f'href="{full}"' in client.get(phone).content.decode()


def test_old_copies_give_their_room_back_and_what_waits_keeps_its_own(newsroom: Newsroom, package: Package) -> None:
    ReviewCopy.objects.update(done_at=now() - timedelta(days=copying.KEPT_DAYS, hours=1))
    assert copying.drop_copies() == 0  # the package still waits
    signing.send_back(package, "Sai số liệu.", member=newsroom.huong)
    files = [ReviewCopy.objects.get().file_id, ReviewCopy.objects.get().poster_id]
    assert copying.drop_copies() == 1
    assert set(files) <= set(StoredFile.unneeded().values_list("pk", flat=True))
    assert copying.drop_copies() == 0


def test_a_young_copy_stays(newsroom: Newsroom, package: Package) -> None:
    ReviewCopy.objects.update(done_at=now() - timedelta(days=copying.KEPT_DAYS - 1))
    signing.send_back(package, "Sai số liệu.", member=newsroom.huong)
    assert copying.drop_copies() == 0


@pytest.mark.parametrize(
    ("language", "copy", "exact", "seen"),
    [
        (
            "en",
            "Watched as a review copy made from the sealed file",
            "Watched as the sealed file itself.",
            "The page saw these shapes played to the end: 9:16 1:1.",
        ),
        (
            "vi",
            "Đã xem bản xem duyệt làm từ tệp đã niêm phong",
            "Đã xem chính tệp đã niêm phong.",
            "Trang ký duyệt ghi nhận các khuôn hình này đã được phát đến hết: 9:16 1:1.",
        ),
    ],
)
def test_the_evidence_page_says_what_was_watched(
    sign_off: SignOff, language: str, copy: str, exact: str, seen: str
) -> None:
    def said(watched: bool, sha256: str) -> str:
        sign_off.watched, sign_off.watched_copy = watched, sha256  # in memory: the row never changes
        with translation.override(language):
            return sentence_of(sign_off, ZoneInfo("Asia/Ho_Chi_Minh"))

    assert copy in said(True, "c" * 64)
    assert "c" * 64 in said(True, "c" * 64)
    assert exact in said(True, "")
    assert exact not in said(False, "")  # a withdrawal: there was nothing to watch
    assert seen not in said(True, "")
    sign_off.played = "9:16 1:1"
    assert said(True, "").endswith(f"{exact} {seen}")


@pytest.mark.slow
def test_evidence_tells_which_copy_was_watched(newsroom: Newsroom, package: Package, post: Post) -> None:
    ReviewCopy.objects.update(state="dropped", file=None, poster=None)  # so that its making stands in this ledger
    copying.make_copy(package)
    copy = ReviewCopy.objects.get()
    assert copy.file_id is not None
    assert post(package, newsroom.minh, page="phone", copy=copy.file_id).status_code == 302
    raw = evidence_of(Clip.objects.get(pk=package.clip_id))
    assert check(raw).wrong == []
    assert raw.count(f'"watched_copy": "{copy.file_id}"'.encode()) == 1
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        rows = [json.loads(row["leaf"]) for row in json.loads(archive.read("evidence.json"))["ledger"]["rows"]]
    (made,) = [row["after"] for row in rows if row["verb"] == "review_copy_made"]
    assert (made["file"], made["source_sha256"]) == (copy.file_id, _sealed(package, "9:16"))


@pytest.mark.slow
@pytest.mark.usefixtures("as_owner")
def test_evidence_of_a_copy_that_the_history_does_not_know_is_wrong(
    newsroom: Newsroom, package: Package, post: Post
) -> None:
    copy = ReviewCopy.objects.get()
    LedgerEntry.objects.filter(verb="review_copy_made").delete()
    assert post(package, newsroom.minh, page="phone", copy=copy.file_id).status_code == 302
    (wrong,) = check(evidence_of(Clip.objects.get(pk=package.clip_id))).wrong
    assert wrong.startswith("The history knows of no such review copy of a sealed file")


def _write(path: Path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)


_ON_PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
)
_ON_DESK = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)


def _leads(newsroom: Newsroom, package: Package, browser: str) -> str:
    client = newsroom.client(newsroom.minh)
    return str(client.get(newsroom.path(f"review/{package.pk}/open/"), HTTP_USER_AGENT=browser).headers["Location"])


def test_a_notice_leads_a_phone_to_the_light_page_while_the_package_waits(newsroom: Newsroom, package: Package) -> None:
    full, light = newsroom.path(f"review/{package.pk}/"), newsroom.path(f"review/{package.pk}/phone/")
    assert (_leads(newsroom, package, _ON_PHONE), _leads(newsroom, package, _ON_DESK)) == (light, full)
    signing.send_back(package, "Sai tên cầu.", member=newsroom.minh)
    assert _leads(newsroom, package, _ON_PHONE) == full
