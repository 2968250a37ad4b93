"""A picture of one's own is sealed, shown to whoever signs, and goes where the frame would have gone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from clipdesk.accounts.models import Notice
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.clips.pictures import PictureDamaged, bring_picture
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.own_site.connector import version_folder
from clipdesk.connectors.picture_size import picture_size
from clipdesk.connectors.youtube.practice.emulator import YouTube
from clipdesk.destinations.models import Account
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.library.models import StoredFile
from clipdesk.media.tests import stills
from clipdesk.publishing.models import Publication
from clipdesk.publishing.sending import Plan, send_to_review
from clipdesk.publishing.tests.test_youtube import out
from clipdesk.review.changes import changes_between
from clipdesk.review.evidence import evidence_of
from clipdesk.review.models import Package, SignOff
from clipdesk.review.models.review_copy import copy_of

Send = Callable[[Clip], Package]
Signs = Callable[[Package], SignOff]
Settled = Callable[[Publication], Publication]


def _wear(newsroom: Newsroom, clip: Clip, width: int = 1280) -> str:
    """Lan brings a picture and saves; returns what the clip wears."""
    clip.refresh_from_db()
    file = SimpleUploadedFile("anh.jpg", stills.written(stills.quarters((width, 720))))
    picture = bring_picture(clip, file, whole=False, member=newsroom.lan).file_id
    content = editing.content_with(clip.content, {"picture": picture})
    editing.save(clip, content, base=clip.head_number, member=newsroom.lan)
    return str(picture)


def _page(newsroom: Newsroom, package: Package, page: str = "") -> Any:
    """Minh opens a page of the package, in English."""
    client = newsroom.client(newsroom.minh)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client.get(newsroom.path(f"review/{package.pk}/{page}"))


def _thumbnails(package: Package) -> list[tuple[str, str, str]]:
    return [
        (one["name"], one["sha256"], one["media_type"])
        for one in package.content["files"]
        if one["role"] == "thumbnail"
    ]


def test_it_is_sealed_in_place_of_the_frame_and_shown(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    picture = _wear(newsroom, draft)
    package = send(draft)
    assert _thumbnails(package) == [("thumbnail.jpg", picture, "image/jpeg")]
    copy = copy_of(package)
    assert copy is not None
    assert copy.thumbnail_sha256 == picture  # the small picture of the phone page is made of it
    assert copy.poster is not None
    for page, seen in (("", '<img src="{}"'), ("phone/", '<a class="phone-link" href="{}"')):
        shown = _page(newsroom, package, page)
        link = shown.context["it"]["own_picture"]
        assert link.startswith("/files/")
        text = shown.content.decode()
        assert seen.format(link) in text
        assert "it is no frame of the clip" in text
    assert f'<img src="{link}"' not in text  # the phone page is light: it shows the small one
    assert f'<img src="{shown.context["poster"]}"' in text


def test_a_frame_is_not_said_to_be_brought(newsroom: Newsroom, package: Package) -> None:
    page = _page(newsroom, package)
    assert page.context["it"]["own_picture"] == ""
    assert "it is no frame of the clip" not in page.content.decode()


def test_a_correction_of_the_picture_alone(
    newsroom: Newsroom, published: Publication, send: Send, minh_signs: Signs, settled: Settled
) -> None:
    """It is asked for, sealed, compared, signed and shown like any other; the old package and its evidence keep theirs."""
    clip, first = Clip.objects.get(pk=published.clip_id), published.shown
    assert first is not None
    (frame,) = _thumbnails(first)
    editing.begin_correction(clip, "Đổi hình thu nhỏ.", member=newsroom.lan)
    picture = _wear(newsroom, clip)
    package = send(clip)
    assert _thumbnails(package) == [("thumbnail.jpg", picture, "image/jpeg")]
    others = [[one for one in each.content["files"] if one["role"] != "thumbnail"] for each in (first, package)]
    assert others[0] == others[1]
    with translation.override("en"):
        (change,) = changes_between(first, package)
        assert (str(change.name), change.rows) == (
            "Thumbnail",
            [("the usual frame", f"a picture that is no frame of the clip ({picture[:8]})")],
        )
    page = _page(newsroom, package)
    before, after = page.context["it"]["thumbnails"]
    assert before != after
    assert f'<img src="{before}"' in page.content.decode()
    on_phone = _page(newsroom, package, "phone/")
    before, after = on_phone.context["it"]["thumbnails"]
    assert all(f'href="{one}"' in on_phone.content.decode() for one in (before, after))
    assert not any(f'<img src="{one}"' in on_phone.content.decode() for one in (before, after))
    minh_signs(package)
    after_it = settled(published)
    assert (after_it.state, after_it.shown) == ("corrected", package)
    path = version_folder(settings.PUBLIC, after_it.remote_id, package.sha256) / "thumbnail.jpg"
    assert path.read_bytes() == StoredFile.objects.get(pk=picture).path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(evidence_of(Clip.objects.get(pk=clip.pk)))) as archive:
        assert {f"files/{picture}", f"files/{frame[1]}"} <= set(archive.namelist())


def test_removed_again_the_frame_stands_for_the_clip(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    picture = _wear(newsroom, draft)
    editing.save(
        draft, editing.content_with(draft.content, {"picture": ""}), base=draft.head_number, member=newsroom.lan
    )
    ((_name, sha256, _kind),) = _thumbnails(send(draft))
    assert sha256 != picture


def test_it_goes_to_youtube(
    newsroom: Newsroom, youtube: YouTube, draft: Clip, send: Send, minh_signs: Signs, settled: Settled
) -> None:
    Account.objects.update(shape="16:9")  # beside a Short, YouTube shows no picture of ours
    picture = _wear(newsroom, draft)
    minh_signs(send(draft))
    assert out(Publication.objects.get(), settled).state == "live"
    (film,) = youtube.films.values()
    path = StoredFile.objects.get(pk=picture).path
    assert film.picture == path.read_bytes()
    assert picture_size(path) == (1280, 720)


def test_a_damaged_one_is_not_sent(newsroom: Newsroom, draft: Clip) -> None:
    path = StoredFile.objects.get(pk=_wear(newsroom, draft, 1600)).path
    whole = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(whole[:-1])
    try:
        with pytest.raises(PictureDamaged):
            send_to_review(
                draft, [Plan(newsroom.station.destinations.get())], base=draft.head_number, member=newsroom.lan
            )
        draft.refresh_from_db()
        assert draft.state == Clip.DRAFT
    finally:
        path.write_bytes(whole)


def test_one_that_is_damaged_before_it_is_sealed_comes_back(newsroom: Newsroom, draft: Clip) -> None:
    path = StoredFile.objects.get(pk=_wear(newsroom, draft, 1760)).path
    send_to_review(draft, [Plan(newsroom.station.destinations.get())], base=draft.head_number, member=newsroom.lan)
    whole = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(whole[:-1])
    try:
        run_waiting_jobs()
        draft.refresh_from_db()
        assert draft.state == Clip.DRAFT
        assert not Package.objects.exists()
        notice = Notice.objects.get(kind="render_failed", person=newsroom.lan.person)
        client = newsroom.client(newsroom.lan)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        page = client.get(notice.link)
        assert str(PictureDamaged()) in page.content.decode()  # where the notice leads, it is said what failed
    finally:
        path.write_bytes(whole)
