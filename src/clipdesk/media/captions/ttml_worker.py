"""Runs alone inside the sandbox: reads one TTML or IMSC document with ttconv and writes its cues to out/cues.json.

It imports nothing of Clipdesk, because nothing of Clipdesk is there. A cue is `[start, end, text]`, times as
`"num/den"` seconds of media time, `end` null where the document lets a text stand for ever.

How a paragraph becomes cues: ttconv reads the document into its model (styles, sequential containers, every form of
time). A `p` is followed from one moment of change to the next (its own times, those of its spans, containers and
region, animation that hides), and every stretch in which its text stays the same is a cue. ttconv's own snapshots
would do the same in quadratic time, and drop text outside every region. Ruby annotations stand in brackets behind
their base.
"""

import json
import logging
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.parsers import expat

from ttconv import model, style_properties
from ttconv.imsc import reader

MAX_DEPTH = 64
MAX_ELEMENTS = 60_000
MAX_MOMENTS = 400  # in one paragraph
FOR_EVER = 10_000_000
STYLES = style_properties.StyleProperties
VISIBLE = style_properties.VisibilityType.visible
BAD_TIME = re.compile(r"Bad (?:begin|end|dur) attribute value: (.*)", re.DOTALL)
WHITE = re.compile(r"[ \t\r\n]+")
PICTURE = re.compile(r"\}(?:backgroundImage|image)$")
Piece = tuple[Fraction, Fraction | None, str]


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
    open_ends(root)
    document = reader.to_model(ElementTree.ElementTree(root))
    if document is None:
        raise Refused("not_ttml")
    found = sorted(pieces(document), key=lambda piece: piece[0])
    if not found and is_pictures(root):
        raise Refused("pictures")
    for start, end, text in found:
        yield [str(start), None if end is None else str(end), text]


def open_ends(root: ElementTree.Element) -> None:
    """Say in so many words that a container with a begin alone has no end: ttconv 1.2.3 would end it too early."""
    for parent in root.iter():
        if parent.get("timeContainer") == "seq":
            continue
        for child in parent:
            sequential = child.get("timeContainer") == "seq"
            if "begin" in child.attrib and not sequential and not {"end", "dur"} & set(child.attrib):
                child.set("end", f"{FOR_EVER}s")


def pieces(document: Any) -> list[Piece]:
    """Follow every paragraph from one moment at which something in it changes to the next."""
    body = document.get_body()
    if body is None:
        return []
    paragraphs = (Paragraph(element) for element in body.dfs_iterator() if isinstance(element, model.P))
    return [piece for paragraph in paragraphs for piece in stretches(paragraph)]


def stretches(paragraph: "Paragraph") -> list[Piece]:
    """The times over which a paragraph shows one and the same text."""
    moments = sorted(paragraph.moments)
    if len(moments) > MAX_MOMENTS:
        raise Refused("too_large")
    found: list[Piece] = []
    for start, end in zip(moments, [*moments[1:], None], strict=True):
        text = paragraph.text_at(start)
        if not text.strip():
            continue
        if found and found[-1][1:] == (start, text):
            found[-1] = (found[-1][0], end, text)
        else:
            found.append((start, end, text))
    return found


@dataclass(frozen=True)
class Span:
    """A stretch of media time in seconds; without end it lasts for ever."""

    start: Fraction
    end: Fraction | None

    def inside(self, begin: Fraction | None, end: Fraction | None) -> "Span":
        """The part of this span between two offsets from its start."""
        known = None if end is None or end >= FOR_EVER else self.start + end
        ends = [stop for stop in (self.end, known) if stop is not None]
        return Span(self.start + (begin or 0), min(ends, default=None))

    def holds(self, time: Fraction) -> bool:
        """Whether `time` lies in it."""
        return self.start <= time and (self.end is None or time < self.end)


class Paragraph:
    """One `p`: when anything in it, above it or in its region changes, and what it shows at a time."""

    def __init__(self, element: Any) -> None:
        self.element = element
        self.above = [element]
        while self.above[0].parent() is not None:
            self.above.insert(0, self.above[0].parent())
        self.region = next((e.get_region() for e in reversed(self.above) if e.get_region() is not None), None)
        self.spans: dict[Any, Span] = {}
        self.moments: set[Fraction] = set()
        whole = Span(Fraction(0), None)
        if self.region is not None:
            self._note(self.region, whole)
        for one in self.above:
            whole = self._note(one, whole)
        for one in element.dfs_iterator():
            if one is not element:
                self._note(one, self.spans[one.parent()])
        self.moments = {
            time for time in self.moments if whole.start <= time and (whole.end is None or time <= whole.end)
        }

    def _note(self, element: Any, parent: Span) -> Span:
        span = self.spans[element] = parent.inside(element.get_begin(), element.get_end())
        steps = [span.inside(step.begin, step.end) for step in element.iter_animation_steps()]
        for one in (span, *steps):
            self.moments |= {time for time in (one.start, one.end) if time is not None}
        return span

    def text_at(self, time: Fraction) -> str:
        """The text at `time`; "" where a container or the region hides it."""
        visible = VISIBLE
        holders = self.above[:-1] if self.region is None else [self.region, *self.above[:-1]]
        for holder in holders:
            if not self._shows(holder, time):
                return ""
            visible = self._style(holder, STYLES.Visibility, time) or visible
        return self._text(self.element, time, visible)

    def _text(self, element: Any, time: Fraction, visible: Any) -> str:
        if isinstance(element, model.Br):
            return "\n"
        if isinstance(element, model.Text):
            kept = element.parent().get_space() is model.WhiteSpaceHandling.PRESERVE
            text = str(element.get_text())
            return "" if visible is not VISIBLE else text if kept else WHITE.sub(" ", text)
        if isinstance(element, model.Rp) or not self._shows(element, time):
            return ""
        visible = self._style(element, STYLES.Visibility, time) or visible
        inner = "".join(self._text(child, time, visible) for child in element)
        return f"({inner})" if inner and is_annotation(element) else inner

    def _shows(self, element: Any, time: Fraction) -> bool:
        return (
            self.spans[element].holds(time)
            and self._style(element, STYLES.Display, time) is not style_properties.DisplayType.none
            and self._style(element, STYLES.Opacity, time) != 0
        )

    def _style(self, element: Any, name: Any, time: Fraction) -> Any:
        for step in element.iter_animation_steps():
            if step.style_property is name and self.spans[element].inside(step.begin, step.end).holds(time):
                return step.value
        value = element.get_style(name)
        return element.get_doc().get_initial_value(name) if value is None else value


def is_annotation(element: Any) -> bool:
    """One annotation: a text container, or a text that stands alone beside its base."""
    return isinstance(element, model.Rtc) or (
        isinstance(element, model.Rt) and not isinstance(element.parent(), model.Rtc)
    )


def is_pictures(root: ElementTree.Element) -> bool:
    """Whether the document shows pictures (IMSC image profile, SMPTE-TT)."""
    return any(PICTURE.search(name) for element in root.iter() for name in (str(element.tag), *element.attrib))


if __name__ == "__main__":
    main()
