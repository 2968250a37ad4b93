"""What the house rules ask about a page, read with the standard library's parser."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
SILENT = frozenset({"script", "style", "code", "svg", "template"})
SPOKEN_ATTRIBUTES = ("title", "aria-label", "placeholder", "alt", "aria-roledescription", "data-confirm")
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list", "form")
ADDRESSES = ("href", "action", "formaction", "hx-get", "hx-post", "hx-delete")
#: Addresses that Starlette answers beside Django.
STREAMS = ("/static/", "/files/", "/media/", "/uploads/", "/healthz")
DATA_SCRIPTS = {"application/json", "application/ld+json"}


@dataclass(eq=False)
class Element:
    """One element: its tag, its attributes, the elements around it, its text with everything inside."""

    tag: str
    attributes: dict[str, str]
    around: tuple[Element, ...]
    text: str = ""

    def get(self, name: str) -> str:
        """An attribute, or nothing."""
        return self.attributes.get(name, "")


@dataclass(eq=False)
class Page(HTMLParser):
    """A parsed page; `faults` lists what breaks the house rules."""

    html: str
    language: str
    elements: list[Element] = field(default_factory=list)
    texts: list[tuple[str, Element | None]] = field(default_factory=list)
    _open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}, tuple(self._open)))

    def handle_endtag(self, tag: str) -> None:
        for at in reversed(range(len(self._open))):
            if self._open[at].tag == tag:
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data
        self.texts.append((data, self._open[-1] if self._open else None))

    def all(self, *tags: str) -> list[Element]:
        """Every element with one of the tags."""
        return [element for element in self.elements if element.tag in tags]

    def is_practice(self) -> bool:
        """Whether it wears the edge and the words of a practice station."""
        said = any("THỰC HÀNH / PRACTICE" in " ".join(text.split()) for text, _inside in self.texts)
        return said and all("is-practice" in body.get("class").split() for body in self.all("body"))

    def words(self) -> Iterator[str]:
        """What a person reads or hears in the page's own language: texts and spoken attributes, one by one."""
        for text, inside in self.texts:
            if text.strip() and (inside is None or self._speaks(inside)):
                yield " ".join(text.split())
        for element in self.elements:
            if self._speaks(element):
                yield from (" ".join(element.get(name).split()) for name in SPOKEN_ATTRIBUTES if element.get(name))

    def _speaks(self, element: Element) -> bool:
        chain = (*element.around, element)
        foreign = [part for part in chain if part.get("lang") not in {"", self.language}]
        return not foreign and not any(part.tag in SILENT for part in chain)

    def faults(self) -> list[str]:
        """Everything that breaks a rule, one line each."""
        checks = (self._frame, self._headings, self._ids, self._names, self._inline, self._addresses)
        return [fault for check in checks for fault in check()]

    def _frame(self) -> Iterator[str]:
        roots = self.all("html")
        if [root.get("lang") for root in roots] != [self.language]:
            yield f"lang is {[root.get('lang') for root in roots]}, not {self.language}"
        if not any(title.text.strip() for title in self.all("title") if not any(a.tag == "svg" for a in title.around)):
            yield "no title"
        if len(self.all("main")) != 1:
            yield f"{len(self.all('main'))} main elements"

    def _headings(self) -> Iterator[str]:
        levels = [int(element.tag[1]) for element in self.all(*(f"h{number}" for number in range(1, 7)))]
        if levels.count(1) != 1:
            yield f"{levels.count(1)} h1"
        for before, after in zip(levels, levels[1:], strict=False):
            if after > before + 1:
                yield f"h{before} is followed by h{after}"

    def _ids(self) -> Iterator[str]:
        ids = Counter(element.get("id") for element in self.elements if element.get("id"))
        yield from (f"id {name} stands {count} times" for name, count in ids.items() if count > 1)
        for element in self.elements:
            for name in REFERENCES:
                yield from (
                    f"{element.tag} {name}={word} points nowhere"
                    for word in element.get(name).split()
                    if word not in ids
                )

    def _names(self) -> Iterator[str]:
        labelled = {label.get("for") for label in self.all("label") if label.text.strip()}
        for element in self.all("input", "select", "textarea"):
            if element.get("type") in {"hidden", "submit", "button"}:
                continue
            inside = any(part.tag == "label" and part.text.strip() for part in element.around)
            named = element.get("aria-label") or element.get("aria-labelledby") or element.get("id") in labelled
            if not (inside or named):
                yield f"{element.tag} {element.get('name') or element.get('id')} has no label"
        for element in self.all("button", "a", "summary"):
            said = element.text.strip() or element.get("aria-label") or element.get("title")
            if not (said or any(part.get("alt") for part in self.elements if element in part.around)):
                yield f"{element.tag} {element.get('href') or element.get('name')} has no name"
        yield from (
            f"img {image.get('src')[:40]} has no alt" for image in self.all("img") if "alt" not in image.attributes
        )

    def _inline(self) -> Iterator[str]:
        for element in self.elements:
            if "style" in element.attributes:
                yield f"{element.tag} has a style attribute"
            yield from (f"{element.tag} has {name}" for name in element.attributes if name.startswith("on"))
        yield from ("a style element" for _ in self.all("style"))
        for script in self.all("script"):
            if not script.get("src") and script.get("type") not in DATA_SCRIPTS:
                yield "an inline script"

    def _addresses(self) -> Iterator[str]:
        ids = {element.get("id") for element in self.elements}
        for element in self.elements:
            for name in ADDRESSES:
                fault = _wrong_address(element.get(name), ids) if name in element.attributes else ""
                if fault and element.tag not in {"use", "link"} and not _is_file_in_the_page(element):
                    yield f"{element.tag} {name}={element.get(name)!r} {fault}"


def _is_file_in_the_page(element: Element) -> bool:
    """Whether a link keeps a small file that lies in the page itself, and leads nowhere."""
    return element.get("href").startswith("data:text/plain") and "download" in element.attributes


def _wrong_address(address: str, ids: set[str]) -> str:
    """Say what is wrong with an address, or nothing."""
    parts = urlsplit(address)
    if address.startswith("#"):
        return "" if address == "#" or address[1:] in ids else "points nowhere"
    if parts.scheme in {"mailto", "tel", "otpauth"} or address.startswith("?") or address == "":
        return ""
    if parts.netloc not in {"", "localhost:8080"}:
        return "leads off the desk"
    if parts.path.startswith(STREAMS):
        return ""
    try:
        resolve(parts.path)
    except Resolver404:
        return "is answered by nobody"
    return ""


def pattern_of(msgid: str) -> re.Pattern[str]:
    """A pattern that a text matches when it is this English sentence with anything in its {places}."""
    parts = re.split(r"\{[^{}]*\}|%\([a-z_]+\)[a-z]", " ".join(msgid.split()))
    return re.compile(".+".join(re.escape(part) for part in parts))
