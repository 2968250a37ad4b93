"""The running version is the first released one of the changelog."""

from __future__ import annotations

from pathlib import Path

import pytest

from clipdesk.config import version as module


def test_the_version_is_read_from_the_changelog(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    changelog = tmp_path / "CHANGELOG.md"
    monkeypatch.setattr(module, "CHANGELOG", changelog)
    assert module.version() == "0.0.0"
    changelog.write_text("# Changelog\n\n## [Unreleased]\n\n## [1.4.2] - 2026-12-01\n\n## [1.4.1] - 2026-11-30\n")
    assert module.version() == "1.4.2"


def test_the_real_changelog_has_a_version() -> None:
    assert module.version() != "0.0.0"
