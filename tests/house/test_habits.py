"""Habits that no type checker sees: a state is changed in one way, and PostgreSQL sorts no name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import clipdesk

ROOT = Path(clipdesk.__path__[0])
#: `transition` itself; and the demo, which tries to write one behind the desk's back, and must fail.
WRITERS = {"history/transition.py", "config/walk.py"}


def _sources() -> Iterator[tuple[str, str]]:
    for path in sorted(ROOT.rglob("*.py")):
        if not {"tests", "migrations"} & set(path.parts):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def _writes_a_state(node: ast.AST) -> bool:
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(one, ast.Attribute) and one.attr == "state" for one in targets)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    if node.func.attr == "bulk_update":
        return any(isinstance(one, ast.Constant) and one.value == "state" for one in ast.walk(node))
    return node.func.attr == "update" and any(word.arg == "state" for word in node.keywords)


def test_a_state_is_changed_by_a_transition_alone() -> None:
    found = {name for name, text in _sources() for node in ast.walk(ast.parse(text)) if _writes_a_state(node)}
    assert found - WRITERS == set()
    assert "config/walk.py" in found, "the test finds what it looks for"


def test_no_name_is_sorted_by_the_database() -> None:
    sorted_by_it = re.compile(r"order_by\([^)]*\bname[\"']|order_by\([^)]*__name[\"']|ordering = \[[^\]]*name[\"']")
    assert [name for name, text in _sources() if sorted_by_it.search(text)] == []
