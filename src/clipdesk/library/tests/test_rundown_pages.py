"""A rundown beside a recording: looked at before it counts, its items where they lie, placed by hand, cut."""

from __future__ import annotations

import html
import re
from fractions import Fraction
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.models import LedgerEntry
from clipdesk.history.transition import entries_of
from clipdesk.library.models import Recording, RundownItem

_TABLE = (
    "title,start,length,presenter,rights,flags,script,Colour\nCảng mới,0.5,1,Lan,EBU 24 h,UGC,Chào,red\nLũ,90,9,,,,,\n"
)


def _path(newsroom: Newsroom, recording: Recording, rest: str = "") -> str:
    return newsroom.path(f"recordings/{recording.pk}/{rest}")


def _bring(newsroom: Newsroom, recording: Recording, text: str = _TABLE, name: str = "r.csv") -> Any:
    file = SimpleUploadedFile(name, text.encode())
    return newsroom.client(newsroom.lan).post(_path(newsroom, recording, "rundown/"), {"rundown": file})


def _payload(page: str) -> str:
    found = re.search(r'<textarea name="payload"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    return html.unescape(found[1])


def test_what_was_read_is_shown_before_it_counts(newsroom: Newsroom, recording: Recording) -> None:
    rows = LedgerEntry.objects.count()
    answer = _bring(newsroom, recording)
    page = answer.content.decode()
    assert answer.status_code == 200
    for text in ("Cảng mới", "Lan", "EBU 24 h", "UGC", "Colour", 'value="00:00:00"'):
        assert text in page, text
    assert not recording.rundown.exists()
    assert LedgerEntry.objects.count() == rows
    said = {"payload": _payload(page), "begins": "00:00:00"}
    newsroom.client(newsroom.lan).post(_path(newsroom, recording, "rundown/"), said)
    first, second = recording.rundown.all()
    assert (first.title, first.presenter, first.rights, first.marks) == ("Cảng mới", "Lan", "EBU 24 h", ["UGC"])
    assert (first.start, first.end, first.planned, first.by) == ("1/2", "3/2", "1/2", "plan")
    assert second.start == "90/1"
    entry = entries_of(recording).last()
    assert entry is not None
    assert (entry.verb, entry.actor_name) == ("rundown_replaced", "Lan")
    assert (entry.before, entry.after) == ({"items": []}, {"items": ["Cảng mới", "Lũ"]})
    shown = newsroom.client(newsroom.lan).get(_path(newsroom, recording)).content.decode()
    for text in ("Cảng mới", "Lan", "EBU 24 h", "UGC", 'name="start" value="0:00:00.50"'):
        assert text in shown, text


def test_looking_again_with_another_beginning(newsroom: Newsroom, recording: Recording) -> None:
    page = _bring(newsroom, recording, "title,start\nA,05:30:01\nB,05:30:02\n").content.decode()
    assert 'value="05:30:01"' in page
    client = newsroom.client(newsroom.lan)
    said = {"payload": _payload(page), "begins": "05:29", "look": "1"}
    again = client.post(_path(newsroom, recording, "rundown/"), said).content.decode()
    assert 'value="05:29:00"' in again
    assert "JSON" in again
    more = {**said, "form": "Table (CSV)", "unknown": ["Phòng", "<b>"]}
    again = client.post(_path(newsroom, recording, "rundown/"), more).content.decode()
    assert "(CSV)" in again
    assert "Phòng, &lt;b&gt;" in again
    assert "1:01" in again
    assert not recording.rundown.exists()
    refused = client.post(_path(newsroom, recording, "rundown/"), {**said, "begins": "soon"})
    assert refused.status_code == 422
    assert "05:30:00" in refused.content.decode()


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "XML"), ("xin chao", "r.csv"), ("[1]", "r.csv"), ("title,start\nA,soon\n", "soon")],
)
def test_what_is_no_rundown_changes_nothing(
    newsroom: Newsroom, recording: Recording, content: str | None, said: str
) -> None:
    recording.replace_rundown([{"title": "Cũ", "start": recording.duration, "end": recording.duration}])
    if content is None:
        answer = newsroom.client(newsroom.lan).post(_path(newsroom, recording, "rundown/"))
    else:
        answer = _bring(newsroom, recording, content)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    forged = newsroom.client(newsroom.lan).post(
        _path(newsroom, recording, "rundown/"), {"payload": "[1]", "begins": "00:00"}
    )
    assert forged.status_code == 422
    assert [item.title for item in recording.rundown.all()] == ["Cũ"]


def _items(recording: Recording) -> list[RundownItem]:
    recording.replace_rundown(
        [
            {"title": title, "start": Fraction(0), "end": Fraction(1), "script": script, "language": "vi"}
            for title, script in (("Có lời", "Chào"), ("Không lời", ""))
        ]
    )
    return list(recording.rundown.all())


def test_how_each_item_is_known_is_said(newsroom: Newsroom, recording: Recording) -> None:
    item, _silent = _items(recording)
    newsroom.lan.person.language = "en"
    newsroom.lan.person.save()
    client = newsroom.client(newsroom.lan)
    steps: list[tuple[dict[str, Any], str]] = [
        ({}, "Its script has not been looked for yet"),
        ({"sought": True}, "Not placed: its script was not heard"),
        ({"by": "script", "margin": 0.03}, "Probably here: look at it"),
        ({"by": "script", "margin": 0.3}, "Found by its script"),
        ({"by": "hand", "margin": None}, "Placed by hand"),
    ]
    for changes, said in steps:
        RundownItem.objects.filter(pk=item.pk).update(**changes)
        page = client.get(_path(newsroom, recording)).content.decode()
        assert said in page
        assert "Not placed: it has no script" in page
        assert (page.count("Captioned short") == 1) is (changes.get("by") is not None), said


def test_placing_by_hand(newsroom: Newsroom, recording: Recording) -> None:
    item, _silent = _items(recording)
    client = newsroom.client(newsroom.lan)
    said = {"item": item.pk, "start": "0:00.5", "end": "1.25"}
    client.post(_path(newsroom, recording, "rundown/place/"), said)
    item.refresh_from_db()
    assert (item.start, item.end, item.by, item.planned) == ("1/2", "5/4", "hand", "0/1")
    entry = entries_of(recording).last()
    assert entry is not None
    assert (entry.verb, entry.before["start"], entry.after["start"]) == ("rundown_item_placed", "0/1", "1/2")
    rows = LedgerEntry.objects.count()
    client.post(_path(newsroom, recording, "rundown/place/"), said)  # the same again is no change
    for wrong, status in (
        ({"start": "1:00:00"}, 422),
        ({"start": "1.3"}, 422),
        ({"start": "soon"}, 422),
        ({"item": "0"}, 422),
        ({"item": "x"}, 422),
    ):
        assert client.post(_path(newsroom, recording, "rundown/place/"), {**said, **wrong}).status_code == status, wrong
    item.refresh_from_db()
    assert (item.start, LedgerEntry.objects.count()) == ("1/2", rows)


def test_who_may_not_place_writes_nothing(newsroom: Newsroom, recording: Recording) -> None:
    item, _silent = _items(recording)
    rows = LedgerEntry.objects.count()
    for member, status in ((newsroom.tuan, 403), (newsroom.binh, 404), (newsroom.stranger, 404)):
        for rest in ("rundown/", "rundown/place/"):
            answer = newsroom.client(member).post(
                _path(newsroom, recording, rest), {"item": item.pk, "start": "0", "end": "1", "payload": "[]"}
            )
            assert answer.status_code == status, member.person
    assert LedgerEntry.objects.count() == rows


def test_a_short_of_a_placed_item(newsroom: Newsroom, recording: Recording) -> None:
    item, _silent = _items(recording)
    RundownItem.objects.filter(pk=item.pk).update(by="script", margin=0.3)
    answer = newsroom.client(newsroom.lan).post(_path(newsroom, recording, "cut/"), {"item": item.pk, "short": "1"})
    clip = Clip.objects.get()
    assert answer["Location"] == newsroom.path(f"clips/{clip.pk}/cut/")
    assert [(cut.start, cut.end) for cut in clip.content.recipe.ranges] == [(Fraction(0), Fraction(1))]
    assert clip.content.title == "Có lời"
