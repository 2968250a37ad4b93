"""A name that is written otherwise is found, one that is written right is left alone, and people keep the list."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError

from clipdesk.accounts.member import NotAllowed
from clipdesk.clips import editing
from clipdesk.clips.models import Clip, Name
from clipdesk.clips.names import NotAWrongName, Slip, drop_name, keep_name, names_of, slips_in
from clipdesk.clips.tests.conftest import Ask
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.models import LedgerEntry


@pytest.fixture
def names(newsroom: Newsroom) -> list[Name]:
    """Four names: two words, one word with a wrong spelling, three words, a longer one that begins like the first."""
    known: list[tuple[str, list[str]]] = [
        ("Bến Sen", []), ("Putin", ["Putine"]), ("Nguyễn Văn An", ["Nguyễn Vân An"]), ("Bến Sen Thượng", []),
    ]  # fmt: skip
    return [keep_name(newsroom.lan, written, wrong) for written, wrong in known]


def _slips(draft: Clip, names: list[Name], text: str, language: str = "vi") -> list[Slip]:
    changes = {"title": text, "language": language, "recipe": {"captions": []}}
    return slips_in(editing.content_with(draft.content, changes), names)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Lũ ở Ben Sen", [("Ben Sen", "Bến Sen")]),
        ("Lũ ở Bên  Sẹn và ben-sen", [("Bên Sẹn", "Bến Sen"), ("ben-sen", "Bến Sen")]),
        ("Bến Sen, BẾN SEN, bến sen: đều đúng", []),
        ("Be\u0302\u0301n Sen viết bằng dấu rời", []),
        ("Từ Ben, Sen và Bensen không phải là tên", []),
        ("Lũ ở ben. Sen nở", []),
        ("Ông Putine gặp ông PUTINE", [("Putine", "Putin"), ("PUTINE", "Putin")]),
        ("Putin", []),
        ("Ông Nguyen Van An và ông Nguyễn Vân An", [("Nguyen Van An", "Nguyễn Văn An"), ("Nguyễn Vân An", "Nguyễn Văn An")]),
        ("Xã Ben Sen Thuong", [("Ben Sen Thuong", "Bến Sen Thượng")]),
        ("", []),
    ],
)  # fmt: skip
def test_what_is_a_slip(draft: Clip, names: list[Name], text: str, found: list[tuple[str, str]]) -> None:
    assert _slips(draft, names, text) == [Slip(was, written, 1) for was, written in found]


def test_english_is_written_without_marks(draft: Clip, names: list[Name]) -> None:
    assert _slips(draft, names, "A flood at Ben Sen", "en") == []
    assert _slips(draft, names, "Putine meets Nguyen Van An", "en") == [Slip("Putine", "Putin", 1)]


def test_all_texts_of_the_clip_are_looked_at(newsroom: Newsroom, draft: Clip, names: list[Name], ask: Ask) -> None:
    cues = [{"start": "0/1", "end": "2/5", "text": "Ben\nSen"}, {"start": "5/1", "end": "6/1", "text": "Ben Sen"}]
    content = {"title": "Ben Sen", "description": "Ben Sen", "recipe": {"title": "Bén Sen", "captions": cues}}
    answer = ask("slips", draft, {"content": content})
    assert answer.json() == {
        "slips": [
            {"found": "Ben Sen", "written": "Bến Sen", "count": 3},  # the second caption is not heard in the clip
            {"found": "Bén Sen", "written": "Bến Sen", "count": 1},
        ]
    }


def test_a_name_is_kept_once_and_dropped(newsroom: Newsroom, names: list[Name]) -> None:
    keep_name(newsroom.huong, " Bến   Sen ", ["Bến Xen"], "thị trấn")
    assert [(name.written, name.wrong) for name in names_of(newsroom.station.pk)][:2] == [
        ("Bến Sen", ["Bến Xen"]), ("Bến Sen Thượng", []),
    ]  # fmt: skip
    drop_name(newsroom.lan, "Bến Sen")
    drop_name(newsroom.lan, "Bến Sen")
    assert len(names_of(newsroom.station.pk)) == 3
    verbs = LedgerEntry.objects.filter(verb__startswith="name_").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["name_kept"] * 5 + ["name_dropped"]
    with pytest.raises(IntegrityError):
        Name.objects.create(station=newsroom.station, written="Putin", made_by=newsroom.lan.person)


@pytest.mark.parametrize("wrong", ["bến sen", "…", "Bến  Sen"])
def test_what_is_no_wrong_spelling(newsroom: Newsroom, wrong: str) -> None:
    with pytest.raises(NotAWrongName):
        keep_name(newsroom.lan, "Bến Sen", [wrong])
    answer = _post(newsroom, written="Bến Sen", wrong=f"Ben Xen\n{wrong}")
    assert answer.status_code == 422
    assert "viết sai" in answer.content.decode() or "wrong spelling" in answer.content.decode()
    assert not Name.objects.exists()


def test_who_does_not_send_does_not_say_how_names_are_written(newsroom: Newsroom) -> None:
    with pytest.raises(NotAllowed):
        keep_name(newsroom.tuan, "Bến Sen")
    with pytest.raises(NotAllowed):
        drop_name(newsroom.tuan, "Bến Sen")


def test_the_page(newsroom: Newsroom) -> None:
    assert _post(newsroom, written="Bến Sen", wrong="Bến Xen\r\n\r\nBen Xen", note="thị trấn").status_code == 302
    page = newsroom.client(newsroom.lan).get(newsroom.path("names/")).content.decode()
    assert "Bến Xen, Ben Xen" in page
    for written in ("\0", "Bến Tre", "Bến Sen\0"):
        assert newsroom.client(newsroom.lan).post(newsroom.path("names/drop/"), {"written": written}).status_code == 302
    assert not Name.objects.exists()


def test_another_station_has_its_own(newsroom: Newsroom, names: list[Name]) -> None:
    assert names_of(newsroom.stranger.station.pk) == []


def _post(newsroom: Newsroom, **fields: str) -> Any:
    return newsroom.client(newsroom.lan).post(newsroom.path("names/"), fields)
