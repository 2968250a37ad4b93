"""A file's address works for the person it was made for, while they are signed in, and for nobody else."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from clipdesk.accounts.models import Person
from clipdesk.library.links import file_link
from clipdesk.library.models import StoredFile
from clipdesk.library.tests.conftest import Web

BYTES = random.Random(9).randbytes(5000)


@pytest.fixture(scope="module")
def file(web: Web, tmp_path_factory: pytest.TempPathFactory) -> StoredFile:
    path: Path = tmp_path_factory.mktemp("linked") / "proxy.mp4"
    path.write_bytes(BYTES)
    return StoredFile.add(path, media_type="video/mp4")


def test_the_person_gets_the_file(web: Web, file: StoredFile) -> None:
    link = file_link(file, web.lan)
    with web.client(web.lan) as browser:
        whole = browser.get(link)
        part = browser.get(link, headers={"Range": "bytes=100-199"})
    assert (whole.status_code, whole.content, whole.headers["Content-Type"]) == (200, BYTES, "video/mp4")
    assert (part.status_code, part.content) == (206, BYTES[100:200])
    assert part.headers["Content-Range"] == "bytes 100-199/5000"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"


def test_a_browser_that_has_it_asks_again_all_the_same(web: Web, file: StoredFile) -> None:
    link, tag = file_link(file, web.lan), f'"{hashlib.sha256(BYTES).hexdigest()}"'
    with web.client(web.lan, **{"If-None-Match": tag}) as browser:
        known = browser.get(link)
        assert (known.status_code, known.content) == (304, b"")
        assert (known.headers["ETag"], known.headers["Cache-Control"]) == (tag, "private, no-cache")
        Session.objects.filter(pk=browser.headers["Cookie"].partition("=")[2]).delete()  # signs out
        assert browser.get(link).status_code == 404


def test_nobody_else_gets_it(web: Web, file: StoredFile) -> None:
    link = file_link(file, web.lan)
    with web.client(web.binh) as other:
        answer = other.get(link)
        assert (answer.status_code, answer.text) == (404, "Liên kết này đã hết hạn. Hãy tải lại trang.")
        answer = other.get(link, headers={"Accept-Language": "en-GB,en;q=0.9"})
        assert (answer.status_code, answer.text) == (404, "This link has expired. Reload the page.")
        assert other.get(file_link(file, web.binh)).content == BYTES
    assert httpx.get(web.origin + link).status_code == 404
    assert httpx.get(web.origin + link, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}=x"}).status_code == 404
    with web.client(web.lan) as browser:
        assert browser.get(link[:-1] + ("a" if link[-1] != "a" else "b")).status_code == 404


def test_disabled_or_with_a_new_password_it_ends_at_once(web: Web, file: StoredFile) -> None:
    link = file_link(file, web.lan)
    with web.client(web.lan) as browser:
        Person.objects.filter(pk=web.lan.pk).update(is_active=False)
        assert browser.get(link).status_code == 404
        Person.objects.filter(pk=web.lan.pk).update(is_active=True)
        assert browser.get(link).status_code == 200
        web.lan.set_password("song-xanh-9999")
        web.lan.save()
        assert browser.get(link).status_code == 404
