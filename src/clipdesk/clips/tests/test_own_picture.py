"""A picture of one's own stands for a clip: brought, kept with the revision that wears it, forgotten where none does."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django.fixtures import Settings

from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.clips import editing, pictures
from clipdesk.clips.content import Content
from clipdesk.clips.models import Clip, Picture
from clipdesk.clips.models.render import render_of, want_render
from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.clock import now
from clipdesk.library import housekeeping
from clipdesk.library.links import resolve
from clipdesk.library.models import StoredFile
from clipdesk.library.storage import store
from clipdesk.media.errors import RecipeError
from clipdesk.media.tests import stills

LONG_AGO = timedelta(days=8)


def _file(data: bytes, name: str = "anh.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def _post(newsroom: Newsroom, clip: Clip, member: Member | None = None, language: str = "en", **fields: Any) -> Any:
    client = newsroom.client(member or newsroom.lan)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client.post(newsroom.path(f"clips/{clip.pk}/picture/"), fields, headers={"accept": "application/json"})


def _bring(newsroom: Newsroom, clip: Clip, data: bytes) -> str:
    answer = _post(newsroom, clip, picture=_file(data))
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.json()["picture"])


def _save(newsroom: Newsroom, clip: Clip, **changes: Any) -> Clip:
    clip.refresh_from_db()
    editing.save(clip, editing.content_with(clip.content, changes), base=clip.head_number, member=newsroom.lan)
    return clip


def test_it_is_brought_then_worn_by_the_next_revision(newsroom: Newsroom, draft: Clip) -> None:
    number, data = draft.head_number, stills.photograph(6)
    answer = _post(newsroom, draft, picture=_file(data)).json()
    draft.refresh_from_db()
    assert (draft.head_number, draft.content.picture) == (number, "")
    client = newsroom.client(newsroom.lan)
    assert client.get(newsroom.path("clips/")).status_code == 200  # its session has a key now
    stored = StoredFile.objects.get(pk=answer["picture"])
    assert stored.media_type == "image/jpeg"
    assert b"Phone of Lan" in data
    assert b"Phone of Lan" not in stored.path.read_bytes()
    _save(newsroom, draft, picture=answer["picture"])
    assert draft.content.picture == answer["picture"]
    page = client.get(newsroom.path(f"clips/{draft.pk}/"))
    assert page.context["own_picture"]
    link = page.context["poster"].removeprefix("/files/")
    assert resolve(link, client.session.session_key or "").sha256 == stored.pk
    room = client.get(newsroom.path(f"clips/{draft.pk}/cut/")).context["data"]
    assert room["content"]["picture"] == stored.pk
    anew = client.get(newsroom.path(f"clips/{draft.pk}/links/")).json()["pictures"]
    assert anew == room["links"]["pictures"]
    assert resolve(anew[stored.pk].removeprefix("/files/"), client.session.session_key or "").sha256 == stored.pk


def test_without_scripts_it_stays_until_it_is_taken_away(newsroom: Newsroom, draft: Clip) -> None:
    picture = _bring(newsroom, draft, stills.photograph(6))
    _save(newsroom, draft, picture=picture)
    form = {"title": draft.title, "description": "", "language": "vi", "captions": ""}
    for ticked, kept in (({}, picture), ({"no_picture": "on"}, "")):
        draft.refresh_from_db()
        fields = {**form, **ticked, "base": str(draft.head_number)}
        assert newsroom.client(newsroom.lan).post(newsroom.path(f"clips/{draft.pk}/cut/"), fields).status_code == 302
        draft.refresh_from_db()
        assert draft.content.picture == kept


def test_the_whole_of_it_where_that_is_asked_for(newsroom: Newsroom, draft: Clip) -> None:
    tall = stills.written(stills.quarters((1080, 1920)))
    made = {
        how: _post(newsroom, draft, picture=_file(tall), **fields).json()["picture"] for how, fields in _WAYS.items()
    }
    sizes = {how: Image.open(StoredFile.objects.get(pk=one).path).size for how, one in made.items()}
    assert sizes == {"cut": (1072, 603), "whole": (1920, 1080)}


_WAYS: dict[str, dict[str, Any]] = {"cut": {}, "whole": {"whole": "1"}}


def test_it_is_no_new_render_and_its_absence_keeps_the_digest(newsroom: Newsroom, draft: Clip) -> None:
    before = draft.content
    want_render(draft.recording, before, breaking=False, by=newsroom.lan.actor)
    assert "picture" not in before.to_json()
    _save(newsroom, draft, picture=_bring(newsroom, draft, stills.written(stills.quarters())))
    assert draft.content.sha256 != before.sha256
    assert render_of(draft) is not None
    _save(newsroom, draft, picture="")  # removed again, or undone: a frame stands for the clip
    assert draft.content.sha256 == before.sha256


def test_a_page_that_does_not_speak_of_it_leaves_it(newsroom: Newsroom, draft: Clip) -> None:
    picture = _bring(newsroom, draft, stills.written(stills.quarters()))
    _save(newsroom, draft, picture=picture)
    _save(newsroom, draft, title="Khác")
    assert draft.content.picture == picture
    assert Content.from_json(draft.content.to_json()) == draft.content


@pytest.mark.parametrize("picture", ["x", "A" * 64, 5, None, "0" * 63])
def test_what_names_no_file_is_refused(draft: Clip, picture: Any) -> None:
    with pytest.raises(RecipeError):
        editing.content_with(draft.content, {"picture": picture})


def test_no_other_file_of_the_store_can_be_named(newsroom: Newsroom, draft: Clip, other_draft: Clip) -> None:
    """Not the recording, and not the picture of another clip: whoever sees this one would see that."""
    number = draft.head_number
    for strange in (draft.recording.original_id, _bring(newsroom, other_draft, stills.written(stills.quarters()))):
        with pytest.raises(pictures.NoSuchPicture):
            _save(newsroom, draft, picture=strange)
    draft.refresh_from_db()
    assert draft.head_number == number


@pytest.mark.parametrize(
    ("who", "status"), [("huong", 200), ("tuan", 403), ("oanh", 403), ("binh", 404), ("stranger", 404)]
)
def test_who_may_edit_the_clip_may_bring_one(newsroom: Newsroom, draft: Clip, who: str, status: int) -> None:
    member = getattr(newsroom, who)
    assert _post(newsroom, draft, member, picture=_file(stills.written(stills.quarters()))).status_code == status
    assert Picture.objects.exists() == (status == 200)
    if status != 200:
        with pytest.raises(NotAllowed):
            pictures.bring_picture(draft, _file(b"x"), whole=False, member=member)


@pytest.mark.parametrize(
    ("data", "english", "vietnamese"),
    [
        (stills.SVG, "This is no JPEG, PNG or WebP picture", "Đây không phải ảnh JPEG, PNG hay WebP"),
        (stills.written(stills.quarters())[:9000], "The picture is damaged", "Ảnh bị hỏng"),
        (stills.written(stills.quarters((320, 180))), "320 × 180 pixels: too few", "320 × 180 điểm ảnh"),
        (b"\xff\xd8" + bytes(10_000_000), "larger than 10 MB", "lớn hơn 10 MB"),
        (b"", "is empty", "rỗng"),
        (None, "No picture was sent", "Chưa có ảnh nào được gửi"),
    ],
    ids=["svg", "half", "small", "large", "empty", "none"],
)
def test_what_cannot_be_used_is_told_in_both_languages(
    newsroom: Newsroom, draft: Clip, data: bytes | None, english: str, vietnamese: str
) -> None:
    for language, sentence in (("en", english), ("vi", vietnamese)):
        fields: dict[str, Any] = {} if data is None else {"picture": _file(data, "anh.png")}
        answer = _post(newsroom, draft, language=language, **fields)
        assert answer.status_code == 422
        assert sentence in answer.json()["error"]
    assert not Picture.objects.exists()


def test_a_full_disk_takes_none(newsroom: Newsroom, draft: Clip, settings: Settings) -> None:
    settings.DISK_STOP_PERCENT = 0
    answer = _post(newsroom, draft, picture=_file(stills.written(stills.quarters())))
    assert "until there is room" in answer.json()["error"]
    assert not Picture.objects.exists()


def test_nothing_is_left_of_what_was_sent(newsroom: Newsroom, draft: Clip, settings: Settings, tmp_path: Path) -> None:
    settings.UPLOADS = tmp_path / "uploads"
    _bring(newsroom, draft, stills.photograph(1))
    _post(newsroom, draft, picture=_file(stills.SVG))
    assert list(settings.UPLOADS.iterdir()) == []


def test_what_no_revision_wears_is_forgotten_and_leaves_the_store(newsroom: Newsroom, draft: Clip) -> None:
    worn, unsaved, fresh = (
        _bring(newsroom, draft, stills.written(stills.quarters((640 + 16 * n, 500)))) for n in range(3)
    )
    _save(newsroom, draft, picture=worn)
    _save(newsroom, draft, picture="")  # an old revision keeps its picture
    Picture.objects.exclude(file=fresh).update(made_at=now() - LONG_AGO)
    assert pictures.forget_unused() == 1
    assert set(Picture.objects.values_list("file", flat=True)) == {worn, fresh}
    for sha256 in (worn, unsaved, fresh):
        os.utime(store().path(sha256), (time.time() - 6 * 24 * 3600,) * 2)
    housekeeping.clean()
    assert [store().exists(one) for one in (worn, unsaved, fresh)] == [True, False, True]
    with pytest.raises(pictures.NoSuchPicture):
        _save(newsroom, draft, picture=unsaved)
    assert _bring(newsroom, draft, stills.written(stills.quarters((656, 500)))) == unsaved  # chosen once more
    _save(newsroom, draft, picture=unsaved)
