"""Windows stand where they were put, in whole pixels and inside the picture."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.media.geometry import Window, crop_window, fit_size, proxy_size
from clipdesk.media.recipe import SHAPES, Framing

_HD = (1920, 1080)


def test_upright_from_wide() -> None:
    """Scaled to 3414 × 1920 first: 0.02 % off the true proportions, a crop of 608 would be 0.08 %."""
    assert crop_window(_HD, (1080, 1920), Framing()) == Window((3414, 1920), (1080, 1920), 1167, 0)


def test_same_shape_is_untouched() -> None:
    assert crop_window(_HD, (1920, 1080), Framing("crop", F(0), F(1))) == Window((1920, 1080), (1920, 1080), 0, 0)


@given(
    st.tuples(st.integers(16, 8000), st.integers(16, 8000)),
    st.sampled_from(sorted(SHAPES)),
    st.fractions(0, 1),
    st.fractions(0, 1),
)
def test_window_is_inside_and_centred(source: tuple[int, int], shape: str, x: F, y: F) -> None:
    window = crop_window(source, SHAPES[shape], Framing("crop", x, y))
    for at, centre, part, whole in (
        (window.x, x, window.size[0], window.scaled[0]),
        (window.y, y, window.size[1], window.scaled[1]),
    ):
        assert 0 <= at <= whole - part
        if part < 2 * centre * whole and part < 2 * (1 - centre) * whole:
            assert abs(at + F(part, 2) - centre * whole) <= F(1, 2) + F(1, 2)
    assert window.scaled[0] % 2 == window.scaled[1] % 2 == 0


@pytest.mark.parametrize(
    ("source", "size", "expected"),
    [(_HD, (1080, 1920), (1080, 608)), (_HD, (1080, 1080), (1080, 608)), ((1080, 1920), (1920, 1080), (608, 1080))],
)
def test_fit(source: tuple[int, int], size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert fit_size(source, size) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [(_HD, (960, 540)), ((1080, 1920), (540, 960)), ((720, 576), (720, 576)), ((1024, 429), (960, 402))],
)
def test_proxy(source: tuple[int, int], expected: tuple[int, int]) -> None:
    assert proxy_size(source) == expected
