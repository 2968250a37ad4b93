"""The published files: parts of them, again only when they changed, and never after they were taken back."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette
from starlette.routing import Route

from clipdesk.library.models import StoredFile
from clipdesk.publishing.models import Publication
from clipdesk.site.media import media
from clipdesk.site.tests.conftest import Outside

Ask = Callable[..., Response]
APPLICATION = Starlette(routes=[Route("/media/{remote_id}/{version}/{name}", media)])


@pytest.fixture
def ask(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    """Ask the application itself, as the web process would be asked.

    The view looks into the database in a thread of its own, which would see nothing of a test that is rolled back. So
    the thread is lent the test's connection, and may not close it.
    """
    mine = connections["default"]
    mine.inc_thread_sharing()
    monkeypatch.setattr(mine, "close_if_unusable_or_obsolete", lambda: None)

    def share() -> None:
        connections["default"] = mine

    def asked(path: str, method: str = "GET", **headers: str) -> Response:
        async def request() -> Response:
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1, initializer=share))
            async with AsyncClient(transport=ASGITransport(APPLICATION), base_url="http://localhost") as client:
                return await client.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})

        return asyncio.run(request())

    yield asked
    mine.dec_thread_sharing()


def sealed(publication: Publication, name: str) -> bytes:
    """Return the bytes that were signed, from the store."""
    assert publication.shown
    digest = next(file["sha256"] for file in publication.shown.content["files"] if file["name"] == name)
    return StoredFile.objects.get(pk=digest).path.read_bytes()


@pytest.fixture
def video(published: Publication) -> str:
    """The path of the upright file."""
    assert published.shown
    return f"/media/{published.remote_id}/{published.shown.sha256[:16]}/clip-9x16.mp4"


def test_the_public_gets_the_signed_bytes(ask: Ask, published: Publication, video: str) -> None:
    answer = ask(video)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "video/mp4")
    assert answer.content == sealed(published, "clip-9x16.mp4")
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["cache-control"] == "no-cache"
    assert "set-cookie" not in answer.headers


def test_a_player_gets_the_part_it_asks_for(ask: Ask, published: Publication, video: str) -> None:
    whole = sealed(published, "clip-9x16.mp4")
    part = ask(video, Range="bytes=100-199")
    assert (part.status_code, part.content) == (206, whole[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole)}"
    assert ask(video, Range="bytes=-50").content == whole[-50:]
    assert ask(video, Range=f"bytes={len(whole)}-").status_code == 416


def test_who_has_it_already_is_told_so(ask: Ask, video: str) -> None:
    tag = ask(video).headers["etag"]
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = ask(video, If_None_Match=held)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert ask(video, If_None_Match='"other"').status_code == 200
    assert ask(video, Range="bytes=0-9", If_Range='"other"').status_code == 200
    assert ask(video, Range="bytes=0-9", If_Range=tag).status_code == 206


def test_captions_can_be_read_by_any_player(ask: Ask, published: Publication, video: str) -> None:
    answer = ask(video.replace("clip-9x16.mp4", "captions.vtt"))
    assert answer.headers["content-type"].split(";")[0] == "text/vtt"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.content.startswith(b"WEBVTT")


def test_heads_are_answered(ask: Ask, published: Publication, video: str) -> None:
    head = ask(video, "HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(sealed(published, "clip-9x16.mp4"))


def test_what_was_withdrawn_is_gone(ask: Ask, published: Publication, video: str, outside: Outside) -> None:
    tag = ask(video).headers["etag"]
    outside.withdraw(published, "Sai tên nhân vật.")
    assert ask(video).status_code == 410
    assert ask(video, If_None_Match=tag).status_code == 410  # a browser that kept it does not show it either


def test_what_was_corrected_has_another_address(ask: Ask, published: Publication, video: str, outside: Outside) -> None:
    outside.correct(published, "Sửa tên cầu.", {"title": "Nước sông Hồng lên chậm"})
    published.refresh_from_db()
    assert published.shown
    assert ask(video).status_code == 410
    assert ask(video.replace(video.split("/")[3], published.shown.sha256[:16])).status_code == 200


def test_nothing_else_is_ever_opened(ask: Ask, video: str, published: Publication) -> None:
    folder = video.rsplit("/", 1)[0]
    for path in (f"{folder}/secret.txt", f"{folder}/%2e%2e", f"{folder}/..%2f..%2fdatabase", "/media/unknown/0/a.mp4"):
        assert ask(path).status_code == 404, path
    Publication.objects.filter(pk=published.pk).update(first_live_at=None)
    assert ask(video).status_code == 404
