"""Every verb that any room writes into the ledger has a word. The rooms lie above this one, so their source is read."""

import ast
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import translation

from clipdesk.ui.templatetags.ui import ledger_reason, verb_label
from clipdesk.ui.verbs import FORMER, VERBS

PACKAGE = Path(__file__).parents[2]
PLACES = {"record": 1, "note": 1, "move": 0}  # where the verb stands among the arguments


def modules() -> Iterator[ast.Module]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if not {"tests", "migrations"} & set(path.relative_to(PACKAGE).parts):
            yield ast.parse(path.read_text(encoding="utf-8"))


def written(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield the expression of the verb of each call that writes one, and what a function writes where it is told no other."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            given = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            yield from (usual for one, usual in given if one.arg == "verb" and usual is not None)
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        place = PLACES.get(node.func.id)
        if place is not None and len(node.args) > place:
            yield node.args[place]
        if node.func.id == "Move":
            yield from (word.value for word in node.keywords if word.arg == "verb")


def events() -> set[str]:
    """Return the values of publishing's `Event`, with which `publication_{event}` is filled."""
    machine = ast.parse((PACKAGE / "publishing" / "machine.py").read_text(encoding="utf-8"))
    classes = (node for node in ast.walk(machine) if isinstance(node, ast.ClassDef))
    body = next(node.body for node in classes if node.name == "Event")
    values = (line.value for line in body if isinstance(line, ast.Assign))
    return {str(value.value) for value in values if isinstance(value, ast.Constant)}


def test_every_verb_of_the_code_base_has_a_word() -> None:
    trees = list(modules())
    verbs: set[str] = set()
    for verb in (expression for tree in trees for expression in written(tree)):
        if isinstance(verb, ast.Constant):
            verbs.add(str(verb.value))
        elif isinstance(verb, ast.JoinedStr):
            assert ast.unparse(verb) == "f'publication_{event}'"
            verbs |= {f"publication_{event}" for event in events()}
        else:
            assert ast.unparse(verb) in {
                "verb",
                "step.verb",
                "what",
            }  # `transition` and `note` pass on what they were given
    assert {"clip_made", "publication_found_absent", "hold_lifted"} <= verbs  # the search itself works
    assert verbs - VERBS.keys() == set()
    assert VERBS.keys() - verbs == FORMER  # and no other word is left over from a verb that is gone


@pytest.mark.parametrize(
    ("because", "after", "said"),
    [
        ("password", {}, "xác nhận bằng mật khẩu"),
        ("Thiếu nguồn", {}, "Thiếu nguồn"),
        ("", {}, ""),
        (
            "",
            {"trouble_message": "The destination refused the clip: {reason}", "trouble_params": {"reason": "quá dài"}},
            "Nơi đăng từ chối clip: quá dài",
        ),
    ],
)
def test_a_reason_is_said_in_the_readers_language(because: str, after: dict[str, object], said: str) -> None:
    with translation.override("vi"):
        assert ledger_reason(SimpleNamespace(because=because, after=after)) == said


def test_a_verb_without_a_word_is_still_shown() -> None:
    assert verb_label("clip_eaten") == "clip eaten"
