"""Runs alone inside the sandbox: reads one TTML or IMSC document with ttconv and writes its cues to out/cues.json.

It imports nothing of Clipdesk, because nothing of Clipdesk is there. A cue is `[start, end, text]`, times as
`"num/den"` seconds of media time, `end` null where the document lets a text stand for ever.

How a paragraph becomes cues: ttconv resolves what is shown when (nested and sequential containers, regions with times,
animation, white space) into one snapshot per moment of change; a `p` is followed through the snapshots, and every
stretch in which its text stays the same is a cue. Ruby annotations are kept in brackets behind their base.
"""

import json
import logging
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from ttconv import model, style_properties
from ttconv.imsc import reader
from ttconv.isd import ISD

MAX_DEPTH = 64
MAX_ELEMENTS = 200_000
MAX_MOMENTS = 60_000
BAD_TIME = re.compile(r"Bad (?:begin|end|dur) attribute value: (.*)", re.DOTALL)
PICTURE = re.compile(r"\}(?:backgroundImage|image)$")
Piece = tuple[Any, Any, str]


class Refused(Exception):
    """Carries the answer for a document that is not accepted."""

    def __init__(self, error: str, detail: str = "") -> None:
        super().__init__(error)
        self.answer = {"error": error, "detail": detail[:80]}


class Listener(logging.Handler):
    """ttconv only logs a time it cannot read, and goes on without it; here that ends the reading."""

    def emit(self, record: logging.LogRecord) -> None:
        """Raise on such a line."""
        found = BAD_TIME.match(record.getMessage())
        if found:
            raise Refused("time", found[1])


def main() -> None:
    """Write the answer."""
    logging.getLogger("ttconv").addHandler(Listener(logging.ERROR))
    data = Path("in/0").read_bytes()
    try:
        check_xml(data)
        answer: dict[str, Any] = {"cues": list(cues(data))}
    except Refused as refused:
        answer = refused.answer
    except (expat.ExpatError, ElementTree.ParseError) as error:
        answer = {"error": "xml", "detail": str(error)}
    Path("out/cues.json").write_text(json.dumps(answer))


def check_xml(data: bytes) -> None:
    """Look through the markup once: no document type (so no entities), neither deep nor endless."""
    depth = count = 0

    def refuse(*_: object) -> None:
        raise Refused("doctype")

    def start(*_: object) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            raise Refused("too_large")

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.Parse(data, True)


def cues(data: bytes) -> Iterator[list[str | None]]:
    """The cues in order of their start, those of one moment in the order of the document."""
    root = ElementTree.fromstring(data)  # noqa: S314 - check_xml has refused document types
    document = reader.to_model(ElementTree.ElementTree(root))
    if document is None:
        raise Refused("not_ttml")
    found = sorted(pieces(document), key=lambda piece: piece[0])
    if not found and is_pictures(root):
        raise Refused("pictures")
    for start, end, text in found:
        yield [fraction(start), None if end is None else fraction(end), text]


def pieces(document: Any) -> list[Piece]:
    """Follow every paragraph through the snapshots."""
    paragraphs = list(name_paragraphs(document))
    moments = ISD.significant_times(document)
    if len(moments) > MAX_MOMENTS:
        raise Refused("too_large")
    ends = [*list(moments)[1:], None]
    found: dict[str, list[Piece]] = {name: [] for name in paragraphs}
    for start, end in zip(moments, ends, strict=True):
        for name, text in shown(ISD.from_model(document, start, moments)):
            stretches = found[name]
            if stretches and stretches[-1][1:] == (start, text):
                start_before = stretches.pop()[0]
                stretches.append((start_before, end, text))
            else:
                stretches.append((start, end, text))
    return [piece for name in paragraphs for piece in found[name]]


def name_paragraphs(document: Any) -> Iterator[str]:
    """Give every paragraph a name that its snapshots carry on."""
    body = document.get_body()
    if body is None:
        return
    for number, element in enumerate(e for e in body.dfs_iterator() if isinstance(e, model.P)):
        element.set_id(f"paragraph{number}")
        yield f"paragraph{number}"


def shown(snapshot: Any) -> Iterator[tuple[str, str]]:
    """The paragraphs of a snapshot that show a text."""
    for region in snapshot.iter_regions():
        if not region.is_presented():
            continue
        for element in region.dfs_iterator():
            if isinstance(element, model.P):
                text = text_of(element)
                if text.strip():
                    yield element.get_id(), text


def text_of(element: Any) -> str:
    """The visible text below an element."""
    if isinstance(element, model.Br):
        return "\n"
    if isinstance(element, model.Text):
        hidden = element.parent().get_style(style_properties.StyleProperties.Visibility)
        return "" if hidden is style_properties.VisibilityType.hidden else element.get_text()
    if isinstance(element, model.Rp):
        return ""
    inner = "".join(text_of(child) for child in element)
    return f"({inner})" if inner and is_annotation(element) else inner


def is_annotation(element: Any) -> bool:
    """One annotation: a text container, or a text that stands alone beside its base."""
    return isinstance(element, model.Rtc) or (
        isinstance(element, model.Rt) and not isinstance(element.parent(), model.Rtc)
    )


def is_pictures(root: ElementTree.Element) -> bool:
    """Whether the document shows pictures (IMSC image profile, SMPTE-TT)."""
    return any(PICTURE.search(name) for element in root.iter() for name in (str(element.tag), *element.attrib))


def fraction(value: Any) -> str:
    """Seconds as "num/den"."""
    return "/".join(map(str, value.as_integer_ratio()))


if __name__ == "__main__":
    main()
