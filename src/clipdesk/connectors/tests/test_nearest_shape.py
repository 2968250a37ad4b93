"""What somebody else made is compared with clips of the nearest shape."""

import pytest

from clipdesk.connectors.nearest_shape import nearest_shape


@pytest.mark.parametrize(
    ("width", "height", "shape"),
    [
        (1080, 1920, "9:16"),
        (405, 720, "9:16"),
        (1080, 1350, "4:5"),
        (720, 720, "1:1"),
        (1920, 1080, "16:9"),
        (1440, 1080, "16:9"),  # 4:3 lies in the middle between a wide picture and a square one
        (0, 720, ""),
    ],
)
def test_the_nearest_shape(width: int, height: int, shape: str) -> None:
    assert nearest_shape(width, height) == shape
