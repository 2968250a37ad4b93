"""What videos are called tells their shape and their loudness, and nothing else is taken for a video."""

import pytest

from clipdesk.media.loudness import TARGETS
from clipdesk.media.recipe import ALL_SHAPES
from clipdesk.media.renditions import file_name, level_of, role_of, shape_of


@pytest.mark.parametrize("level", ["", *TARGETS])
@pytest.mark.parametrize("shape", ALL_SHAPES)
def test_there_and_back(shape: str, level: str) -> None:
    role = role_of(shape, level)
    assert (shape_of(role), level_of(role)) == (shape, level)
    assert len(role) <= 40  # in the database


@pytest.mark.parametrize("role", ["", "thumbnail", "captions", "captions en", "9:16 loud", "2:1", "2:1 podcast"])
def test_what_is_no_video(role: str) -> None:
    assert (shape_of(role), level_of(role)) == ("", "")


def test_files_have_names_for_any_disk() -> None:
    assert [file_name(role_of("9:16", level)) for level in ("", "ebu-r128")] == [
        "clip-9x16.mp4",
        "clip-9x16-ebu-r128.mp4",
    ]
