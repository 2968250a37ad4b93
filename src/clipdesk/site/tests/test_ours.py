"""Whoever asks whether something is ours is told what was published and what became of it, and nothing else."""

from __future__ import annotations

import asyncio
import hashlib
import io
import re
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.base import BaseHandler
from django.db import connections, transaction
from django.http import HttpResponse
from starlette.types import Receive, Scope, Send

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Person, Station
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import given_for
from clipdesk.destinations.models import Account, Destination
from clipdesk.destinations.register import Said, register
from clipdesk.jobs.app import app
from clipdesk.library.models import StoredFile
from clipdesk.media.supply import ffmpeg_path
from clipdesk.publishing.knowing_again import take_missing_prints
from clipdesk.publishing.models import FilePrint, HandWord, Publication
from clipdesk.publishing.package import open_withdrawal
from clipdesk.review import signing
from clipdesk.site import asked
from clipdesk.site.asked import TakesFiles
from clipdesk.site.tests.conftest import Outside

PAGE = "/watch/song-hong/is-this-ours/"
Ask = Callable[..., httpx.Response]


def django_behind() -> Callable[[Scope, Receive, Send], Any]:
    """Django with all its middleware, in the default executor's thread: its own handler makes threads that see no rows."""
    handler = BaseHandler()
    handler.load_middleware()

    async def behind(scope: Scope, receive: Receive, send: Send) -> None:
        came = (await receive())["body"]
        assert came == b"", "nothing of the file goes on to Django"
        loop = asyncio.get_running_loop()
        request = ASGIRequest(scope, io.BytesIO())
        response = await loop.run_in_executor(None, handler.get_response, request)
        assert isinstance(response, HttpResponse)
        headers = [(name.lower().encode(), value.encode()) for name, value in response.items()]
        cookies = [(b"set-cookie", morsel.OutputString().encode()) for morsel in response.cookies.values()]
        await send({"type": "http.response.start", "status": response.status_code, "headers": headers + cookies})
        await send({"type": "http.response.body", "body": response.content})

    return behind


@pytest.fixture
def ask(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    """Post a file to the page as a browser does, over the application itself; all threads see the test's rows."""
    mine = connections["default"]
    mine.inc_thread_sharing()
    monkeypatch.setattr(mine, "close_if_unusable_or_obsolete", lambda: None)

    def share() -> None:
        connections["default"] = mine

    def posted(content: bytes | None, path: str = PAGE, name: str = "clip.mp4", **headers: str) -> httpx.Response:
        async def request() -> httpx.Response:
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1, initializer=share))
            files = {"file": (name, content, "video/mp4")} if content is not None else {"other": (None, "x")}
            transport = httpx.ASGITransport(TakesFiles(django_behind()))
            async with httpx.AsyncClient(transport=transport, base_url=settings.ORIGIN, timeout=120) as client:
                said = {name.replace("_", "-"): value for name, value in headers.items()}
                return await client.post(path, files=files, headers=said)

        return asyncio.run(request())

    cache.clear()
    yield posted
    mine.dec_thread_sharing()


@pytest.fixture
def long_publication(outside: Outside, draft: Clip, send: object) -> Publication:
    """All four seconds of the recording, live."""
    lan = outside.newsroom.lan
    recipe = {"ranges": [{"start": "0/1", "end": "4/1"}]}
    content = editing.content_with(draft.content, {"title": "Cầu <b>mới</b>", "recipe": recipe})
    editing.save(draft, content, base=draft.head_number, member=lan)
    return outside._out(draft)


def video_of(publication: Publication, name: str = "clip-9x16.mp4") -> Path:
    """The published file."""
    assert publication.shown
    digest = next(file["sha256"] for file in publication.shown.content["files"] if file["name"] == name)
    return StoredFile.objects.get(pk=digest).path


def made(folder: Path, name: str, source: Path | None, *options: str) -> bytes:
    """What ffmpeg makes."""
    out = folder / name
    came = ["-i", str(source)] if source else []
    subprocess.run([str(ffmpeg_path()), "-v", "error", "-nostdin", "-y", *came, *options, str(out)], check=True)
    return out.read_bytes()


def left_over() -> list[Path]:
    return list(settings.UPLOADS.glob("asked-*"))


def test_the_page_asks_for_link_or_file(outside: Outside, published: Publication) -> None:
    html = outside.html(PAGE)
    assert 'name="address"' in html
    assert 'enctype="multipart/form-data"' in html
    answer = outside.client.get(PAGE)
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert PAGE in outside.html(outside.page(published))
    assert published.remote_id in outside.html(outside.page(published))


@pytest.mark.parametrize(
    "written",
    [
        "{origin}{page}",
        "{bare}{page}?utm_source=mail&lang=en#t=3",
        "  {origin}{page}  ",
        "{code}",
        "{origin}/media/{code}/0123456789abcdef/clip-9x16.mp4",
    ],
)
def test_our_own_addresses_are_known(outside: Outside, published: Publication, written: str) -> None:
    origin = settings.ORIGIN
    asked_for = written.format(
        origin=origin, bare=origin.split("//")[1], page=outside.page(published), code=published.remote_id
    )
    answer = outside.client.get(PAGE, {"address": asked_for, "lang": "en"})
    html = answer.content.decode()
    assert "Yes, this address is ours" in html
    assert "Nước sông Hồng lên nhanh" in html
    assert answer["Cache-Control"] == "no-store"


def test_a_post_on_another_platform_is_known(outside: Outside, published: Publication) -> None:
    station = outside.newsroom.station
    tube = Destination.objects.create(station=station, practice=True, real=False, kind="youtube", name="YouTube")
    Publication.objects.filter(pk=published.pk).update(destination=tube, remote_id="dQw4w9WgXcQ")
    for link in ("https://youtu.be/dQw4w9WgXcQ?si=x", "m.youtube.com/shorts/dQw4w9WgXcQ/"):
        assert "Yes, this address is ours" in said(outside, link)
    assert "nothing of ours at this address" in said(outside, "https://youtu.be/xxxxxxxxxxx")


def test_a_post_in_a_telegram_channel_is_told_by_channel_and_number(outside: Outside, published: Publication) -> None:
    place = Destination.objects.create(
        station=published.station, practice=True, real=False, kind="telegram", name="Sông Hồng (@songhong)"
    )
    Account.objects.create(destination=place, remote="-1001234567890", username="SongHong")
    Publication.objects.filter(pk=published.pk).update(destination=place, remote_id="101")
    for link in ("https://t.me/songhong/101?single", "t.me/c/1234567890/101"):
        assert "Yes, this address is ours" in said(outside, link)
    for link in ("https://t.me/songhong/102", "https://t.me/song_hong_gia/101", "https://t.me/c/1234567891/101"):
        assert "nothing of ours at this address" in said(outside, link)


def test_a_post_made_by_hand_is_told_at_every_address_it_had(outside: Outside, published: Publication) -> None:
    room = outside.newsroom
    said_of = Said("@songhong", "Sông Hồng", "https://www.tiktok.com/@songhong", "Đài Sông Hồng", date(2024, 5, 1))
    official = register(room.oanh, "tiktok", said_of)
    place = Destination.objects.create(
        station=published.station, practice=True, real=False, kind="by_hand", name="TikTok · @songhong"
    )
    Account.objects.create(destination=place, kind="by_hand", official=official, remote=str(official.pk))
    Publication.objects.filter(pk=published.pk).update(destination=place, remote_id="7302")
    assert published.shown is not None
    said_of_it = {"publication": published, "package": published.shown}
    for number in ("7301", "7302", "7304", "7305"):  # posted anew with another film: the one before was deleted there
        HandWord.objects.create(**said_of_it, kind="posted", remote_id=number, by=room.lan.person)
        if number != "7305":
            seen = "other" if number == "7304" else "same"
            HandWord.objects.create(**said_of_it, kind=seen, by=room.huong.person)
    for number in ("7304", "7305"):  # whoever looked saw something else there; nobody has looked yet
        assert "Yes, this address is ours" not in said(outside, f"https://www.tiktok.com/@songhong/video/{number}")
    for link in ("https://www.tiktok.com/@songhong/video/7302?_r=1", "m.tiktok.com/v/7301"):
        assert "Yes, this address is ours" in said(outside, link)
    for link in ("https://www.tiktok.com/@songhong/video/7303", "https://x.com/songhong/status/7302"):
        assert "Yes, this address is ours" not in said(outside, link)


def test_an_address_that_hides_a_sign_which_no_row_can_hold_is_answered(
    outside: Outside, published: Publication
) -> None:
    for link in ("https://oa.zalo.me/a?id=%00", "https://rd.zapps.vn/detail/1?id=a%00b"):
        assert "neither a link to a clip nor a code" in outside.html(
            f"{PAGE}?{urlencode({'address': link, 'lang': 'en'})}"
        )


def said(outside: Outside, address: str, path: str = PAGE) -> str:
    return str(outside.client.get(path, {"address": address, "lang": "en"}).content.decode())


def test_what_is_not_public_is_never_told(outside: Outside, published: Publication) -> None:
    """Neither what was never live, nor another station's."""
    link = settings.ORIGIN + outside.page(published)
    assert "nothing of ours at this address" in said(outside, link, "/watch/cuu-long/is-this-ours/")
    Publication.objects.filter(pk=published.pk).update(first_live_at=None)
    assert "nothing of ours at this address" in said(outside, link)
    assert "Nước sông" not in said(outside, link)
    assert "neither a link to a clip nor a code" in said(outside, "javascript:alert(1)")


def test_what_became_of_it_is_told(outside: Outside, published: Publication) -> None:
    outside.correct(published, "Sửa tên cầu.", {"title": "Nước sông Hồng lên chậm"})
    published.refresh_from_db()
    html = said(outside, published.remote_id)
    assert "Corrected since" in html
    assert "Sửa tên cầu." in html
    outside.withdraw(published, "Sai tên nhân vật.")
    html = said(outside, published.remote_id)
    assert "Withdrawn" in html
    assert "Sai tên nhân vật." in html


@pytest.mark.slow
def test_of_a_withdrawn_clip_is_said_what_its_own_page_says(outside: Outside, published: Publication) -> None:
    """Ours, withdrawn, why; neither the title nor what was corrected in it: they may be what was taken down."""
    outside.correct(published, "Sửa tên cầu.", {"title": "Nước sông Hồng lên chậm"})
    published.refresh_from_db()
    assert "Nước sông Hồng lên" in said(outside, published.remote_id)
    outside.withdraw(published, "Sai tên nhân vật.")
    html, gone = said(outside, published.remote_id), outside.html(outside.page(published), 410)
    assert "Yes, this address is ours" in html
    assert "A clip of ours that was withdrawn" in html
    for words in ("Nước sông Hồng lên nhanh", "Nước sông Hồng lên chậm", "Sửa tên cầu."):
        assert words not in html
        assert words not in gone
    for page in (html, gone):
        assert "Sai tên nhân vật." in page
    assert "Corrected since" in html  # that it was, not how
    assert outside.page(published) in html


def test_where_the_own_site_still_shows_it_so_does_the_answer(outside: Outside, published: Publication) -> None:
    """Withdrawn on another platform alone: the title stands, as on the clip's own page."""
    station = outside.newsroom.station
    tube = Destination.objects.create(station=station, practice=True, real=False, kind="youtube", name="YouTube")
    assert published.shown is not None
    copy = Publication.objects.create(
        station=station,
        clip=published.clip,
        destination=tube,
        remote_id="dQw4w9WgXcQ",
        package=published.package,
        sign_off=published.sign_off,
        first_live_at=published.first_live_at,
        state="unknown",
    )
    attempt = published.attempts.get()
    attempt.pk = None
    attempt.publication = copy
    attempt.save(force_insert=True)
    with transaction.atomic():
        withdrawal = open_withdrawal(published.clip, [copy], "Sai tên.", outside.newsroom.huong.person)
    sign_off = signing.sign(withdrawal, given_for(withdrawal), member=outside.newsroom.minh)
    Publication.objects.filter(pk=copy.pk).update(state="withdrawn", package=withdrawal, sign_off=sign_off)
    html = said(outside, "https://youtu.be/dQw4w9WgXcQ")
    assert "Withdrawn" in html
    assert "Nước sông Hồng lên nhanh" in html
    assert "Nước sông Hồng lên nhanh" in outside.html(outside.page(published))


def test_exactly_the_file(ask: Ask, published: Publication, outside: Outside) -> None:
    content = video_of(published).read_bytes()
    answer = ask(content, PAGE + "?lang=en")
    assert answer.status_code == 200
    assert "this is exactly the file that we published" in answer.text
    assert "Nước sông Hồng lên nhanh" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    assert "exactly the file" not in ask(content, "/watch/cuu-long/is-this-ours/?lang=en").text
    outside.withdraw(published, "Sai tên nhân vật.")
    gone = ask(content, PAGE + "?lang=en").text
    assert "exactly the file" in gone
    assert "Sai tên nhân vật." in gone
    assert "Nước sông Hồng lên nhanh" not in gone
    assert not left_over()


def test_a_file_that_was_only_signed_is_not_told(ask: Ask, package: object, draft: Clip) -> None:
    """It is sealed and in the store, and never went out."""
    (sealed,) = [row for row in draft.packages.get().content["files"] if row["name"] == "clip-9x16.mp4"]
    content = StoredFile.objects.get(pk=sealed["sha256"]).path.read_bytes()
    answer = ask(content, PAGE + "?lang=en").text
    assert "exactly the file" not in answer
    assert "Nước sông" not in answer


def test_a_copy_is_recognised(ask: Ask, long_publication: Publication, tmp_path: Path) -> None:
    assert take_missing_prints() == 4  # upright, 4:5, square, wide
    assert take_missing_prints() == 0
    source = video_of(long_publication)
    remux = made(tmp_path, "remux.mp4", source, "-c", "copy", "-metadata", "title=<script>alert(1)</script>")
    assert hashlib.sha256(remux).hexdigest() != hashlib.sha256(source.read_bytes()).hexdigest()
    answer = ask(remux, PAGE + "?lang=en", name="<script>alert(2)</script>.mp4").text
    assert "Picture and sound match our clip" in answer or "The picture matches our clip" in answer
    assert "4 of 4 seconds" in answer
    assert "Cầu &lt;b&gt;mới&lt;/b&gt;" in answer
    assert "alert(" not in answer
    small = made(tmp_path, "small.mp4", source, "-vf", "scale=240:-2", "-c:v", "libx264", "-crf", "30", "-an")
    assert "The picture matches our clip; the file has no sound" in ask(small, PAGE + "?lang=en").text
    assert "nothing of ours" in ask(small, "/watch/cuu-long/is-this-ours/?lang=en").text


def test_a_second_look_compares_a_copy_with_what_was_signed(
    ask: Ask, outside: Outside, long_publication: Publication, tmp_path: Path
) -> None:
    Person.objects.update(language="en")
    room, shown = outside.newsroom, long_publication.shown
    assert shown is not None
    official = register(room.oanh, "tiktok", Said("@a", "A", "https://www.tiktok.com/@a", "A", date(2024, 5, 1)))
    place = Destination.objects.create(station=room.station, practice=True, real=False, kind="by_hand", name="TikTok")
    Account.objects.create(destination=place, kind="by_hand", official=official, remote=str(official.pk))
    Publication.objects.filter(pk=long_publication.pk).update(destination=place, remote_id="7301")
    said_of = {"publication": long_publication, "package": shown, "remote_id": "7301"}
    HandWord.objects.create(**said_of, kind="posted", by=room.lan.person)
    path = f"/s/song-hong/publishing/{long_publication.pk}/compare/"
    source = video_of(long_publication)
    copy = made(tmp_path, "small.mp4", source, "-vf", "scale=240:-2", "-c:v", "libx264", "-crf", "30", "-c:a", "aac")

    assert ask(copy, path).status_code == 302  # nobody is signed in: to the sign-in page, and nothing was looked at
    for member, status in ((room.binh, 404), (room.stranger, 404), (room.lan, 302)):  # Lan has posted it
        assert ask(copy, path, cookie=_cookie(outside, member)).status_code == status
    huong = _cookie(outside, room.huong)
    take_missing_prints()
    answer = ask(copy, path, cookie=huong).text
    assert "It is like the clip that was signed" in answer
    sealed = re.findall(r'name="compared" value="([^"]+)"', answer)
    other = made(tmp_path, "other.mp4", None, "-f", "lavfi", "-i", "mandelbrot=s=180x320:r=25", "-t", "4")
    assert "It is not like the clip that was signed" in ask(other, path, cookie=huong).text
    assert "the very file that was signed" in ask(source.read_bytes(), path, cookie=huong).text
    say = room.path(f"publishing/{long_publication.pk}/look/")
    (seen,) = re.findall(r'name="seen" value="(\d+)"', answer)
    for member, form in ((room.minh, sealed[0]), (room.huong, sealed[0][:-2] + "xx")):
        room.client(member).post(say, {"said": "same", "seen": seen, "compared": form})
    assert not HandWord.objects.filter(kind="same").exists()
    room.client(room.huong).post(say, {"said": "same", "seen": seen, "compared": sealed[0]})
    assert HandWord.objects.get(kind="same").compared == "alike"
    assert not left_over()


def _cookie(outside: Outside, member: Member) -> str:
    return (
        f"{settings.SESSION_COOKIE_NAME}={outside.newsroom.client(member).cookies[settings.SESSION_COOKIE_NAME].value}"
    )


def test_what_is_nothing_of_ours(ask: Ask, long_publication: Publication, tmp_path: Path) -> None:
    take_missing_prints()
    other = made(
        tmp_path, "other.mp4", None, "-f", "lavfi", "-i", "mandelbrot=s=180x320:r=25", "-t", "4", "-c:v", "libx264"
    )
    answer = ask(other, PAGE + "?lang=en")
    assert "We find nothing of ours that is like it" in answer.text
    assert "Cầu" not in answer.text


def test_prints_are_taken_of_what_was_public_alone(package: object) -> None:
    assert "publishing.take_prints" in app.tasks
    assert take_missing_prints() == 0
    assert not FilePrint.objects.exists()


def test_what_is_no_recording(ask: Ask, published: Publication) -> None:
    answer = ask(b"<html>hello</html>" * 100, PAGE + "?lang=en")
    assert answer.status_code == 422
    assert "No answer" in answer.text
    assert ask(b"", PAGE + "?lang=en").status_code == 422
    assert "Choose a video or sound file first" in ask(None, PAGE + "?lang=en").text
    assert not left_over()


def test_too_long_a_recording(ask: Ask, newsroom: object, tmp_path: Path) -> None:
    tone = ("-f", "lavfi", "-i", "sine=r=8000:d=301", "-c:a", "aac", "-b:a", "16k")
    answer = ask(made(tmp_path, "long.m4a", None, *tone), PAGE + "?lang=en")
    assert answer.status_code == 422
    assert "up to 5 minutes" in answer.text


def test_another_site_s_page_may_not_ask(ask: Ask, published: Publication) -> None:
    content = video_of(published).read_bytes()
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec_Fetch_Site": "cross-site"}):
        answer = ask(content, PAGE + "?lang=en", **headers)
        assert answer.status_code == 403
        assert "exactly" not in answer.text


def test_too_large_a_file_is_not_read(ask: Ask, newsroom: object) -> None:
    answer = ask(b"x", PAGE + "?lang=en", Content_Length="300000000")
    assert answer.status_code == 413
    assert "200 MB" in answer.text


def test_one_connection_asks_so_often_and_no_more(ask: Ask, newsroom: object) -> None:
    for _ in range(asked.TRIES):
        assert ask(b"noise", PAGE + "?lang=en").status_code == 422
    answer = ask(b"noise", PAGE + "?lang=en")
    assert answer.status_code == 429
    assert "Wait a while" in answer.text


def test_no_such_station(ask: Ask, newsroom: object) -> None:
    assert ask(b"noise", "/watch/nobody/is-this-ours/").status_code == 404
    assert not Station.objects.filter(slug="nobody").exists()
