"""Tables that survive becoming cards: explicit roles, and each cell told the name of its column."""

from html import escape
from html.parser import HTMLParser

_ROLES = {
    "table": "table",
    "caption": "caption",
    "thead": "rowgroup",
    "tbody": "rowgroup",
    "tfoot": "rowgroup",
    "tr": "row",
    "td": "cell",
}
_Insertion = tuple[int, str]


class _Reader(HTMLParser):
    """Walks one table and notes what to write where; the source text itself is never rebuilt."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.insertions: list[_Insertion] = []
        self.labels: list[str] = []
        self._lines = [0]
        for line in source.split("\n")[:-1]:
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._in_head = False
        self._heading: list[str] | None = None
        self._column = 0
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "thead":
            self._in_head = True
        elif tag == "tr":
            self._column = 0
        if tag == "th":
            self._start_heading(given)
        elif tag in _ROLES:
            label = self._cell_label(given) if tag == "td" else ""
            self._insert(tag, ("" if "role" in given else f' role="{_ROLES[tag]}"') + label)

    def handle_endtag(self, tag: str) -> None:
        if tag == "thead":
            self._in_head = False
        elif tag == "th" and self._heading is not None:
            self.labels.append(" ".join("".join(self._heading).split()))
            self._heading = None

    def handle_data(self, data: str) -> None:
        if self._heading is not None:
            self._heading.append(data)

    def _start_heading(self, given: dict[str, str | None]) -> None:
        if self._in_head:
            self._heading = []
            self._insert("th", ' role="columnheader" scope="col"')
        else:
            self._column += int(given.get("colspan") or 1)
            self._insert("th", ' role="rowheader" scope="row"')

    def _cell_label(self, given: dict[str, str | None]) -> str:
        label = self.labels[self._column] if self._column < len(self.labels) else ""
        self._column += int(given.get("colspan") or 1)
        if not label or "data-label" in given or "colspan" in given:
            return ""
        return f' data-label="{escape(label)}"'

    def _insert(self, tag: str, text: str) -> None:
        line, column = self.getpos()
        self.insertions.append((self._lines[line - 1] + column + 1 + len(tag), text))


def label_cells(html: str) -> str:
    """Return the table with ARIA roles on every part and `data-label` (the column's heading) on every body cell."""
    pieces, done = [], 0
    for place, text in _Reader(html).insertions:
        pieces += [html[done:place], text]
        done = place
    return "".join([*pieces, html[done:]])
