"""The station's own fonts: brought and checked, worn by looks, off the choice again; what wears one is drawn in it for good."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.clips import editing
from clipdesk.clips.fonts import FontGone, bring_font, fonts_to_choose, take_off
from clipdesk.clips.looks import Worn, keep_look, newest_looks
from clipdesk.clips.models import Clip, Font, Look, look_named
from clipdesk.clips.models.render import render_of, want_render
from clipdesk.clips.tests.conftest import Ask
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.models import LedgerEntry
from clipdesk.history.transition import IllegalTransition
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.library.models import Recording, StoredFile
from clipdesk.media.captions.font import ours
from clipdesk.media.tests import fonts_made
from clipdesk.media.tests.media_made import planes

LOOK = {
    "title": "Tin tối",
    "captions": "box",
    "size": "medium",
    "corner": "top-left",
    "width": 30,
    "opacity": 100,
    "opening_seconds": 2,
    "opening_ground": "#ffffff",
    "closing_seconds": 3,
    "closing_ground": "#ffffff",
    **dict.fromkeys(("strap_background", "sound_background", "sound_wave", "sound_progress", "sound_text"), "#000000"),
    "strap_text": "#ffffff",
}
Made = Callable[..., SimpleUploadedFile]
Pixels = npt.NDArray[np.int64]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Make a font file as a browser sends it."""

    def file(*changes: fonts_made.Change) -> SimpleUploadedFile:
        data = fonts_made.made(tmp_path / "a.ttf", *changes).read_bytes()
        return SimpleUploadedFile("hep.ttf", data, content_type="font/ttf")

    return file


@pytest.fixture
def narrow(newsroom: Newsroom, made: Made) -> Font:
    """A font that the station has brought."""
    return bring_font(newsroom.huong, made(fonts_made.narrow))


def _post(newsroom: Newsroom, page: str, fields: Any, member: Member | None = None, language: str = "en") -> Any:
    client = newsroom.client(member or newsroom.huong)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client.post(newsroom.path(f"looks/{page}/"), fields)


def _look(newsroom: Newsroom, font: Font | None, **fields: Any) -> Look:
    answer = _post(newsroom, "one", {**LOOK, "typeface": font.pk if font else "", **fields})
    assert answer.status_code == 302, answer.content.decode()
    return Look.objects.latest("pk")


def _pixels(png: bytes) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(png)).convert("L")).astype(np.int64)


def _verbs() -> list[str]:
    return list(LedgerEntry.objects.filter(verb__startswith="font_").order_by("seq").values_list("verb", flat=True))


def test_a_font_is_brought_on_the_page_of_looks(newsroom: Newsroom, made: Made) -> None:
    file = made(fonts_made.narrow)
    answer = _post(newsroom, "fonts", {"font-file": file, "font-may_use": "on"})
    assert (answer.status_code, answer["Location"]) == (302, newsroom.path("looks/"))
    font = Font.objects.get()
    assert (str(font), font.station, font.brought_by) == ("Sông Hồng Hẹp Đậm", newsroom.station, newsroom.huong.person)
    file.seek(0)
    assert font.file.path.read_bytes() == file.read()  # as it came: nothing is changed in it
    assert font.file.media_type == "font/ttf"
    entry = LedgerEntry.objects.get(verb="font_brought")
    assert (entry.actor_name, entry.after["sha256"], entry.after["may_be_used"]) == (
        newsroom.huong.person.name,
        font.file_id,
        True,
    )
    for member, may in ((newsroom.huong, True), (newsroom.lan, False)):
        page = newsroom.client(member).get(newsroom.path("looks/")).content.decode()
        assert "Sông Hồng Hẹp Đậm" in page
        assert (f"looks/fonts/{font.pk}/drop/" in page, 'name="font-file"' in page) == (may, may)


@pytest.mark.parametrize(
    ("change", "english", "vietnamese"),
    [
        (fonts_made.marked(2), "does not allow it to be embedded", "không cho phép nhúng"),
        (fonts_made.without("ế"), "lacks characters that Vietnamese or English texts need (1): ế.", "(1): ế."),
    ],
)
def test_what_is_refused_gets_its_sentence(
    newsroom: Newsroom, made: Made, change: fonts_made.Change, english: str, vietnamese: str
) -> None:
    for language, said in (("en", english), ("vi", vietnamese)):
        answer = _post(newsroom, "fonts", {"font-file": made(change), "font-may_use": "on"}, language=language)
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert "“Noto Sans Regular”" in answer.content.decode()
        assert not re.search(r"<input[^>]*may_use[^>]*checked", answer.content.decode())  # it was said of that file
    assert not Font.objects.exists()
    assert not StoredFile.objects.filter(media_type="font/ttf").exists()
    assert _verbs() == []


def test_without_the_word_that_it_may_be_used_nothing_is_taken(newsroom: Newsroom, made: Made) -> None:
    answer = _post(newsroom, "fonts", {"font-file": made(fonts_made.narrow)})
    assert answer.status_code == 422
    assert "Say that your station may use the font." in answer.content.decode()
    assert not Font.objects.exists()


def test_an_empty_form_and_somebody_who_may_not(newsroom: Newsroom, made: Made, narrow: Font) -> None:
    assert _post(newsroom, "fonts", {}).status_code == 422
    file = made(fonts_made.named("Khác"))
    assert _post(newsroom, "fonts", {"font-file": file, "font-may_use": "on"}, newsroom.lan).status_code == 403
    assert _post(newsroom, f"fonts/{narrow.pk}/drop", {}, newsroom.lan).status_code == 403
    with pytest.raises(NotAllowed):
        bring_font(newsroom.lan, file)
    with pytest.raises(NotAllowed):
        take_off(narrow, member=newsroom.lan)
    assert Font.objects.get().state == Font.OFFERED


def test_the_same_file_is_one_font_of_a_station(newsroom: Newsroom, made: Made, narrow: Font) -> None:
    assert bring_font(newsroom.minh, made(fonts_made.narrow)) == narrow
    assert _verbs() == ["font_brought"]
    assert fonts_to_choose(newsroom.stranger.station.pk) == []


def test_one_of_no_look_is_deleted_and_its_file_is_needed_no_more(newsroom: Newsroom, narrow: Font) -> None:
    sha256 = narrow.file_id
    assert not StoredFile.unneeded().filter(pk=sha256).exists()
    assert _post(newsroom, f"fonts/{narrow.pk}/drop", {}).status_code == 302
    assert not Font.objects.exists()
    assert StoredFile.unneeded().filter(pk=sha256).exists()
    assert _verbs() == ["font_brought", "font_put_away", "font_deleted"]
    assert _post(newsroom, f"fonts/{narrow.pk}/drop", {}).status_code == 404


def test_what_a_look_wears_stays_off_the_choice_too(newsroom: Newsroom, made: Made, narrow: Font) -> None:
    look = _look(newsroom, narrow)
    assert _post(newsroom, f"fonts/{narrow.pk}/drop", {}).status_code == 302
    narrow.refresh_from_db()
    assert (narrow.state, look_named(look.name, newsroom.station.pk).typeface.sha256) == (Font.PUT_AWAY, narrow.file_id)
    assert not StoredFile.unneeded().filter(pk=narrow.file_id).exists()
    with pytest.raises(IllegalTransition):
        take_off(narrow, member=newsroom.huong)
    client = newsroom.client(newsroom.huong)
    offer = f'<option value="{narrow.pk}"'
    assert offer not in client.get(newsroom.path("looks/one/")).content.decode()
    assert f"{offer} selected" in client.get(newsroom.path(f"looks/one/?look={look.name}")).content.decode()
    assert _look(newsroom, narrow, look=look.name, size="large").font == narrow  # its next version may go on wearing it
    with pytest.raises(FontGone):
        keep_look(newsroom.huong, "Khác", {}, Worn(font=narrow))
    assert bring_font(newsroom.minh, made(fonts_made.narrow)).state == Font.OFFERED
    assert _verbs() == ["font_brought", "font_put_away", "font_offered_again"]
    assert offer in client.get(newsroom.path("looks/one/")).content.decode()


def test_a_version_keeps_its_font_and_old_clips_theirs(newsroom: Newsroom, draft: Clip, narrow: Font) -> None:
    first = _look(newsroom, None)
    changed = editing.content_with(draft.content, {"recipe": {"look": first.name}})
    editing.save(draft, changed, base=draft.head_number, member=newsroom.lan)
    second = _look(newsroom, narrow, look=first.name)
    assert (first.values["version"], second.values["version"]) == (1, 2)
    assert "font" not in first.values
    assert second.values["font"] == {"file": "font.ttf"}
    draft.refresh_from_db()
    drawn = [look_named(name, newsroom.station.pk) for name in (draft.content.recipe.look, second.name)]
    assert [look.typeface.sha256 for look in drawn] == [ours().sha256, narrow.file_id]
    assert drawn[0].sha256 != drawn[1].sha256
    assert _look(newsroom, narrow, look=second.name) == second  # saving what is there makes no version
    third = _look(newsroom, None, look=second.name)
    assert (third.font, third.values) == (None, first.values)
    assert [look.number for look in newest_looks(newsroom.station.pk)] == [3]


def test_another_station_s_font_cannot_be_chosen(newsroom: Newsroom, narrow: Font) -> None:
    Font.objects.update(station=newsroom.stranger.station)
    assert _post(newsroom, "one", {**LOOK, "typeface": narrow.pk}).status_code == 422
    assert _post(newsroom, f"fonts/{narrow.pk}/drop", {}).status_code == 404
    assert not Look.objects.exists()


def test_the_form_is_seen_in_it_before_it_is_kept(newsroom: Newsroom, recording: Recording, narrow: Font) -> None:
    drawn = [
        _pixels(_post(newsroom, "preview", {**LOOK, "typeface": font, "shape": "1:1"}).content)
        for font in ("", narrow.pk)
    ]
    assert (np.abs(drawn[0] - drawn[1]) > 60).sum() > 500
    assert not Look.objects.exists()


def test_preview_and_render_are_written_in_it(newsroom: Newsroom, draft: Clip, ask: Ask, narrow: Font) -> None:
    looks = [_look(newsroom, font, title=title) for font, title in ((None, "Thường"), (narrow, "Hẹp"))]
    contents = [
        editing.content_with(draft.content, {"recipe": {"look": look.name, "title": "Lũ lên nhanh trong đêm"}})
        for look in looks
    ]
    plain, own = (
        _pixels(ask("preview", draft, {"content": content.to_json(), "shape": "1:1", "at": "0/1"}).content)
        for content in contents
    )
    editing.save(draft, contents[1], base=draft.head_number, member=newsroom.lan)
    want_render(draft.recording, contents[1], breaking=False, by=newsroom.lan.actor)
    take_off(narrow, member=newsroom.huong)  # what wears it is rendered all the same
    run_waiting_jobs()
    render = render_of(draft)
    assert render is not None
    assert render.state == "done", render.trouble_message
    luma = Image.fromarray(planes(render.files.get(role="1:1").file.path)[0])
    video = np.asarray(luma.resize(own.shape[::-1], Image.Resampling.BICUBIC)).astype(np.int64)
    seen = (video - 16) * 255 // 219  # of 16 to 235, as video has it
    letters = (np.abs(own - plain) > 100) & ((own > 200) | (plain > 200))  # white or not: of no colour, as the strap is
    assert letters.sum() > 300
    assert np.abs(seen - own)[letters].mean() * 3 < np.abs(seen - plain)[letters].mean()


def test_a_letter_that_it_lacks_gets_its_sentence(newsroom: Newsroom, draft: Clip, ask: Ask, made: Made) -> None:
    look = _look(newsroom, bring_font(newsroom.huong, made(fonts_made.without("Ω"))))
    content = editing.content_with(draft.content, {"recipe": {"look": look.name, "title": "5 Ω"}})
    answer = ask("preview", draft, {"content": content.to_json(), "shape": "1:1", "at": "0/1"})
    assert answer.status_code == 422
    assert "“Ω”" in answer.json()["error"]
