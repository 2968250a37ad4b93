"""Pages for printing: a typst template and what it is to say become a tagged PDF (PDF/UA-1)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont

from clipdesk.media.sandbox import FONTS


def printed(page: Path, said: dict[str, Any]) -> bytes:
    """Return what a page's template makes of `said`, as a tagged PDF; typst refuses what is no PDF/UA-1."""
    inputs = {"data": json.dumps(_printable(said), ensure_ascii=False)}
    made = typst.compile(
        str(page), font_paths=[str(FONTS)], ignore_system_fonts=True, sys_inputs=inputs, pdf_standards="ua-1"
    )
    return bytes(made)


def _printable(said: Any) -> Any:
    """Name the characters that our font cannot show, emoji for instance, by their numbers: a PDF/UA must show every
    character."""
    if isinstance(said, dict):
        return {name: _printable(one) for name, one in said.items()}
    if isinstance(said, list):
        return [_printable(one) for one in said]
    return "".join(char if char in "\n\t" or ord(char) in _known() else f"[U+{ord(char):04X}]" for char in said)


@cache
def _known() -> frozenset[int]:
    found = frozenset(TTFont(FONTS / "NotoSans-Regular.ttf").getBestCmap())
    return found - {0xFEFF}  # a byte order mark is in the font, and forbidden in a PDF/UA
