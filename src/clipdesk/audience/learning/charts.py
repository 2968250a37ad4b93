"""Two drawings for pages and PDF alike: server-side SVG in one colour, with the figures written into it.

Every drawing stands beside the table that it was made of; `alt` says the same in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

#: As wide as the narrowest telephone shows it in full size; the name of a row stands above its bar.
_WIDTH, _ROW, _TOP = 320, 48, 4
_OPACITIES = (0.75, 0.4, 0.16, 0.0)
_LETTERS = 44


@dataclass(frozen=True)
class Chart:
    """body: what stands inside the drawing; height: of its field; alt: the same in words; legend: what its parts are."""

    body: str
    height: int
    alt: str
    legend: str = ""

    @property
    def svg(self) -> SafeString:
        """The drawing for a page, in the colour of the text."""
        return mark_safe(self._drawn(f'width="{_WIDTH}" role="img" aria-label={quoteattr(self.alt)}'))  # noqa: S308 # every text in it is escaped

    @property
    def file(self) -> str:
        """The drawing as a file of its own, for a PDF, which gives it its text alternative itself."""
        return self._drawn(f'width="{_WIDTH}" height="{self.height}" font-family="Noto Sans"')

    def _drawn(self, attributes: str) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {self.height}" '
            f'preserveAspectRatio="xMidYMid meet" {attributes}>{self.body}</svg>'
        )


def bars(rows: Sequence[tuple[str, Sequence[int]]], names: Sequence[str], alt: str) -> Chart:
    """Draw counts as parts of a bar, one bar a row, all on one scale; `names` says what the parts are, from the left."""
    most = max((sum(parts) for _label, parts in rows), default=0) or 1
    scale = (_WIDTH - 2) / most
    drawn = []
    for place, (label, parts) in enumerate(rows):
        top, x = _TOP + place * _ROW + 18, 1.0
        drawn.append(_text(0, top - 5, label))
        for part, opacity in zip(parts, _OPACITIES, strict=False):
            if not part:
                continue
            wide = part * scale
            drawn.append(
                f'<rect x="{x:.1f}" y="{top}" width="{wide:.1f}" height="20" fill="currentColor" '
                f'fill-opacity="{opacity}" stroke="currentColor" stroke-width="1"/>'
            )
            if wide > 8 * len(str(part)) + 6:
                drawn.append(_plate(x + wide / 2, top, str(part)))
            x += wide
    legend = _("In each bar, from the left: {parts}.").format(parts=", ".join(names))
    return Chart("".join(drawn), _TOP + len(rows) * _ROW, alt, legend)


def intervals(rows: Sequence[tuple[str, float, float, float]], alt: str) -> Chart:
    """Draw means between their ends on a line from 0 to 100, with a broken line at 50: rows of label, low, mean, high."""
    left, scale = 12, (_WIDTH - 24) / 100
    bottom = _TOP + len(rows) * _ROW
    middle = left + 50 * scale
    drawn = [
        f'<path d="M{left} {bottom}H{left + 100 * scale:.1f}" stroke="currentColor" stroke-opacity="0.35"/>',
        *(_text(left + at * scale, bottom + 16, str(at), anchor="middle") for at in (0, 50, 100)),
    ]
    for place, (label, low, mean, high) in enumerate(rows):
        y = _TOP + place * _ROW + 30
        begin, end, dot = (left + value * scale for value in (low, high, mean))
        drawn.append(_text(0, y - 16, label))
        drawn.append(
            f'<path d="M{middle:.1f} {y - 11}V{y + 11}" stroke="currentColor" stroke-opacity="0.6" stroke-dasharray="3 3"/>'
        )
        drawn.append(f'<path d="M{begin:.1f} {y}H{end:.1f}" stroke="currentColor" stroke-width="2"/>')
        drawn.append(f'<circle cx="{dot:.1f}" cy="{y}" r="5" fill="currentColor"/>')
    return Chart("".join(drawn), bottom + 22, alt)


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    short = words if len(words) <= _LETTERS else words[: _LETTERS - 1] + "…"
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="13" fill="currentColor" text-anchor="{anchor}">{escape(short)}</text>'


def _plate(x: float, top: float, words: str) -> str:
    """A figure on a plate of its own, so that it reads on every fill, dark or light."""
    wide = 8 * len(words) + 6
    plate = f'<rect x="{x - wide / 2:.1f}" y="{top + 3}" width="{wide}" height="14" rx="3" fill="#fff"/>'
    return plate + (
        f'<text x="{x:.1f}" y="{top + 14}" font-size="11" fill="#000" text-anchor="middle">{escape(words)}</text>'
    )
