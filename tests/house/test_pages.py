"""The house rules, on every page of the matrix, in both languages: whole, named, linked, and in one language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.test import Client

from clipdesk.accounts.models import Person
from tests.access.matrix import ANYBODY, ROWS, SIGNED_IN, Row
from tests.access.world import World, ask, signed_in
from tests.house.page import Page, pattern_of

pytestmark = pytest.mark.slow
CATALOGUES = sorted((Path(__file__).parents[2] / "src" / "clipdesk").glob("*/locale/vi/LC_MESSAGES/django.po"))
#: English words that no Vietnamese sentence holds: they give away a text that nobody marked for translation.
GIVEAWAYS = re.compile(r"\b(the|and|is|are|of|your|this|with|not|was|has|from|please)\b", re.IGNORECASE)
ICONS = Path(__file__).parents[2] / "src" / "clipdesk" / "ui" / "static" / "ui" / "icons.svg"
#: A language is offered under its own name; the page of all components names the icons as the code does.
OWN_NAMES = {"English", *re.findall(r'id="([^"]+)"', ICONS.read_text(encoding="utf-8"))}


@cache
def english() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Every English text that has another Vietnamese one: whole sentences, and patterns for those with {places}."""
    found: set[str] = set()
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id and message.string:
                    ids, strings = message.id, message.string
                    pairs = [(ids, strings)] if isinstance(ids, str) else [(text, strings[0]) for text in ids]
                    found |= {text for text, said in pairs if text != said and re.search("[a-z]{2}", text)}
    with_places = {text for text in found if "{" in text or "%(" in text}
    return frozenset(found - with_places), tuple(pattern_of(text) for text in sorted(with_places))


def is_english(text: str) -> bool:
    """Whether a text is one that should have been translated, or says itself that nobody marked it."""
    known, patterns = english()
    if text in OWN_NAMES:
        return False
    return text in known or any(pattern.fullmatch(text) for pattern in patterns) or bool(GIVEAWAYS.search(text))


def browsers(world: World, language: str) -> dict[str, Client]:
    """Thảo (on a practice station a trainee may do everything), and nobody, each in a language."""
    Person.objects.filter(pk=world.newsroom.thao.person.pk).update(language=language)
    thao = signed_in(world.newsroom.thao)
    nobody = Client(headers={"host": "localhost:8080", "accept-language": language})
    nobody.cookies["__Host-language"] = language
    thao.raise_request_exception = nobody.raise_request_exception = False  # a broken page is one fault among others
    return {"thao": thao, "nobody": nobody}


def pages(world: World, language: str) -> Iterator[tuple[str, Page]]:
    """Every page that answers a plain GET, by its route."""
    who = browsers(world, language)
    for row in ROWS:
        if not row.get:
            continue
        browser = who["nobody" if row.get == ANYBODY else "thao"]
        for address in addresses(world, row):
            if row.route.startswith("site:"):
                address += f"?lang={language}"
            answer = ask(browser, "GET", address)
            kind = answer.headers.get("Content-Type", "")
            html = answer.content.decode() if kind.startswith("text/html") and not answer.streaming else ""
            if "<html" in html:
                yield f"{row.route} {address} {answer.status_code}", Page(html, language)


def addresses(world: World, row: Row) -> Iterator[str]:
    """The route's address; for clips and packages also with the others that the world holds."""
    yield world.as_seen_by(row, world.newsroom.thao)
    if row.get in {ANYBODY, SIGNED_IN}:
        return
    draft, waiting, out = world.draft.pk, world.package.clip_id, world.published.clip_id
    first = world.address(row)
    yield from (first.replace(str(draft), str(other)) for other in (waiting, out) if str(draft) in first)
    if str(world.package.pk) in first:
        yield first.replace(str(world.package.pk), str(world.published.package_id))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_keeps_the_house_rules(world: World, subtests: pytest.Subtests, language: str) -> None:
    seen = marked = 0
    for name, page in pages(world, language):
        seen += 1
        with subtests.test(page=name):
            assert not name.endswith(" 500")
            samples = "points nowhere" if name.startswith("ui:gallery") else None  # its links lead to invented places
            assert [fault for fault in page.faults() if not (samples and samples in fault)] == []
            if f"/{world.newsroom.station.slug}/" in name and " 200" in name:
                assert page.is_practice(), "a page of the practice station that does not say so"
                marked += 1
    assert seen > 30
    assert marked > 20


def test_no_english_is_left_on_a_vietnamese_page(world: World, subtests: pytest.Subtests) -> None:
    for name, page in pages(world, "vi"):
        with subtests.test(page=name):
            assert sorted({text for text in page.words() if is_english(text)}) == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_refusals_are_whole_pages_too(world: World, language: str) -> None:
    who = browsers(world, language)
    for address in ("/s/song-hong/clips/01a00000-0000-7000-8000-000000000000/", "/nowhere/"):
        answer = who["thao"].get(address)
        assert answer.status_code == 404
        assert Page(answer.content.decode(), language).faults() == []
