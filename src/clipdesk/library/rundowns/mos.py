"""Rundowns as MOS 2.8.5 XML, as newsroom systems hand them to automation: `roCreate` and `roList` give the order of the
stories, `roStorySend` one story with its script.

Files of one rundown are read together: stories are known by their `storyID`. Planned and real times, rights and flags have
no elements of their own in MOS; they are read from `mosExternalMetadata/mosPayload`, whose elements are named as each
newsroom system likes: by the names that columns of a table may have, and as ENPS writes them (MediaTime, TextTime).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from clipdesk.library.rundowns.columns import fields_of
from clipdesk.library.rundowns.errors import (
    MOST_ITEMS,
    Damaged,
    HasEntities,
    OtherMessage,
    TooManyItems,
    TooManyParts,
)
from clipdesk.library.rundowns.items import Row
from clipdesk.media.captions.encoding import detect

_ORDERS, _STORY = ("roCreate", "roList"), "roStorySend"
_ENVELOPE = frozenset({"mosID", "ncsID", "messageID"})
_MOST_TAGS = 300_000
_MOST_PRESENTERS = 5
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
#: What is no spoken word inside a paragraph: instructions to the presenter.
_UNSPOKEN = "pi"
#: ENPS: how long tape and text of a story are, in seconds.
_PARTS_OF_LENGTH = ("MediaTime", "TextTime")


@dataclass
class _Order:
    """The stories of all files so far: the id of each → what is said of it. called: what elements are named that a field
    was read from; unknown: those nothing was read from; ordered: the ids that an order names."""

    stories: dict[str, dict[str, object]] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, None] = field(default_factory=dict)
    ordered: dict[str, None] = field(default_factory=dict)


def is_mos(content: bytes) -> bool:
    """Tell whether a file looks like XML, in whatever encoding."""
    return content[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


def from_mos(files: Sequence[tuple[str, bytes]]) -> tuple[list[Row], list[str]]:
    """Return the stories of all files as rows, and the elements that nothing is read from. files: name and content.

    A story that no `roCreate` or `roList` names stands behind those that one does.

    Raises:
        NotARundown.
    """
    found = _Order()
    if sum(content.count(b"<") for _name, content in files) > _MOST_TAGS:
        raise TooManyParts(name=files[0][0])
    for name, content in files:
        for message in _messages(_root(content, name), name):
            if _tag(message) == _STORY:
                _take(message, found)
            else:
                _take_order(message, found)
        if len(found.stories) > MOST_ITEMS:
            raise TooManyItems(name=name, limit=MOST_ITEMS)
    keys = [*dict.fromkeys([*found.ordered, *found.stories])]
    rows = [Row(str(number), found.stories[key], found.called) for number, key in enumerate(keys, start=1)]
    return rows, [*found.unknown]


def _root(content: bytes, name: str) -> Element:
    """Parse a file without ever expanding anything that it defines."""
    encoding = detect(content)
    try:
        # MOS is UCS-2 on its sockets, and files that were saved from there declare what they no longer are.
        known = encoding.startswith("utf")
        text = _DECLARATION.sub("", content.decode(encoding).lstrip("\ufeff")) if known else content
        root: Element = fromstring(text, forbid_dtd=True)
    except DefusedXmlException as error:
        raise HasEntities(name=name) from error
    except (ParseError, UnicodeError, ValueError, LookupError) as error:
        raise Damaged(name=name) from error
    return root


def _messages(root: Element, name: str) -> Iterator[Element]:
    inside = [root] if _tag(root) != "mos" else [part for part in root if _tag(part) not in _ENVELOPE]
    for message in inside:
        if _tag(message) not in (*_ORDERS, _STORY):
            raise OtherMessage(name=name, found=_tag(message)[:40])
        yield message


def _take_order(message: Element, found: _Order) -> None:
    """Take the stories that an order names. Its first one begins when the whole is planned to."""
    begins = _text(message, "roEdStart")
    for story in _children(message, "story"):
        key = _take(story, found)
        found.ordered[key] = None
        if begins:
            found.stories[key].setdefault("start", begins)
            begins = ""


def _take(story: Element, found: _Order) -> str:
    """Take what one element says of a story; what was said before stays where this one says nothing."""
    key = _text(story, "storyID") or f"story {len(found.stories) + 1}"
    said: dict[str, object] = {"slug": _text(story, "storySlug")}
    bodies = list(_children(story, "storyBody"))
    said["script"] = "\n".join(line for body in bodies for line in _spoken(body))
    presenters = [
        (part.text or "").strip() for body in bodies for part in body.iter() if _tag(part) == "storyPresenter"
    ]
    said["presenter"] = ", ".join([*dict.fromkeys(filter(None, presenters))][:_MOST_PRESENTERS])
    said |= _payload(story, found)
    known = found.stories.setdefault(key, {})
    known |= {name: value for name, value in said.items() if value}
    return key


def _payload(story: Element, found: _Order) -> dict[str, object]:
    """Return what the newsroom system says beyond MOS itself."""
    parts = [
        part
        for metadata in _children(story, "mosExternalMetadata")
        for payload in _children(metadata, "mosPayload")
        for part in payload
        if len(part) == 0 and (part.text or "").strip()
    ]
    names = [_tag(part) for part in parts]
    fields, unknown = fields_of(names)
    found.called |= {field: names[place] for field, place in fields.items()}
    said: dict[str, object] = {field: (parts[place].text or "").strip() for field, place in fields.items()}
    lengths = [part.text or "" for part in parts if _tag(part) in _PARTS_OF_LENGTH]
    whole = [text.strip() for text in lengths if text.strip().isdecimal() and len(text) < 8]
    if "length" not in said and whole:
        said["length"] = str(sum(map(int, whole)))
    found.unknown |= dict.fromkeys(name for name in unknown if name not in _PARTS_OF_LENGTH)
    return said


def _spoken(body: Element) -> Iterator[str]:
    """Return the paragraphs of a script, without what is said to the presenter alone."""
    waiting = [body]
    while waiting:
        part = waiting.pop()
        if _tag(part) != "p":
            waiting += reversed(part)
        elif line := " ".join("".join(_pieces(part)).split()):
            yield line


def _pieces(paragraph: Element) -> Iterator[str]:
    """Return the texts of a paragraph in their order; what stands behind a hidden element is spoken again."""
    waiting: list[tuple[Element, bool]] = [(paragraph, True)]
    while waiting:
        part, opens = waiting.pop()
        if not opens:
            yield part.tail or ""
        elif _tag(part) != _UNSPOKEN:
            yield part.text or ""
            for child in reversed(part):
                waiting += [(child, False), (child, True)]


def _tag(part: Element) -> str:
    """Return an element's name without its namespace; comments have none."""
    return part.tag.rsplit("}", 1)[-1] if isinstance(part.tag, str) else ""


def _children(part: Element, name: str) -> Iterator[Element]:
    return (child for child in part if _tag(child) == name)


def _text(part: Element, name: str) -> str:
    return next(((child.text or "").strip() for child in _children(part, name)), "")
