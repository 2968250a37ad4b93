"""Every picture we write is BT.709, limited range, and says so (ITU-R BT.709-6; code points of ISO/IEC 23091-2).

Wide colours (ITU-R BT.2020) and high dynamic range (ITU-R BT.2100: PQ and HLG) are brought there by `to_standard`.
What lies up to the reference white of BT.2408 (203 cd/m², PQ 58 %, HLG 75 %) keeps its contrast; what is
brighter, up to 1000 cd/m², is rolled off into the little room that standard dynamic range has left above it.
"""

from dataclasses import replace
from fractions import Fraction

from clipdesk.media.source_info import VideoInfo

_MATRICES = {1: "bt709", 4: "fcc", 5: "bt601", 6: "bt601", 7: "smpte240m", 9: "bt2020", 10: "bt2020"}
_WIDE_MATRICES = (9, 10)
_WIDE_PRIMARIES = 9
_HIGH_RANGE = {16: "smpte2084", 18: "arib-std-b67"}
_REFERENCE_WHITE = 203  # cd/m², BT.2408
_STANDARD_WHITE = 100  # cd/m² of white in standard dynamic range, BT.1886
_PEAK = Fraction(1000, _REFERENCE_WHITE)
_KNEE = "0.6"  # of reference white, in linear light: below it nothing is changed
_UNSTATED_SD_HEIGHT = 576
TAGS = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv"
ENCODER_TAGS = ("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv")


def source_matrix(video: VideoInfo) -> str:
    """Return the source's colour matrix as `scale` names it; where none is stated, standard definition is BT.601."""
    unstated = "bt601" if video.height <= _UNSTATED_SD_HEIGHT else "bt709"
    return _MATRICES.get(video.matrix, unstated)


def conversion(video: VideoInfo) -> str:
    """Return the options of `scale` that turn the source's colours into BT.709, limited range."""
    in_range = "pc" if _full_range(video) else "tv"
    return f"in_color_matrix={source_matrix(video)}:out_color_matrix=bt709:in_range={in_range}:out_range=tv"


def is_wide(video: VideoInfo) -> bool:
    """Whether the pictures hold colours or brightness that BT.709 has no code for."""
    return video.transfer in _HIGH_RANGE or video.primaries == _WIDE_PRIMARIES or video.matrix in _WIDE_MATRICES


def to_standard(video: VideoInfo) -> list[str]:
    """Return the filters that bring wide pictures to 8 bit BT.709, limited range; none where they are not wide.

    Light is made linear with reference white at 1, so PQ and HLG meet on the same scale.
    """
    if not is_wide(video):
        return []
    transfer, high = _HIGH_RANGE.get(video.transfer, "bt2020-10"), video.transfer in _HIGH_RANGE
    full = "pc" if _full_range(video) else "tv"
    # desat=0: every colour keeps its hue, and all versions of ffmpeg agree on the result
    roll_off = [f"tonemap=mobius:param={_KNEE}:peak={float(_PEAK):.4f}:desat=0"] if high else []
    return [
        f"setparams=color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc:range={full}",
        f"zscale=t=linear:npl={_REFERENCE_WHITE if high else _STANDARD_WHITE}",
        "format=gbrpf32le",
        "zscale=p=709",
        *roll_off,
        "zscale=t=709:r=full",
        "format=gbrp16le",  # whole numbers: what lies outside BT.709 ends here, not in codes that nobody may send
        "zscale=m=709:r=limited",
        "format=yuv420p",
    ]


def standard(video: VideoInfo) -> VideoInfo:
    """Return the track as it is after `to_standard`."""
    if not is_wide(video):
        return video
    return replace(video, pixel_format="yuv420p", matrix=1, primaries=1, transfer=1, colour_range=1)


def _full_range(video: VideoInfo) -> bool:
    return video.colour_range == 2 or video.pixel_format.startswith("yuvj")
