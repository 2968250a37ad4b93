"""The page about the library: its examples give what they say, and its table names every module."""

from __future__ import annotations

import doctest
import re
from importlib import import_module
from pathlib import Path

import clipdesk.statistics

_PAGE = Path(__file__).parents[4] / "docs" / "reference" / "statistics.md"


def test_the_examples_run() -> None:
    done = doctest.testfile(str(_PAGE), module_relative=False, encoding="utf-8", verbose=False)
    assert done.attempted > 30
    assert done.failed == 0


def test_every_module_is_named() -> None:
    named = re.findall(r"^\| `clipdesk\.statistics\.([a-z]+)` \|", _PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    there = {path.stem for path in Path(clipdesk.statistics.__path__[0]).glob("*.py")}
    assert set(named) == there - {"__init__", "columns"}
    for name in named:
        assert (import_module(f"clipdesk.statistics.{name}").__doc__ or "").strip()
