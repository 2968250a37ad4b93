"""Names on the picture: kept in the clip, offered again, looked through and found; and written without scripts too."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from clipdesk.clips import editing
from clipdesk.clips.content import Content, UnfitText
from clipdesk.clips.models import Clip
from clipdesk.clips.names import Slip, keep_name, names_to_offer, slips_in
from clipdesk.clips.tests.conftest import Ask
from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.library.models import Recording
from clipdesk.media import errors
from clipdesk.media.lower_third import LowerThird
from clipdesk.media.recipe import Range

LAN = LowerThird(Fraction(0), Fraction(1, 5), "Nguyễn Thị Lan", "Chủ tịch xã Ben Sen")
AN = LowerThird(Fraction(1, 5), Fraction(2, 5), "Trần An")


def _with(draft: Clip, *named: LowerThird, **changes: Any) -> Content:
    return editing.content_with(
        draft.content, {"recipe": {"lower_thirds": [one.to_json() for one in named]}, **changes}
    )


def _save(newsroom: Newsroom, clip: Clip, content: Content) -> None:
    editing.save(clip, content, base=clip.head_number, member=newsroom.lan)


def test_they_are_stored_with_the_clip_and_stay_when_a_page_does_not_speak_of_them(draft: Clip) -> None:
    content = _with(draft, LAN, AN)
    assert content.recipe.lower_thirds == (LAN, AN)
    assert Content.from_json(content.to_json()) == content
    assert editing.content_with(content, {"title": "Khác"}).recipe.lower_thirds == (LAN, AN)
    cleared = editing.content_with(content, {"recipe": {"lower_thirds": []}})
    assert cleared.sha256 == draft.content.sha256  # a clip without names is what it was before there were any


def test_they_are_searched_and_looked_through_where_they_are_seen(newsroom: Newsroom, draft: Clip) -> None:
    content = _with(draft, LAN, AN)
    assert "nguyen thi lan" in content.searchable
    assert slips_in(content, [keep_name(newsroom.lan, "Bến Sen")]) == [Slip("Ben Sen", "Bến Sen", 1)]
    away = replace(content, recipe=replace(content.recipe, ranges=(Range(Fraction(1, 5), Fraction(2, 5)),)))
    assert "nguyen thi lan" not in away.searchable
    assert "tran an" in away.searchable


@pytest.mark.parametrize(
    ("named", "error"),
    [
        ([LAN, replace(AN, start=Fraction(1, 10))], errors.LowerThirdsOverlap),
        ([replace(LAN, name=" ")], errors.LowerThirdNameless),
        ([replace(LAN, role="x" * 101)], errors.LowerThirdTooLong),
        ([replace(LAN, name="Lan\x00")], UnfitText),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_saved(
    newsroom: Newsroom, draft: Clip, ask: Ask, named: list[LowerThird], error: type[ClipdeskError]
) -> None:
    with pytest.raises(error):
        _with(draft, *named)
    content = {"recipe": {"lower_thirds": [one.to_json() for one in named]}}
    answer = ask("save", draft, {"base": draft.head_number, "content": content})
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert Clip.objects.get(pk=draft.pk).head_number == draft.head_number


def test_the_preview_shows_them(draft: Clip, ask: Ask) -> None:
    body = {"shape": "9:16", "at": "1/5", "content": _with(draft, replace(LAN, end=Fraction(2, 5))).to_json()}
    bare = {**body, "content": draft.content.to_json()}
    answer, without = ask("preview", draft, body), ask("preview", draft, bare)
    assert answer["content-type"] == without["content-type"] == "image/png"
    assert answer.content != without.content
    assert '"names": ["tiktok", "reels", "shorts"]' in answer["X-Clipdesk-Under"]


def test_they_are_offered_again(newsroom: Newsroom, draft: Clip, recording: Recording) -> None:
    keep_name(newsroom.lan, "Bến Sen", note="Xã")
    keep_name(newsroom.lan, "Nguyễn Thị Lan")
    _save(newsroom, draft, _with(draft, LAN, AN))
    newer = editing.new_clip(newsroom.lan, recording)
    _save(newsroom, newer, _with(newer, replace(LAN, role="Phó chủ tịch huyện")))
    offered = names_to_offer(newsroom.lan)
    # in Vietnamese order; the newest role; names of the list without one
    assert list(offered.items()) == [
        ("Bến Sen", ""), ("Nguyễn Thị Lan", "Phó chủ tịch huyện"), ("Trần An", ""),
    ]  # fmt: skip
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"clips/{newer.pk}/cut/"))
    assert page.context["data"]["names"]["roles"] == offered
    assert '<option value="Trần An">' in page.content.decode()
    assert list(names_to_offer(newsroom.binh)) == ["Bến Sen", "Nguyễn Thị Lan"]  # the clips are of another desk
    assert names_to_offer(newsroom.stranger) == {}


def _form(clip: Clip, *rows: tuple[str, str, str, str]) -> dict[str, Any]:
    fields = {"base": str(clip.head_number), "title": clip.title, "description": "", "language": "vi", "captions": ""}
    names = ("named_start", "named_end", "named_name", "named_role")
    return {**fields, **{name: [row[at] for row in rows] for at, name in enumerate(names)}}


def _post(newsroom: Newsroom, clip: Clip, *rows: tuple[str, str, str, str]) -> Any:
    return newsroom.client(newsroom.lan).post(newsroom.path(f"clips/{clip.pk}/cut/"), _form(clip, *rows))


def test_the_plain_form_writes_them(newsroom: Newsroom, draft: Clip) -> None:
    third = replace(LAN, start=Fraction(1, 75))  # no frame of 25 a second: it stays as exact as it was
    _save(newsroom, draft, _with(draft, third))
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"clips/{draft.pk}/cut/"))
    shown = page.context["form"]["named"]
    assert shown == [("0.013", "0.200", LAN.name, LAN.role), ("", "", "", "")]
    assert (
        _post(newsroom, draft, ("0.013", "0.200", "Lê Lan", ""), ("0:00.20", "", " Trần  An ", "")).status_code == 302
    )
    draft.refresh_from_db()
    assert draft.content.recipe.lower_thirds == (
        replace(third, name="Lê Lan", role=""),
        replace(AN, end=Fraction(26, 5)),  # the usual 5 seconds
    )
    assert _post(newsroom, draft, ("0.013", "0.200", "", "Bác sĩ")).status_code == 302  # a role alone is nobody
    assert not Clip.objects.get(pk=draft.pk).content.recipe.lower_thirds


def test_the_usual_end_is_a_frame_at_which_the_next_may_begin(newsroom: Newsroom, draft: Clip) -> None:
    info = draft.recording.info_json or {}
    draft.recording.info_json = {**info, "video": {**info["video"], "frame_rate": "30000/1001"}}
    draft.recording.save()
    assert _post(newsroom, draft, ("0", "", "Lan", ""), ("5.005", "", "An", "")).status_code == 302
    draft.refresh_from_db()
    first, second = draft.content.recipe.lower_thirds
    assert first.end == second.start == Fraction(1001, 200)  # 150 frames: 5 seconds are 149.85


def test_a_refused_plain_form_keeps_what_was_typed(newsroom: Newsroom, draft: Clip) -> None:
    rows = [("0.000", "0.400", "Lan", ""), ("0.200", "0.480", "An", "Bác sĩ")]
    answer = _post(newsroom, draft, *rows)
    assert answer.status_code == 422
    assert "“Lan”" in answer.context["refused"]
    assert answer.context["form"]["named"] == rows
    draft.refresh_from_db()
    assert draft.content.recipe.lower_thirds == ()


def test_a_form_without_them_leaves_them(newsroom: Newsroom, draft: Clip) -> None:
    _save(newsroom, draft, _with(draft, LAN))
    form = {name: value for name, value in _form(draft).items() if not name.startswith("named_")}
    newsroom.client(newsroom.lan).post(newsroom.path(f"clips/{draft.pk}/cut/"), {**form, "title": "Khác"})
    draft.refresh_from_db()
    assert (draft.title, draft.content.recipe.lower_thirds) == ("Khác", (LAN,))


def test_the_clips_page_lists_them(newsroom: Newsroom, draft: Clip) -> None:
    _save(newsroom, draft, _with(draft, LAN))
    html = newsroom.client(newsroom.tuan).get(newsroom.path(f"clips/{draft.pk}/")).content.decode()
    assert "<li>Nguyễn Thị Lan · Chủ tịch xã Ben Sen</li>" in html
