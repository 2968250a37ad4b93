"""Looks of the station: made, changed as new versions, kept by old clips, drawn by preview and render alike."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.clips import editing
from clipdesk.clips.looks import LookChanged, Worn, keep_look, newest_looks
from clipdesk.clips.models import Clip, Look, look_named
from clipdesk.clips.models.render import render_of, want_render
from clipdesk.clips.tests.conftest import Ask
from clipdesk.config.testing_cast import Newsroom
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.library.models import Recording
from clipdesk.media.errors import NoSuchLook

BROWN = (170, 90, 40)  # of a hue that no test picture has


def _png(side: int = 64) -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGBA", (side, side), (*BROWN, 255)).save(file, "PNG")
    return SimpleUploadedFile("logo.png", file.getvalue(), content_type="image/png")


def _fields(**changes: Any) -> dict[str, Any]:
    colours = ("strap_background", "strap_text", "sound_background", "sound_wave", "sound_progress", "sound_text")
    fields = {
        "title": "Tin tối",
        "captions": "box",
        "size": "medium",
        "corner": "top-left",
        "width": 30,
        "margin": "",
        "opacity": 100,
        "opening_seconds": 2,
        "opening_ground": "#ffffff",
        "closing_seconds": 3,
        "closing_ground": "#ffffff",
    }
    return {**fields, **dict.fromkeys(colours, "#10233a"), "strap_text": "#ffffff", **changes}


def _post(newsroom: Newsroom, page: str, fields: dict[str, Any], member: Member | None = None) -> Any:
    client = newsroom.client(member or newsroom.huong)
    return client.post(newsroom.path(f"looks/{page}/"), fields, headers={"accept": "application/json"})


@pytest.fixture
def look(newsroom: Newsroom) -> Look:
    """A look with a logo, made on the page."""
    answer = _post(newsroom, "one", _fields(logo=_png()))
    assert answer.status_code == 302, answer.content.decode()
    return Look.objects.get()


def _logo_at(picture: bytes) -> tuple[float, float]:
    """The middle of the logo's pixels, as shares of the picture."""
    pixels = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(int)
    rows, columns = np.nonzero((abs(pixels - BROWN) < 30).all(axis=2))
    assert len(rows) > 500
    return float(columns.mean() / pixels.shape[1]), float(rows.mean() / pixels.shape[0])


def test_a_margin_of_its_own(newsroom: Newsroom, look: Look) -> None:
    assert "margin" not in look.values["logo"]
    assert _post(newsroom, "one", _fields(look=look.name, margin="12")).status_code == 302
    (newest,) = newest_looks(newsroom.station.pk)
    assert newest.values["logo"]["margin"] == "12/100"
    page = newsroom.client(newsroom.huong).get(newsroom.path(f"looks/one/?look={newest.name}"))
    assert page.context["form"]["margin"].value() == 12
    assert _post(newsroom, "one", _fields(look=newest.name, margin="31")).status_code == 422


def test_a_change_is_a_version_and_old_clips_keep_theirs(newsroom: Newsroom, look: Look, draft: Clip) -> None:
    assert (look.name, look.title) == ("tin-toi-v1", "Tin tối")
    changed = {"recipe": {"look": look.name, "title": "Lũ lên"}}
    editing.save(draft, editing.content_with(draft.content, changed), base=draft.head_number, member=newsroom.lan)
    assert _post(newsroom, "one", _fields(look=look.name, corner="bottom-right")).status_code == 302
    (newest,) = newest_looks(newsroom.station.pk)
    assert (newest.name, newest.logo) == ("tin-toi-v2", look.logo)
    old, new = (look_named(name, newsroom.station.pk) for name in (draft.content.recipe.look, newest.name))
    assert old.logo is not None
    assert new.logo is not None
    assert (old.logo.corner, new.logo.corner) == ("top-left", "bottom-right")
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"clips/{draft.pk}/cut/")).content.decode()
    assert '<option value="tin-toi-v1" selected>tin-toi-v1 (bản trước)</option>' in page
    assert '<option value="tin-toi-v2">Tin tối</option>' in page


def test_the_thumbnail_on_the_page_is_drawn_without_the_logo_as_the_sealed_one_is(
    look: Look, draft: Clip, ask: Ask
) -> None:
    def drawn(name: str, **asked: bool) -> bytes:
        content = {**draft.content.to_json(), "recipe": {**draft.content.to_json()["recipe"], "look": name}}
        answer = ask("preview", draft, {"content": content, "shape": "16:9", "at": "0/1", **asked})
        assert answer["Content-Type"] == "image/png", answer.content.decode()
        return bytes(answer.content)

    assert drawn(look.name, bare=True) == drawn("", bare=True) == drawn("")
    assert drawn(look.name) != drawn("")


def test_saving_what_is_there_makes_no_version(newsroom: Newsroom, look: Look) -> None:
    _post(newsroom, "one", _fields(look=look.name))
    assert Look.objects.count() == 1


def test_two_people_change_it(newsroom: Newsroom, look: Look) -> None:
    keep_look(newsroom.minh, "Tin tối mới", look.values, Worn(look.logo), look)
    with pytest.raises(LookChanged):
        keep_look(newsroom.huong, "Tin sáng", look.values, Worn(look.logo), look)


def test_a_producer_chooses_but_does_not_change(newsroom: Newsroom, look: Look) -> None:
    assert _post(newsroom, "one", _fields(), newsroom.lan).status_code == 403
    with pytest.raises(NotAllowed):
        keep_look(newsroom.lan, "x", look.values)


def test_another_station_s_look_is_none(newsroom: Newsroom, look: Look, draft: Clip) -> None:
    with pytest.raises(NoSuchLook):
        look_named(look.name, newsroom.stranger.station.pk)
    content = editing.content_with(draft.content, {"recipe": {"look": "tin-toi-v7"}})
    with pytest.raises(NoSuchLook):
        editing.save(draft, content, base=draft.head_number, member=newsroom.lan)


@pytest.mark.parametrize(
    "logo",
    [
        SimpleUploadedFile("logo.png", b"GIF89a" + bytes(100)),
        SimpleUploadedFile("logo.png", b""),
        SimpleUploadedFile("logo.png", _png().read()[:16] + b"\x7f" * 8 + bytes(60)),
    ],
    ids=["another picture", "empty", "endless sides"],
)
def test_a_logo_that_is_none(newsroom: Newsroom, logo: SimpleUploadedFile) -> None:
    assert _post(newsroom, "one", _fields(logo=logo)).status_code == 422
    assert not Look.objects.exists()


def test_the_form_is_seen_before_it_is_kept(newsroom: Newsroom, recording: Recording) -> None:
    answer = _post(newsroom, "preview", _fields(title="", logo=_png(), corner="bottom-left", shape="16:9"))
    assert answer["Content-Type"] == "image/png", answer.content.decode()
    x, y = _logo_at(answer.content)
    assert x < 0.3
    assert y > 0.6
    assert not Look.objects.exists()


def test_preview_and_render_wear_it(newsroom: Newsroom, look: Look, draft: Clip, ask: Ask) -> None:
    content = editing.content_with(draft.content, {"recipe": {"look": look.name, "title": "Lũ lên"}})
    editing.save(draft, content, base=draft.head_number, member=newsroom.lan)
    body = {"content": content.to_json(), "shape": "1:1", "at": "0/1"}
    x, y = _logo_at(ask("preview", draft, body).content)
    assert x < 0.3
    assert y < 0.3
    want_render(draft.recording, content, breaking=False, by=newsroom.lan.actor)
    run_waiting_jobs()
    render = render_of(draft)
    assert render is not None
    assert render.state == "done", render.trouble_message
    thumbnail = render.files.get(role="thumbnail").file.path.read_bytes()
    x, y = _logo_at(thumbnail)
    assert x < 0.3
    assert y < 0.4


@pytest.mark.parametrize("part", [{"title": "Lũ\0 lên"}, {"look": "x\0-v1"}, {"title": "Lũ \ud800"}])
def test_what_no_database_takes_gets_its_sentence(
    newsroom: Newsroom, draft: Clip, ask: Ask, part: dict[str, str]
) -> None:
    for name, more in (("save", {"base": draft.head_number}), ("preview", {"shape": "1:1", "at": "0/1"})):
        answer = ask(name, draft, {"content": {"recipe": part}, **more})
        assert answer.status_code == 422
        assert answer.json()["error"]
    address = newsroom.path("looks/one/")
    assert newsroom.client(newsroom.huong).get(address, {"look": "x\0-v1"}).status_code == 404
