"""What the acceptance lists make of a test run: its figures are printed, and what was skipped is not called kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.verdict import Run, Verdict, run_tests, together, verdict_of

_WRITTEN = """
import pytest

def test_measures(record_property):
    record_property("figure", "plays after 812 ms")

def test_skips():
    pytest.skip("not here")
"""


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "test_written.py"
    path.write_text(_WRITTEN)
    return path


def test_figures_are_printed(written: Path) -> None:
    run = run_tests(str(written))
    assert sorted(run.ended.values()) == ["passed", "skipped"]
    verdict = verdict_of(run, "tests")
    assert verdict.kept
    assert verdict.line(1, "it") == "ok       1. it: plays after 812 ms; 1 tests passed, 0 failed, 1 skipped"


def test_what_was_only_skipped_is_not_kept(written: Path) -> None:
    verdict = verdict_of(run_tests(f"{written}::test_skips"), "tests")
    assert verdict.kept is None
    assert verdict.line(1, "it").startswith("skipped")


def test_no_test_at_all_falls_short(written: Path) -> None:
    verdict = verdict_of(run_tests(f"{written}::test_that_is_none"), "tests")
    assert verdict.kept is False
    assert "no test was run" in verdict.figure


def test_one_that_fails_falls_short() -> None:
    run = Run({"a.b": "passed", "a.c": "failed"}, ("3 ms",), "a.py::c", whole=False)
    assert verdict_of(run, "tests") == Verdict(False, "3 ms; 1 tests passed, 1 failed (a.py::c; build/accept.log)")


@pytest.mark.parametrize(
    ("parts", "whole"), [((True, True), True), ((True, None), None), ((None, False), False), ((None, None), None)]
)
def test_several_parts(parts: tuple[bool | None, ...], whole: bool | None) -> None:
    assert together(*(Verdict(kept, str(kept)) for kept in parts)).kept is whole
