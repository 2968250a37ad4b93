"""What all cross-cutting tests share."""

from __future__ import annotations

import os

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave what takes minutes to `make accept-corridor`."""
    if os.environ.get("CLIPDESK_ACCEPT"):
        return
    skip = pytest.mark.skip(reason="takes minutes: make accept-corridor")
    for item in items:
        if item.get_closest_marker("accept"):
            item.add_marker(skip)
