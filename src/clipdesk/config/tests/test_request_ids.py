"""Whoever answers, Starlette or Django: one id in the answer's header, one line with that id, and no secret in it."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx
import pytest

from clipdesk.config.tests.conftest import Web


def lines_of(web: Web, answer: httpx.Response, count: int = 1) -> list[dict[str, Any]]:
    """The lines with the answer's id, once there are `count`; they are written after the answer."""
    until = time.monotonic() + 5
    while True:
        written = [json.loads(line) for line in web.log.read_text(encoding="utf-8").splitlines()]
        found = [line for line in written if line["id"] == answer.headers["X-Request-Id"]]
        if len([line for line in found if line["logger"] == "clipdesk.request"]) >= count or time.monotonic() > until:
            return found
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/files/made-up", 404),
        ("GET", "/media/none/none/clip-9x16.mp4", 404),
        ("OPTIONS", "/uploads/", 204),
        ("GET", "/sign-in/", 200),
        ("GET", "/no/such/page/", 404),
    ],
)
def test_every_answer_has_an_id_and_one_line(web: Web, method: str, path: str, status: int) -> None:
    first, second = (httpx.request(method, web.origin + path, timeout=30) for _ in range(2))
    assert first.status_code == status
    assert first.headers["X-Request-Id"] != second.headers["X-Request-Id"]
    for answer in (first, second):
        (line,) = [line for line in lines_of(web, answer) if line["logger"] == "clipdesk.request"]
        assert (line["method"], line["status"]) == (method, status)


def test_django_s_own_line_about_a_request_has_its_id(web: Web) -> None:
    answer = httpx.get(f"{web.origin}/no/such/page/", timeout=30)
    assert {line["logger"] for line in lines_of(web, answer)} == {"django.request", "clipdesk.request"}


def test_static_files_have_an_id_and_no_line(web: Web) -> None:
    answer = httpx.get(f"{web.origin}/static/none.css", timeout=30)
    after = httpx.get(f"{web.origin}/sign-in/", timeout=30)
    assert answer.status_code == 404
    assert lines_of(web, after)
    assert lines_of(web, answer, count=0) == []


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/files/Zq8-geheim:Token/x", "/files/…"),
        ("/invite/Zq8-geheim-Token/", "/invite/…/"),
        ("/password/new/key/7-geheim-key/", "/password/new/key/…-…/"),
    ],
)
def test_what_opens_a_door_is_not_written(web: Web, path: str, written: str) -> None:
    answer = httpx.get(f"{web.origin}{path}?next=geheim", timeout=30)
    (line,) = [line for line in lines_of(web, answer) if line["logger"] == "clipdesk.request"]
    assert line["path"] == written
    assert "geheim" not in web.log.read_text(encoding="utf-8")
