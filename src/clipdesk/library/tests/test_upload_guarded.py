"""Nobody but the person themselves, on our own page, signed in and allowed to, reaches an upload."""

from __future__ import annotations

import time

import httpx
import pytest

from clipdesk.accounts.member import NotAllowed
from clipdesk.accounts.models import Membership, Person
from clipdesk.accounts.roles import PRODUCER, SOCIAL_EDITOR
from clipdesk.library import uploads
from clipdesk.library.models import Recording, Upload
from clipdesk.library.tests.conftest import Web
from clipdesk.library.tests.speaking_tus import OCTETS, half_request, metadata, offset_of, open_upload, patch


def test_somebody_elses_upload_does_not_exist(web: Web) -> None:
    with web.client(web.lan) as browser:
        url = open_upload(web, browser, 10)
        with web.client(web.binh) as other:
            assert other.head(url).status_code == 404
            assert patch(other, url, 0, b"x").status_code == 404
            assert other.delete(url).status_code == 404
        assert offset_of(browser, url) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_no_other_page_may_use_the_cookie(web: Web, wrong: dict[str, str]) -> None:
    count = Upload.objects.count()
    headers = {**web.headers(web.lan, **wrong), "Upload-Length": "10", "Upload-Metadata": metadata(web, "a.mp4")}
    answer = httpx.post(f"{web.origin}/uploads/", headers=headers)
    said = f"Chỉ trang của chính hệ thống mới tải lên được. Hãy mở trang đó tại {web.origin} rồi chọn tệp ở đó."
    assert (answer.status_code, answer.json()) == (403, {"error": said})
    del headers["Origin"]
    assert httpx.post(f"{web.origin}/uploads/", headers=headers).status_code == 403
    assert Upload.objects.count() == count


def test_signed_out(web: Web) -> None:
    with web.client(web.lan) as browser:
        url = open_upload(web, browser, 10)
    headers = web.headers(web.lan)
    for cookie in ("", "__Host-clipdesk=abc"):
        assert httpx.head(web.origin + url, headers={**headers, "Cookie": cookie}).status_code == 401
        answer = httpx.delete(web.origin + url, headers={**headers, "Cookie": cookie, "Accept-Language": "en"})
        assert answer.json() == {"error": "You are signed out. Sign in again, then go on."}


def test_what_is_wrong_is_said_in_a_sentence(web: Web) -> None:
    with web.client(web.lan) as browser:
        url = open_upload(web, browser, 10)
        for status, begins, answer in (
            (415, "Đây không phải là một phần", patch(browser, url, 0, b"x", **{"Content-Type": "text/plain"})),
            (400, "Cách tải lên này không đúng: tiêu đề “upload-offset”", browser.patch(url, headers=OCTETS)),
            (413, "Dữ liệu nhận được dài hơn tệp", patch(browser, url, 0, bytes(11))),
            (404, "Lần tải lên này không còn nữa", patch(browser, url[:-1] + "!", 0, b"x")),
        ):
            assert answer.status_code == status
            assert answer.json()["error"].startswith(begins)
        assert offset_of(browser, url) == 0


def test_a_changed_password_and_a_person_who_left(web: Web) -> None:
    with web.client(web.binh) as browser:
        url = open_upload(web, browser, 10)
        web.binh.set_password("song-xanh-9999")
        web.binh.save()
        assert browser.head(url).status_code == 401
    with web.client(web.binh) as browser:
        assert browser.head(url).status_code == 200
        Person.objects.filter(pk=web.binh.pk).update(is_active=False)
        assert browser.head(url).status_code == 401
        Person.objects.filter(pk=web.binh.pk).update(is_active=True)


def test_who_may_not_bring_recordings_in(web: Web) -> None:
    headers = {"Upload-Length": "10", "Upload-Metadata": metadata(web, "a.mp4")}
    with web.client(web.tuan) as browser:
        answer = browser.post("/uploads/", headers=headers)
    assert answer.status_code == 403
    assert answer.json()["error"].startswith("Vai trò của bạn")


def test_who_may_no_longer_bring_recordings_in(web: Web) -> None:
    """The role was taken away between two parts."""
    roles = Membership.objects.filter(person=web.lan)
    with web.client(web.lan) as browser:
        url = open_upload(web, browser, 10)
        assert patch(browser, url, 0, b"01234").status_code == 204
        roles.update(role=SOCIAL_EDITOR)
        refused = patch(browser, url, 5, b"56789")
        assert refused.status_code == 403
        assert refused.json()["error"].startswith("Vai trò của bạn")
        assert browser.head(url).status_code == 403
        roles.update(role=PRODUCER)
        assert offset_of(browser, url) == 5


@pytest.mark.parametrize("pause", [0.0, 1.2])
def test_who_is_disabled_while_a_part_is_on_its_way(web: Web, pause: float) -> None:
    """Asked again after a second at most, and in any case before a recording is made of it."""
    with web.client(web.binh) as browser:
        url = open_upload(web, browser, 10)
    running = half_request(web, web.binh, url, 0, b"01234", 10)
    time.sleep(0.3)
    Person.objects.filter(pk=web.binh.pk).update(is_active=False)
    try:
        time.sleep(pause)
        running.sendall(b"5" if pause else b"56789")
        assert b" 401 " in running.recv(4096).split(b"\r\n")[0]
        upload = Upload.objects.get(pk=url.rsplit("/", 1)[1])
        assert (upload.offset, upload.recording) == (5 if pause else 10, None)
    finally:
        Person.objects.filter(pk=web.binh.pk).update(is_active=True)
        running.close()


def test_whoever_lost_the_role_makes_no_recording_of_what_is_there(web: Web) -> None:
    roles = Membership.objects.filter(person=web.lan)
    with web.client(web.lan) as browser:
        url = open_upload(web, browser, 10)
    upload = Upload.objects.get(pk=url.rsplit("/", 1)[1])
    with uploads.open_at(upload, 0) as file:
        file.write(b"0123456789")
        uploads.advance(upload, file, 10)
    roles.update(role=SOCIAL_EDITOR)
    with pytest.raises(NotAllowed):
        uploads.finish(upload)
    roles.update(role=PRODUCER)
    assert not Recording.objects.filter(station=web.station).exists()


def test_a_cancelled_upload_takes_no_more(web: Web) -> None:
    with web.client(web.lan) as browser:
        url = open_upload(web, browser, 10)
        running = half_request(web, web.lan, url, 0, b"01234", 10)
        time.sleep(0.3)
        assert browser.delete(url).status_code == 204
    running.sendall(b"56789")
    assert b" 404 " in running.recv(4096).split(b"\r\n")[0]
    running.close()
    assert not Recording.objects.filter(station=web.station).exists()
