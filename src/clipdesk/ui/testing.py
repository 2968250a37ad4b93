"""Reading our own pages in tests."""

from __future__ import annotations

from html.parser import HTMLParser


class Outline(HTMLParser):
    """The tags of a page with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep it; called by the parser."""
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every `tag`."""
        return [attrs for name, attrs in self.tags if name == tag]

    def ids(self) -> list[str]:
        """Every id of the page."""
        return [str(attrs["id"]) for _, attrs in self.tags if attrs.get("id")]

    def property(self, name: str) -> str | None:
        """The content of the `meta` tag with that property."""
        return next((tag["content"] for tag in self.all("meta") if tag.get("property") == name), None)
