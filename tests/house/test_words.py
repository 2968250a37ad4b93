"""Every word that rooms may announce is announced somewhere: a cause without its event would promise what never happens."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import clipdesk
from clipdesk.config.schedule import LISTENERS

SOURCES = Path(clipdesk.__path__[0])


def _texts(path: Path) -> Iterator[str]:
    """Every text that stands in the file by itself."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_word_that_somebody_listens_to_is_announced() -> None:
    files = [path for path in SOURCES.rglob("*.py") if "tests" not in path.parts and path.name != "schedule.py"]
    said = {text for path in files for text in _texts(path)}
    assert set(LISTENERS) - said == set()
