"""Notes on the picture: pinned to a frame and a place, answered, resolved, and kept from version to version."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from clipdesk.accounts.member import NotAllowed
from clipdesk.accounts.models import Person
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.transition import entries_of
from clipdesk.kernel.time import NotATime
from clipdesk.publishing.models import Publication
from clipdesk.review import note_forms, notes, signing
from clipdesk.review.models import NoteReply, NoteResolved, Package, PictureNote
from clipdesk.review.models.note import moment_text
from clipdesk.review.notes import Region, Said

Send = Callable[[Clip], Package]
FORM = {"shape": "9:16", "time": "0:00.28", "words": "Sai tên cầu."}


def _note(newsroom: Newsroom, package: Package, **changes: Any) -> PictureNote:
    said = Said(**{"shape": "9:16", "frame": 7, "words": "Sai tên cầu.", **changes})
    return notes.write(package, said, member=newsroom.huong)


def _post(newsroom: Newsroom, package: Package, **changes: str) -> Any:
    address = newsroom.path(f"review/{package.pk}/notes/")
    return newsroom.client(newsroom.huong).post(address, FORM | changes)


def _page(newsroom: Newsroom, rest: str, who: str = "lan", **headers: str) -> Any:
    member = getattr(newsroom, who)
    Person.objects.filter(pk=member.person.pk).update(language="en")
    return newsroom.client(member).get(newsroom.path(rest), headers=headers)


def test_a_note_is_pinned_to_frame_and_place_and_stands_in_the_clip_s_history(
    newsroom: Newsroom, package: Package
) -> None:
    _note(newsroom, package, region=Region(100, 250, 300, 50))
    note = PictureNote.objects.get()
    assert (note.shape, note.frame, note.rate, note.moment) == ("9:16", 7, "25/1", "0:00.28")
    assert (note.left, note.top, note.width, note.height) == (100, 250, 300, 50)
    assert (note.clip_id, note.by) == (package.clip_id, newsroom.huong.person)
    entry = entries_of(package.clip).last()
    assert entry is not None
    assert (entry.verb, entry.actor_name) == ("note_written", "Hương")
    assert entry.after == {
        "note": str(note.pk),
        "package": package.sha256,
        "shape": "9:16",
        "frame": 7,
        "region": "100,250,300,50",
        "words": "Sai tên cầu.",
    }


@pytest.mark.parametrize(
    ("time", "frame"), [("0", 0), ("0:00.28", 7), ("0.3", 7), ("0,32", 8), ("00:00:00.44", 11), (" 0:00.47 ", 11)]
)
def test_without_scripts_a_time_names_the_frame(newsroom: Newsroom, package: Package, time: str, frame: int) -> None:
    assert _post(newsroom, package, time=time).status_code == 302
    assert PictureNote.objects.get().frame == frame


def test_the_page_s_script_names_the_frame_itself(newsroom: Newsroom, package: Package) -> None:
    answer = _post(newsroom, package, time="0:00.29", frame="8", left="10", top="20.5", width="30,1", height="5")
    note = PictureNote.objects.get()
    assert answer["location"] == newsroom.path(f"review/{package.pk}/#note-{note.pk}")
    assert note.frame == 8
    assert note.region == "100,205,301,50"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"words": "  "}, "Write what the note says."),
        ({"words": "a" * 1001}, "a note has at most 1000"),
        ({"time": "soon"}, "is not a time"),
        ({"time": ""}, "is not a time"),
        ({"frame": "12", "time": "0"}, "The video ends at 0:00.48"),
        ({"time": "9999:00"}, "The video ends at 0:00.48"),
        ({"shape": "2:1"}, "no such video"),
        ({"left": "10"}, "does not lie in the picture"),
        ({"left": "80", "top": "0", "width": "20.1", "height": "10"}, "does not lie in the picture"),
        ({"left": "10", "top": "10", "width": "0", "height": "10"}, "does not lie in the picture"),
    ],
)
def test_what_makes_no_sense_is_refused_and_stays_in_the_form(
    newsroom: Newsroom, package: Package, changes: dict[str, str], said: str
) -> None:
    Person.objects.filter(pk=newsroom.huong.person.pk).update(language="en")
    answer = _post(newsroom, package, **changes)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert (FORM | changes)["words"].strip() in text
    assert not PictureNote.objects.exists()


def test_the_schema_holds_rectangle_and_author_too(newsroom: Newsroom, package: Package) -> None:
    fields = {"station": package.station, "clip": package.clip, "package": package, "shape": "9:16", "frame": 0}
    fields |= {"rate": "25/1", "words": "x"}
    wrong = [
        {"by": newsroom.lan.person, "left": 800, "top": 0, "width": 201, "height": 10},
        {"by": newsroom.lan.person, "left": 0},
        {},
        {"by": newsroom.lan.person, "guest_name": "Ai đó"},
    ]
    for more in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            PictureNote.objects.create(**fields, **more)


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30000, 1001), Fraction(50), Fraction(60)])
def test_the_time_beside_a_note_names_its_frame_again(rate: Fraction) -> None:
    for frame in (*range(200), 17_999, 107_892):
        assert int(note_forms.read_time(moment_text(frame, rate)) * rate) == frame


@pytest.mark.parametrize("text", ["", "1:2:3:4", "-1", "1e9", "1/25", "٣"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(NotATime):
        note_forms.read_time(text)


def test_everybody_who_sees_the_clip_answers(newsroom: Newsroom, package: Package) -> None:
    note = _note(newsroom, package)
    client = newsroom.client(newsroom.tuan)
    answer = client.post(newsroom.path(f"review/notes/{note.pk}/replies/"), {"words": "Đã sửa.", "page": "phone"})
    assert answer["location"] == newsroom.path(f"review/{package.pk}/phone/#note-{note.pk}")
    reply = NoteReply.objects.get()
    assert (reply.note, reply.words, reply.by) == (note, "Đã sửa.", newsroom.tuan.person)
    assert [entry.verb for entry in entries_of(package.clip)][-1] == "note_answered"


@pytest.mark.parametrize(
    ("who", "may"), [("lan", True), ("minh", True), ("dung", True), ("huong", False), ("tuan", False)]
)
def test_who_made_the_clip_and_who_signs_resolve(newsroom: Newsroom, package: Package, who: str, may: bool) -> None:
    note = _note(newsroom, package)
    member = getattr(newsroom, who)
    before = entries_of(package.clip).count()
    if not may:
        with pytest.raises(NotAllowed):
            notes.resolve(note, member=member)
        assert not NoteResolved.objects.exists()
        assert entries_of(package.clip).count() == before
        return
    for _ in range(2):  # the second time says nothing new
        notes.resolve(note, member=member)
    assert NoteResolved.objects.get().by == member.person
    assert entries_of(package.clip).count() == before + 1


def test_another_desk_and_another_station_find_no_note(newsroom: Newsroom, package: Package) -> None:
    note = _note(newsroom, package)
    for member, status in ((newsroom.binh, 404), (newsroom.stranger, 404), (newsroom.oanh, 403)):
        client = newsroom.client(member)
        for address in (f"review/notes/{note.pk}/replies/", f"review/notes/{note.pk}/resolved/"):
            assert client.post(newsroom.path(address), {"words": "x"}).status_code == status
        assert client.post(newsroom.path(f"review/{package.pk}/notes/"), FORM).status_code == status
        assert client.get(newsroom.path(f"clips/{package.clip_id}/notes/")).status_code == status
    assert (PictureNote.objects.count(), NoteReply.objects.count(), NoteResolved.objects.count()) == (1, 0, 0)


def test_the_package_s_page_lists_them_with_what_the_script_needs(newsroom: Newsroom, package: Package) -> None:
    note = _note(newsroom, package, frame=8, region=Region(1, 2, 3, 4), words="Cầu <Bến Sen>")
    text = _page(newsroom, f"review/{package.pk}/").content.decode()
    assert (
        f'id="note-{note.pk}" data-note data-shape="9:16" data-frame="8" data-rate="25/1" data-region="1,2,3,4"' in text
    )
    assert 'data-rate="25/1" data-frames="12"' in text
    assert "Cầu &lt;Bến Sen&gt;" in text
    assert "made on an earlier version" not in text
    assert text.count("Mark as done") == 1
    assert "Mark as done" not in _page(newsroom, f"review/{package.pk}/", who="tuan").content.decode()


def test_the_phone_page_shows_them_and_takes_one(newsroom: Newsroom, package: Package) -> None:
    assert _post(newsroom, package, page="phone")["location"].startswith(newsroom.path(f"review/{package.pk}/phone/#"))
    text = _page(newsroom, f"review/{package.pk}/phone/").content.decode()
    assert "Sai tên cầu." in text
    assert text.count('data-shape="9:16"') == 2  # the video, and the note on it


def test_sent_back_means_the_open_notes_are_the_list_of_what_to_do(newsroom: Newsroom, package: Package) -> None:
    note, other = _note(newsroom, package), _note(newsroom, package, frame=2, words="Thiếu dấu.")
    notes.resolve(other, member=newsroom.minh)
    signing.send_back(package, "Xem ghi chú.", member=newsroom.huong)
    for address in (f"clips/{package.clip_id}/review/", f"clips/{package.clip_id}/notes/"):
        text = _page(newsroom, address).content.decode()
        assert "Sai tên cầu." in text
        assert "0:00.28" in text
        assert "Thiếu dấu." not in text
    edit = _page(newsroom, f"clips/{package.clip_id}/cut/").content.decode()
    assert f'hx-get="{newsroom.path(f"clips/{package.clip_id}/review/")}"' in edit
    address = newsroom.path(f"review/notes/{note.pk}/resolved/")
    left = newsroom.client(newsroom.lan).post(address, headers={"HX-Request": "true"}).content.decode()
    assert "Sai tên cầu." not in left
    assert all(one.resolved for one in PictureNote.objects.all())


def test_the_cutting_page_asks_for_them_also_when_nothing_was_sent_back(newsroom: Newsroom, draft: Clip) -> None:
    edit = _page(newsroom, f"clips/{draft.pk}/cut/").content.decode()
    assert f'hx-get="{newsroom.path(f"clips/{draft.pk}/notes/")}"' in edit


def test_a_note_knows_which_frame_of_the_recording_it_is_about(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    cuts = [{"start": "1/1", "end": "31/25"}, {"start": "3/1", "end": "81/25"}]  # frames 25 to 30, then 75 to 80
    recipe = editing.content_with(draft.content, {"recipe": {"ranges": cuts}})
    editing.save(draft, recipe, base=draft.head_number, member=newsroom.lan)
    package = send(draft)
    assert [_note(newsroom, package, frame=frame).in_recording for frame in (0, 5, 6, 11)] == [25, 30, 75, 80]


def test_notes_stay_with_the_clip_and_say_which_version_they_were_made_on(
    newsroom: Newsroom, package: Package, send: Send
) -> None:
    note, done = _note(newsroom, package), _note(newsroom, package, frame=2, words="Thiếu dấu.")
    notes.resolve(done, member=newsroom.lan)
    signing.send_back(package, "Xem ghi chú.", member=newsroom.huong)
    clip = Clip.objects.get(pk=package.clip_id)
    changed = editing.content_with(clip.content, {"title": "Nước sông Hồng rút"})
    editing.save(clip, changed, base=clip.head_number, member=newsroom.lan)
    newer = send(clip)
    _note(newsroom, newer, words="Được rồi.")
    page = _page(newsroom, f"review/{newer.pk}/")
    text, shown = page.content.decode(), page.context["notes"]
    assert [one.words for one in shown.open] == ["Sai tên cầu.", "Được rồi."]
    assert [one.words for one in shown.done] == ["Thiếu dấu."]
    assert text.count(f"made on an earlier version (revision {package.revision.number})") == 2
    assert "marked as done by Lan" in text
    address = newsroom.path(f"review/notes/{note.pk}/resolved/")
    answer = newsroom.client(newsroom.lan).post(address)
    assert answer["location"] == newsroom.path(f"review/{newer.pk}/#notes")


def test_a_withdrawal_has_no_picture_to_write_on(newsroom: Newsroom, published: Publication) -> None:
    client = newsroom.client(newsroom.huong)
    client.post(newsroom.path(f"clips/{published.clip_id}/withdraw/"), {"reason": "Sai nguồn."})
    package = Package.objects.get(kind=Package.WITHDRAWAL)
    assert "data-note-here" not in _page(newsroom, f"review/{package.pk}/").content.decode()
    assert _post(newsroom, package).status_code == 422


def test_there_is_an_end_to_notes_and_answers(newsroom: Newsroom, package: Package) -> None:
    note = _note(newsroom, package)
    many = [NoteReply(note=note, words="x", by=newsroom.lan.person) for _ in range(notes.MOST_REPLIES)]
    NoteReply.objects.bulk_create(many)
    with pytest.raises(notes.EnoughNotes):
        notes.answer(note, "x", member=newsroom.lan)
    fields: dict[str, Any] = {"station": package.station, "clip": package.clip, "package": package}
    fields |= {"by": newsroom.lan.person, "shape": "9:16", "frame": 1, "rate": "25/1", "words": "x"}
    PictureNote.objects.bulk_create([PictureNote(**fields) for _ in range(notes.MOST_NOTES - 1)])
    with pytest.raises(notes.EnoughNotes):
        _note(newsroom, package)
    shown = _page(newsroom, f"review/{package.pk}/").context["notes"]
    assert (len(shown.open), shown.more) == (100, 400)
