"""The pages of the cutting room: who opens them, what they offer, and what the plain form keeps."""

from __future__ import annotations

from typing import Any

import opentimelineio as otio
import pytest

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.library.models import Recording
from clipdesk.library.models.mark import RecordingMark
from clipdesk.publishing.models import Publication
from clipdesk.review.models import Package


def _get(newsroom: Newsroom, who: str, rest: str) -> Any:
    return newsroom.client(getattr(newsroom, who)).get(newsroom.path(rest))


def _form(clip: Clip, **changes: str) -> dict[str, str]:
    fields = {"base": str(clip.head_number), "title": clip.title, "description": "", "language": "vi", "captions": ""}
    return {**fields, "start": "0.000", "end": "0.480", **changes}


@pytest.mark.parametrize(
    ("page", "statuses"),
    [
        ("", {"lan": 200, "thao": 200, "tuan": 200, "binh": 404, "oanh": 403, "stranger": 404}),
        ("cut/", {"lan": 200, "thao": 200, "tuan": 403, "binh": 404, "oanh": 403, "stranger": 404}),
        ("rendered/", {"lan": 200, "tuan": 200, "binh": 404, "oanh": 403, "stranger": 404}),
    ],
)
def test_who_opens_a_page(newsroom: Newsroom, draft: Clip, page: str, statuses: dict[str, int]) -> None:
    found = {who: _get(newsroom, who, f"clips/{draft.pk}/{page}").status_code for who in statuses}
    assert found == statuses


def test_the_list_is_searched_without_diacritics_and_by_state(newsroom: Newsroom, draft: Clip) -> None:
    def shown(query: str, who: str = "lan") -> list[Clip]:
        return list(_get(newsroom, who, f"clips/{query}").context["page_obj"])

    assert shown("?q=nuoc+song") == [draft]
    assert shown("?q=bien") == []
    assert (shown("?state=draft"), shown("?state=signed")) == ([draft], [])
    assert shown("", who="binh") == []


def test_marks_of_the_channel_stand_on_the_timeline(newsroom: Newsroom, recording: Recording, draft: Clip) -> None:
    marks = (("Bàn thắng", "18/25"), ("", "3/1"))
    RecordingMark.objects.bulk_create(RecordingMark(recording=recording, at=at, label=label) for label, at in marks)
    page = _get(newsroom, "lan", f"clips/{draft.pk}/cut/")
    assert page.context["data"]["marks"] == [{"title": "Bàn thắng", "frame": 18}, {"title": "0:03", "frame": 75}]
    assert 'data-recording-frame="18">Bàn thắng</button>' in page.content.decode()


def test_a_recording_is_cut_by_those_who_cut(newsroom: Newsroom, recording: Recording) -> None:
    address = newsroom.path(f"recordings/{recording.pk}/cut/")
    statuses = {
        who: newsroom.client(getattr(newsroom, who)).post(address).status_code for who in ("tuan", "binh", "stranger")
    }
    assert statuses == {"tuan": 403, "binh": 404, "stranger": 404}
    assert not Clip.objects.exists()
    answer = newsroom.client(newsroom.lan).post(address, {"item": "٣"})  # a digit, but no number of an item
    assert answer["location"] == newsroom.path(f"clips/{Clip.objects.get().pk}/cut/")


def test_the_plain_form_saves(newsroom: Newsroom, draft: Clip) -> None:
    captions = "1\r\n00:00:00,000 --> 00:00:00,400\r\nXin chào\r\n"
    form = _form(draft, title=" Lũ lên ", description="Một\r\nHai", captions=captions, end="0:00.44", paid="on")
    answer = newsroom.client(newsroom.lan).post(newsroom.path(f"clips/{draft.pk}/cut/"), form)
    assert answer.status_code == 302
    draft.refresh_from_db()
    content = draft.content
    assert (content.title, content.description, content.flags["paid"]) == ("Lũ lên", "Một\nHai", True)
    assert [cue.text for cue in content.recipe.captions] == ["Xin chào"]
    assert float(content.recipe.ranges[0].end) == 0.44


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"end": "99"}, 422),
        ({"end": "soon"}, 422),
        ({"start": "1e99999999"}, 422),
        ({"base": "none"}, 422),
        ({"captions": "no captions"}, 422),
        ({"title": "Của Lan", "base": "1"}, 409),
    ],
)
def test_a_refusal_keeps_what_was_typed(newsroom: Newsroom, draft: Clip, change: dict[str, str], status: int) -> None:
    form = _form(draft, description="Đã gõ rất lâu", **change)
    answer = newsroom.client(newsroom.lan).post(newsroom.path(f"clips/{draft.pk}/cut/"), form)
    assert answer.status_code == status
    assert answer.context["refused"]
    assert answer.context["form"]["description"] == "Đã gõ rất lâu"
    assert {name: answer.context["form"][name] for name in change} == change
    draft.refresh_from_db()
    assert draft.content.description == ""


def test_a_public_clip_leads_to_its_page(newsroom: Newsroom, published: Publication) -> None:
    page = newsroom.path(f"clips/{published.clip_id}/")
    answer = newsroom.client(newsroom.lan).get(f"{page}cut/")
    assert (answer.status_code, answer["location"]) == (302, page)


@pytest.mark.parametrize(("who", "leads_to"), [("lan", "cut/"), ("tuan", "")])
def test_a_correction_begins_on_the_clip_page(
    newsroom: Newsroom, published: Publication, who: str, leads_to: str
) -> None:
    page = newsroom.path(f"clips/{published.clip_id}/")
    answer = newsroom.client(getattr(newsroom, who)).post(f"{page}correct/", {"note": "Sai tên cầu."})
    assert (answer.status_code, answer["location"]) == (302, page + leads_to)
    assert Clip.objects.get(pk=published.clip_id).is_correction
    dropped = newsroom.client(getattr(newsroom, who)).post(f"{page}correct/drop/")
    assert (dropped.status_code, Clip.objects.get(pk=published.clip_id).state) == (302, Clip.PUBLISHED)


@pytest.mark.parametrize(("who", "status"), [("binh", 404), ("oanh", 403), ("stranger", 404)])
def test_others_begin_no_correction(newsroom: Newsroom, published: Publication, who: str, status: int) -> None:
    address = newsroom.path(f"clips/{published.clip_id}/correct/")
    assert newsroom.client(getattr(newsroom, who)).post(address, {"note": "x"}).status_code == status
    assert Clip.objects.get(pk=published.clip_id).state == Clip.PUBLISHED


def test_the_page_offers_the_next_step(newsroom: Newsroom, draft: Clip) -> None:
    page = _get(newsroom, "lan", f"clips/{draft.pk}/").content.decode()
    assert newsroom.path(f"clips/{draft.pk}/cut/") in page
    assert newsroom.path(f"clips/{draft.pk}/send/") in page
    trainee = _get(newsroom, "tuan", f"clips/{draft.pk}/").content.decode()
    assert newsroom.path(f"clips/{draft.pk}/cut/") not in trainee


def test_the_page_shows_the_files_of_the_render(newsroom: Newsroom, package: Package) -> None:
    page = _get(newsroom, "lan", f"clips/{package.clip_id}/")
    assert [shape for shape, _link, _size, _name in page.context["videos"]] == ["9:16", "4:5", "1:1", "16:9"]
    assert [entry.verb for entry in page.context["ledger"]][:2] == ["clip_made", "revision_saved"]


def test_a_clip_in_review_warns_that_saving_voids(newsroom: Newsroom, package: Package) -> None:
    clip = Clip.objects.get(pk=package.clip_id)
    assert _get(newsroom, "lan", f"clips/{clip.pk}/cut/").context["voids"] is True
    content = editing.content_with(clip.content, {"title": "Khác"})
    editing.save(clip, content, base=clip.head_number, member=newsroom.lan)
    assert _get(newsroom, "lan", f"clips/{clip.pk}/cut/").context["voids"] is False


def test_the_cutting_page_knows_what_each_destination_takes(newsroom: Newsroom, draft: Clip) -> None:
    data = _get(newsroom, "lan", f"clips/{draft.pk}/cut/").context["data"]
    assert data["destinations"] == [{"name": str(newsroom.station.destinations.get()), "longest": 3 * 3600}]


@pytest.mark.parametrize(("form", "reader"), [("otio", "otio_json"), ("edl", "cmx_3600")])
def test_the_cuts_for_a_craft_editor(newsroom: Newsroom, draft: Clip, form: str, reader: str) -> None:
    answer = _get(newsroom, "lan", f"clips/{draft.pk}/cuts.{form}")
    assert answer["Content-Disposition"] == f'attachment; filename="clip-{draft.pk}.{form}"'
    text = answer.content.decode()
    assert draft.recording.original_name in text
    timeline = otio.adapters.read_from_string(text, reader, **({"rate": 25.0} if form == "edl" else {}))
    assert timeline.video_tracks()[0][0].duration().value == 12
    assert _get(newsroom, "lan", f"clips/{draft.pk}/cuts.fcpxml").status_code == 404
