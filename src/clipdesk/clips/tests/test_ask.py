"""What the cutting page's scripts ask for: every wrong request is answered by a sentence, none by an error page."""

from __future__ import annotations

import json
import threading
from collections.abc import AsyncIterable
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.clips.models.render import order_for
from clipdesk.clips.playing import Playing
from clipdesk.clips.tests.conftest import Ask
from clipdesk.config.testing_cast import Newsroom
from clipdesk.media.tests.media_made import brightness, planes


def _body(clip: Clip, **content: Any) -> dict[str, Any]:
    return {"base": clip.head_number, "content": {**clip.content.to_json(), **content}, "shape": "9:16", "at": "0/1"}


def _recipe(clip: Clip, **parts: Any) -> dict[str, Any]:
    return {**clip.content.to_json()["recipe"], **parts}


async def _all_of(stream: AsyncIterable[bytes]) -> list[bytes]:
    return [block async for block in stream]


def test_a_save_says_what_it_did(draft: Clip, ask: Ask) -> None:
    number = draft.head_number
    first = ask("save", draft, _body(draft, title="Khác"))
    assert first.json() == {"number": number + 1, "voided": False, "changed": True}
    draft.refresh_from_db()
    assert ask("save", draft, _body(draft)).json() == {"number": number + 1, "voided": False, "changed": False}


def test_the_flag_stays_where_nobody_speaks_of_it(draft: Clip, ask: Ask) -> None:
    ask("save", draft, {**_body(draft), "breaking": True})
    ask("save", draft, _body(draft, title="Khác"))
    draft.refresh_from_db()
    assert draft.breaking


def test_addresses_are_given_anew(draft: Clip, newsroom: Newsroom) -> None:
    client = newsroom.client(newsroom.lan)
    page = client.get(newsroom.path(f"clips/{draft.pk}/cut/"))
    anew = client.get(newsroom.path(f"clips/{draft.pk}/links/"))
    assert anew.json() == page.context["data"]["links"]
    assert anew.json()["proxy"].startswith("/files/")
    assert anew.headers["Cache-Control"] == "no-store"


def test_somebody_was_faster(draft: Clip, ask: Ask, newsroom: Newsroom) -> None:
    late = _body(draft, title="Của Lan")
    ask("save", draft, _body(draft, title="Của Hương"), newsroom.huong)
    answer = ask("save", draft, late)
    assert answer.status_code == 409
    assert "Hương" in answer.json()["error"]
    draft.refresh_from_db()
    assert draft.title == "Của Hương"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b"{}",
        b'{"base": 1}',
        b'{"base": 1, "content": []}',
        b'{"base": "1", "content": {}}',
        b'{"base": true, "content": {}}',
        b'{"base": 1.5, "content": {}}',
        b'{"base": -1, "content": {}}',
        b'{"base": 2, "content": {}, "breaking": "yes"}',
    ],
)
def test_what_is_no_request_of_ours(draft: Clip, ask: Ask, body: bytes) -> None:
    answer = ask("save", draft, body)
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert Clip.objects.get(pk=draft.pk).head_number == draft.head_number


@pytest.mark.parametrize(
    "changes",
    [
        {"title": None},
        {"title": ["a"]},
        {"title": "x" * 121},
        {"title": "a\x00b"},
        {"title": "\ud800"},
        {"description": "x" * 5001},
        {"language": "vi<script>"},
        {"flags": None},
        {"flags": {"paid": "yes", "ai_altered": False, "made_for_children": False}},
        {"unknown": 1},
        {"recipe": "none"},
        {"recipe": {"ranges": []}},
        {"recipe": {"ranges": [{"start": "0/1"}]}},
        {"recipe": {"ranges": [{"start": "0/1", "end": "1e999999999"}]}},
        {"recipe": {"ranges": [{"start": "0/1", "end": "1/0"}]}},
        {"recipe": {"ranges": [{"start": 0, "end": 1}]}},
        {"recipe": {"ranges": [{"start": "0/1", "end": "99/1"}]}},
        {"recipe": {"framing": {"4:3": {"mode": "crop", "x": "1/2", "y": "1/2"}}}},
        {"recipe": {"framing": {"9:16": {"mode": "crop", "x": "3/2", "y": "1/2"}}}},
        {"recipe": {"captions": [{"start": "2/1", "end": "1/1", "text": "a"}]}},
        {"recipe": {"captions": [{"start": "-1/1", "end": "1/1", "text": "a"}]}},
        {"recipe": {"captions": [{"start": "0/1", "end": "1/1", "text": "a\x00"}]}},
        {"recipe": {"captions": [{"start": "0/1", "end": "1/1", "text": "a"}] * 5001}},
        {"recipe": {"source_sha256": "0" * 64}},
    ],
)
def test_an_edit_that_is_none(draft: Clip, ask: Ask, changes: dict[str, Any]) -> None:
    before = draft.content
    if isinstance(changes.get("recipe"), dict):
        changes = {"recipe": _recipe(draft, **changes["recipe"])}
    for name in ("save", "preview", "play"):
        answer = ask(name, draft, _body(draft, **changes))
        assert answer.status_code == 422, name
        assert answer.json()["error"]
    draft.refresh_from_db()
    assert draft.content == before


@pytest.mark.parametrize(
    "change", [{"at": "99/1"}, {"at": "-1/1"}, {"at": "x"}, {"at": 5}, {"shape": "4:3"}, {"shape": []}]
)
def test_a_frame_that_the_clip_does_not_have(draft: Clip, ask: Ask, change: dict[str, Any]) -> None:
    answer = ask("preview", draft, {**_body(draft), **change})
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_a_frame_is_drawn(draft: Clip, ask: Ask) -> None:
    answer = ask("preview", draft, _body(draft))
    assert (answer.status_code, answer["content-type"]) == (200, "image/png")
    assert answer.content.startswith(b"\x89PNG")
    # PNG: width and height stand at bytes 16 to 24; 540 × 960 is 9:16
    assert (int.from_bytes(answer.content[16:20]), int.from_bytes(answer.content[20:24])) == (540, 960)


def test_the_whole_clip_is_played_while_it_is_made(draft: Clip, ask: Ask, tmp_path: Path) -> None:
    answer = ask("play", draft, _body(draft))
    assert (answer.status_code, answer["content-type"]) == (200, "video/mp4")
    played = tmp_path / "played.mp4"
    played.write_bytes(b"".join(async_to_sync(_all_of)(answer)))
    assert len(brightness(played)) == 12
    assert planes(played)[0].shape == (640, 360)


def test_a_shape_that_no_clip_has_is_not_played(draft: Clip, ask: Ask) -> None:
    assert ask("play", draft, {**_body(draft), "shape": "4:3"}).status_code == 422


def test_who_leaves_ends_the_work(draft: Clip) -> None:
    """Also where the stream was never begun: closing the answer is enough."""
    playing = Playing(order_for(draft.recording, draft.content.recipe), "9:16")
    playing.close()
    assert async_to_sync(_all_of)(playing)  # what was made by then, and an end


def test_who_leaves_unseen_ends_the_work_too(draft: Clip, newsroom: Newsroom) -> None:
    whole = {"recipe": {"ranges": [{"start": "0/1", "end": "3/1"}]}}
    order = order_for(draft.recording, editing.content_with(draft.content, whole).recipe)
    heard = b"".join(async_to_sync(_all_of)(Playing(order, "1:1")))
    playing = Playing(order, "1:1", ahead=1, patience=0.3)
    for thread in threading.enumerate():
        if thread.name.startswith("play"):
            thread.join(timeout=60)
            assert not thread.is_alive()
    late = b"".join(async_to_sync(_all_of)(playing))
    assert len(late) < len(heard)
    assert heard.startswith(late)


@pytest.mark.parametrize("name", ["save", "preview", "play"])
@pytest.mark.parametrize(("who", "status"), [("tuan", 403), ("binh", 404), ("oanh", 403), ("stranger", 404)])
def test_who_does_not_cut_there(newsroom: Newsroom, draft: Clip, ask: Ask, name: str, who: str, status: int) -> None:
    assert ask(name, draft, _body(draft), getattr(newsroom, who)).status_code == status


def test_the_text_is_larger_than_any_clip(draft: Clip, ask: Ask) -> None:
    answer = ask("save", draft, b'{"base": 1, "content": "' + b"x" * 3_000_000 + b'"}')
    assert answer.status_code == 422


def test_a_framing_is_proposed_for_every_shape_and_saved(draft: Clip, ask: Ask) -> None:
    body = _body(draft)
    said = ask("framing", draft, body).json()
    assert set(said["framing"]) == set(said["why"]) == {"9:16", "4:5", "1:1", "16:9"}
    upright = said["framing"]["9:16"]
    assert upright["mode"] == "path"
    assert [shot["start"] for shot in upright["shots"]] == [one["start"] for one in said["why"]["9:16"]]
    assert all(one["said"].endswith(".") for one in said["why"]["9:16"])
    answer = ask("save", draft, _body(draft, recipe=_recipe(draft, framing=said["framing"])))
    assert answer.json()["changed"] is True, answer.json()
    draft.refresh_from_db()
    assert draft.content.recipe.framing["9:16"].to_json() == upright


@pytest.mark.parametrize(
    ("ranges", "starts"),
    [
        ((("1/1", "2/1"), ("0/1", "8/5")), ["0/1"]),
        ((("0/1", "2/1"), ("1/2", "1/1")), ["0/1"]),
        ((("1/1", "2/1"), ("0/1", "1/1")), ["0/1"]),
        ((("1/1", "2/1"), ("0/1", "4/5")), ["0/1", "1/1"]),
    ],
)
def test_a_window_begins_once_however_the_ranges_lie(
    draft: Clip, ask: Ask, ranges: tuple[tuple[str, str], ...], starts: list[str]
) -> None:
    cut = [{"start": start, "end": end} for start, end in ranges]
    said = ask("framing", draft, _body(draft, recipe=_recipe(draft, ranges=cut))).json()
    assert [one["start"] for one in said["why"]["9:16"]] == starts


@pytest.mark.parametrize("name", ["at", "dx"])
def test_a_key_frame_without_bound_is_refused(draft: Clip, ask: Ask, name: str) -> None:
    key = {"at": "0/1", "x": "1/2", "y": "1/2", "dx": "0/1", "dy": "0/1", name: "1e999999999"}
    shots = [{"start": "0/1", "mode": "crop", "keys": [key]}]
    framing = {**_recipe(draft)["framing"], "9:16": {"mode": "path", "x": "1/2", "y": "1/2", "shots": shots}}
    answer = ask("save", draft, _body(draft, recipe=_recipe(draft, framing=framing)))
    assert answer.status_code == 422
    assert answer.json()["error"].endswith(".")


def test_a_frame_says_what_of_the_clip_lies_under_the_apps(draft: Clip, ask: Ask) -> None:
    """Captions stand 22 % above the edge by themselves: clear of TikTok, under what Meta keeps for itself (35 %)."""
    cues = [{"start": "0/1", "end": "2/5", "text": "Nước lên"}]
    answer = ask("preview", draft, _body(draft, recipe=_recipe(draft, captions=cues, version=1)))
    assert answer.status_code == 200, answer.content
    assert json.loads(answer["X-Clipdesk-Under"]) == {
        "captions": ["tiktok", "reels", "shorts"],
        "strap": [],
        "names": [],
    }
    cleared = {**draft.content.recipe.newest_json(), "captions": cues, "title": "Nước lên", "keep_clear": "all"}
    answer = ask("preview", draft, _body(draft, recipe=cleared))
    assert json.loads(answer["X-Clipdesk-Under"]) == {"captions": [], "strap": [], "names": []}


def test_words_and_speakers_are_saved_as_the_page_sends_them(draft: Clip, ask: Ask) -> None:
    """The page adds marks to a recipe that it read in an earlier form."""
    recipe = _recipe(draft, captions=[{"start": "0/1", "end": "2/5", "text": "Nước lên", "speaker": "Lan"}])
    recipe |= {"words": [{"start": "0/1", "end": "1/5", "text": "Nước"}], "keep_clear": "reels"}
    recipe["caption_style"] = {**recipe["caption_style"], "words": True}
    answer = ask("save", draft, _body(draft, recipe=recipe))
    assert answer.json()["changed"] is True, answer.json()
    draft.refresh_from_db()
    saved = draft.content.recipe
    assert (saved.version, saved.caption_style.words, saved.caption_style.speakers) == (4, True, False)
    assert (saved.captions[0].speaker, saved.words[0].text, saved.keep_clear) == ("Lan", "Nước", "reels")
    recipe["captions"][0]["speaker"] = "Lan\x00"
    answer = ask("save", draft, _body(draft, recipe=recipe))
    assert answer.status_code == 422
