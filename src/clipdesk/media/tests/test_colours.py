"""Whatever colours come in, BT.709 in limited range goes out: codes computed from the standards' own equations."""

from fractions import Fraction as F
from pathlib import Path

import numpy as np
import pytest

from clipdesk.media.geometry import shape_size
from clipdesk.media.preview import preview_raw
from clipdesk.media.probe import probe
from clipdesk.media.recipe import Range, Recipe
from clipdesk.media.tests.conftest import Make

_601, _709 = (0.299, 0.114), (0.2126, 0.0722)  # Kr and Kb: BT.601-7, BT.709-6
_BARS = [
    (191, 191, 0),
    (0, 191, 191),
    (0, 191, 0),
    (191, 0, 191),
    (191, 0, 0),
    (0, 0, 191),
    (191, 191, 191),
    (16, 16, 16),
]
_SOUND = ("-f", "lavfi", "-i", "sine=f=440:r=48000:d=2")


def _codes(rgb: tuple[int, int, int], coefficients: tuple[float, float], *, full: bool = False) -> tuple[float, ...]:
    """8-bit Y'CbCr of 8-bit R'G'B' (BT.709-6, item 4)."""
    kr, kb = coefficients
    red, green, blue = (value / 255 for value in rgb)
    luma = kr * red + (1 - kr - kb) * green + kb * blue
    cb, cr = (blue - luma) / (2 - 2 * kb), (red - luma) / (2 - 2 * kr)
    return (255 * luma, 128 + 255 * cb, 128 + 255 * cr) if full else (16 + 219 * luma, 128 + 224 * cb, 128 + 224 * cr)


def _raw(folder: Path, codes: list[tuple[float, ...]], size: tuple[int, int]) -> tuple[str, ...]:
    """One flat frame per entry, as a raw 8-bit input of ffmpeg."""
    width, height = size
    frames = b""
    for luma, cb, cr in codes:
        frames += bytes([round(luma)]) * (width * height) + bytes([round(cb)]) * (width * height // 4)
        frames += bytes([round(cr)]) * (width * height // 4)
    path = folder / "bars.yuv"
    path.write_bytes(frames)
    return ("-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{width}x{height}", "-r", "25", "-i", str(path))


def _seen(source: Path, frames: int, shape: str = "source") -> list[tuple[float, ...]]:
    """Mean codes of every frame of the clip, as the encoder is given them."""
    recipe, info = Recipe("0" * 64, (Range(F(0), F(frames, 25)),)), probe(source)
    width, height = shape_size(shape, info)
    found = []
    for number in range(frames):
        raw = np.frombuffer(preview_raw(recipe, source, info, shape, F(number, 25)), np.uint8)
        parts = np.split(raw, (width * height, width * height * 5 // 4))
        found.append(tuple(float(part.mean()) for part in parts))
    return found


@pytest.mark.parametrize("shape", ["source", "1:1"])
def test_standard_definition_bars(make: Make, tmp_path: Path, shape: str) -> None:
    raw = _raw(tmp_path, [_codes(bar, _601) for bar in _BARS], (320, 240))
    source = make("sd.mp4", *raw, *_SOUND, "-c:v", "libx264", "-qp", "1", "-colorspace", "smpte170m", "-shortest")
    for bar, seen in zip(_BARS, _seen(source, len(_BARS), shape), strict=True):
        assert seen == pytest.approx(_codes(bar, _709), abs=2), bar


def test_full_range_bars(make: Make, tmp_path: Path) -> None:
    """Phones and screen recorders: 0..255 must become 16..235, not be cut off there."""
    raw = _raw(tmp_path, [_codes(bar, _709, full=True) for bar in _BARS], (320, 240))
    tags = ("-color_range", "pc", "-colorspace", "bt709")
    source = make(
        "full.mp4",
        *raw,
        *_SOUND,
        "-vf",
        "setparams=range=pc:colorspace=bt709",
        *tags,
        "-c:v",
        "libx264",
        "-qp",
        "1",
        "-shortest",
    )
    video = probe(source).video
    assert video is not None
    assert video.colour_range == 2
    for bar, seen in zip(_BARS, _seen(source, len(_BARS)), strict=True):
        assert seen == pytest.approx(_codes(bar, _709), abs=2), bar


def _pq(light: float) -> int:
    """The 10-bit code of `light` in cd/m² (SMPTE ST 2084, equations 5.1 and 5.2)."""
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    power = (light / 10000) ** m1
    return int(64.5 + 876 * ((c1 + c2 * power) / (1 + c3 * power)) ** m2)


def _sdr(light: float) -> float:
    """The 8-bit code that a BT.1886 display shows at `light` of its white (0..1)."""
    return float(16 + 219 * light ** (1 / 2.4))


def _high(make: Make, name: str, transfer: str, code: int) -> Path:
    picture = f"color=black:s=160x96:r=25:d=0.2,format=yuv420p10le,geq=lum={code}:cb=512:cr=512,"
    picture += f"setparams=color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc:range=tv"  # or 9.0 converts
    tags = ("-color_primaries", "bt2020", "-color_trc", transfer, "-colorspace", "bt2020nc", "-color_range", "tv")
    encode = ("-c:v", "libx264", "-profile:v", "high10", "-qp", "1", *tags)
    return make(name, "-f", "lavfi", "-i", picture, *_SOUND, *encode, "-shortest")


def test_high_dynamic_range_levels(make: Make) -> None:
    """BT.2408: reference white is 203 cd/m² = PQ 58 % = HLG 75 %; BT.2100: HLG's 1000 cd/m² display has gamma 1.2."""
    seen = {}
    for name, transfer, code in (
        ("pq-black", "smpte2084", 64),
        ("pq-20", "smpte2084", _pq(20)),
        ("pq-100", "smpte2084", _pq(100)),
        ("pq-white", "smpte2084", _pq(203)),
        ("pq-1000", "smpte2084", _pq(1000)),
        ("pq-4000", "smpte2084", _pq(4000)),
        ("hlg-half", "arib-std-b67", 502),
        ("hlg-white", "arib-std-b67", 721),
        ("hlg-peak", "arib-std-b67", 940),
    ):
        seen[name], cb, cr = _seen(_high(make, f"{name}.mp4", transfer, code), 1)[0]
        assert (cb, cr) == pytest.approx((128, 128), abs=1), name
    assert seen["pq-black"] == pytest.approx(16, abs=1)
    # below the knee nothing is compressed: contrast to reference white as on the HDR display
    assert seen["pq-20"] == pytest.approx(_sdr(20 / 203), abs=2)
    assert seen["pq-100"] == pytest.approx(_sdr(100 / 203), abs=2)
    assert seen["hlg-half"] == pytest.approx(_sdr(1000 * (1 / 12) ** 1.2 / 203), abs=2)
    # reference white comes out at 85..95 % of SDR white, the same from both systems; brighter light still fits in
    assert 16 + 0.85 * 219 <= seen["pq-white"] <= 16 + 0.95 * 219
    assert seen["hlg-white"] == pytest.approx(seen["pq-white"], abs=2)
    assert [seen[name] for name in ("pq-1000", "pq-4000", "hlg-peak")] == pytest.approx([235] * 3, abs=2)


def test_wide_colours_keep_their_hue(make: Make) -> None:
    """BT.2020 red, green and blue lie outside BT.709: they become the strongest red, green and blue there is."""
    kr, kb = 0.2627, 0.0593  # BT.2020, non-constant luminance
    for name, rgb in (("red", (1, 0, 0)), ("green", (0, 1, 0)), ("blue", (0, 0, 1))):
        luma = kr * rgb[0] + (1 - kr - kb) * rgb[1] + kb * rgb[2]
        cb, cr = (rgb[2] - luma) / (2 - 2 * kb), (rgb[0] - luma) / (2 - 2 * kr)
        codes = [round(64 + 876 * luma), round(512 + 896 * cb), round(512 + 896 * cr)]
        picture = "color=black:s=160x96:r=25:d=0.2,format=yuv420p10le,geq=lum={}:cb={}:cr={},".format(*codes)
        picture += "setparams=color_primaries=bt2020:color_trc=bt2020-10:colorspace=bt2020nc:range=tv"
        tags = (
            "-color_primaries",
            "bt2020",
            "-color_trc",
            "bt2020-10",
            "-colorspace",
            "bt2020nc",
            "-color_range",
            "tv",
        )
        encode = ("-c:v", "libx264", "-profile:v", "high10", "-qp", "1", *tags)
        source = make(f"{name}.mp4", "-f", "lavfi", "-i", picture, *_SOUND, *encode, "-shortest")
        seen = _seen(source, 1)[0]
        expected = _codes((255 * rgb[0], 255 * rgb[1], 255 * rgb[2]), _709)
        assert seen == pytest.approx(expected, abs=4), name
