"""A row to try things on. Rooms above are reached by name only: this room imports none of them, not even in tests."""

from typing import Any

import pytest
from django.apps import apps


@pytest.fixture
def recording_row(newsroom: Any) -> Any:
    """A recording that could not be read: it has a state, a run number, and a move that announces something."""
    file = apps.get_model("library", "StoredFile").objects.create(sha256="5" * 64, size=1, media_type="video/mp4")
    return apps.get_model("library", "Recording").objects.create(
        station=newsroom.station,
        desk=newsroom.news,
        title="Bản tin 18 giờ",
        state="failed",
        original=file,
        original_name="bantin.mp4",
        made_by=newsroom.lan.person,
    )
