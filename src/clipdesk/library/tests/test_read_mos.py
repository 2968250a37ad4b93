"""MOS 2.8.5: the order of a programme and its stories, in whatever encoding they were saved."""

from __future__ import annotations

from fractions import Fraction

import pytest

from clipdesk.library.rundowns import NotARundown, Rundown, read_rundown

_HEAD = "<mosID>prompt</mosID><ncsID>news</ncsID><messageID>7</messageID>"
_ORDER = f"""<?xml version="1.0" encoding="UTF-16"?>
<mos>{_HEAD}<roCreate><roID>96857485</roID><roSlug>5PM RUNDOWN</roSlug><roEdStart>2026-11-28T17:00:00</roEdStart>
<roEdDur>00:10:00</roEdDur>
<story><storyID>s1</storyID><storySlug>CẢNG MỚI</storySlug><storyNum>A1</storyNum>
 <item><itemID>1</itemID><objID>M1</objID><mosID>x</mosID><itemEdDur>815</itemEdDur></item>
 <mosExternalMetadata><mosScope>PLAYLIST</mosScope><mosSchema>http://x</mosSchema><mosPayload><Owner>LAN</Owner>
 <MediaTime>10</MediaTime><TextTime>25</TextTime><Rights>EBU 24 h</Rights><Flags>UGC</Flags></mosPayload>
 </mosExternalMetadata></story>
<story><storyID>s2</storyID><storySlug>Weather</storySlug></story>
</roCreate></mos>"""
_STORY = f"""<?xml version="1.0" encoding="UTF-16"?>
<mos>{_HEAD}<roStorySend><roID>96857485</roID><storyID>s1</storyID><storySlug>CẢNG MỚI</storySlug>
<storyBody><storyPresenter>Lan</storyPresenter><storyPresenterRR>12</storyPresenterRR>
<p>Xin chào <pi>SMILE <b>NOW</b></pi>quý vị.</p><storyItem><itemID>1</itemID><itemSlug>TAPE</itemSlug></storyItem>
<p> Hội <em>đồng</em> họp.</p><p> </p></storyBody></roStorySend></mos>"""


def _read(*texts: str, encoding: str = "utf-16") -> Rundown:
    return read_rundown([(f"{number}.xml", text.encode(encoding)) for number, text in enumerate(texts)])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le", "utf-8", "utf-8-sig"])
def test_an_order_and_a_story_are_one_rundown(encoding: str) -> None:
    """Also where the file declares another encoding than it has: it was saved from a socket."""
    found = _read(_ORDER, _STORY, encoding=encoding)
    assert (found.form, found.unknown) == ("MOS XML", ("Owner",))
    first, second = found.items
    assert (first.title, first.presenter, first.rights, first.marks) == ("CẢNG MỚI", "Lan", "EBU 24 h", ("UGC",))
    assert first.script == "Xin chào quý vị.\nHội đồng họp."
    assert (first.start, first.length) == (Fraction(61_200), Fraction(35))
    assert second.start is None
    laid = found.laid(found.begins(Fraction(600)))
    assert [(item["start"], item["end"]) for item in laid] == [(0, 35), (35, 35)]


def test_a_story_before_its_order_and_one_that_no_order_names() -> None:
    other = _STORY.replace("s1", "s9").replace("CẢNG MỚI", "Late")
    found = _read(other, _STORY, _ORDER.replace("roCreate", "roList"))
    assert [item.slug for item in found.items] == ["CẢNG MỚI", "Weather", "Late"]
    assert found.items[0].script
    assert not found.items[1].script


def test_a_declared_encoding_of_one_byte_a_letter() -> None:
    text = '<?xml version="1.0" encoding="windows-1252"?><roStorySend><storySlug>Caf\xe9</storySlug></roStorySend>'
    assert read_rundown([("a.xml", text.encode("cp1252"))]).items[0].title == "Café"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<mos><heartBeat/></mos>", "the MOS message “heartBeat”"),
        ("<html/>", "the MOS message “html”"),
        ("<mos><roCreate>", "damaged or not complete"),
        ("<mos><roCreate/></mos>", "it has no items"),
        ('<!DOCTYPE mos SYSTEM "mos.dtd"><mos/>', "document type or defines entities"),
        ('<!DOCTYPE mos [<!ENTITY x SYSTEM "file:///etc/passwd">]><mos>&x;</mos>', "document type or defines entities"),
        (_ORDER.replace("2026-11-28T17:00:00", "later"), "in row 1, “later” under “start” is no time"),
        (_ORDER.replace(">10<", ">x<").replace(">25<", ">1<").replace("Rights", "Length"), "“EBU 24 h” under “Length”"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_refusals(text: str, sentence: str, encoding: str) -> None:
    with pytest.raises(NotARundown, match=sentence):
        _read(text, encoding=encoding)


def test_other_kinds_are_not_read_together() -> None:
    with pytest.raises(NotARundown, match="“b.csv” cannot be read together"):
        read_rundown([("a.xml", _ORDER.encode("utf-8")), ("b.csv", b"title,start\nA,1\n")])
    with pytest.raises(NotARundown, match="No rundown was chosen"):
        read_rundown([])
