"""The guides name buttons, headings and states exactly as the pages do, in both languages."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[4]
DOCS = ROOT / "docs"
GUIDES = sorted(path for folder in ("guide", "howto") for path in (DOCS / folder).glob("*.md"))
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


def catalogue() -> dict[str, str]:
    """Return English → Vietnamese of every room, as the pages show it."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "src" / "clipdesk").glob("*/locale/vi/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            messages = read_po(file, locale="vi")
        found |= {m.id: m.string for m in messages if isinstance(m.id, str) and m.id and isinstance(m.string, str)}
    return found


def named(path: Path) -> list[str]:
    return BOLD.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_what_a_guide_names_stands_on_the_pages(guide: Path) -> None:
    known, here = catalogue(), [word for word in named(guide) if word != "bold"]
    assert len(here) >= 3
    assert [word for word in here if word not in known] == []
    there = [word for word in named(guide.parent / "vi" / guide.name) if word != "đậm"]
    assert there == [known[word] for word in here]


@pytest.mark.parametrize(
    "guide", [*GUIDES, *(path.parent / "vi" / path.name for path in GUIDES)], ids=lambda path: "/".join(path.parts[-3:])
)
def test_what_a_guide_points_to_is_there(guide: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", guide.read_text(encoding="utf-8"))
    assert [link for link in links if not (guide.parent / link).is_file()] == []
